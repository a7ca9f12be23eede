"""What our servers have to reach, against the peers of the same run."""

from collections.abc import Iterator, Mapping
from statistics import median
from typing import NamedTuple

from chat_peers.measures import MOST
from chat_peers.servers import LIMIT, STREAMS

OURS = "hello-selectors"
THREADED = ("hello-tcp-server", "hello-socketserver")
MEBIBYTE = 1 << 20

Rounds = Mapping[str, Mapping[str, Mapping[str, list[float | None]]]]
"""measure -> peer -> figure -> its value in each round."""


class Bar(NamedTuple):
    """A bar: the *value* may be at most, or has to be at least, the *limit*."""

    name: str
    value: float
    limit: float
    is_floor: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.value >= self.limit if self.is_floor else self.value <= self.limit

    def report(self) -> dict[str, object]:
        """Return it as JSON has it."""
        side = "at least" if self.is_floor else "at most"
        return {
            "bar": self.name,
            "value": round(self.value, 4),
            side: self.limit,
            "holds": self.holds,
        }


class Aim(NamedTuple):
    """Our *figure* may be at most, or has to be at least, so many times that of *peer*."""

    figure: str
    peer: str
    limit: float
    is_floor: bool = False
    ours: str = OURS


ABSOLUTE = (
    ("1000 idle clients", "bytes_a_connection", 1024),
    ("1000 idle clients", "resident_bytes", 20 * MEBIBYTE),
    ("1000 idle clients", "first_line_s", 0.1),
    ("one stalled client", "longest_gap_s", 1.1),
    ("one stalled client", "more_bytes", 2 * MEBIBYTE),
)
"""Measure, figure, and what it may be at most."""


def bars(rounds: Rounds) -> Iterator[Bar]:
    """Yield every bar for which both sides were measured."""
    for measure in rounds:
        for aim in _aims(measure):
            yield from _ratio(rounds, measure, aim)
    yield from _lines(rounds)
    for measure, figure, limit in ABSOLUTE:
        if values := _values(rounds, measure, OURS, figure):
            yield Bar(f"{measure}: {figure}", median(values), limit)
    if values := _values(rounds, "10000 idle clients", OURS, "held"):
        yield Bar("10000 idle clients: held", min(values), MOST, is_floor=True)


def _aims(measure: str) -> Iterator[Aim]:
    if measure.startswith("paced"):
        yield Aim("p99_ms", LIMIT, 1.5)
    if measure.startswith("one line at a time"):
        yield Aim("p50_us", STREAMS, 1.1)
    if measure.startswith("burst"):
        for ours in THREADED:
            yield Aim("deliveries_per_s", STREAMS, 5, is_floor=True, ours=ours)
        # With 10 clients there is no bar: most of the time goes into the reading.
        if " 10 clients" not in measure:
            yield Aim("deliveries_per_s", LIMIT, 0.7, is_floor=True)


def _ratio(rounds: Rounds, measure: str, aim: Aim) -> Iterator[Bar]:
    """Yield the bar, if both were measured: the median of the rounds' ratios."""
    ours = _raw(rounds, measure, aim.ours, aim.figure)
    theirs = _raw(rounds, measure, aim.peer, aim.figure)
    if ours and theirs:
        ratios = [_over(one, other) for one, other in zip(ours, theirs, strict=True)]
        name = f"{measure}: {aim.figure} of {aim.ours} / {aim.peer}"
        yield Bar(name, median(ratios), aim.limit, aim.is_floor)


def _over(one: float | None, other: float | None) -> float:
    """Return the ratio; None is a time that was too long to be measured."""
    if one is None:
        return float("inf")
    return one / other if other else 0.0


def _lines(rounds: Rounds) -> Iterator[Bar]:
    for ours in (OURS, *THREADED):
        found = [
            value
            for measure in rounds
            for figure in ("lost", "torn", "reordered", "missing")
            for value in _values(rounds, measure, ours, figure)
        ]
        if found:
            yield Bar(f"lines lost, torn or reordered by {ours}", sum(found), 0)


def _raw(rounds: Rounds, measure: str, peer: str, figure: str) -> list[float | None]:
    return rounds.get(measure, {}).get(peer, {}).get(figure, [])


def _values(rounds: Rounds, measure: str, peer: str, figure: str) -> list[float]:
    return [value for value in _raw(rounds, measure, peer, figure) if value is not None]
