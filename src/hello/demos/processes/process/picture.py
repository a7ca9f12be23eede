"""The picture of ``hello-process``: bars for what was measured, lines for what was seen."""

from collections.abc import Iterable, Iterator
from math import log2, log10

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from rich.tree import Tree

from hello.demos.processes.process.claims import bracket_in_words, in_ms
from hello.demos.processes.process.facts import (
    Comparison,
    Memory,
    ProcessFacts,
    Search,
    Stage,
    Start,
)

SHORTEST_START = 1e-5
"""Seconds: the left end of the logarithmic axis of starts."""

MOST_DOUBLINGS = 6
"""A bar as long as it may be says: at least 64 times."""

DIGITS_FOR = 10
"""Smaller factors are shown with one decimal."""

BLOCK = "\N{FULL BLOCK}"


def picture(facts: ProcessFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("1. How long until a worker is there? (ms)")
    yield StartBars(facts.starts)
    for search in facts.searches:
        yield heading(f"2. {facts.workers} threads or {facts.workers} processes ({search.method})")
        yield Duel(search)
        yield from ends_of_bracket(search)
    yield heading("3. Whose memory?")
    yield from map(memory_tree, facts.memories)
    yield heading("4. From start to end")
    yield from life_trees(facts)


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def bar(length: int, colour: str, options: ConsoleOptions) -> Segment:
    """Return *length* cells that stand out also without colours."""
    return Segment(("#" if options.ascii_only else BLOCK) * length, Style(color=colour))


class StartBars:
    """A renderable: a row for each kind of start, with a bar on a logarithmic scale."""

    def __init__(self, starts: tuple[Start, ...]) -> None:
        self.starts = starts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        labels = {start.kind: in_ms(start.times) for start in self.starts}
        widths = max(map(len, labels)), max(map(len, labels.values()))
        room = max(options.max_width - sum(widths) - 2, 3)
        slowest = max(start.times.median for start in self.starts)
        for start in self.starts:
            share = log10(max(start.times.median / SHORTEST_START, 1)) / max(
                log10(slowest / SHORTEST_START), 1
            )
            yield Segment(f"{start.kind:{widths[0]}} {labels[start.kind]:{widths[1]}} ")
            yield bar(max(round(share * room), 1), "cyan", options)
            yield Segment.line()
        yield Segment("median [spread]; logarithmic bars")
        yield Segment.line()


class Duel:
    """A renderable: a row for each size; the bar leans to the side that is faster.

    Each cell of a bar is the same factor. A question mark stands where the spread
    swallows the difference.
    """

    def __init__(self, search: Search) -> None:
        self.search = search

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = self.search.comparisons
        sizes = [f"{row.size:,}" for row in rows]
        margin = max(map(len, (*sizes, "steps")))
        half = max((options.max_width - margin - 10) // 2, 7)
        yield Segment(f"{'steps':>{margin}} {'threads':>{half}}|processes")
        yield Segment.line()
        for row, size in zip(rows, sizes, strict=True):
            yield Segment(f"{size:>{margin}} ")
            yield from _leaning(row, half, options)
            yield Segment.line()
        yield Segment("the bar: so many times faster; ?: unsure")
        yield Segment.line()


def _leaning(row: Comparison, half: int, options: ConsoleOptions) -> Iterator[Segment]:
    factor = row.processes.median / row.threads.median
    length = min(round(abs(log2(factor)) / MOST_DOUBLINGS * half), half)
    if row.faster is None:
        yield Segment(f"{'?':>{half}}|?")
    elif row.faster == "threads":
        yield Segment(" " * (half - max(length, 1)))
        yield bar(max(length, 1), "yellow", options)
        yield Segment(f"| {times(factor)}")
    else:
        yield Segment(f"{'':{half}}|")
        yield bar(max(length, 1), "green", options)
        yield Segment(f" {times(1 / factor)}")


def times(factor: float) -> str:
    """Return a factor with as many digits as such measurements bear."""
    return f"{factor:.1f}x" if factor < DIGITS_FOR else f"{factor:,.0f}x"


def ends_of_bracket(search: Search) -> Iterator[Text]:
    """Yield the break-even, and what was measured at both ends of it."""
    yield Text(f"break-even: {bracket_in_words(search)}")
    for row in search.comparisons:
        if row.size in {search.threads_win, search.processes_win}:
            yield Text(
                f"{row.size:,} steps (ms): threads {in_ms(row.threads)},"
                f" processes {in_ms(row.processes)}"
            )


def tree(title: str, branches: Iterable[str]) -> Tree:
    """Return a tree of one level; its texts are shown as they are, brackets and all."""
    whole = Tree(Text(title, style="cyan"), guide_style="dim")
    for branch in branches:
        whole.add(Text(branch))
    return whole


def memory_tree(memory: Memory) -> Tree:
    """Return what both sides saw of the global."""
    return tree(
        f"a global, {memory.method}",
        [
            f"child, at its start: {memory.at_start}",
            f"child, later: {memory.in_child}",
            f"parent, after that: {memory.in_parent}",
        ],
    )


def life_trees(facts: ProcessFacts) -> Iterator[Tree]:
    """Yield what a process says of itself, its exit codes, and who is waited for."""
    yield tree("a process that returns in the end", map(stage_line, facts.stages))
    codes = dict(facts.exit_codes) | {"is terminated": facts.termination.exit_code}
    yield tree("a process that ...", [f"{way}: exitcode {code}" for way, code in codes.items()])
    finished = "ran" if facts.termination.last_words else "did not run"
    yield tree("terminated in its try block", [f"its finally clause {finished}"])
    for one in facts.inheritance:
        kind = "daemon" if one.daemon else "ordinary"
        waited = "waited" if one.parent_waited else "did not wait"
        ended = "finished" if "tidied up" in one.last_words else "was ended unfinished"
        yield tree(f"main ends, its {kind} child does not", [f"main {waited}, the child {ended}"])


def stage_line(stage: Stage) -> str:
    """Return one stage in words."""
    number = "a pid" if stage.pid else "no pid"
    alive = "alive" if stage.alive else "not alive"
    return f"{stage.when}: {number}, {alive}, exitcode {stage.exit_code}"
