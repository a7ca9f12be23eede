"""Names of the standard library that stand for something else for a while."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

ABSENT = object()


class Patches:
    """What was replaced, so that it can be put back."""

    def __init__(self) -> None:
        self._done: list[tuple[Any, str, object, object]] = []

    def put(self, owner: Any, name: str, new: object) -> None:
        """Replace *name* of *owner*, a module or class."""
        before = vars(owner).get(name, ABSENT)
        setattr(owner, name, new)
        self._done.append((owner, name, before, new))

    def names(self) -> Iterator[tuple[str, object]]:
        """Yield what was replaced in modules: its name, and the plain one."""
        for owner, name, before, _ in self._done:
            if isinstance(owner, ModuleType):
                yield f"{owner.__name__}.{name}", before

    def undo(self) -> None:
        """Put back all but what somebody else has replaced meanwhile."""
        while self._done:
            owner, name, before, new = self._done.pop()
            if vars(owner).get(name, ABSENT) is not new:
                continue
            if before is ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, before)
