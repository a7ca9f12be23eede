"""Limits of what a demo takes, checked also for callers in Python."""

from hello.errors import WrongUseError


def check_bounds(name: str, value: float, low: float, high: float) -> None:
    """Raise WrongUseError unless *value*, which the user knows as *name*, is in *low* to *high*.

    NaN is in no bounds.
    """
    if not low <= value <= high:
        raise WrongUseError(f"{name} out of range", value, next_step=f"take {low} to {high}")
