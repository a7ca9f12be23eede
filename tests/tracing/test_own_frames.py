"""Tracebacks show the program's lines only."""

import threading
import traceback
from typing import Any

import pytest

from hello.observe.recorder import stacks
from hello.tracing.own_frames import clean, for_ignored, for_programs, for_threads, without_ours


@pytest.fixture
def error(monkeypatch: pytest.MonkeyPatch) -> ValueError:
    """An error that came through two of our lines, of which one called another module's."""
    ours: dict[str, Any] = {"__name__": "ours"}
    exec(compile("def through(call):\n    call()", "/ours/wait.py", "exec"), ours)  # noqa: S102 (a file of ours)
    monkeypatch.setattr(stacks, "ours", ["/ours/"])

    def fail() -> None:
        try:
            ours["through"](lambda: int("x"))
        except ValueError as cause:
            raise ValueError("outer") from cause

    try:
        ours["through"](fail)
    except ValueError as caught:
        return caught
    raise AssertionError


def _files(error: BaseException | None) -> list[str]:
    assert error is not None
    return [frame.filename for frame in traceback.extract_tb(error.__traceback__)]


def test_our_lines_are_taken_out_of_an_error_and_of_its_cause(error: ValueError) -> None:
    assert "/ours/wait.py" in _files(error)
    assert "/ours/wait.py" in _files(error.__cause__)

    clean(error)

    assert _files(error) == [__file__] * 2
    assert _files(error.__cause__) == [__file__] * 2


def test_our_lines_at_its_beginning_go_too(error: ValueError) -> None:
    inner = error.__traceback__.tb_next if error.__traceback__ else None

    left = without_ours(inner)

    assert left is not None
    assert left.tb_frame.f_code.co_filename == __file__


def test_errors_that_lead_to_each_other_are_cleaned_once(error: ValueError) -> None:
    assert error.__cause__ is not None
    error.__cause__.__cause__ = error

    clean(error)

    assert _files(error) == [__file__] * 2


def test_the_parts_of_a_group_are_cleaned_and_what_is_false_too(error: ValueError) -> None:
    class Empty(Exception):  # noqa: N818 (a name for what has no items)
        def __len__(self) -> int:
            return 0

    empty = Empty()
    empty.__context__ = ExceptionGroup("both", [error])

    clean(empty)

    assert _files(error) == [__file__] * 2
    assert _files(error.__cause__) == [__file__] * 2


def test_each_hook_gets_what_is_left(error: ValueError) -> None:
    seen: list[object] = []
    trace_back = error.__traceback__
    assert trace_back is not None
    shortened = trace_back.tb_next

    for_programs(lambda *args: seen.append(args[2]))(ValueError, error, shortened)
    for_threads(lambda args: seen.append(args.exc_traceback))(
        threading.ExceptHookArgs((ValueError, error, shortened, None))
    )

    assert [one.tb_frame.f_code.co_filename for one in seen] == [__file__] * 2  # type: ignore[attr-defined]  # tracebacks


def test_what_is_ignored_is_cleaned(error: ValueError) -> None:
    seen: list[object] = []

    class Unraisable(tuple[object, ...]):
        exc_value = error
        __slots__ = ()

    arguments = ValueError, error, error.__traceback__, None, "somebody"
    for_ignored(seen.append)(Unraisable(arguments))

    assert seen == [arguments]
    assert "/ours/wait.py" not in _files(error)
