"""The child of ``hello-modules``: a Python that imports what it is told and says what happened.

Run it as ``python -I -S probe.py`` in the folder of the examples.
Stdin: a JSON object of experiments; each is a list of sessions, and a session has a
``path`` (folders put before all others on ``sys.path``) and ``statements``. Stdout:
the same with an Outcome for each session. A session begins with nothing imported
of what an earlier one imported.

It needs the standard library only: ``-S`` leaves out all that was installed.
"""

import json
import os
import reprlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from types import ModuleType
from typing import TypedDict


class Effect(TypedDict):
    """What one statement did.

    ``ran``: lines that module bodies printed. ``bound``: what each new name
    stands for. ``files``: the ``__file__`` of those that are modules.
    """

    ran: list[str]
    bound: dict[str, str]
    files: dict[str, str]
    error: str | None


class Outcome(TypedDict):
    """What a session did; ``looked`` are the entries of ``sys.path`` that Python opened."""

    looked: list[str]
    effects: list[Effect]


def run_session(path: Sequence[str], statements: Sequence[str]) -> Outcome:
    """Execute the *statements* one after the other, with *path* first on ``sys.path``."""
    with fresh_start(path):
        names: dict[str, object] = {"__name__": "__main__"}
        effects = [execute(statement, names) for statement in statements]
        # Python keeps a finder for each folder it has looked into, and for no other.
        looked = [folder for folder in sys.path if folder in sys.path_importer_cache]
    return {"looked": looked, "effects": effects}


@contextmanager
def fresh_start(path: Sequence[str]) -> Iterator[None]:
    """Put *path* first on ``sys.path``; afterwards forget it and what was imported."""
    modules, folders = set(sys.modules), sys.path[:]
    sys.path[:0] = path
    sys.path_importer_cache.clear()
    try:
        yield
    finally:
        sys.path[:] = folders
        for name in set(sys.modules) - modules:
            del sys.modules[name]


def execute(statement: str, names: dict[str, object]) -> Effect:
    """Execute *statement* and add the names that it binds to *names*."""
    new: dict[str, object] = {}
    error = None
    with redirect_stdout(StringIO()) as printed:
        try:
            exec(statement, names, new)  # noqa: S102  # to see what it does is the lesson
        except Exception as caught:  # noqa: BLE001  # whatever it raised is a result
            error = f"{type(caught).__name__}: {caught}"
    names.update(new)
    return {
        "ran": printed.getvalue().splitlines(),
        "bound": {name: described(value) for name, value in new.items()},
        "files": {name: file for name, value in new.items() if (file := file_of(value))},
        "error": error and error.replace(os.getcwd() + os.sep, ""),  # noqa: PTH109  # text, no path
    }


def described(value: object) -> str:
    """Return ``module NAME`` for a module, else the short repr."""
    return f"module {value.__name__}" if isinstance(value, ModuleType) else reprlib.repr(value)


def file_of(value: object) -> str | None:
    """Return the file of a module; built-in modules have none, other objects neither."""
    return getattr(value, "__file__", None) if isinstance(value, ModuleType) else None


if __name__ == "__main__":
    experiments = json.load(sys.stdin).items()
    outcomes = {name: [run_session(*session) for session in plan] for name, plan in experiments}
    json.dump(outcomes, sys.stdout)
