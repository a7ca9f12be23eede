"""The tour's texts on the screen: a screenful at a time, with a pause in which keys count."""

from time import monotonic

from rich.console import Console, RenderableType
from rich.control import Control
from rich.rule import Rule
from rich.segment import ControlType, Segment, SegmentLines
from rich.text import Text

from hello.tour.keys import ENDS, Key, Keys
from hello.tour.words import WORDS
from hello.wrapping import Wrapped

PAUSE = 5.0
"""Seconds until the tour goes on by itself, at most."""

PAUSES = 40.0
"""Seconds that all pauses may take together: the tour has a minute."""

A_STOP = 2
"""How many pauses a stop has, as a rule: the longer ones take from those to come."""

STAY = 600.0
"""Seconds that it waits for who asked it to stay."""


class Pages:
    """Shows texts and pictures on the *screen*; *pauses* is how many seconds it may pause.

    Without keys it never pauses.
    """

    def __init__(self, screen: Console, keys: Keys, language: str, pauses: float = PAUSES) -> None:
        self.screen = screen
        self.keys = keys
        self._words = WORDS[language]
        self._left = pauses if keys.is_listening else 0.0
        self._stops = 1
        self._lines = 0
        self._is_blank = True

    def begin(self, of_all: int) -> None:
        """Pause after the greeting; *of_all* is how many stops there are."""
        self._stops = of_all
        self.pause()

    def header(self, number: int, of_all: int, title: str) -> None:
        """Begin the stop with this *number*."""
        # The last one has no pause.
        self._stops = max(of_all - number, 1)
        self.show(Rule(f"{number}/{of_all}"), Wrapped(title, "bold"), Text())

    def show(self, *parts: RenderableType) -> None:
        """Print *parts*; raise SkippedError or QuitError where the user says so meanwhile."""
        for part in parts:
            for line in self.screen.render_lines(part, pad=False):
                self._show_line(line)

    def say(self, word: str, style: str = "", **values: object) -> None:
        """Print one of the tour's own sentences."""
        self.show(Wrapped(self._words[word].format(**values), style))

    def pause(self) -> None:
        """Let the user read what is there, as long as it takes by the clock or by a key."""
        self._lines = 0
        self._is_blank = True
        seconds = min(PAUSE, self._left / (A_STOP * self._stops))
        if seconds <= 0:
            return
        began = monotonic()
        key = self._ask("pause", seconds)
        self._left -= monotonic() - began
        if key is Key.STAY:
            key = self._ask("stay", STAY)
        if key in ENDS:
            raise ENDS[key]

    def heed(self) -> None:
        """Do as the keys say that were pressed meanwhile: end the stop; Enter was too early."""
        while key := self.keys.wait(0):
            if key in ENDS:
                raise ENDS[key]

    def _show_line(self, line: list[Segment]) -> None:
        """Print *line*; not a blank one after another, or at the top."""
        is_blank = not "".join(segment.text for segment in line).strip()
        if is_blank and self._is_blank:
            return
        self._is_blank = is_blank
        # The last row is for the prompt.
        if self.keys.is_listening and self._lines >= self.screen.height - 1:
            self.pause()
        self.screen.print(SegmentLines([line], new_lines=True), end="")
        self._lines += 1

    def _ask(self, word: str, seconds: float) -> Key | None:
        """Wait for a key, with a prompt that goes again."""
        prompt = Text(self._words[word].format(seconds=seconds), "reverse", no_wrap=True)
        prompt.truncate(self.screen.width - 1)
        self.screen.print(prompt, end="")
        try:
            return self.keys.wait(seconds)
        finally:
            self.screen.control(
                Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 0))
            )
