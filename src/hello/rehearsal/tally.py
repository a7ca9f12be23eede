"""What was found in the environments together: one finding for each cause."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hello.rehearsal.model import Finding
from hello.rehearsal.telling import several
from hello.rehearsal.verdicts import Cause, Excuse, Verdict


@dataclass
class Tally:
    """What one environment shows. ``kind`` is ``wheel`` or ``sdist``."""

    kind: str
    evidence: list[str] = field(default_factory=list)
    causes: list[tuple[str, Cause]] = field(default_factory=list)
    excuses: list[str] = field(default_factory=list)

    def add(self, who: str, verdict: Verdict | None) -> None:
        """Note what is said of *who*: ``import demo``, ``script demo``."""
        if isinstance(verdict, Cause):
            self.causes.append((who, verdict))
        elif isinstance(verdict, Excuse):
            self.excuses.append(f"{who}: {verdict.why}")

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the evidence, and in one line what could not be judged."""
        if not self.excuses:
            return tuple(self.evidence)
        said = several(list(dict.fromkeys(self.excuses)))
        return (*self.evidence, f"{self.kind}, not judged: {said}")


class _Seen(NamedTuple):
    """Where a cause shows: the names, in order, and the kinds of environment."""

    names: dict[str, None]
    kinds: set[str]


def findings(tallies: Sequence[Tally]) -> tuple[Finding, ...]:
    """Return a finding for each cause, with all whom it concerns, in the order of discovery."""
    seen: dict[tuple[str, ...], _Seen] = {}
    causes: dict[tuple[str, ...], Cause] = {}
    for tally in tallies:
        for who, cause in tally.causes:
            names, kinds = seen.setdefault(cause.key, _Seen({}, set()))
            names[who] = None
            kinds.add(tally.kind)
            if cause.key not in causes or causes[cause.key].is_warning:
                causes[cause.key] = cause
    both = {tally.kind for tally in tallies}
    return tuple(_finding(cause, seen[key], both) for key, cause in causes.items())


def _finding(cause: Cause, seen: _Seen, both: set[str]) -> Finding:
    only = f" (only from the {next(iter(seen.kinds))})" if seen.kinds != both else ""
    fact = f"{several(list(seen.names))}{only}: {cause.fact}"
    return Finding(cause.fault, fact, cause.remedy, cause.is_warning)
