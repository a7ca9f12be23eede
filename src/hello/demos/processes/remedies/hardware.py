"""Remedy 5, faster hardware: a projection, since it cannot be had for trying.

Amdahl's law (1967): where the share s of the time stays as it is, and the rest
becomes k times as fast, the whole becomes 1 / (s + (1 - s) / k) times as fast.
"""

from hello.demos.processes.remedies.facts import Plain, Projection

TIMES = (2, 4, 16, 1024)


def projected(plain: Plain, *, amdahl: bool) -> tuple[Projection, ...]:
    """Return what faster hardware for the prices alone would bring to the *plain* loop.

    Without *amdahl*: what an advertisement says.
    """
    s = serial_share(plain) if amdahl else 0.0
    return tuple(Projection(k, 1 / (s + (1 - s) / k)) for k in TIMES)


def serial_share(plain: Plain) -> float:
    """Return the measured share of the time, 0 to 1, that stays as it is."""
    whole = plain.shared_out + plain.in_turn
    return plain.in_turn / whole if whole else 0.0
