"""The picture of ``hello-pool``: who waited, who called back, what was lost."""

from collections.abc import Iterable, Iterator

from rich.text import Text
from rich.tree import Tree

from hello.demos.processes.pool.facts import Call, End, PoolFacts


def picture(facts: PoolFacts) -> Iterator[Text | Tree]:
    """Yield the parts of the picture, top to bottom."""
    yield heading(f"1. Who waits? ({facts.workers} workers, {facts.method})")
    yield tree("while its task waits at a gate,", [waiting(*one) for one in facts.early.items()])
    yield heading("2. Who calls back?")
    yield tree(
        f"main process {facts.main_pid}, MainThread",
        [f"apply_async: a task to worker {facts.worker_pid}"],
    )
    yield tree(thread_of(facts.calls), map(call_in_words, facts.calls))
    held = "came meanwhile" if facts.slow_callback.while_held else "did not come until it was done"
    yield tree("a callback that takes long", [f"the next result {held}"])
    yield heading("3. In which order? Task 0 ends last.")
    for name, order in (("map", facts.map), ("imap_unordered", facts.imap_unordered)):
        yield tree(name, [" ".join(map(str, order))])
    yield heading(f"4. What becomes of {facts.tasks} tasks?")
    yield from map(end_tree, facts.ends)
    yield heading("5. A worker is killed in its task")
    yield from loss_trees(facts)


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def tree(title: str, branches: Iterable[str]) -> Tree:
    """Return a tree of one level; its texts are shown as they are, brackets and all."""
    whole = Tree(Text(title, style="cyan"), guide_style="dim")
    for branch in branches:
        whole.add(Text(branch))
    return whole


def waiting(call: str, early: bool) -> str:  # noqa: FBT001  # a value of the facts, not a switch
    """Return whether a call was back before its task had ended."""
    return f"{call} {'has returned' if early else 'has not returned'}"


def thread_of(calls: Iterable[Call]) -> str:
    """Return the processes and threads that callbacks ran in."""
    return "; ".join(dict.fromkeys(f"process {call.pid}, {call.thread}" for call in calls))


def call_in_words(call: Call) -> str:
    """Return a call as one would write it."""
    return f"{call.kind}({call.value})"


def end_tree(end: End) -> Tree:
    """Return how a pool was ended, and what became of old and new tasks."""
    title = "end of a with block" if end.how == "with" else f"pool.{end.how}()"
    return tree(
        title,
        [f"finished {end.finished}, results {end.results}", f"a new task: {end.refused}"],
    )


def loss_trees(facts: PoolFacts) -> Iterator[Tree]:
    """Yield what a Pool and what an executor made of a killed worker."""
    seen = facts.lost_worker
    yield tree(
        "Pool",
        [
            f"workers replaced: {seen.new_workers}",
            f"later tasks: {len(seen.later_results)} results",
            f"the killed task: {'a result' if seen.told else 'no result, no error, for ever'}",
        ],
    )
    yield tree(
        "ProcessPoolExecutor",
        [f"the killed task: {facts.executor['told']}", f"a new task: {facts.executor['later']}"],
    )
