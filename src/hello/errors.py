"""Errors that a person can act on: the fact, the offending value, the next step.

Only ``hello.edge`` turns them into a line and an exit code.
"""

from __future__ import annotations

# Importing collections.abc is a sixth of starting Python: only type checkers may.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class HelloError(Exception):
    """A fault that was found, or that stopped the work.

    ``str(error)`` is one line: ``fact: 'value'; next step``. ``shown`` is what stands before
    the next step.
    """

    exit_code = 1

    def __init__(self, fact: str, value: object = None, *, next_step: str) -> None:
        shown = fact if value is None else f"{fact}: {value!r}"
        super().__init__(f"{shown}; {next_step}")
        self.shown = shown
        self.next_step = next_step


class WrongUseError(HelloError):
    """The command was called with something it does not take."""

    exit_code = 2


def unknown(kind: str, value: str, known: Iterable[str], *, otherwise: str) -> WrongUseError:
    """Return the error for a *value* that is not among the *known* ones.

    It names the nearest match; where none is near, it says *otherwise*.
    """
    import difflib  # 3 ms that only a mistake should cost

    near = difflib.get_close_matches(value, known, n=1)
    next_step = f"did you mean {near[0]!r}?" if near else otherwise
    return WrongUseError(f"no such {kind}", value, next_step=next_step)
