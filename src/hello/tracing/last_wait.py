"""The wait at the end of the main thread: for all threads that are no daemons.

Python calls ``threading._shutdown`` for it. Loaded into the recorded program: standard library and
recorder only.
"""

import threading
from types import SimpleNamespace
from typing import Any

from hello.observe.events import OTHERS_END
from hello.observe.recorder.book import Mark, state


def record() -> None:
    """Note that wait too."""
    plain: Any = threading._shutdown  # type: ignore[attr-defined]  # noqa: SLF001 (Python itself calls it)
    where: Any = SimpleNamespace(f_code=plain.__code__, f_lasti=0)

    def _shutdown() -> None:
        book = state.book
        if book is None or not any(map(_is_waited_for, threading.enumerate())):
            plain()
            return
        mark = Mark(OTHERS_END, where)
        begun = book.waits(book.me(), mark, book.place(mark.code, mark.lasti))
        got = -1
        try:
            plain()
            got = 1
        finally:
            book.goes_on(book.me(), begun, got)

    threading._shutdown = _shutdown  # type: ignore[attr-defined]  # noqa: SLF001 (the same)


def _is_waited_for(thread: threading.Thread) -> bool:
    return not thread.daemon and thread is not threading.main_thread()
