"""A trace in words, for the terminal."""

import signal
from collections.abc import Iterator
from dataclasses import replace

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from hello.observe.findings import Findings
from hello.observe.findings.deadlocks import DeadlockFact
from hello.observe.findings.listing import Listed
from hello.observe.findings.unseen import Reason
from hello.observe.model import Trace
from hello.observe.telling import Said, chinese, english, tell
from hello.tracing.running import Ended
from hello.tracing.words import counted, say
from hello.wrapping import Wrapped, wrap

INDENT = 2


class Told:
    """A renderable: one fact, and its details further to the right."""

    def __init__(self, said: Said, indent: int = 0) -> None:
        self._said = said
        self._indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in wrap(self._said.text, max(options.max_width - self._indent, 1)):
            yield Text(" " * self._indent + line, no_wrap=True, overflow="ignore")
        for detail in self._said.details:
            yield Told(detail, self._indent + INDENT)


def summary(
    trace: Trace, found: Findings, ended: Ended | None, language: str
) -> Iterator[RenderableType]:
    """Yield what was found, and how the program ended."""
    yield Wrapped(_head(trace, end_in_words(ended, language), language), "bold")
    if not trace.waits:
        yield Text(say(language, "calm"))
        found = without_times(found)
    for section in tell(found, language):
        yield Text()
        yield Text(section.title, style="bold")
        for said in section.said:
            yield Told(said, INDENT)
        if section.more:
            yield Told(Said(section.more), INDENT)


def without_times(found: Findings) -> Findings:
    """Return *found* without how the threads' time divides: nobody waited."""
    clockless = Reason.NO_CLOCK
    rest = tuple(fact for fact in found.unseen.facts if fact.reason is not clockless)
    return replace(found, threads=Listed(()), unseen=replace(found.unseen, facts=rest))


def end_in_words(ended: Ended | None, language: str) -> str:
    """Return how the program ended."""
    if ended is None:
        return say(language, "record")
    if ended.was_stopped:
        return say(language, "deadline")
    if ended.code < 0:
        return say(language, "signal", signal=_signal_name(-ended.code))
    return say(language, "code", code=ended.code)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _head(trace: Trace, end: str, language: str) -> str:
    return say(
        language,
        "head",
        program=trace.program,
        seconds=trace.end / 1e9,
        threads=counted(language, "thread", len(trace.threads)),
        processes=counted(language, "process", len(trace.processes)),
        end=end,
    )


def deadlock_now(fact: DeadlockFact, language: str) -> RenderableType:
    """Return what is said of a deadlock while it lasts."""
    words = chinese if language == "zh" else english
    names = say(language, "and").join(member.thread for member in fact.members)
    key = "deadlock"
    if fact.waits_for_itself:
        key = "itself"
    elif fact.ended_holder:
        key = "ended"
    text = say(language, key, names=names, holder=fact.ended_holder)
    return Told(Said(text, words.deadlock(fact).details))
