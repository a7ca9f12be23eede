"""What turns a demo's functions into its console command.

The demo's ``main`` takes its own options and returns what is to be shown; the
options that every demo has, the claims and the output are dealt with here.
"""

import functools
import logging
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hello.catalogue import DEMOS
from hello.chance import LARGEST_SEED
from hello.command import HELP, Program, examples, json_option, lang_option, version_option
from hello.deadline import deadline
from hello.edge import print_json
from hello.errors import WrongUseError
from hello.timeline import Timeline, with_timeline

# It costs 8 MB, which a server that draws nothing does not have.
if TYPE_CHECKING:
    from rich.console import RenderableType

    from hello.claims import Finding

LOG_FORMAT = "%(asctime)s %(threadName)s %(thread)d %(message)s"
"""The tutorial's fields; it has the thread's name twice."""

LOG_TIME = "%Y/%m/%d %H:%M:%S"
"""The tutorial's, with hours from 0 to 23: it has 1 to 12 without a.m. and p.m."""

seed_option = click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), help="Repeat the run that had this seed."
)


def _refuse_nan(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    """Pass *value* on; NaN is in every range, as click sees it."""
    if math.isnan(value):
        raise click.BadParameter(f"{value} is not a number of seconds")
    return value


deadline_option = click.option(
    "--deadline",
    "deadline_seconds",
    type=click.FloatRange(0.1, 600),
    callback=_refuse_nan,
    default=30.0,
    show_default=True,
    help="End the run after this many seconds.",
)
play_option = click.option(
    "--play", is_flag=True, help="Show server and clients in one go, and check the claims."
)
SHARED_PARAMETERS = {"as_json", "log", "language", "deadline_seconds", "timeline"}
"""What every demo's command takes; all else is for the demo's own function."""

log_option = click.option("--log", is_flag=True, help="Write the log to stderr as it happens.")


class Shown(NamedTuple):
    """A run of a demo: the result dataclass, and its picture, part by part.

    The picture may be a generator: with ``--json`` it is never drawn.
    """

    result: Any
    picture: "Iterable[RenderableType]"


def demo_command(
    module_name: str, *lines: str, plays: bool = False
) -> Callable[[Callable[..., Shown | None]], Program]:
    """Return a decorator: a function from a demo's options to Shown becomes its command.

    The help is the module's docstring, followed by *lines*, which are examples. A command
    that *plays* is a server or client that runs for its user until told to end, and is a
    demo with ``--play`` only: its function takes ``play``, and returns None without.
    """

    def decorate(function: Callable[..., Shown | None]) -> Program:
        @functools.wraps(function)
        def callback(
            *,
            as_json: bool,
            log: bool,
            language: str,
            deadline_seconds: float,
            timeline: str | None = None,
            **parameters: Any,
        ) -> None:
            is_demo = parameters.get("play", True)
            if not is_demo:
                _refuse_without_play(as_json=as_json, timeline=timeline)
            run = Timeline(timeline, as_json=as_json)
            with (
                logging_to_stderr() if log else nullcontext(),
                deadline(deadline_seconds) if is_demo else nullcontext(),
                run.recorded(f"hello-{_name(module_name)}"),
            ):
                shown = function(**parameters)
            if shown:
                _show(module_name, shown, run, language, as_json=as_json)

        options = (version_option, lang_option, deadline_option, log_option, json_option)
        decorated: Callable[..., Any] = with_timeline(module_name)(callback)
        for option in options:
            decorated = option(decorated)
        if plays:
            decorated = play_option(decorated)
        command: Program = click.command(
            cls=Program,
            help=sys.modules[module_name].__doc__,
            epilog=examples(*lines),
            context_settings=HELP,
        )(decorated)
        return command

    return decorate


def _refuse_without_play(*, as_json: bool, timeline: str | None) -> None:
    for option, is_given in {"--json": as_json, "--timeline": timeline is not None}.items():
        if is_given:
            raise WrongUseError(f"{option} has nothing to write", next_step="add --play")


def run_demo(command: click.Command, arguments: Sequence[str]) -> Shown:
    """Run the demo whose *command* is called with these *arguments*; return it, not shown yet."""
    with command.make_context(command.name, list(arguments)) as context:
        parameters = {
            name: value for name, value in context.params.items() if name not in SHARED_PARAMETERS
        }
        # What "demo_command" has wrapped: the function from the demo's own options.
        function: Callable[..., Shown] = command.callback.__wrapped__  # type: ignore[union-attr]  # a function has it
        with deadline(context.params["deadline_seconds"]):
            return function(**parameters)


def findings_of(module_name: str, result: object) -> list["Finding"]:
    """Return the claims of the demo in the module, with the verdict of each on *result*."""
    from hello.claims import Finding, check

    claims = sys.modules[module_name].CLAIMS
    name = _name(module_name)
    return [
        Finding(name, claim, verdict)
        for claim, verdict in zip(claims, check(claims, result), strict=True)
    ]


def _show(module_name: str, shown: Shown, run: Timeline, language: str, *, as_json: bool) -> None:
    from rich.text import Text

    from hello.claims.report import as_data, as_table
    from hello.screen import console

    name = _name(module_name)
    findings = findings_of(module_name, shown.result)
    run.write(language)
    if as_json:
        data = [as_data(finding, language) for finding in findings]
        print_json({"demo": name, "result": asdict(shown.result), "claims": data})
        return
    screen = console()
    for part in chain(shown.picture, run.pictures(language)):
        screen.print(part)
    if findings:
        screen.print(Text("\nThe claims, checked on this run", style="bold"))
        screen.print(as_table(findings, language))


def _name(module_name: str) -> str:
    """Return the name of the demo in the module; another's demo is called after its module."""
    names = {demo.module: demo.name for demo in DEMOS}
    return names.get(module_name, module_name.rpartition(".")[2].replace("_", "-"))


@contextmanager
def logging_to_stderr() -> Iterator[None]:
    """Write what the demos log to stderr, in the tutorial's format."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(LOG_FORMAT, LOG_TIME))
    logger = logging.getLogger("hello")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
