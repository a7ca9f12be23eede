"""What sentences about traces are made of."""

from typing import NamedTuple

from hello.observe.building.naming import short
from hello.observe.model import Place

MILLI, MICRO = 1e-3, 1e-6


class Said(NamedTuple):
    """One fact in words, and what there is to say of its parts."""

    text: str
    details: tuple["Said", ...] = ()


def magnitude(seconds: float) -> tuple[str, str]:
    """Return a time with three digits, and the symbol of its unit.

    >>> magnitude(1.2345), magnitude(0.0456), magnitude(0.00000789)
    (('1.23', 's'), ('45.6', 'ms'), ('7.89', 'us'))
    """
    for least, unit in ((1.0, "s"), (MILLI, "ms")):
        # What would be rounded up to 1000 of a unit is 1 of the next.
        if seconds >= least * 0.9995:
            return _three_digits(seconds / least), unit
    return _three_digits(seconds / MICRO), "us"


def _three_digits(number: float) -> str:
    hundred, ten = 99.95, 9.995
    decimals = 0 if number >= hundred else 1 if number >= ten else 2
    return f"{number:.{decimals}f}" if number else "0"


def percent(part: float, whole: float) -> int:
    """Return *part* in percent of *whole*, 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def function_of(place: Place) -> str:
    """Return the function's name, or nothing outside of functions."""
    name = place.function.rpartition("<locals>.")[2]
    return "" if name == "<module>" else name


def line_of(place: Place) -> str:
    """Return the file's name and the line."""
    return short(place)
