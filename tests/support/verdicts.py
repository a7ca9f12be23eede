"""What the claims of a demo say of a result."""

from collections.abc import Iterable
from typing import TypeVar

from hello.claims import Claim, Outcome, Verdict, check

Result = TypeVar("Result")


def verdict_on(claims: Iterable[Claim[Result]], claim_id: str, result: Result) -> Verdict:
    """Return the verdict on *result* of the claim that has this id, whole or without the demo."""
    (claim,) = (one for one in claims if claim_id in {one.id, _slug(one)})
    return next(check([claim], result))


def outcome_of(claims: Iterable[Claim[Result]], claim_id: str, result: Result) -> Outcome:
    """Return the outcome of that verdict."""
    return verdict_on(claims, claim_id, result).outcome


def outcomes_of(claims: Iterable[Claim[Result]], result: Result) -> dict[str, Outcome]:
    """Return the outcome of each claim, by its id without the demo."""
    return {_slug(claim): verdict_on([claim], claim.id, result).outcome for claim in claims}


def _slug(claim: Claim[Result]) -> str:
    return claim.id.partition(".")[2]
