"""What the pictures of ``hello-heap-sort`` are made of: values in a row, and as a tree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.text import Text

from hello.demos.basics.heap_sort.facts import Value
from hello.demos.basics.heap_sort.tree import draw, draw_top, label

MOST_DRAWN = 31
"""Of more values the levels that fit are drawn: a line for each value would be too long."""

MOST_LISTED = 100

Mark = tuple[str, str, str]
"""What stands before a value and after it, and the style of all three."""


@dataclass(frozen=True)
class HeapTree:
    """*values* as a tree; those at some places have *marks*, for which there is always room."""

    values: Sequence[Value]
    marks: Mapping[int, Mark] = field(default_factory=dict)
    room_for_marks: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Yield the lines of the tree."""
        values = [label(value, options.encoding) for value in self.values]
        labels = [self._marked(place, value) for place, value in enumerate(values)]
        if len(labels) > MOST_DRAWN:
            yield from draw_top(labels, options.max_width)
        elif labels:
            slot = max(map(cell_len, values)) + self.room_for_marks
            yield from draw(labels, options.max_width, slot)

    def _marked(self, place: int, value: str) -> Text:
        before, after, style = self.marks.get(place, ("", "", ""))
        return Text(f"{before}{value}{after}", style)


@dataclass(frozen=True)
class Listed:
    """*values* one after the other, or the first of them if they are many."""

    values: Sequence[Value]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Yield the values as one text that wraps between them."""
        words = [label(value, options.encoding) for value in self.values[:MOST_LISTED]]
        if more := len(self.values) - len(words):
            words.append(f"... and {more} more")
        yield Text("  ".join(words) or "(none)", overflow="fold")


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")
