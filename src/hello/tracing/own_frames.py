"""Tracebacks without the recorder's own lines: they are the program's.

Loaded into the recorded program: standard library and recorder only.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from hello.observe.recorder import stacks
from hello.observe.recorder.patches import Patches

HERE = f"{Path(__file__).parent}{os.sep}"


def hide() -> None:
    """Print tracebacks so; a hook that the program sets sees them as they are."""
    stacks.ours.append(HERE)
    # Also what is printed when the recording has ended: nobody takes these back.
    stacks.patch(Patches())
    sys.excepthook = sys.__excepthook__ = for_programs(sys.__excepthook__)
    threading.excepthook = threading.__excepthook__ = for_threads(threading.__excepthook__)
    sys.unraisablehook = sys.__unraisablehook__ = for_ignored(sys.__unraisablehook__)
    for_pytest()


def for_pytest() -> None:
    """Have our modules say what pytest asks for: it walks tracebacks by itself."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "hello":
            vars(module)["__tracebackhide__"] = True


def for_programs(plain: Callable[..., Any]) -> Callable[..., Any]:
    """Return what takes the place of ``sys.excepthook``."""

    def excepthook(kind: Any, value: Any, traceback: TracebackType | None, /) -> Any:
        clean(value)
        return plain(kind, value, without_ours(traceback))

    return excepthook


def for_threads(plain: Callable[..., Any]) -> Callable[..., Any]:
    """Return what takes the place of ``threading.excepthook``."""

    def excepthook(args: Any, /) -> Any:
        clean(args.exc_value)
        shown = args.exc_type, args.exc_value, without_ours(args.exc_traceback), args.thread
        return plain(threading.ExceptHookArgs(shown))

    return excepthook


def for_ignored(plain: Callable[..., Any]) -> Callable[..., Any]:
    """Return what takes the place of ``sys.unraisablehook``."""

    def unraisablehook(unraisable: Any, /) -> Any:
        clean(unraisable.exc_value)
        kind, value, traceback, *rest = unraisable
        return plain(type(unraisable)((kind, value, without_ours(traceback), *rest)))

    return unraisablehook


def clean(error: BaseException | None) -> None:
    """Take our lines out of the tracebacks of *error*, those that led to it, and its parts."""
    errors, seen = [error], set()
    while errors:
        one = errors.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = without_ours(one.__traceback__)
        errors += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            errors += one.exceptions


def without_ours(traceback: TracebackType | None) -> TracebackType | None:
    """Return *traceback* without our lines; it is changed in place."""
    while traceback is not None and stacks.is_ours(traceback.tb_frame):
        traceback = traceback.tb_next
    at = traceback
    while at is not None:
        while at.tb_next is not None and stacks.is_ours(at.tb_next.tb_frame):
            at.tb_next = at.tb_next.tb_next
        at = at.tb_next
    return traceback
