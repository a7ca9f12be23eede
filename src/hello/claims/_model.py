"""A claim, the verdict on it, and the finding that is reported."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

Result = TypeVar("Result")


class Outcome(StrEnum):
    """What can be said of a claim on this machine."""

    CONFIRMED = "CONFIRMED"
    REFUTED = "REFUTED"
    DEPENDS = "DEPENDS"
    INCONCLUSIVE = "INCONCLUSIVE"
    BROKEN = "BROKEN"
    """The check itself failed. No check returns this; the runner does."""


@dataclass(frozen=True)
class Verdict:
    """An outcome with its evidence: facts that ``json`` can write, by name."""

    outcome: Outcome
    evidence: Mapping[str, object]


@dataclass(frozen=True)
class Claim(Generic[Result]):
    """One thing that the tutorial says, and how to find out.

    ``check`` gets what the demo's ``demonstrate`` returned. ``section`` is the
    heading in the tutorial. ``seconds`` is what the check and its share of the
    demonstration may take; past that the claim is INCONCLUSIVE.
    """

    id: str
    english: str
    chinese: str
    section: str
    check: Callable[[Result], Verdict]
    seconds: float = 5.0

    def statement(self, language: str) -> str:
        """Return the claim in *language*, ``en`` or ``zh``."""
        return self.chinese if language == "zh" else self.english


class Finding(NamedTuple):
    """A claim, the demo that it belongs to, and the verdict on it."""

    demo: str
    claim: Claim[object]
    verdict: Verdict


def decide(holds: object, /, **evidence: object) -> Verdict:
    """Return CONFIRMED where the claim *holds* (is true), else REFUTED."""
    return Verdict(Outcome.CONFIRMED if holds else Outcome.REFUTED, evidence)


def it_depends(**evidence: object) -> Verdict:
    """Return DEPENDS: true in some of the cases in the *evidence*, not in all."""
    return Verdict(Outcome.DEPENDS, evidence)


def inconclusive(**evidence: object) -> Verdict:
    """Return INCONCLUSIVE: what was seen does not decide it; the *evidence* says why."""
    return Verdict(Outcome.INCONCLUSIVE, evidence)


def check(claims: Iterable[Claim[Result]], result: Result) -> Iterator[Verdict]:
    """Yield the verdict of each claim on *result*; BROKEN where its check raises."""
    for claim in claims:
        try:
            yield claim.check(result)
        except Exception as error:  # noqa: BLE001  # whatever it raised is the evidence
            yield broken("the check", error)


def broken(place: str, error: Exception) -> Verdict:
    """Return BROKEN: *error* was raised in *place*, so nothing is known of the claim."""
    return Verdict(Outcome.BROKEN, {"in": place, "error": f"{type(error).__name__}: {error}"})
