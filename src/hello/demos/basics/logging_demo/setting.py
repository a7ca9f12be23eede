"""What may be changed in the logging demo, within which bounds."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hello.errors import WrongUseError, unknown

ROOT = "root"
LOGGERS = ("s1", "s1.s2", "s1.s2.s3")
PLACES = (ROOT, *LOGGERS)
"""The tutorial's three loggers, and the root that it configures."""

STANDARD_LEVELS = {
    "CRITICAL": 50,
    "ERROR": 40,
    "WARNING": 30,
    "INFO": 20,
    "DEBUG": 10,
    "NOTSET": 0,
}
"""As the tutorial lists them."""

HIGHEST_LEVEL = 100
LONGEST_NAME = 60

TUTORIAL_LEVELS = {ROOT: logging.NOTSET, "s1.s2": logging.ERROR}
TUTORIAL_FILTERS = {"s1.s2": "s1.s2"}


@dataclass(frozen=True)
class Setting:
    """How a hierarchy is set up; as it comes, it is the tutorial's.

    Keys are logger names; a logger that is not named keeps what it was born
    with: level NOTSET, no filter, and propagation.
    """

    levels: Mapping[str, int] = field(default_factory=lambda: TUTORIAL_LEVELS)
    filters: Mapping[str, str] = field(default_factory=lambda: TUTORIAL_FILTERS)
    handler_filters: Mapping[str, str] = field(default_factory=dict)
    handler_level: int = logging.CRITICAL
    no_propagate: Collection[str] = ()


def changed_setting(
    levels: Mapping[str, int | str],
    filters: Mapping[str, str],
    handler_filters: Mapping[str, str],
    handler_level: int | str,
    no_propagate: Collection[str],
) -> Setting:
    """Return the tutorial's setting with these changes; raise WrongUseError."""
    for name in no_propagate:
        check_known("logger below the root", name, LOGGERS)
    return Setting(
        levels=TUTORIAL_LEVELS | {known(name): level_number(levels[name]) for name in levels},
        filters=TUTORIAL_FILTERS | {known(name): filter_name(filters[name]) for name in filters},
        handler_filters={known(name): filter_name(text) for name, text in handler_filters.items()},
        handler_level=level_number(handler_level),
        no_propagate=tuple(no_propagate),
    )


def known(name: str) -> str:
    """Return *name* if it is one of PLACES; raise WrongUseError."""
    check_known("logger", name, PLACES)
    return name


def check_known(kind: str, name: str, names: Collection[str]) -> None:
    """Raise WrongUseError, with the nearest match, unless *name* is among *names*."""
    if name not in names:
        raise unknown(kind, name, names, otherwise=f"take one of {', '.join(names)}")


def level_number(level: int | str) -> int:
    """Return *level*, a name such as ``ERROR`` or a number, as a number; raise WrongUseError."""
    # Cut, because int() refuses texts of more than 4300 digits with an error of its own.
    text = str(level).strip()[:LONGEST_NAME]
    try:
        number = int(text)
    except ValueError:
        return named_level(text)
    if not 0 <= number <= HIGHEST_LEVEL:
        raise WrongUseError(
            "level out of bounds", number, next_step=f"take one from 0 to {HIGHEST_LEVEL}"
        )
    return number


def named_level(name: str) -> int:
    """Return the level called *name*, in capitals or not; raise WrongUseError."""
    if name.upper() in STANDARD_LEVELS:
        return STANDARD_LEVELS[name.upper()]
    names = [*STANDARD_LEVELS] if name.isupper() else [each.lower() for each in STANDARD_LEVELS]
    otherwise = f"take a number from 0 to {HIGHEST_LEVEL}, or one of {', '.join(names)}"
    raise unknown("level", name, names, otherwise=otherwise)


def filter_name(name: str) -> str:
    """Return *name* if a filter may have it; raise WrongUseError. Empty lets all pass."""
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongUseError(
            "not a name to filter by",
            name[:LONGEST_NAME],
            next_step=f"take at most {LONGEST_NAME} printable characters, such as s1.s2",
        )
    return name


def assignments(option: str, texts: Iterable[str]) -> dict[str, str]:
    """Return ``LOGGER=VALUE`` *texts* as a dictionary; raise WrongUseError, naming *option*."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise WrongUseError(
                f"{option} without '='", text, next_step=f"write {option} LOGGER=VALUE"
            )
        if name in found:
            raise WrongUseError(
                f"{option} twice for one logger", name, next_step="give each logger once"
            )
        found[name] = value
    return found
