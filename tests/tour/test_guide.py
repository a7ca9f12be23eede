"""The guide: every stop in its order, whatever becomes of one of them."""

import io
import signal

import pytest
from rich.console import Console

from hello.errors import HelloError
from hello.tour.guide import Stop, guide
from hello.tour.keys import Key, Keys, QuitError, SkippedError
from hello.tour.pages import Pages
from hello.workbench.termination import TerminatedError


class Tour:
    """A tour of three stops, *second* being what happens at the second."""

    def __init__(self, second: type[Exception] | Exception | None = None, *keys: Key) -> None:
        self.file = io.StringIO()
        self.taken: list[int] = []
        self._second = second
        listening = Keys(is_listening=bool(keys))
        for key in keys:
            listening.press(key)
        self._pages = Pages(Console(file=self.file, width=60), listening, "en", pauses=30.0)

    def take(self) -> str:
        guide([Stop(f"Stop {number}", lambda n=number: self._stop(n)) for number in (1, 2, 3)],
              self._pages)  # fmt: skip
        return self.file.getvalue()

    def _stop(self, number: int) -> None:
        self.taken.append(number)
        if number == 2 and self._second:
            raise self._second


def test_the_stops_are_numbered_and_taken_in_order() -> None:
    tour = Tour()
    text = tour.take()

    assert tour.taken == [1, 2, 3]
    marks = ["1/3", "Stop 1", "2/3", "Stop 2", "3/3", "Stop 3"]
    assert sorted(marks, key=text.index) == marks


@pytest.mark.parametrize(
    ("error", "said"),
    [(SkippedError, "Skipped."), (HelloError("no index", next_step="connect"), "no index; conn")],
    ids=["skipped", "stopped by a fault"],
)
def test_one_stop_less_is_no_end(error: type[Exception] | Exception, said: str) -> None:
    tour = Tour(error)
    text = tour.take()

    assert tour.taken == [1, 2, 3]
    assert text.index("2/3") < text.index(said) < text.index("3/3")


def test_who_ends_it_hears_where() -> None:
    tour = Tour(QuitError)

    assert "at stop 2 of 3" in tour.take()
    assert tour.taken == [1, 2]


@pytest.mark.parametrize(
    "error",
    [TerminatedError(signal.SIGTERM), BrokenPipeError(), ZeroDivisionError()],
    ids=["SIGTERM", "closed output", "bug"],
)
def test_what_is_not_for_the_guide_passes(error: Exception) -> None:
    with pytest.raises(type(error)):
        Tour(error).take()


def test_it_can_be_ended_at_the_greeting() -> None:
    tour = Tour(None, Key.QUIT)

    assert "ends here, before its first stop" in tour.take()
    assert tour.taken == []


def test_to_skip_the_greeting_is_to_go_on() -> None:
    tour = Tour(None, Key.SKIP, Key.SKIP, Key.QUIT)
    text = tour.take()

    assert tour.taken == [1, 2]
    assert text.count("Skipped.") == 1
