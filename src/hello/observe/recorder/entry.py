"""Functions in which nothing comes between: no signal at their start, no end of the stack within.

Python looks for signals, and for other threads that want to go on, at a function's very first
instruction, which no ``try`` of its source can cover. A C function, such as the ``__exit__`` of a
plain lock, has no such moment: who holds that lock is not made to wait before it is released.
"""

import opcode
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

CODE_UNIT = 2
RESUME = opcode.opmap["RESUME"]
AFTER_YIELD_FROM = 2
"""The argument with which that instruction goes straight on (library reference, module ``dis``)."""

LEVELS = 10
"""More calls within each other than any of ours makes."""


def straight_in(function: Function) -> Function:
    """Have *function* begin without a look for signals and other threads."""
    plain = cast("FunctionType", function)
    code = bytearray(plain.__code__.co_code)
    first = code[::CODE_UNIT].index(RESUME) * CODE_UNIT
    code[first + 1] = AFTER_YIELD_FROM
    plain.__code__ = plain.__code__.replace(co_code=bytes(code))
    return function


def have_room(levels: int = LEVELS) -> None:
    """Raise RecursionError here, before anything is done, rather than in the middle of it."""
    if levels:
        have_room(levels - 1)
