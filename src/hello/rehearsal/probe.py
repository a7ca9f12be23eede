"""Imports what it is told to, and reports how that went. It runs in the project's environment.

``python -P probe.py ORDERS RESULTS``: both are files of JSON, the second with one line for each
step that begins and one for its end, so that nothing is lost where an import ends the process.
Nothing of ``hello`` is there: this file stands alone.
"""

import ast
import faulthandler
import importlib
import importlib.util
import json
import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import IO, Any

Record = dict[str, Any]

MOST_NAMES = 500


def main(orders: str, results: str) -> None:
    """Carry out *orders*: ``imports``, ``points``, and ``modules`` that are only read."""
    asked = json.loads(Path(orders).read_text(encoding="utf-8"))
    watch = Watch(results, asked["seconds"])
    for name in asked["imports"]:
        watch.step(name, partial(importlib.import_module, name))
    for key, value, is_script in asked["points"]:
        watch.step(key, partial(load, value, is_script=is_script))
    for name, path in asked["modules"]:
        if name not in sys.modules:
            watch.write({"what": name, **read(path)})
    # Not sys.exit: what an import has started may never end.
    os._exit(0)


class Watch:
    """Takes steps, with what they write to stdout held back, and a deadline for each."""

    def __init__(self, results: str, seconds: float) -> None:
        self._results = Path(results).open("a", encoding="utf-8")  # noqa: SIM115  # until the process ends
        self._seconds = seconds
        self._stdout: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the same
        os.dup2(self._stdout.fileno(), 1)

    def write(self, record: Record) -> None:
        """Write *record* where it stays, whatever comes."""
        self._results.write(json.dumps(record) + "\n")
        self._results.flush()

    def step(self, what: str, action: Callable[[], object]) -> None:
        """Take one step, and write how it went."""
        self.write({"begins": what})
        threads, files, began = set(threading.enumerate()), here(), perf_counter()
        self._stdout.truncate(0)
        self._stdout.seek(0)
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._results)
        record: Record = {}
        try:
            action()
        except BaseException as error:  # noqa: BLE001  # SystemExit as well: it is reported
            record = {"failure": failure_of(error)}
        faulthandler.cancel_dump_traceback_later()
        seconds = perf_counter() - began
        started = {one for one in set(threading.enumerate()) - threads if not one.daemon}
        self.write({
            "what": what,
            "seconds": seconds,
            "printed": self._printed(),
            "threads": sorted(one.name for one in started),
            "files": sorted(here() - files),
            **record,
        })  # fmt: skip

    def _printed(self) -> str:
        try:
            sys.stdout.flush()
        except (AttributeError, OSError, ValueError):
            return ""
        self._stdout.seek(0)
        return self._stdout.read(200).decode("utf-8", "replace").strip()


class NoAttributeError(Exception):
    """An entry point's attribute is not there; ``names`` are what could be called instead."""

    def __init__(self, attribute: str, names: list[str]) -> None:
        super().__init__(attribute)
        self.name = attribute
        self.names = names


class NotCallableError(Exception):
    """A script's entry point is there, and is no function."""


def load(value: str, *, is_script: bool) -> None:
    """Load the entry point *value*, ``module:attribute.attribute [extra]``."""
    module, _, attributes = value.partition("[")[0].partition(":")
    found: Any = importlib.import_module(module.strip())
    for attribute in filter(None, attributes.strip().split(".")):
        try:
            found = getattr(found, attribute)
        except AttributeError:
            raise NoAttributeError(attribute, callables_of(found)[:MOST_NAMES]) from None
    if is_script and not callable(found):
        raise NotCallableError


def callables_of(found: Any) -> list[str]:
    """Return the names of what can be called in *found*: first what is at home there."""
    home = getattr(found, "__name__", None)
    values = {name: getattr(found, name, None) for name in dir(found) if name[:1] != "_"}
    names = [name for name, value in values.items() if callable(value)]
    return sorted(names, key=lambda name: getattr(values[name], "__module__", None) != home)


def here() -> set[str]:
    """Return what is in the current directory."""
    return {path.name for path in Path().iterdir()} - {"__pycache__"}


def failure_of(error: BaseException) -> Record:
    """Return what there is to know of *error*; where ImportError hides another, of that one."""
    inner = error
    while (below := inner.__cause__ or inner.__context__) is not None and below is not error:
        inner = below
        if isinstance(error, ImportError) and isinstance(inner, ModuleNotFoundError):
            error = inner
    frames = [[frame.filename, frame.lineno] for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append([error.filename, error.lineno or 0])
    filename = getattr(error, "filename", None) if isinstance(error, OSError) else None
    is_named = isinstance(error, (ImportError, NoAttributeError))
    return {
        "name": type(error).__name__,
        "message": _one_line(error),
        "frames": frames,
        "module": getattr(error, "name", None) if is_named else None,
        "file": os.fsdecode(filename) if isinstance(filename, (str, bytes)) else None,
        "names": getattr(error, "names", []) if isinstance(error, NoAttributeError) else [],
    }


def _one_line(error: BaseException) -> str:
    try:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # noqa: BLE001  # a __str__ that fails says nothing
        said = ""
    return " ".join(said.split())[:1000]


def read(path: str) -> Record:
    """Return which modules the file at *path* imports in any case, and which are not there."""
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        return {"missing": [], "syntax": _one_line(error), "line": line}
    except (OSError, RecursionError):
        return {"missing": []}
    return {"missing": [[name, line] for name, line in imported(tree) if not is_there(name)]}


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield what is imported at the top of a module, where no ``if`` or ``try`` is around it."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0], node.lineno


def is_there(name: str) -> bool:
    """Return whether there is a module *name*, without importing it."""
    try:
        return name in sys.modules or importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


if __name__ == "__main__":
    main(*sys.argv[1:])
