"""Which demos and claims ``--only`` asks for."""

from collections.abc import Sequence
from typing import NamedTuple

from hello.errors import unknown
from hello.loading import FoundDemo


class Selection(NamedTuple):
    """The demos to run, and the ids of their claims to report."""

    demos: tuple[FoundDemo, ...]
    claim_ids: frozenset[str]


def select(demos: Sequence[FoundDemo], only: Sequence[str] = ()) -> Selection:
    """Return the part of *demos* that *only* names: demos, commands or claim ids; all if empty.

    Raises WrongUseError for a name that is none of these.
    """
    ids = {found: [claim.id for claim in found.loaded().CLAIMS] for found in demos}
    known = {name for found in demos for name in (*ids[found], found.demo.name, found.demo.command)}
    for name in only:
        if name not in known:
            raise unknown("demo or claim", name, sorted(known), otherwise="see 'helloworld list'")
    chosen = {
        found: [name for name in claim_ids if _is_named(found, name, only)]
        for found, claim_ids in ids.items()
    }
    return Selection(
        tuple(found for found, claim_ids in chosen.items() if claim_ids),
        frozenset(name for claim_ids in chosen.values() for name in claim_ids),
    )


def _is_named(found: FoundDemo, claim_id: str, only: Sequence[str]) -> bool:
    return not only or not {claim_id, found.demo.name, found.demo.command}.isdisjoint(only)
