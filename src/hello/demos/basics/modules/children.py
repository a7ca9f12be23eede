"""The Python processes that ``hello-modules`` starts, out of reach of the user's settings."""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple, cast

from hello.demos.basics.modules.probe import Outcome
from hello.errors import HelloError

SECONDS = 20.0
"""After that long a child process is ended; it needs some 20 ms."""

ISOLATED = ("-E", "-S")
"""No PYTHON* variable and no installed package can change what a child sees."""

logger = logging.getLogger("hello.demos.basics.modules")


class Session(NamedTuple):
    """Statements for a Python that has the folders of ``path`` first on its ``sys.path``."""

    path: Sequence[str]
    statements: Sequence[str]


def probe(root: Path, plan: Mapping[str, Sequence[Session]]) -> dict[str, list[Outcome]]:
    """Run the sessions of each experiment in *plan*, in the folder *root*, in one process.

    Raise HelloError where the process fails.
    """
    # It is handed over as a file, because this package may lie in a zip.
    with as_file(files(__package__) / "probe.py") as program:
        # -P, or the folder of the program, which is this one, would come first on sys.path.
        output = run_python(root, "-P", str(program), stdin=json.dumps(plan))
    return cast("dict[str, list[Outcome]]", json.loads(output))


def run_python(folder: Path, *arguments: str, stdin: str = "") -> str:
    """Return what ``python *arguments`` prints in *folder*; raise HelloError where it fails."""
    try:
        done = subprocess.run(
            [sys.executable, *ISOLATED, *arguments],
            cwd=folder,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="backslashreplace",
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        seconds = f"{SECONDS:g} s"
        raise HelloError(
            "a Python process did not end in time", seconds, next_step="try again, with less to do"
        ) from error
    except subprocess.CalledProcessError as error:
        last_words = error.stderr.strip().rpartition("\n")[2]
        raise HelloError(
            "a Python process failed", last_words, next_step=f"see whether {sys.executable!r} runs"
        ) from error
    logger.info("python %s: %d characters of output", " ".join(arguments), len(done.stdout))
    return done.stdout
