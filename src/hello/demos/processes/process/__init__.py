"""What a process costs, what it gains, and what it does not share.

The demo runs two small programs. One follows a process from start to end: its exit
code, its memory, a join that does not wait for ever, terminate, daemon. The other
measures, in rounds that take turns: how long a thread and a process take to start, and
from which size of work processes are faster than threads in spite of that.

Notice that there is no single answer. Small work is done sooner by threads, large work
by processes; the break-even depends on the start method, the cores and the GIL.

Try "--start-method spawn", which is what Windows and macOS do, "--workers 1", "--size 1000",
and "--full", which searches the break-even of every start method and takes its time.
"""

import logging
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from time import monotonic
from typing import Any

import click
from rich.live import Live
from rich.text import Text

from hello.bounds import check_bounds
from hello.claims.environment import gil_is_enabled, usable_cores
from hello.demo import Shown, demo_command
from hello.demos.processes.process.claims import CLAIMS
from hello.demos.processes.process.costs import FEWEST_ROUNDS
from hello.demos.processes.process.facts import (
    Inheritance,
    Memory,
    ProcessFacts,
    Search,
    Stage,
    Start,
    Termination,
    Times,
)
from hello.demos.processes.process.own_process import run_program
from hello.demos.processes.process.picture import picture
from hello.errors import unknown
from hello.screen import console

__all__ = ["CLAIMS", "demonstrate", "main"]

START_METHODS = tuple(multiprocessing.get_all_start_methods())
"""What this platform has, its default first."""

PROGRAMS = files(__name__)
"""Where the programs are that it runs."""

MOST_ROUNDS = 50
MOST_WORKERS = 16
LARGEST_SIZE = 100_000_000

QUICK_SIZES = (1_000, 8_000, 64_000, 512_000, 2_048_000, 8_192_000)
FULL_SIZES = tuple(1_000 * 4**power for power in range(9))
QUICK_BUDGET = 1.5
FULL_BUDGET = 6.0
"""Seconds for the starts, and for the search of each start method."""

LONG = 2.0
"""Seconds after which a person wants to know how far it has come."""

logger = logging.getLogger(__name__)


def demonstrate(  # noqa: PLR0913  # what a learner may change, and who is told
    *,
    methods: Sequence[str] = (),
    rounds: int = 7,
    workers: int = 2,
    size: int | None = None,
    full: bool = False,
    progress: Callable[[str], None] = logger.info,
) -> ProcessFacts:
    """Follow processes from start to end, and measure them against threads.

    *methods*: start methods of this platform, all if empty; *rounds*: 5 to 50;
    *workers* (1 to 16) count at the same time. *size*: compare at this one (1 to
    100,000,000) only; else sizes rise until processes win. *full*: do so for each of
    the methods, not just the first, and narrow the break-even down. *progress* is told
    what is being measured. Raise WrongUseError for anything else, HelloError where a
    program fails.

    Source: the tutorial's section on Process; Python library, ``multiprocessing``.
    """
    methods = tuple(dict.fromkeys(methods)) or START_METHODS
    for method in methods:
        if method not in START_METHODS:
            here = f"this platform has {', '.join(START_METHODS)}"
            raise unknown("start method on this platform", method, (), otherwise=here)
    check_bounds("rounds", rounds, FEWEST_ROUNDS, MOST_ROUNDS)
    check_bounds("workers", workers, 1, MOST_WORKERS)
    check_bounds("size", 1 if size is None else size, 1, LARGEST_SIZE)
    seen = run_program(PROGRAMS / "life.py", {"methods": methods, "seconds": 120}, progress)
    request = {
        "methods": methods,
        "search": methods if full else methods[:1],
        "workers": workers,
        "rounds": rounds,
        "sizes": [size] if size else FULL_SIZES if full else QUICK_SIZES,
        "narrow": full and not size,
        "budget": FULL_BUDGET if full or size else QUICK_BUDGET,
        "seconds": 600,
    }
    costs = run_program(PROGRAMS / "costs.py", request, progress)
    return ProcessFacts(
        cores=usable_cores(),
        gil=gil_is_enabled(),
        workers=workers,
        searched=size is None,
        starts=tuple(
            Start(kind, first, Times.of(times)) for kind, (first, *times) in costs["starts"].items()
        ),
        searches=tuple(Search.of(method, found) for method, found in costs["searches"].items()),
        memories=tuple(Memory(method, **values) for method, values in seen["memory"].items()),
        stages=tuple(Stage(**stage) for stage in seen["stages"]),
        exit_codes=seen["exit_codes"],
        termination=Termination(**_with_tuple(seen["termination"])),
        inheritance=tuple(Inheritance(**_with_tuple(one)) for one in seen["inheritance"]),
    )


def _with_tuple(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"last_words": tuple(values["last_words"])}


@contextmanager
def told_when_long() -> Iterator[Callable[[str], None]]:
    """Yield what takes progress, and shows it on a terminal's stderr once it takes long."""
    begun = monotonic()
    # No thread to refresh it: that would disturb what is measured.
    with Live(console=console(stderr=True), auto_refresh=False, transient=True) as live:

        def show(text: str) -> None:
            logger.info(text)
            if monotonic() - begun > LONG and live.console.is_terminal:
                live.update(Text(text, style="dim"), refresh=True)

        yield show


@demo_command(
    __name__,
    "hello-process",
    "hello-process --start-method spawn",
    "hello-process --size 5000000 --workers 4",
    "hello-process --full --json",
)
@click.option(
    "--start-method",
    "methods",
    type=click.Choice(START_METHODS),
    multiple=True,
    help="Measure this start method; may be given again.  [default: all of this platform]",
)
@click.option(
    "--rounds",
    type=click.IntRange(FEWEST_ROUNDS, MOST_ROUNDS),
    default=7,
    show_default=True,
    help="Measure each thing this many times.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=2,
    show_default=True,
    help="Let this many threads or processes work at the same time.",
)
@click.option(
    "--size",
    type=click.IntRange(1, LARGEST_SIZE),
    help="Compare at this size only: how far each worker counts.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Search the break-even of every start method, and narrow it down (up to 30 s).",
)
def main(
    *, methods: tuple[str, ...], rounds: int, workers: int, size: int | None, full: bool
) -> Shown:
    """Show what a process costs and gains."""
    with told_when_long() as progress:
        facts = demonstrate(
            methods=methods,
            rounds=rounds,
            workers=workers,
            size=size,
            full=full,
            progress=progress,
        )
    return Shown(facts, picture(facts))
