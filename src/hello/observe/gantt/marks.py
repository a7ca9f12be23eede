"""What is drawn in a cell: by shape first, so that it can be read without colours."""

from typing import NamedTuple

from rich.style import Style

from hello.observe.lanes import LOOKS
from hello.observe.model import State

STYLES = {state: Style(color=look.colour) for state, look in LOOKS.items()}
NAME = Style(bold=True)
WAIT = STYLES[State.BLOCKED] + Style(bold=True)
HELD = Style(color="#8c6bb1")
OWNER = HELD + Style(bold=True)
ALARM = Style(bold=True, reverse=True)
QUIET = Style(dim=True)

FAILED = "x"
DEADLOCK = "!"


class Marks(NamedTuple):
    """The shapes for one kind of terminal."""

    states: dict[State, str]
    ran: str
    held: str
    depths: str
    """From an empty queue to the fullest."""
    some_depths: str
    """For the legend."""
    tick: str
    gap: str
    """Stands for what was left out of a name."""


BLOCKS = Marks(
    states={state: look.block for state, look in LOOKS.items()},
    ran="\N{LOWER HALF BLOCK}",
    held="\N{BOX DRAWINGS HEAVY HORIZONTAL}",
    depths=" " + "".join(map(chr, range(0x2581, 0x2589))),  # an eighth of a block to a whole one
    some_depths="\N{LOWER ONE EIGHTH BLOCK}\N{LOWER HALF BLOCK}\N{FULL BLOCK}",
    tick="\N{BOX DRAWINGS LIGHT VERTICAL}",
    gap="\N{HORIZONTAL ELLIPSIS}",
)

CHARACTERS = Marks(
    states={state: look.character for state, look in LOOKS.items()},
    ran="+",
    held="=",
    depths="0123456789",
    some_depths="0-9",
    tick="|",
    gap="..",
)
