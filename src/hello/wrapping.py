"""Wraps text in which Chinese and English stand side by side.

rich wraps at spaces only, so a Chinese sentence would be one long word. Printed
Chinese may end a line after any character, but none begins with a closing mark
(Unicode Standard Annex 14).
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

OPENING = "（《“‘【「"
CLOSING = "，。；：！？、）》”’】」…"
IDEOGRAPH = r"\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af"

UNIT = re.compile(
    rf"[{OPENING}]*(?:[{IDEOGRAPH}]|[^\s{IDEOGRAPH}{OPENING}{CLOSING}]*)[{CLOSING}]*\s*"
)
"""What stays on one line: a word or one ideograph, and the marks that belong to it."""


class Wrapped:
    """A renderable: *text* in *style*, wrapped to the width that there is."""

    def __init__(self, text: str, style: str = "") -> None:
        self.text = text
        self.style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in wrap(self.text, options.max_width):
            yield Text(line, style=self.style, no_wrap=True, overflow="ignore")


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield the lines of *text*, none wider than *width* cells, without spaces at their ends."""
    line = ""
    for unit in filter(None, UNIT.findall(text)):
        if cell_len((line + unit).rstrip()) <= width:
            line += unit
            continue
        if line:
            yield line.rstrip()
        *whole, line = chop_cells(unit, width) if cell_len(unit.rstrip()) > width else [unit]
        yield from whole
    if line:
        yield line.rstrip()
