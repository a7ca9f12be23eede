"""What the processes of a program left is found."""

from pathlib import Path

from hello.observe.events import Deadlock, Log, ObjectInfo, ThreadInfo
from hello.observe.recorder.serialise import SUFFIX, write
from hello.tracing.gathering import Stuck, gather
from hello.tracing.upkeep import STUCK


def log(process: int, *deadlocks: Deadlock) -> Log:
    return Log(
        process=process,
        parent=1,
        program="-c",
        python="3.11",
        began=0,
        began_at=0.0,
        ended=9_000,
        threads={1: ThreadInfo("ann"), 2: ThreadInfo("ben")},
        objects={1: ObjectInfo("Lock"), 2: ObjectInfo("Lock")},
        deadlocks=deadlocks,
    )


def deadlock(at: int) -> Deadlock:
    return Deadlock(at, (1, 2), (1, 2), ((), ()))


def test_the_program_is_named_as_it_was_called_and_half_a_file_is_none(tmp_path: Path) -> None:
    for number in (7, 8):
        write(log(number), tmp_path / f"{number}-0{SUFFIX}")
    (tmp_path / f"9-0{SUFFIX}").write_bytes(b"half")

    found = gather(tmp_path, ("bank.py", "-v"), 7)

    assert [(one.process, one.program) for one in found] == [(7, "bank.py -v"), (8, "-c")]


def test_each_deadlock_is_found_once(tmp_path: Path) -> None:
    stuck = Stuck(tmp_path)
    record, mark = tmp_path / f"7-0{SUFFIX}", tmp_path / f"7-0{STUCK}"

    assert list(stuck.new_ones()) == []
    write(log(7, deadlock(1_000)), record)
    mark.touch()
    assert [fact.at for fact in stuck.new_ones()] == [1e-06]
    assert list(stuck.new_ones()) == []
    write(log(7, deadlock(1_000), deadlock(2_000)), record)
    mark.touch()
    assert [fact.at for fact in stuck.new_ones()] == [2e-06]


def test_a_mark_without_a_record_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / f"7-0{STUCK}").touch()

    assert list(Stuck(tmp_path).new_ones()) == []
