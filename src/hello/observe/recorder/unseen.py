"""What the recorder cannot see of a program, in a sentence each, where that applies."""

import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from types import ModuleType
from typing import Any

from hello.observe.recorder.book import Book
from hello.observe.recorder.patches import Patches

OWN_LOOPS = ("gevent", "eventlet", "greenlet")
EVENT_LOOP = "BaseEventLoop._run_once"
INSTALLED = frozenset({"site-packages", "dist-packages"})
MOST_MODULES = 3
PROCESSES = "multiprocessing.connection"
OURS = str(PurePath(__file__).parents[2])


class Unseen:
    """Looks at what is loaded and set; the plain names are those that *patches* replaced."""

    def __init__(self, book: Book, patches: Patches) -> None:
        self._book = book
        self._kept = tuple(_kept({id(plain): name for name, plain in patches.names()}))
        self._has_processes = PROCESSES in sys.modules

    def __call__(self) -> Iterator[str]:
        """Yield the sentences."""
        yield from self._kept
        for module in OWN_LOOPS:
            if module in sys.modules:
                yield (
                    f"{module} is loaded: its tasks share a thread, and are seen as that "
                    "thread only"
                )
                break
        if any(code.co_qualname == EVENT_LOOP for code, _ in list(self._book.spots.values())):
            yield "asyncio runs: its tasks share a thread, and are seen as that thread only"
        if sys.gettrace() or threading.gettrace() or sys.getprofile() or threading.getprofile():
            yield (
                "a trace or profile function is set: it sees the recorder's lines too, and what "
                "it takes counts as running"
            )
        if PROCESSES in sys.modules and not self._has_processes:
            yield (
                "multiprocessing was loaded after recording began: waits for its pipes and locks "
                "are not seen"
            )


def _kept(plain: dict[int, str]) -> Iterator[str]:
    """Yield a sentence for each plain function that modules of the program have by name."""
    homes: dict[str, list[str]] = {}
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType) and _is_of_program(module):
            for name in {plain[id(one)] for one in list(vars(module).values()) if id(one) in plain}:
                homes.setdefault(name, []).append(module.__name__)
    for name, modules in homes.items():
        yield f"{name} was imported by name before recording began: not seen in {_listed(modules)}"


def _is_of_program(module: ModuleType) -> bool:
    file: Any = getattr(module, "__file__", None)
    root = module.__name__.partition(".")[0]
    if root in sys.stdlib_module_names or str(file).startswith(OURS):
        return False
    return file is None or INSTALLED.isdisjoint(PurePath(file).parts)


def _listed(modules: Iterable[str]) -> str:
    names = sorted(modules)
    more = len(names) - MOST_MODULES
    listed = ", ".join(names[:MOST_MODULES])
    return f"{listed} and {more} more" if more > 0 else listed
