"""Which line of the recorded program is meant: not those of the library in between."""

import os
import queue
import sys
import threading
from types import CodeType, FrameType

HERE = __file__.removesuffix("frames.py").removesuffix("frames.pyc")

# Locks of the library's own that say nothing: their objects tell of their waits themselves.
INNER: frozenset[CodeType] = frozenset(
    method.__code__
    for method in (
        threading.Event.__init__,
        threading.Semaphore.__init__,
        threading.Barrier.__init__,
        threading.Thread.__init__,
        queue.Queue.__init__,
    )
)

CONDITION_ENTER = threading.Condition.__enter__.__code__
CONDITION_INIT = threading.Condition.__init__.__code__

LIBRARY_FOLDER = threading.__file__.removesuffix("threading.py")
PROCESSES = f"{LIBRARY_FOLDER}multiprocessing"
FUTURES = f"{LIBRARY_FOLDER}concurrent"
POOLS = (FUTURES, f"{PROCESSES}{os.sep}pool.py", f"{PROCESSES}{os.sep}managers.py")
BETWEEN = (
    threading.__file__,
    queue.__file__,
    PROCESSES,
    *(f"{LIBRARY_FOLDER}{name}.py" for name in ("selectors", "socket", "ssl", "subprocess")),
)
THREAD_BEGINS = frozenset({"Thread._bootstrap", "Thread._bootstrap_inner", "Thread.run"})
PROCESS_BEGINS = "BaseProcess._bootstrap"
"""Below this frame of a forked child are those of its parent."""

IMPORTS = "<frozen importlib._bootstrap"


def is_inner(frame: FrameType) -> bool:
    """Return whether *frame*, which makes a lock, makes it for the library itself."""
    code = frame.f_code
    return code in INNER or code.co_filename.startswith(IMPORTS)


def outside(frame: FrameType | None) -> FrameType:
    """Return the first frame from *frame* on that is not between the program and its wait.

    A worker of an executor or a pool has none: then it is the executor's own.
    """
    first: FrameType | None = None
    last: FrameType | None = None
    while frame is not None:
        code = frame.f_code
        between = known.get(code.co_filename)
        if between is None:
            between = known[code.co_filename] = _between(code.co_filename)
        if between == PROGRAM:
            return frame
        if between == EXECUTOR:
            first = first or frame
        elif code.co_qualname == PROCESS_BEGINS:
            break
        elif last is None or (between == LIBRARY and code.co_qualname not in THREAD_BEGINS):
            last = frame
        frame = frame.f_back
    return first or last or sys._getframe()  # noqa: SLF001 (frames are what this is about)


PROGRAM, EXECUTOR, LIBRARY, OURS = range(4)

known: dict[str, int] = {}
"""What each file is; there are not many."""


def _between(name: str) -> int:
    if name.startswith(HERE):
        return OURS
    if name.startswith(POOLS):
        return EXECUTOR
    return LIBRARY if name.startswith(BETWEEN) else PROGRAM
