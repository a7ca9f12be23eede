"""Stacks and tracebacks as they are without us: the recorded program prints its own lines only.

All that prints them goes through a few functions of the library. The frames themselves stay linked
as they are: whoever follows ``f_back`` or ``tb_next`` alone meets ours.
"""

import inspect
import sys
import traceback
from collections.abc import Iterator
from types import FrameType, ModuleType
from typing import Any

from hello.observe.recorder.conditions import like
from hello.observe.recorder.frames import HERE
from hello.observe.recorder.patches import Patches
from hello.observe.recorder.stand_in import Builtin

plain_frames = sys._current_frames  # noqa: SLF001 (the only way to another thread's stack)
plain_exceptions = sys._current_exceptions  # noqa: SLF001 (what is to be replaced)

WALKS = "walk_stack", "walk_tb", "_walk_tb_with_full_positions"
"""What all else in ``traceback`` gets its frames from."""

LISTS = "getouterframes", "getinnerframes"
"""The same in ``inspect``."""

OWN_THREAD = "Sampler._run"

ours = [HERE]
"""Folders whose lines are left out."""


def patch(patches: Patches) -> None:
    """Replace what tells of frames."""
    for name in WALKS:
        if plain := _function(traceback, name):
            patches.put(traceback, name, walking(plain))
    for name in LISTS:
        if plain := _function(inspect, name):
            patches.put(inspect, name, listing(plain))
    patches.put(sys, "_current_frames", Builtin(plain_frames, current_frames))
    patches.put(sys, "_current_exceptions", Builtin(plain_exceptions, current_exceptions))


def _function(module: ModuleType, name: str) -> Any:
    return vars(module).get(name)


def walking(plain: Any) -> Any:
    """Return a generator function of pairs, a frame first, that leaves ours out."""

    def walk(of: Any) -> Iterator[Any]:
        # A filter has no frame: where the plain one counts frames to find where to begin, it
        # finds the same.
        return filter(_is_shown, plain(of))

    return like(walk, plain)


def _is_shown(pair: tuple[FrameType, object]) -> bool:
    return not is_ours(pair[0])


def listing(plain: Any) -> Any:
    """Return a function that lists named tuples, each with its ``frame``, without ours."""

    def frames(*args: Any, **named: Any) -> list[Any]:
        return [one for one in plain(*args, **named) if not is_ours(one.frame)]

    return like(frames, plain)


def is_ours(frame: FrameType) -> bool:
    """Return whether *frame* runs a line of the recorder."""
    return frame.f_code.co_filename.startswith(tuple(ours))


def current_frames() -> dict[int, FrameType]:
    """Return what ``sys._current_frames`` does: where the program, or the library, is."""
    return {
        # A main thread that has run its last line may be in ours only: it is there all the same.
        number: _first_shown(frame) or frame
        for number, frame in plain_frames().items()
        if not _is_own_thread(frame)
    }


def current_exceptions() -> dict[int, Any]:
    """Return what ``sys._current_exceptions`` does, without the recorder's own thread."""
    frames = plain_frames()
    own = {number for number, frame in frames.items() if _is_own_thread(frame)}
    return {number: one for number, one in plain_exceptions().items() if number not in own}


def _first_shown(frame: FrameType | None) -> FrameType | None:
    while frame is not None and is_ours(frame):
        frame = frame.f_back
    return frame


def _is_own_thread(frame: FrameType) -> bool:
    while frame.f_back is not None:
        frame = frame.f_back
    return is_ours(frame) and frame.f_code.co_qualname == OWN_THREAD
