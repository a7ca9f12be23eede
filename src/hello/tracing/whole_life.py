"""Records a process from before its first line to its end, however it ends.

Standard library and recorder only, and no import within a function: this is loaded into the
recorded program, and hidden from it.
"""

import atexit
import os
import signal
from multiprocessing import spawn
from pathlib import Path
from typing import Any

from hello.observe.recorder import children
from hello.observe.recorder.stand_in import Builtin
from hello.tracing import last_wait, own_frames
from hello.tracing.last_words import asking, ending
from hello.tracing.replaced import Names
from hello.tracing.settings import STARTUP
from hello.tracing.upkeep import BEGUN, Upkeep

BEGIN = """
import sys
sys.path.insert(0, {startup!r})
try:
    import helloworld_startup
finally:
    sys.path.remove({startup!r})
del sys.modules["helloworld_startup"]
helloworld_startup.begin({told!r})
"""


class Message:
    """Sent to a child along with what it needs anyway: to read it is to begin to record."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.code = BEGIN.format(startup=str(STARTUP), told=told)

    def __reduce__(self) -> Any:
        return exec, (self.code,)


def record(told: dict[str, Any]) -> None:
    """Record this process as *told*: the fields of ``Settings``."""
    children.begin_in_child(told["folder"], last=told["last"])
    process = children.current.process
    if process is None:
        return
    own_frames.hide()
    last_wait.record()
    tell_children(told)
    upkeep = Upkeep(process, Names())
    process.sampler.look = upkeep.around(process.sampler.look)  # type: ignore[method-assign]  # the only hook
    process.leave_log = upkeep.save  # type: ignore[method-assign]  # forked children take it from here
    process.callbacks[:] = [upkeep.save]
    atexit.register(upkeep.save_again)
    folder, save = Path(told["folder"]), upkeep.save_all_until_now
    os.kill = Builtin(os.kill, asking(os.kill, folder, save))
    signal.raise_signal = Builtin(signal.raise_signal, ending(signal.raise_signal, save))
    (Path(told["folder"]) / BEGUN).touch()


def tell_children(told: dict[str, Any]) -> None:
    """Have what ``multiprocessing`` sends to a child begin the same there."""
    recorders = spawn.get_preparation_data

    def get_preparation_data(name: str) -> dict[str, Any]:
        return recorders(name) | {"hello_recording": Message(told)}

    spawn.get_preparation_data = get_preparation_data
