"""Draws a list as the binary tree that it is to a heap: ``i`` above ``2i + 1`` and ``2i + 2``.

Upright where that fits::

       ___6___
     _5_     _4
    1   3   2

and else lying on its side, an item a line, children indented beneath their parent. The lines are
ASCII, and as wide as the terminal at most: widths are counted in cells, of which a Chinese
character takes two.
"""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.cells import set_cell_size
from rich.text import Text


def print_tree(
    items: Iterable[object], *, file: TextIO | None = None, width: int | None = None
) -> None:
    """Print *items* as a binary tree, to stdout or *file*; nothing if there are none.

    *width* is that of the terminal unless given. A tree that is wider than that is printed on its
    side. An item that is wider still ends in ``..``. No item is left out. Raises ValueError for a
    *width* below 1.
    """
    if width is not None and width < 1:
        raise ValueError(f"width must be at least 1, not {width}")
    output = file or sys.stdout
    encoding = getattr(output, "encoding", None) or "utf-8"
    labels = [Text(label(item, encoding)) for item in items]
    for line in draw(labels, shutil.get_terminal_size().columns if width is None else width):
        print(line.plain, file=output)


def label(item: object, encoding: str = "utf-8") -> str:
    r"""Return ``str(item)`` on one line; what cannot be shown is escaped, as in ``\u4f60``."""
    text = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in str(item)
    )
    return text.encode(encoding, "backslashreplace").decode(encoding)


def draw(labels: Sequence[Text], width: int, slot: int = 0) -> list[Text]:
    """Return the lines of a tree of *labels*, none wider than *width* cells.

    Each label gets a slot as wide as the widest, or of *slot* cells if that is more.
    """
    return upright(labels, width, slot) or list(on_its_side(labels, width))


def draw_top(labels: Sequence[Text], width: int) -> list[Text]:
    """Return the lines of as many whole levels as fit, upright, and a line on what is left out."""
    levels = len(labels).bit_length()
    slot = max(label.cell_len for label in labels)
    for shown in range(levels, 0, -1):
        top = labels[: 2**shown - 1]
        if lines := upright(top, width, slot):
            return [*lines, *_left_out(len(labels) - len(top), levels - shown)]
    return [_cropped(labels[0], width), *_left_out(len(labels) - 1, levels - 1)]


def _left_out(items: int, levels: int) -> list[Text]:
    if not items:
        return []
    said = [
        f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in ((items, "item"), (levels, "level"))
    ]
    return [Text(f"(below: {said[0]} on {said[1]})")]


def upright(labels: Sequence[Text], width: int, slot: int = 0) -> list[Text]:
    """Return the lines of a tree of *labels*, the root on top; none if *width* is too little."""
    slot = max([slot, *(label.cell_len for label in labels)])
    # An even distance between leaves puts every parent exactly midway.
    for gap in (2 + slot % 2, 1):
        # Before the whole layout, which is slow for a large tree: does the last level fit?
        if (slot + gap) * ((len(labels) + 1) // 2) - gap <= width:
            layout = _Layout.of(len(labels), slot, gap)
            if layout.width <= width:
                return [_level(labels, layout, depth) for depth in range(layout.levels)]
    return []


@dataclass(frozen=True)
class _Layout:
    """Where the slot of each item begins, in cells from the left."""

    starts: list[int]
    slot: int
    width: int

    @property
    def levels(self) -> int:
        return len(self.starts).bit_length()

    def arms(self, index: int) -> tuple[int, int]:
        """Return where the arms of an item begin and end: beside its children's slots."""
        first, last = 2 * index + 1, 2 * index + 2
        left = self.starts[first] + self.slot if first < len(self.starts) else self.width
        return left, self.starts[last] if last < len(self.starts) else 0

    @classmethod
    def of(cls, count: int, slot: int, gap: int) -> "_Layout":
        """Place *count* items: parents midway above their children, *gap* cells between leaves."""
        starts = [0] * count

        def place(index: int, left: int) -> int:
            """Place the item and all beneath it from *left* on; return where that ends."""
            first = 2 * index + 1
            if first >= count:
                starts[index] = left
                return left + slot
            middle = place(first, left)
            if first + 1 == count:  # an only child stands to the left
                starts[index] = starts[first] + (slot + gap) // 2
                return max(middle, starts[index] + slot)
            right = place(first + 1, middle + gap)
            starts[index] = (starts[first] + starts[first + 1]) // 2
            return right

        return cls(starts, slot, place(0, 0) if count else 0)


def _level(labels: Sequence[Text], layout: _Layout, depth: int) -> Text:
    """Return the line of one level: labels centred in their slots, with arms to the children."""
    line = Text(no_wrap=True, overflow="crop")
    for index in range(2**depth - 1, min(2 ** (depth + 1) - 1, len(labels))):
        start = layout.starts[index] + (layout.slot - labels[index].cell_len + 1) // 2
        left, right = layout.arms(index)
        line.append(" " * (min(left, start) - line.cell_len))
        line.append("_" * (start - left), "dim")
        line.append_text(labels[index])
        line.append("_" * (right - line.cell_len), "dim")
    return line


def on_its_side(labels: Sequence[Text], width: int) -> Iterator[Text]:
    """Yield a line for each of the *labels*: every parent, then what is beneath it, indented."""

    def lines(index: int, branch: str, beneath: str) -> Iterator[Text]:
        # However deep it stands, half of the line is for the label.
        indent = branch[max(0, len(branch) - width // 2) :]
        yield Text.assemble((indent, "dim"), _cropped(labels[index], width - len(indent)))
        children = range(2 * index + 1, min(2 * index + 3, len(labels)))
        for child in children:
            yield from lines(
                child, f"{beneath}+- ", beneath + ("   " if child == children[-1] else "|  ")
            )

    if labels:
        yield from lines(0, "", "")


def _cropped(text: Text, width: int) -> Text:
    """Return *text*, or as much of it as fits into *width* cells before two dots."""
    if text.cell_len <= width:
        return text
    kept = set_cell_size(text.plain, max(0, width - 2)).rstrip()
    return Text(f"{kept}..", text.style)[:width]
