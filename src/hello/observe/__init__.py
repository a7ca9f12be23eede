"""Who ran when, who waited for what: the model of a run, and its pictures."""

from hello.observe.lanes import Lanes, Slice, State

__all__ = ["Lanes", "Slice", "State"]
