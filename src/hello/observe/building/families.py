"""Which process made which."""

from collections.abc import Iterable, Sequence

from hello.observe.events import UNKNOWN, Log


def in_order(logs: Iterable[Log]) -> list[Log]:
    """Return *logs* with each process behind the one that made it, else as they began."""
    waiting = sorted(logs, key=lambda log: log.began)
    numbers = {log.process for log in waiting}
    ordered: list[Log] = []
    # A process number is given again, so one that is its own ancestor is no reason to stop.
    roots = [log for log in waiting if log.parent not in numbers or log.parent == log.process]
    for root in roots or waiting[:1]:
        _with_children(root, waiting, ordered)
    seen = set(map(id, ordered))
    return ordered + [log for log in waiting if id(log) not in seen]


def _with_children(root: Log, logs: Sequence[Log], ordered: list[Log]) -> None:
    children: dict[int, list[Log]] = {}
    for log in reversed(logs):
        children.setdefault(log.parent, []).append(log)
    seen = set(map(id, ordered))
    stack = [root]
    while stack:
        log = stack.pop()
        if id(log) not in seen:
            seen.add(id(log))
            ordered.append(log)
            stack += children.get(log.process, [])


def parent_of(index: int, logs: Sequence[Log]) -> int:
    """Return the index of the process that made number *index*, or UNKNOWN."""
    for before in range(index - 1, -1, -1):
        if logs[before].process == logs[index].parent:
            return before
    return UNKNOWN
