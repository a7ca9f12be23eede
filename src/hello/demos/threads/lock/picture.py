"""The picture of ``hello-lock``: what was lost, the bytecode, and the reason."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from hello.demos.threads.lock.claims import cannot_lose
from hello.demos.threads.lock.facts import Exhibit, Instruction, LockFacts, Seen

LABEL = 9
GUTTER = 7
GAP = 2


def picture(facts: LockFacts, *, locked: bool = False) -> Iterator[RenderableType]:
    """Yield the parts of the picture; the bytecode is that with the lock where *locked*."""
    yield heading(f"What was lost: {_counted(facts.threads, 'thread')}, one number n")
    width = max(len(_share(seen)) for one in facts.exhibits for seen in one.runs())
    for exhibit in facts.exhibits:
        yield Text(f"\n{exhibit.source}", style="bold")
        yield Bar("no lock", exhibit.without_lock, width)
        yield Bar("lock", exhibit.with_lock, width)
    yield heading(f"\nThe bytecode of one update, {'with the' if locked else 'without a'} lock")
    yield Columns(facts.exhibits, locked=locked)
    yield heading("\nWhy")
    yield from map(Text, reasons(facts))


def heading(text: str) -> Text:
    """Return *text* as the picture's headings look."""
    return Text(text, style="bold underline")


class Bar:
    """A renderable line: how much of the updates was kept, drawn and counted."""

    def __init__(self, label: str, seen: Seen, width_of_share: int) -> None:
        self.label, self.seen = label, seen
        self.share = _share(seen).rjust(width_of_share)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - LABEL - len(self.share) - 1, 1)
        # What was lost is seen, however little it is beside what was kept.
        gone = -(-width * self.seen.lost // self.seen.updates)
        kept, missing = ("#", ".") if options.ascii_only else ("\N{FULL BLOCK}", "\N{LIGHT SHADE}")
        bar = kept * (width - gone) + missing * gone
        yield Segment(f"{self.label:<{LABEL}}{bar} {self.share}\n")


def _share(seen: Seen) -> str:
    return f"{seen.lost:,} of {seen.updates:,} lost"


class Columns:
    """A renderable: the exhibits' bytecode side by side, or one below the other.

    Side by side, the reads of n stand in one row, and so do the writes.
    """

    def __init__(self, exhibits: Sequence[Exhibit], *, locked: bool) -> None:
        self.titles = [one.name for one in exhibits]
        self.seen = [one.with_lock if locked else one.without_lock for one in exhibits]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = [
            [title, *lines] for title, lines in zip(self.titles, aligned(self.seen), strict=True)
        ]
        widths = [max(map(cell_len, column)) + GAP for column in columns]
        if sum(widths) - GAP <= options.max_width:
            for row in zip(*columns, strict=True):
                cells = map(set_cell_size, row, widths)
                yield Segment("".join(cells).rstrip() + "\n")
        else:
            for column in columns:
                yield Segment("\n".join(line for line in column if line) + "\n")


def aligned(seen: Sequence[Seen]) -> list[list[str]]:
    """Return the lines of each body, all equally many: read beside read, write beside write."""
    split = [_parts(one) for one in seen]
    longest = [max(map(len, parts)) for parts in zip(*split, strict=True)]
    return [
        [
            line
            for part, length in zip(parts, longest, strict=True)
            for line in [*map(line_of, part), *[""] * (length - len(part))]
        ]
        for parts in split
    ]


def _parts(seen: Seen) -> tuple[Sequence[Instruction], ...]:
    """Cut a body before the read, before the write, and before the last jump."""
    read, write = seen.order() or (0, 0)
    return seen.body[:read], seen.body[read:write], seen.body[write:-1], seen.body[-1:]


def line_of(one: Instruction) -> str:
    """Return what the instruction is to the story, and the instruction."""
    role = "read" if one.reads else "write" if one.writes else "switch" if one.may_switch else ""
    return f"{role:<{GUTTER}}{one.name} {one.argument}".rstrip()


def reasons(facts: LockFacts) -> Iterator[str]:
    """Yield why updates can be lost here, or cannot: sentences for this interpreter."""
    name = f"{facts.implementation} {facts.python}"
    if facts.implementation != "CPython":
        yield f"{name} is not CPython: this demo does not know where it switches threads."
    elif not facts.gil:
        yield (
            f"{name} runs without the GIL: threads run at the same time, so another one may "
            "write n between any read and write. Every exhibit needs the lock."
        )
    else:
        yield (
            f"{name} has the GIL: one thread runs at a time. Another one may get its turn "
            "only where a line says 'switch': at a call and on the jump back "
            "(since 3.10, bpo-29988)."
        )
        for exhibit in facts.exhibits:
            yield _reason(facts, exhibit)
    yield "With the lock a thread may lose its turn too, but no other one gets past the lock."


def _reason(facts: LockFacts, exhibit: Exhibit) -> str:
    if cannot_lose(facts, exhibit):
        return f"- {exhibit.name}: no switch between read and write. Nothing can be lost."
    places = _counted(exhibit.without_lock.switches_between(), "switch", "switches")
    lost = f"{exhibit.without_lock.lost:,} lost"
    return f"- {exhibit.name}: {places} between read and write. {lost}."


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
