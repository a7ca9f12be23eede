"""What ``hello-lock`` finds out, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Instruction:
    """One instruction of the bytecode.

    ``reads`` and ``writes`` are about the shared number n. ``may_switch``:
    after it the interpreter looks whether another thread is to have the GIL.
    """

    name: str
    argument: str
    reads: bool
    writes: bool
    may_switch: bool


@dataclass(frozen=True)
class Seen:
    """What became of so many updates: how many are missing, and the body of their loop."""

    updates: int
    lost: int
    body: tuple[Instruction, ...]

    def order(self) -> tuple[int, int] | None:
        """Return where the body reads n and where it writes it; None where it lacks one."""
        reads = [place for place, one in enumerate(self.body) if one.reads]
        writes = [place for place, one in enumerate(self.body) if one.writes]
        return (reads[0], writes[0]) if reads and writes else None

    def steps_between(self) -> tuple[Instruction, ...]:
        """Return the instructions after the read of n and before the write."""
        read, write = self.order() or (0, 0)
        return self.body[read + 1 : write]

    def switches_between(self) -> int:
        """Return at how many places between read and write the thread may lose the GIL."""
        return sum(one.may_switch for one in self.steps_between())


@dataclass(frozen=True)
class Exhibit:
    """The same ``source``, executed without and with a lock."""

    name: str
    source: str
    without_lock: Seen
    with_lock: Seen

    def runs(self) -> tuple[Seen, Seen]:
        """Return both."""
        return self.without_lock, self.with_lock


@dataclass(frozen=True)
class LockFacts:
    """All that the demo saw, and on which interpreter (``gil``: whether it has one now)."""

    threads: int
    switch_interval: float
    implementation: str
    python: str
    gil: bool
    exhibits: tuple[Exhibit, ...]

    def exhibit(self, name: str) -> Exhibit:
        """Return the exhibit called *name*; raise LookupError where there is none."""
        for exhibit in self.exhibits:
            if exhibit.name == name:
                return exhibit
        raise LookupError(name)
