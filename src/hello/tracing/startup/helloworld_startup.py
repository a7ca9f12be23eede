"""Loads the recorder into a program's process so that the program does not see our modules."""

import sys
from collections.abc import Callable, Iterable
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

kept: list[dict[str, ModuleType]] = []
"""What is recording; a module that nobody knows would be emptied."""


def begin(told: dict[str, Any], before: Iterable[str] | None = None) -> None:
    """Record this process as *told*; see ``hello.tracing.settings``.

    The modules *before* would be loaded without us too; by default, those that are loaded now.
    """
    loaded = set(sys.modules if before is None else before)
    programs_own = taken_out(is_ours)
    sys.path.insert(0, told["root"])
    try:
        from hello.tracing.whole_life import record

        record(told)
    finally:
        sys.path.remove(told["root"])
        kept.append(taken_out(is_ours))
        kept.append(taken_out(hiding(told["beside"], loaded)))
        sys.modules.update(programs_own)


def taken_out(is_meant: Callable[[str], bool]) -> dict[str, ModuleType]:
    """Take all modules whose names *are meant* out of ``sys.modules``."""
    names = [name for name in sys.modules if is_meant(name)]
    return {name: sys.modules.pop(name) for name in names}


def is_ours(name: str) -> bool:
    """Return whether a module is of this package: a program may have its own of that name."""
    return name.partition(".")[0] == "hello"


def hiding(folder: str, loaded: set[str]) -> Callable[[str], bool]:
    """Return what tells whether a module that we have loaded hides one of the program's *folder*.

    A program may have a ``queue.py``: without us, this is what it would import.
    """
    roots = {name.partition(".")[0] for name in set(sys.modules) - loaded}
    hidden = {root for root in roots if folder and _has(folder, root)}
    return lambda name: name not in loaded and name.partition(".")[0] in hidden


def _has(folder: str, name: str) -> bool:
    spec = PathFinder.find_spec(name, [folder])
    return spec is not None and spec.loader is not None
