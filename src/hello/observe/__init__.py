"""Who ran when, who waited for what: the model of a run, and its pictures."""

from typing import TYPE_CHECKING, Any

from hello.observe.states import State

if TYPE_CHECKING:
    from hello.observe.lanes import Lanes, Slice

__all__ = ["Lanes", "Slice", "State"]

DRAWN = frozenset({"Lanes", "Slice"})
"""What needs rich: a recorded program does not load that for the recorder's sake."""


def __getattr__(name: str) -> Any:
    """Return a part of the picture, which is loaded when it is asked for."""
    if name not in DRAWN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from hello.observe import lanes

    return getattr(lanes, name)
