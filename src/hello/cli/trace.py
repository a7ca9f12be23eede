"""``helloworld trace``: runs a program, and tells what its threads waited for."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hello.command import Program, examples, lang_option
from hello.errors import HelloError

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from hello.observe.findings.deadlocks import DeadlockFact
    from hello.tracing.telling import Wanted

A_WEEK = 7 * 86400.0


def _refuse_nan(_ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Pass *value* on; NaN is in every range, as click sees it."""
    if value is not None and math.isnan(value):
        raise click.BadParameter(f"{value} is not a number", param=param)
    return value


@click.command(
    cls=Program,
    context_settings={"allow_interspersed_args": False},
    epilog=examples(
        "helloworld trace program.py its arguments",
        "helloworld trace --deadline 10 -m http.server 0",
        "helloworld trace -o trace.html -o trace.hello program.py",
        "helloworld trace --timeline trace.hello",
    ),
)
@click.option("-m", "is_module", is_flag=True, help="PROGRAM is a module, as for 'python -m'.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the trace to this file: a page (.html), JSON for Perfetto and vizviewer (.json), "
    "or the record itself (.hello). May be repeated.",
)
@click.option("--timeline", "has_timeline", is_flag=True, help="Draw the threads as lanes.")
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write what was found to this file as JSON; - is stdout, behind the program's own output.",
)
@click.option("--quiet", "is_quiet", is_flag=True, help="Do not tell what was found.")
@click.option(
    "--deadline",
    "deadline_seconds",
    type=click.FloatRange(0.1, A_WEEK),
    callback=_refuse_nan,
    metavar="SECONDS",
    help="End the program after this many seconds.  [default: never]",
)
@click.option(
    "--last",
    "last_seconds",
    type=click.FloatRange(0.1, A_WEEK),
    callback=_refuse_nan,
    metavar="SECONDS",
    help="Keep only the end of the run, for a program that runs for hours.  [default: all]",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1e6),
    callback=_refuse_nan,
    default=0.0,
    show_default=True,
    metavar="MS",
    help="Leave out waits that took fewer milliseconds.",
)
@lang_option
@click.argument("program")
@click.argument("arguments", metavar="[ARGS]...", nargs=-1, type=click.UNPROCESSED)
def command(  # noqa: PLR0913  # click passes each option
    *,
    program: str,
    arguments: tuple[str, ...],
    is_module: bool,
    outputs: tuple[Path, ...],
    has_timeline: bool,
    json_file: Path | None,
    is_quiet: bool,
    deadline_seconds: float | None,
    last_seconds: float | None,
    threshold: float,
    language: str,
) -> int:
    """Run PROGRAM, a Python file, with ARGS, and tell what its threads waited for.

    It runs unchanged, with the Python that HelloWorld is installed in, and in a process of its
    own: input, output, signals and exit code are the program's. What was found is told on stderr
    after its end: the longest waits and who was waited for, the locks that cost most, threads
    that took locks in different orders, queues that only grow. A deadlock is told while it lasts;
    Ctrl-C ends the program as ever, and what was recorded is told then.

    Seen are threading, queue, time.sleep, input, sockets, select, subprocess and
    concurrent.futures, also in child processes of multiprocessing. Not seen is what waits in other
    libraries' own C code.

    PROGRAM may also be a record, FILE.hello, that --output wrote: it is told again.
    """
    from hello.tracing import outputs as files
    from hello.tracing.telling import Wanted, tell

    files.check(outputs, json_file)
    wanted = Wanted(
        outputs, json_file, language, int(threshold * 1e6), last_seconds, has_timeline, is_quiet
    )
    if not is_module and files.is_record(program, arguments):
        tell(files.read_record(Path(program)), program, None, wanted)
        return 0
    line = ["-m"] * is_module + [program, *arguments]
    return _run(line, deadline_seconds, wanted)


def _run(line: list[str], deadline: float | None, wanted: Wanted) -> int:
    from hello.screen import console
    from hello.tracing.gathering import left_others_behind
    from hello.tracing.recorded import record
    from hello.tracing.running import end_as
    from hello.tracing.summary import deadlock_now
    from hello.tracing.telling import tell

    def on_deadlock(fact: DeadlockFact) -> None:
        console(stderr=True).print(deadlock_now(fact, wanted.language))

    logs, ended = record(line, last=wanted.last, deadline=deadline, on_deadlock=on_deadlock)
    tell(logs, " ".join(line), ended, wanted)
    if ended.was_stopped and (ended.code < 0 or left_others_behind(logs)):
        is_stuck = any(log.deadlocks for log in logs)
        next_step = "see the deadlock above" if is_stuck else "give it longer with --deadline"
        raise HelloError(f"not done after {deadline:g} s", next_step=next_step)
    return end_as(ended.code)
