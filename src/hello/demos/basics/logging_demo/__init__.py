"""What becomes of a log record: levels, filters, handlers, the way up.

The picture has the tutorial's loggers as a tree, then one line for each record: which
level or filter refused it, or which handlers it came to on its way up and which of them
wrote it. The real logging module does all this, in a hierarchy of its own: nothing in
this process's logging is touched.

Notice that a record has to pass the level and the filters of one logger only, the one
it was sent to. After that it goes up from parent to parent, and only handlers decide.
So a CRITICAL of s1.s2 is written to the file twice, by the handlers of s1.s2 and of s1.

Try changing one thing at a time: a level (0 to 100, or a name such as ERROR), a filter,
the level of the handlers, or where records stop going up.
"""

import logging
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from logging import CRITICAL, DEBUG, ERROR, INFO, WARNING

import click

from hello.demo import Shown, demo_command
from hello.demos.basics.logging_demo.claims import CLAIMS
from hello.demos.basics.logging_demo.facts import Answer, Defaults, Result
from hello.demos.basics.logging_demo.logger_tree import pictures
from hello.demos.basics.logging_demo.run import follow
from hello.demos.basics.logging_demo.setting import (
    ROOT,
    STANDARD_LEVELS,
    TUTORIAL_LEVELS,
    Setting,
    assignments,
    changed_setting,
)

__all__ = ["CLAIMS", "demonstrate", "main"]

TUTORIAL_RECORDS = (
    ("s1.s2.s3", DEBUG),
    ("s1", INFO),
    ("s1.s2", WARNING),
    ("s1.s2.s3", WARNING),
    ("s1", ERROR),
    ("s1.s2", CRITICAL),
    ("s1", DEBUG),
    ("s1.s2.s3", INFO),
    ("s1", WARNING),
    ("s1.s2.s3", ERROR),
)
ADDED_RECORDS = (("s1", CRITICAL), ("s1.s2.s3", CRITICAL))
"""With these each logger has sent one CRITICAL."""

TRAP_SETTING = Setting(
    levels=TUTORIAL_LEVELS | {ROOT: CRITICAL, "s1": DEBUG, "s1.s2.s3": DEBUG},
    filters={"s1": "elsewhere"},
)
TRAP_RECORDS = (("s1.s2.s3", DEBUG), ("s1", CRITICAL), ("s1.s2.s3", CRITICAL))
"""The root's level is 50 and the filter on s1 refuses all; still the first and last get by."""

NAMES_TO_ASK = ("s1", "s1.s2", "s1.s2.s3", "s1.s22")
"""The last one begins with ``s1.s2`` and is no child of it."""

REPORT_DEFAULTS = """
import logging
new = logging.getLogger("new")
print(logging.getLogger().level, new.level, new.getEffectiveLevel())
"""


def demonstrate(
    *,
    levels: Mapping[str, int | str] | None = None,
    filters: Mapping[str, str] | None = None,
    handler_filters: Mapping[str, str] | None = None,
    handler_level: int | str = CRITICAL,
    no_propagate: Collection[str] = (),
) -> Result:
    """Send the tutorial's ten records, and two more, through its loggers; say what happened.

    What is given changes the tutorial's setting, logger by logger: *levels*
    (0 to 100, or a name), *filters* on loggers and on their handlers, the level
    of the three file handlers, and the loggers whose records go no further up.
    Raise WrongUseError for an unknown logger or level.

    Source: the tutorial's section on logging; Python library reference, ``logging``.
    """
    setting = changed_setting(
        levels or {}, filters or {}, handler_filters or {}, handler_level, no_propagate
    )
    return Result(
        run=follow(TUTORIAL_RECORDS + ADDED_RECORDS, setting),
        traps=follow(TRAP_RECORDS, TRAP_SETTING),
        answers=tuple(_answers(setting)),
        levels={name: logging.getLevelNamesMapping()[name] for name in STANDARD_LEVELS},
        defaults=_defaults(),
    )


def _answers(setting: Setting) -> Iterator[Answer]:
    """Ask each filter directly about records of four loggers."""
    for filter_name in sorted({*setting.filters.values(), *setting.handler_filters.values()}):
        asked = logging.Filter(filter_name)
        for name in NAMES_TO_ASK:
            record = logging.makeLogRecord({"name": name})
            yield Answer(filter_name, name, bool(asked.filter(record)))


def _defaults() -> Defaults | None:
    """Return the levels that logging begins with; this process may have changed its own."""
    command = [sys.executable, "-I", "-S", "-c", REPORT_DEFAULTS]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    return Defaults(*map(int, answer.stdout.split()))


@demo_command(
    __name__,
    "hello-logging",
    "hello-logging --level s1.s2.s3=DEBUG",
    "hello-logging --filter s1=elsewhere",
    "hello-logging --handler-filter root=s1.s2.s3",
    "hello-logging --handler-level ERROR --no-propagate s1.s2",
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="LOGGER=LEVEL",
    help="Set a logger's own level; 0 stands for the parent's.  [default: root=0, s1.s2=40]",
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="LOGGER=NAME",
    help="Put a filter on a logger: NAME and its children pass.  [default: s1.s2=s1.s2]",
)
@click.option(
    "--handler-filter",
    "handler_filters",
    multiple=True,
    metavar="LOGGER=NAME",
    help="Put a filter on the handler of a logger: that one is asked about every record.",
)
@click.option(
    "--handler-level",
    default="CRITICAL",
    show_default=True,
    metavar="LEVEL",
    help="Level of the three handlers that write the file.",
)
@click.option(
    "--no-propagate",
    multiple=True,
    metavar="LOGGER",
    help="Let no record go up beyond this logger.",
)
def main(
    levels: tuple[str, ...],
    filters: tuple[str, ...],
    handler_filters: tuple[str, ...],
    handler_level: str,
    no_propagate: tuple[str, ...],
) -> Shown:
    """Read the options, run, and draw."""
    result = demonstrate(
        levels=assignments("--level", levels),
        filters=assignments("--filter", filters),
        handler_filters=assignments("--handler-filter", handler_filters),
        handler_level=handler_level,
        no_propagate=no_propagate,
    )
    return Shown(result, pictures(result))
