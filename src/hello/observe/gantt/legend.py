"""What the shapes mean, of those that were drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.style import Style
from rich.text import Text

from hello.observe.gantt.choosing import NOT_SHOWN
from hello.observe.gantt.labels import Label
from hello.observe.gantt.marks import ALARM, FAILED, HELD, OWNER, STYLES, WAIT, Marks
from hello.observe.gantt.words import Words
from hello.observe.model import State


@dataclass
class Seen:
    """What was drawn; letters and digits are examples of their kind."""

    states: set[State] = field(default_factory=set)
    ran: bool = False
    depths: bool = False
    failed: bool = False
    not_shown: bool = False
    without_clock: str = ""
    """The letters of such threads."""
    held_wait: str = ""
    joined: str = ""
    plain_wait: str = ""
    owned: str = ""
    freed: str = ""

    def wait(self, label: Label) -> None:
        """Note the label of a wait."""
        self._note(label.text)
        if label.holder and label.what:
            self.held_wait = _better(self.held_wait, label.text)
        elif label.holder:
            self.joined = _better(self.joined, label.text)
        else:
            self.plain_wait = _better(self.plain_wait, label.text)

    def owner(self, letter: str) -> None:
        """Note whose a lock is."""
        self._note(letter)
        self.owned = _better(self.owned, letter)

    def lets(self, letter: str) -> None:
        """Note who lets others go on."""
        self._note(letter)
        self.freed = _better(self.freed, letter)

    def _note(self, text: str) -> None:
        self.not_shown |= NOT_SHOWN in text


def _better(before: str, now: str) -> str:
    """Return the example that says more: one of what is shown."""
    return now if now and (not before or NOT_SHOWN in before) else before


def legend(seen: Seen, marks: Marks, words: Words) -> Iterator[Text]:
    """Yield what each shape means."""
    yield from _states(seen, marks, words)
    yield from _waits(seen, marks, words)
    yield from _objects(seen, marks, words)
    if seen.not_shown:
        yield _entry((NOT_SHOWN, WAIT), words.not_shown)
    if seen.failed:
        yield _entry((FAILED, ALARM), words.failed)
    if State.NEW in seen.states:
        yield Text(words.blank)


def _states(seen: Seen, marks: Marks, words: Words) -> Iterator[Text]:
    for state, style in STYLES.items():
        if state in seen.states and marks.states[state] != " ":
            name = words.states[state]
            if state is State.RUNNING and seen.without_clock:
                name = words.or_ready(seen.without_clock)
            yield _entry((marks.states[state], style), name)
    if seen.ran:
        yield _entry((marks.ran, STYLES[State.RUNNING]), words.ran)


def _waits(seen: Seen, marks: Marks, words: Words) -> Iterator[Text]:
    dot = marks.states[State.BLOCKED], STYLES[State.BLOCKED]
    if seen.held_wait:
        meaning = words.waits_held(seen.held_wait[1], seen.held_wait[0])
        yield _entry((seen.held_wait, WAIT), meaning, dot)
    if seen.plain_wait:
        yield _entry((seen.plain_wait, WAIT), words.waits_for(seen.plain_wait), dot)
    if seen.joined:
        yield _entry((seen.joined, WAIT), words.waits_end(seen.joined), dot)


def _objects(seen: Seen, marks: Marks, words: Words) -> Iterator[Text]:
    if seen.owned:
        yield _entry((seen.owned, OWNER), words.held(seen.owned), (2 * marks.held, HELD))
    if seen.freed:
        yield _entry((seen.freed, OWNER), words.let)
    if seen.depths:
        yield _entry((marks.some_depths, HELD), words.items)


def _entry(mark: tuple[str, Style], meaning: str, rest: tuple[str, Style] = ("", Style())) -> Text:
    return Text.assemble(mark, rest, f" {meaning}")
