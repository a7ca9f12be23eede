"""Installs the project as its users will, from the index that ``upload`` filled.

What it depends on comes first, from the index that this machine is set up for; then the project
alone, from ours alone. Asking both at once is how a stranger's package of the same name gets in.
"""

from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import urlsplit

from hello.rehearsal.coming_back import ComingBack, differing, digest_of
from hello.rehearsal.extra import require
from hello.rehearsal.index import Index, running_index
from hello.rehearsal.installed import normalised
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.offered import offers
from hello.rehearsal.plan import Plan
from hello.rehearsal.steps.upload import uploaded_to
from hello.rehearsal.tally import findings as findings_in


def take(plan: Plan) -> Found:
    """Compare what the index gives with what was built; install it, and run its scripts."""
    require("pypiserver", "passlib", "packaging")
    room = plan.room_for("install-back")
    coming = ComingBack(plan, room)
    coming.make()
    about_dependencies = coming.install_dependencies()
    # Started again: steps hand over files, not what runs.
    with running_index(plan.processes, room, uploaded_to(plan)) as index:
        findings = tuple(_differing(index, plan)) or tuple(coming.install_alone(index.simple))
    if findings:
        return Found((), findings)
    built = coming.built
    files = " and ".join(path.name for path in plan.artifacts)
    evidence = (
        f"from the index, started again with what it took: {files}, sha256 as built",
        about_dependencies,
        f"{built.name} {built.version} installed alone (--no-deps), from that index alone",
    )
    tried = coming.run_scripts()
    return Found((*evidence, *tried.lines), findings_in([tried]))


def _differing(index: Index, plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the index does not give exactly the bytes that were built."""
    # The index goes by the file's name, which metadata may contradict.
    path = f"/simple/{normalised(plan.wheel.name.partition('-')[0])}/"
    offered = offers(index.fetch(path).decode("utf-8"), index.url.rstrip("/") + path)
    expected = {artifact.name: digest_of(artifact) for artifact in plan.artifacts}
    return differing(
        offered,
        expected,
        lambda _name, offer: sha256(index.fetch(urlsplit(offer.url).path)).hexdigest(),
    )
