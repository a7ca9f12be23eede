"""What is told of calls that wait by themselves."""

import builtins
import subprocess
import sys
from typing import Any

import pytest

from hello.observe.building import build
from hello.observe.model import State
from hello.observe.recorder import Recorder, recording
from hello.observe.recorder.book import now
from hello.observe.recorder.calls import SHORT

A_WHILE = "import sys; sys.stdin.read(); print('done')"
"""A program that ends when its input does."""


def told(recorder: Recorder) -> set[tuple[str, str, State]]:
    """Return the object, the outcome and the state of each wait."""
    trace = build([recorder.log()])
    return {(trace.objects[wait.what].name, str(wait.outcome), wait.state) for wait in trace.waits}


class Slow:
    """Input that comes when somebody waits for it."""

    def __init__(self, recorder: Recorder, line: str) -> None:
        self._me = recorder.book.me()
        self._line = line

    def readline(self, *_: object) -> str:
        assert self._me.waiting
        while waited(self._me) < 2 * SHORT:
            pass
        return self._line


def waited(worker: Any) -> int:
    """Return for how many ns *worker* has waited."""
    return int(now() - worker.waiting.at)


def test_input_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = input
    with recording() as recorder:
        monkeypatch.setattr(sys, "stdin", Slow(recorder, "yes\n"))
        assert input("sure? ") == "yes"
        assert repr(builtins.input) == repr(plain)
    assert told(recorder) == {("input", "got it", State.IO)}
    assert input is plain


def test_the_end_of_input_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    with recording() as recorder:
        monkeypatch.setattr(sys, "stdin", Slow(recorder, ""))
        with pytest.raises(EOFError):
            input()
    assert told(recorder) == {("input", "interrupted", State.IO)}


@pytest.mark.parametrize("streams", [{}, {"stdout": subprocess.PIPE}], ids=["one", "two"])
def test_a_program_is_waited_for(streams: dict[str, Any]) -> None:
    with recording() as recorder:
        command = [sys.executable, "-c", A_WHILE]
        with subprocess.Popen(command, stdin=subprocess.PIPE, **streams) as program:
            with pytest.raises(subprocess.TimeoutExpired):
                program.communicate(timeout=0.001)
            program.communicate()
    waits = told(recorder)
    assert ("process", "gave up", State.BLOCKED) in waits
    assert ("process", "got it", State.BLOCKED) in waits
    assert {what for what, _, _ in waits} <= {"process", "select"}
