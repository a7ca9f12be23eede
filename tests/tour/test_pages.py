"""The tour's pages: a screenful at a time, pauses that keys end, a minute in all."""

import io
import sys
from collections.abc import Sequence

import pytest
from rich.console import Console
from rich.text import Text

from hello.tour.keys import Key, Keys, QuitError, SkippedError
from hello.tour.pages import PAUSES, STAY, Pages

PROMPT = "Enter: on"
ROWS = 10


class Pressed(Keys):
    """Keys that have been pressed; after them, none comes. Takes note of what is waited for."""

    def __init__(self, *keys: Key | None) -> None:
        super().__init__(is_listening=True)
        self.keys = list(keys)
        self.waited: list[float] = []

    def wait(self, seconds: float) -> Key | None:
        self.waited.append(seconds)
        return self.keys.pop(0) if self.keys else None


def pages_with(keys: Keys, **settings: float) -> Pages:
    console = Console(
        file=io.StringIO(), width=50, height=ROWS, force_terminal=True, color_system=None
    )
    return Pages(console, keys, "en", **settings)


def written(pages: Pages) -> str:
    file = pages.screen.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def screens(pages: Pages) -> list[list[str]]:
    """Return what stood between two prompts, line by line."""
    parts = [part for part in written(pages).split("\r\x1b[0K") if part]
    return [[line for line in part.split("\n") if PROMPT not in line and line] for part in parts]


def lines(number: int) -> Sequence[Text]:
    return [Text(f"line {count}") for count in range(number)]


def test_it_pauses_where_the_screen_is_full() -> None:
    keys = Pressed()
    pages = pages_with(keys)
    pages.show(*lines(ROWS * 2))

    assert [len(part) for part in screens(pages)] == [ROWS - 1, ROWS - 1, 2]
    assert len(keys.waited) == 2


def test_no_line_is_lost_or_twice() -> None:
    pages = pages_with(Pressed())
    pages.show(*lines(25))

    assert [line for screen in screens(pages) for line in screen] == [
        f"line {count}" for count in range(25)
    ]


def test_a_prompt_fits_on_one_row() -> None:
    pages = Pages(
        Console(file=io.StringIO(), width=20, height=ROWS, force_terminal=True),
        Pressed(Key.STAY),
        "zh",
    )
    pages.pause()

    assert "\n" not in written(pages)


def test_without_keys_there_is_no_pause_and_no_prompt() -> None:
    pages = pages_with(Keys(is_listening=False))
    pages.begin(7)
    pages.show(*lines(25))
    pages.pause()

    assert written(pages) == "".join(f"line {count}\n" for count in range(25))


@pytest.mark.parametrize(
    ("key", "error"), [(Key.SKIP, SkippedError), (Key.QUIT, QuitError)], ids=["skip", "quit"]
)
def test_in_a_pause_a_key_ends_the_stop(key: Key, error: type[Exception]) -> None:
    pages = pages_with(Pressed(key))
    with pytest.raises(error):
        pages.show(*lines(25))

    assert "line 9" not in written(pages)
    assert written(pages).endswith("\r\x1b[0K")


def test_keys_pressed_meanwhile_end_the_stop_or_are_too_early() -> None:
    keys = Pressed(Key.NEXT, Key.STAY, Key.QUIT)
    with pytest.raises(QuitError):
        pages_with(keys).heed()

    assert keys.keys == []
    pages_with(Pressed(Key.NEXT)).heed()
    pages_with(Keys(is_listening=False)).heed()


def test_who_wants_to_stay_has_time() -> None:
    keys = Pressed(Key.STAY, Key.NEXT)
    pages_with(keys).pause()

    assert keys.waited[1:] == [STAY]


def test_who_stayed_can_still_end_the_tour() -> None:
    with pytest.raises(QuitError):
        pages_with(Pressed(Key.STAY, Key.QUIT)).pause()


def test_all_pauses_together_leave_most_of_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages there are, and even where each pause is waited out."""
    now = [0.0]
    monkeypatch.setattr("hello.tour.pages.monotonic", lambda: now[0])

    class WaitedOut(Pressed):
        def wait(self, seconds: float) -> Key | None:
            now[0] += seconds
            return super().wait(seconds)

    keys = WaitedOut()
    pages = pages_with(keys)
    pages.begin(7)
    for number in range(1, 8):
        pages.header(number, 7, "A stop")
        pages.show(*lines(40))

    assert sum(keys.waited) <= PAUSES
    assert len(keys.waited) > 20
    assert min(keys.waited[:10]) > 1


def test_no_time_to_pause_is_no_pause() -> None:
    keys = Pressed()
    pages = pages_with(keys, pauses=0)
    pages.show(*lines(25))

    assert keys.waited == []
    assert PROMPT not in written(pages)


def test_a_page_begins_with_text_and_has_no_two_blank_lines() -> None:
    pages = pages_with(Keys(is_listening=False))
    pages.show(Text(), Text("a"), Text("\n\n\nb\n"), Text(), Text("c"))

    assert written(pages).split("\n") == ["a", "", "b", "", "c", ""]


def test_it_writes_nothing_else_to_the_real_streams(capsys: pytest.CaptureFixture[str]) -> None:
    pages_with(Pressed(Key.NEXT)).show(*lines(15))

    sys.stdout.flush()
    assert capsys.readouterr() == ("", "")
