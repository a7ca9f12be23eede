"""What a Log says of what could not be seen, and what the recorder loads."""

import asyncio
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from hello.observe.recorder import recording


def run(program: str, folder: Path) -> str:
    """Return what *program* prints; it is a file of its own, as any program."""
    file = folder / "program.py"
    file.write_text(program)
    ended = subprocess.run(
        [sys.executable, "-W", "error", file], capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


def test_the_recorder_loads_neither_rich_nor_click(tmp_path: Path) -> None:
    program = """
import sys
import hello.observe.recorder
print(sorted({name.partition(".")[0] for name in sys.modules} & {"rich", "click"}))
from hello.observe import Lanes
print("rich" in sys.modules, Lanes.__name__)
"""
    assert run(program, tmp_path).splitlines() == ["[]", "True Lanes"]


def test_nothing_is_said_where_all_is_seen(tmp_path: Path) -> None:
    program = """
import time
from threading import Thread
from hello.observe.recorder import recording
with recording() as recorder:
    from time import sleep
    sleep(0)
print(recorder.log().notes)
"""
    assert run(program, tmp_path) == "()"


def test_a_function_that_was_imported_before_is_told_with_its_module(tmp_path: Path) -> None:
    program = """
from time import sleep
from hello.observe.recorder import recording
with recording() as recorder:
    sleep(0)
print(*recorder.log().notes)
"""
    expected = "time.sleep was imported by name before recording began: not seen in __main__"
    assert run(program, tmp_path) == expected


def test_an_event_loop_is_told() -> None:
    with recording() as recorder:
        asyncio.run(asyncio.sleep(0.001))
    assert [note for note in recorder.log().notes if note.startswith("asyncio runs")]


@pytest.mark.parametrize("module", ["gevent", "eventlet"])
def test_greenlets_are_told(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with recording() as recorder:
        monkeypatch.setitem(sys.modules, module, ModuleType(module))
    assert [note for note in recorder.log().notes if note.startswith(f"{module} is loaded")]


def test_a_trace_function_is_told(tmp_path: Path) -> None:
    program = """
import sys
from hello.observe.recorder import recording
with recording() as recorder:
    sys.settrace(lambda *_: None)
sys.settrace(None)
print(*recorder.log().notes)
"""
    assert run(program, tmp_path).startswith("a trace or profile function is set")
