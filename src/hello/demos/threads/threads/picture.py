"""How ``hello-threads`` shows what it saw."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.threads.threads.facts import JoinRun, Look, ProcessEnd, ThreadFacts, TimerCall


def picture(facts: ThreadFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("1. One thread, asked three times")
    yield life(facts.looks)
    yield Text(f"start() again: {facts.second_start or 'no error'}")
    yield heading("2. Where join() stands (each column is one event)")
    for run in facts.joins:
        yield Text(f"join() {run.joined}:", style="cyan")
        yield from spans(run)
    yield heading("3. The main thread ends first")
    yield from map(process_end, facts.processes)
    yield heading("4. Who calls a Timer's function?")
    yield timers(facts.timers)
    yield heading("5. A thread raises an exception")
    yield Text(f"in the thread         {facts.failure.raised}")
    yield Text(f"join()                {facts.failure.from_join or 'raises nothing'}")
    yield Text(f"threading.excepthook  {facts.failure.to_excepthook or 'gets nothing'}")


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def grid(*columns: str) -> Table:
    """Return an empty table of these columns, without lines."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="cyan")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def life(looks: tuple[Look, ...]) -> Table:
    """Return the three looks, one a row."""
    table = grid("moment", "ident", "alive", "listed")
    for look in looks:
        listed = f"{yes_or_no(look.listed)} (of {look.count})"
        table.add_row(look.when, str(look.ident), yes_or_no(look.is_alive), listed)
    return table


def yes_or_no(answer: bool) -> str:  # noqa: FBT001  # the answer is what it is about
    """Return *answer* as a word."""
    return "yes" if answer else "no"


def spans(run: JoinRun) -> Iterator[Text]:
    """Yield a line for each thread: from the event of its beginning to that of its end."""
    names = list(dict.fromkeys(name for name, _ in run.events))
    margin = max(map(len, names))
    for name in names:
        begins, ends = (number for number, (who, _) in enumerate(run.events) if who == name)
        yield Text(f"  {name:{margin}} {' ' * begins}{'=' * (ends - begins + 1)}")


def process_end(end: ProcessEnd) -> Text:
    """Return what a process did when its main thread had ended."""
    kind = "a daemon" if end.daemon else "no daemon"
    fate = f"after {end.seconds:.2f} s" if end.ended else "not by itself"
    return Text.assemble(
        (f"The other thread is {kind} and wants {end.more_seconds:g} s more:", "cyan"),
        *(f"\n  prints: {line}" for line in end.lines),
        f"\n  the process ends {fate}",
    )


def timers(calls: tuple[TimerCall, ...]) -> Table:
    """Return who called the function, for each method."""
    table = grid("method", "caller waits", "function called in")
    for call in calls:
        where = call.called_in or "no thread: never called"
        whose = " (the caller)" if call.by_caller else ""
        table.add_row(f"{call.method}()", f"{1000 * call.seconds:.1f} ms", where + whose)
    return table
