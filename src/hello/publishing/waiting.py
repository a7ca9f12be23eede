"""Waits until an index shows what was uploaded: a public one may take a minute."""

from collections.abc import Callable
from time import monotonic, sleep

from hello.errors import HelloError
from hello.publishing.fetching import PATIENCE, FetchError
from hello.publishing.model import Release, Repository
from hello.publishing.offered import files_on, shown_of
from hello.rehearsal.beside import named

Note = Callable[[str], None]
"""Is told in a few words, time and again, what is waited for."""

SHORTEST_PAUSE, LONGEST_PAUSE, GROWTH = 0.2, 5.0, 1.5

LEAST_PATIENCE = 5.0
"""Seconds that the last question has for its answer, though the time be over."""

TICK = 0.1


def wait_until_offered(
    repository: Repository,
    release: Release,
    seconds: float,
    note: Note = lambda _line: None,
    check_running: Callable[[], None] = lambda: None,
) -> float:
    """Wait until *repository* shows all files of *release*; return how many seconds it took.

    It is asked at once, and with growing pauses for so many *seconds*; an index that does not
    answer in between may still come round. *check_running* is called often; what it raises
    ends the wait, as Ctrl-C does. Raises HelloError where a file does not appear in time, or
    with another hash.
    """
    began = monotonic()
    pause = SHORTEST_PAUSE
    while True:
        check_running()
        left = began + seconds - monotonic()
        missing, why = _look(repository, release, min(PATIENCE, max(LEAST_PATIENCE, left)))
        waited = monotonic() - began
        if not missing:
            return waited
        if waited >= seconds:
            raise _too_late(missing, seconds, why)
        note(why or f"not shown yet: {named(missing)}")
        _rest(min(pause, began + seconds - monotonic()), check_running)
        pause = min(pause * GROWTH, LONGEST_PAUSE)


def _look(repository: Repository, release: Release, patience: float) -> tuple[list[str], str]:
    """Return the files that the index does not show, and why it cannot be told, if so."""
    wanted = shown_of(release)
    try:
        offered = files_on(repository, release.name, seconds=patience)
    except FetchError as error:
        return sorted(wanted), error.why
    for name in wanted.keys() & offered.keys():
        _insist(name, offered[name].sha256, wanted[name])
    return sorted(wanted.keys() - offered.keys()), ""


def _insist(name: str, shown: str | None, expected: str) -> None:
    if shown and shown.lower() != expected.lower():
        raise HelloError(
            f"the index shows {name} with sha256 {shown[:12]}..., not {expected[:12]}...",
            next_step="do not install it; raise the version, rehearse and publish that",
        )


def _too_late(missing: list[str], seconds: float, why: str) -> HelloError:
    last = f" ({why})" if why else ""
    return HelloError(
        f"after {seconds:g} s the index does not show {named(missing)}{last};"
        " nothing is lost, what it took it has",
        next_step="finish it later, or with a longer --wait: nothing is uploaded twice",
    )


def _rest(seconds: float, check_running: Callable[[], None]) -> None:
    until = monotonic() + seconds
    while (left := until - monotonic()) > 0:
        check_running()
        sleep(min(TICK, left))
