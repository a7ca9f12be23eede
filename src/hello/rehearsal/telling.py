"""How findings name several things in one line."""

from collections.abc import Sequence

MOST = 3


def several(names: Sequence[str]) -> str:
    """Return the first three of *names*, and how many more there are.

    >>> several(["a", "b"])
    'a, b'
    >>> several("abcde")
    'a, b, c and 2 more'
    """
    shown = ", ".join(names[:MOST])
    return f"{shown} and {len(names) - MOST} more" if len(names) > MOST else shown


def are(names: Sequence[str]) -> str:
    """Return the verb that goes with *names*."""
    return "is" if len(names) == 1 else "are"
