"""Installs the project from the index that it was uploaded to, as its users will.

First the files are compared with what passed the rehearsal; what comes from an index is never
run before that. Then all goes as in the rehearsal's step ``install-back``.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from hello.errors import HelloError
from hello.publishing.fetching import fetch_file
from hello.publishing.model import Release, Repository
from hello.publishing.offered import files_on, shown_of
from hello.rehearsal.coming_back import ComingBack, differing
from hello.rehearsal.extra import require
from hello.rehearsal.installer import NoNetworkError
from hello.rehearsal.model import Finding, Found, SkippedError
from hello.rehearsal.offered import Offer
from hello.rehearsal.plan import Plan
from hello.rehearsal.tally import findings as findings_in

Note = Callable[[str], None]
"""Is told in a few words what is done now."""

SECONDS = 300.0
"""For one file."""

AGAIN = "finish it later: nothing is uploaded twice"

PAUSES = (1.0, 3.0, 9.0)
"""Seconds between attempts: who answers the installer may not know yet what we were shown."""


def install_back(
    plan: Plan, repository: Repository, release: Release, note: Note = lambda _line: None
) -> Found:
    """Compare what *repository* gives with *release*; install it from there, run its scripts.

    ``plan.dist`` holds the files of *release*. What goes wrong with them, or on the index, is a
    finding. Raises HelloError where the index, or the default one, cannot be reached.
    """
    require("packaging")
    coming = ComingBack(plan, Path(mkdtemp(dir=plan.room_for("install-from-index"))))
    note("comparing what the index gives with what was rehearsed")
    findings = tuple(_differing(repository, release))
    if findings:
        return Found((), findings)
    coming.make()
    note("installing what it depends on, from the default index")
    try:
        about_dependencies = coming.install_dependencies()
        note("installing the project alone, from the index")
        # It did install in the rehearsal, so there is nothing to mend in the project.
        faults = coming.install_alone(repository.simple, PAUSES)
        findings = tuple(replace(one, remedy=f"wait a minute, and {AGAIN}") for one in faults)
    except SkippedError as skipped:
        return Found((), (Finding("does-not-install-back", skipped.fact, AGAIN),))
    except NoNetworkError:
        raise HelloError(
            "the package index cannot be reached", next_step=f"connect, and {AGAIN}"
        ) from None
    if findings:
        return Found((), findings)
    built = coming.built
    evidence = (
        f"the index gives {' and '.join(sorted(shown_of(release)))}, sha256 as rehearsed",
        about_dependencies,
        f"{built.name} {built.version} installed alone (--no-deps), from that index alone",
    )
    note("running its scripts")
    tried = coming.run_scripts()
    return Found((*evidence, *tried.lines), findings_in([tried]))


def _differing(repository: Repository, release: Release) -> Iterator[Finding]:
    sizes = {file.name: file.stat().st_size for file in release.files}

    def digest(name: str, offer: Offer) -> str:
        hashed = sha256()
        fetch_file(offer.url, sizes[name], hashed.update, seconds=SECONDS)
        return hashed.hexdigest()

    for one in differing(files_on(repository, release.name), shown_of(release), digest):
        yield replace(one, remedy="do not install it from there; ask those who run the index")
