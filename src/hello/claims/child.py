"""The process in which one demo is checked: ``python -m hello.claims.child MODULE SECONDS``.

It writes a JSON object a line for each claim, in the order of ``CLAIMS``, as
soon as its verdict is known. It ends itself after SECONDS, also when nobody is
left who waits for it.
"""

import faulthandler
import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from hello.claims._model import Verdict, broken, check


def verdicts(module: ModuleType) -> Iterator[Verdict]:
    """Run the demo of *module* once and yield the verdict on each of its claims."""
    try:
        result = module.demonstrate()
    except Exception as error:  # noqa: BLE001  # whatever it raised is the evidence
        return iter([broken("the demonstration", error)] * len(module.CLAIMS))
    return check(module.CLAIMS, result)


def main() -> None:
    """Check the demo that the command line names."""
    module_name, seconds = sys.argv[1:]
    faulthandler.dump_traceback_later(float(seconds), exit=True)
    # What a demo or a process of its prints must not end up among the verdicts.
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with channel:
        for verdict in verdicts(import_module(module_name)):
            line = {"outcome": verdict.outcome, "evidence": verdict.evidence}
            print(json.dumps(line), file=channel, flush=True)


if __name__ == "__main__":
    main()
