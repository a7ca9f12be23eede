"""Entries in rows, as words in lines, but for ever whole."""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text


def flowed(entries: Iterable[Text], gap: str, width: int) -> Iterator[Text]:
    """Yield rows of *width* columns, with *gap* between entries; one that is longer is wrapped."""
    row = Text()
    end = gap.rstrip()
    for entry in entries:
        if row and row.cell_len + cell_len(gap + end) + entry.cell_len > width:
            yield row.append(end)
            row = Text()
        row.append(gap if row else "").append_text(entry)
    if row:
        yield row
