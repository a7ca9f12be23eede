"""The arrows of a trace in words: who started whom, who let whom go on, who is in a deadlock."""

from collections import Counter
from collections.abc import Iterator

from hello.observe.gantt.choosing import Choice
from hello.observe.gantt.scale import Scale
from hello.observe.gantt.words import Words
from hello.observe.model import Passing, Trace

MOST = 6


def sentences(
    trace: Trace, choice: Choice, scale: Scale, words: Words
) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield each kind of arrows between the drawn threads, and what there is to say of it."""
    started: dict[str, list[str]] = {}
    let: Counter[tuple[str, str, str]] = Counter()
    for arrow in trace.arrows:
        ends = choice.letters.get(arrow.sender), choice.letters.get(arrow.receiver)
        if ends[0] is None or ends[1] is None or not scale.covers(arrow.arrived):
            continue
        if arrow.kind is Passing.START:
            started.setdefault(ends[0], []).append(ends[1])
        elif arrow.kind is Passing.RELEASE:
            let[ends[0], ends[1], choice.digits.get(arrow.what, "")] += 1
    if started:
        yield words.started, _starts(started)
    if let:
        yield words.let_go_on, _passings(let, words)


def _starts(started: dict[str, list[str]]) -> Iterator[str]:
    for parent, children in started.items():
        yield f"{parent} -> {' '.join(children)}"


def _passings(let: Counter[tuple[str, str, str]], words: Words) -> Iterator[str]:
    for (sender, receiver, digit), times in let.most_common(MOST):
        yield words.passing(sender, receiver, times, digit)
    if len(let) > MOST:
        yield words.more(len(let) - MOST)
