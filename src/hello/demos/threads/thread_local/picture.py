"""The picture of ``hello-thread-local``: what each thread found under the same name."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from hello.demos.threads.thread_local.facts import ThreadLocalFacts


def picture(facts: ThreadLocalFacts) -> Iterator[RenderableType]:
    """Yield a table of the threads, then a tree for each of the four traps."""
    yield Text("data.x of one threading.local", style="bold")
    yield visits_table(facts)
    runs = ", ".join(made.thread for made in facts.made)
    yield tree("\n__init__ of a subclass, one object", [f"ran in {runs}"])
    lived = f"{facts.alive_with_threads} while the threads lived"
    yield tree("Objects that they kept in data", [lived, f"{facts.alive_after} after their end"])
    given = " ".join(map(str, facts.given))
    found = " ".join(map(_short, facts.read_from_shared))
    yield tree("for self.i in ...: the threads", [f"were given {given}", f"read self.i {found}"])
    tasks = " ".join(map(_short, facts.pool))
    yield tree("data.x of a pool's only thread", [f"found by each task: {tasks}"])


def visits_table(facts: ThreadLocalFacts) -> Table:
    """Return one row for each thread: what it found, wrote, and still had later."""
    table = Table("thread", "found", "wrote", "kept", box=None, pad_edge=False)
    table.add_row("MainThread", "-", str(facts.main_wrote), facts.main_kept)
    for visit in facts.visits:
        table.add_row(visit.thread, _short(visit.found), str(visit.wrote), _short(visit.kept))
    return table


def tree(title: str, branches: list[str]) -> Tree:
    """Return a tree of one level."""
    whole = Tree(Text(title, style="bold"), guide_style="dim")
    for branch in branches:
        whole.add(Text(branch))
    return whole


def _short(found: str) -> str:
    """Return the name of an error without its text."""
    return found.partition(":")[0]
