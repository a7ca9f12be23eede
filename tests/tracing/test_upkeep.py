"""When a record is written, and what is said in it."""

import os
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hello.observe.recorder import recording
from hello.observe.recorder.children import current
from hello.tracing import upkeep as module
from hello.tracing.last_words import HERE, WANTED
from hello.tracing.replaced import Names
from hello.tracing.upkeep import CUT_OFF, STUCK, Upkeep

PATIENCE = 20
"""Seconds after which what has not happened is taken for lost."""


class Watched(Upkeep):
    """Counts what is written."""

    def __init__(self, folder: Path, process: Any) -> None:
        self.saved: list[bool] = []
        self.wants = threading.Event()
        process.folder = folder
        super().__init__(process, Names())

    def save(self, *, is_last: bool = True, may_be_cut_off: bool = False) -> None:
        self.saved.append(is_last)
        if is_last:
            self.wants.set()
        super().save(is_last=is_last, may_be_cut_off=may_be_cut_off)


@pytest.fixture
def process(tmp_path: Path) -> Any:
    """A process of which nothing is recorded."""
    book = SimpleNamespace(notes={}, people={}, deadlocks=[], began=7)
    sampler = SimpleNamespace(_clocks={})
    return SimpleNamespace(
        folder=tmp_path, book=book, sampler=sampler, callbacks=[], leave_log=lambda: None
    )


def test_nothing_is_written_before_it_is_due(tmp_path: Path, process: Any) -> None:
    watched = Watched(tmp_path, process)

    watched.around(lambda: None)()

    assert watched.saved == []


def test_it_is_written_from_time_to_time_and_says_that_it_may_be_cut_off(
    tmp_path: Path, process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST", -1.0)
    watched = Watched(tmp_path, process)

    watched.around(lambda: None)()
    watched.around(lambda: None)()

    assert watched.saved == [False]
    assert list(process.book.notes) == [CUT_OFF]
    watched.save()
    assert list(process.book.notes) == []


def test_it_is_written_when_it_is_asked_for_and_nothing_is_cut_off_then(
    tmp_path: Path, process: Any
) -> None:
    watched = Watched(tmp_path, process)
    look = watched.around(lambda: None)
    look()

    (tmp_path / f"{os.getpid()}{WANTED}").touch()
    look()
    look()

    assert watched.saved == [False]
    assert list(process.book.notes) == []
    assert [file.name for file in tmp_path.iterdir()] == [f"{os.getpid()}{HERE}"]


def test_a_process_is_here_until_its_last_record(tmp_path: Path, process: Any) -> None:
    """Nobody waits for the last words of one that has said them."""
    watched = Watched(tmp_path, process)
    watched.around(lambda: None)()

    watched.save(is_last=False)
    assert [file.name for file in tmp_path.iterdir()] == [f"{os.getpid()}{HERE}"]

    watched.save()
    assert list(tmp_path.iterdir()) == []


def test_each_deadlock_is_marked_once(tmp_path: Path, process: Any) -> None:
    watched = Watched(tmp_path, process)
    look, mark = watched.around(lambda: None), tmp_path / f"{os.getpid()}-7{STUCK}"

    process.book.deadlocks.append(("ann and ben", ()))
    look()
    assert mark.exists()
    mark.unlink()
    look()

    assert not mark.exists()
    process.book.deadlocks.append(("cy and di", ()))
    look()
    assert mark.exists()


def test_a_fault_of_ours_does_not_end_the_recorder(process: Any, tmp_path: Path) -> None:
    watched = Watched(tmp_path, process)
    process.book.deadlocks = None
    looks: list[int] = []

    watched.around(lambda: looks.append(1))()

    assert looks == [1]


def test_it_is_written_again_only_after_an_end_that_was_none(tmp_path: Path, process: Any) -> None:
    watched = Watched(tmp_path, process)
    process.callbacks = [watched.save]
    watched.save_again()
    assert watched.saved == []

    process.callbacks.pop()
    watched.save_again()
    assert watched.saved == [True]


def test_what_it_takes_of_the_recorder_is_there(tmp_path: Path) -> None:
    with recording(children=tmp_path):
        assert current.process is not None
        Watched(tmp_path, current.process).save()

    assert len(list(tmp_path.glob(f"{os.getpid()}-*"))) == 1


def test_why_it_cannot_be_written_is_said_once(
    tmp_path: Path, process: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    process.leave_log = full
    watched = Watched(tmp_path, process)

    watched.save(is_last=False)
    watched.save()

    told = "helloworld trace: cannot write the record: [Errno 28] No space left on device\n"
    assert capfd.readouterr() == ("", told)


def test_nothing_is_said_where_nobody_reads_it_any_more(
    tmp_path: Path, process: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    process.leave_log = (tmp_path / "gone").unlink
    Watched(tmp_path, process).save()

    assert capfd.readouterr() == ("", "")


def test_what_is_written_last_was_the_last_to_be_written(tmp_path: Path, process: Any) -> None:
    written: list[list[str]] = []
    is_writing, may_go_on = threading.Event(), threading.Event()

    def write() -> None:
        notes = list(process.book.notes)
        if not is_writing.is_set():
            is_writing.set()
            assert may_go_on.wait(PATIENCE)
        written.append(notes)

    process.leave_log = write
    watched = Watched(tmp_path, process)
    early = threading.Thread(target=watched.save, kwargs={"is_last": False, "may_be_cut_off": True})
    late = threading.Thread(target=watched.save)
    early.start()
    assert is_writing.wait(PATIENCE)
    late.start()
    assert watched.wants.wait(PATIENCE)
    may_go_on.set()
    for thread in early, late:
        thread.join(PATIENCE)
    watched.save(is_last=False)

    assert written == [[CUT_OFF], []]
