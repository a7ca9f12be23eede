"""Installs the project as its users will, from the index that ``upload`` filled.

What it depends on comes first, from the index that this machine is set up for; then the project
alone, from ours alone. Asking both at once is how a stranger's package of the same name gets in.
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import Distribution, distributions
from urllib.parse import urlsplit

from hello.rehearsal.beside import named
from hello.rehearsal.extra import require
from hello.rehearsal.index import Index, running_index
from hello.rehearsal.installed import Script, installed_in, normalised
from hello.rehearsal.installer import install
from hello.rehearsal.model import Finding, Found, SkippedError
from hello.rehearsal.offered import offers
from hello.rehearsal.plan import Plan
from hello.rehearsal.redaction import redacted
from hello.rehearsal.starting import HELP, start
from hello.rehearsal.steps.upload import uploaded_to
from hello.rehearsal.tally import Tally
from hello.rehearsal.tally import findings as findings_in
from hello.rehearsal.verdicts import Role, Subject, Verdict
from hello.workbench.environments import Environment, reason_of
from hello.workbench.processes import cores


def take(plan: Plan) -> Found:
    """Compare what the index gives with what was built; install it, and run its scripts."""
    require("pypiserver", "passlib", "packaging")
    room = plan.room_for("install-back")
    (built,) = distributions(path=[str(plan.wheel)])
    environment = Environment(room / "environment").make(plan.processes)
    about_dependencies = _install_dependencies(plan, environment, built)
    # Started again: steps hand over files, not what runs.
    with running_index(plan.processes, room, uploaded_to(plan)) as index:
        findings = tuple(_differing(index, plan))
        if not findings:
            findings = tuple(_install_alone(plan, environment, index, built))
    if findings:
        return Found((), findings)
    files = " and ".join(path.name for path in plan.artifacts)
    evidence = (
        f"from the index, started again with what it took: {files}, sha256 as built",
        about_dependencies,
        f"{built.name} {built.version} installed alone (--no-deps), from that index alone",
    )
    tried = _run_scripts(plan, environment, built.name)
    return Found((*evidence, *tried.lines), findings_in([tried]))


def _install_dependencies(plan: Plan, environment: Environment, built: Distribution) -> str:
    """Install what *built* requires, as pip reads its markers; return a line about it."""
    requires = built.requires or []
    if not requires:
        return "it depends on nothing"
    ended = install(plan, environment, *requires)
    if ended.code != 0:
        # Whatever is wrong with them, the step "install" names it.
        raise SkippedError(f"what it depends on cannot be installed: {redacted(reason_of(ended))}")
    names = sorted(found.name for found in distributions(path=[str(environment.packages)]))
    if not names:
        return f"none of the {len(requires)} requirements is for this machine, or without extra"
    return f"what it depends on came first, from the default index: {named(names)}"


def _differing(index: Index, plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the index does not give exactly the bytes that were built."""
    # The index goes by the file's name, which metadata may contradict.
    path = f"/simple/{normalised(plan.wheel.name.partition('-')[0])}/"
    offered = offers(index.fetch(path).decode("utf-8"), index.url.rstrip("/") + path)
    wrong = []
    for artifact in plan.artifacts:
        expected = _sha256(artifact.read_bytes())
        if artifact.name not in offered:
            wrong.append(f"{artifact.name} is not offered")
            continue
        offer = offered[artifact.name]
        given = _sha256(index.fetch(urlsplit(offer.url).path))
        if given != expected:
            wrong.append(f"{artifact.name} has {given[:12]}..., not {expected[:12]}...")
        elif offer.sha256 not in {None, expected}:
            wrong.append(f"{artifact.name} is announced with {offer.sha256[:12]}...")
    if wrong:
        remedy = "upload exactly what was built, under a version that the index has not seen"
        yield Finding("hash-differs", f"sha256 on the index: {named(wrong)}", remedy)


def _install_alone(
    plan: Plan, environment: Environment, index: Index, built: Distribution
) -> Iterator[Finding]:
    """Install *built* from *index* and nowhere else; yield a finding where that fails."""
    requirement = f"{built.name}=={built.version}"
    wanted = plan.room_for("install-back") / "wanted.txt"
    # With its hash, nothing else would be installed, wherever it came from.
    line = f"{requirement} --hash=sha256:{_sha256(plan.wheel.read_bytes())}\n"
    wanted.write_text(line, encoding="utf-8")
    alone = ("--no-deps", "--index-url", index.simple, "--require-hashes")
    ended = install(plan, environment, *alone, "-r", wanted)
    if ended.code != 0:
        fact = f"{requirement} is on the index, but: {redacted(reason_of(ended))}"
        yield Finding("does-not-install-back", fact, "mend what the installer names")
        return
    installed = installed_in(environment, built.name)
    if installed is None or installed.version != built.version:
        fact = f"asked for {requirement}, installed was {installed and installed.version}"
        yield Finding("does-not-install-back", fact, "give the project one name and one version")


def _run_scripts(plan: Plan, environment: Environment, name: str) -> Tally:
    """Start each script of the project *name* once more, as it came from the index."""
    installed = installed_in(environment, name)
    assert installed is not None  # noqa: S101  # it has just been looked at
    arguments = {one.name: plan.settings.scripts.get(one.name, HELP) for one in installed.scripts}
    wanted = [script for script in installed.scripts if arguments[script.name] is not None]
    room = plan.room_for("install-back") / "scripts"

    def verdict_on(script: Script) -> Verdict | None:
        given = arguments[script.name] or ()
        places = (installed, plan.source, plan.project)
        subject = Subject(script.name, Role.SCRIPT, *places, script.point, given)
        return start(plan, script, subject, room / script.name)

    with ThreadPoolExecutor(cores(), "script") as pool:
        verdicts = dict(zip(wanted, pool.map(verdict_on, wanted), strict=True))
    fine = [script.name for script, verdict in verdicts.items() if verdict is None]
    tally = Tally("from the index", [f"its scripts run again: {named(fine)}"] if fine else [])
    for script, verdict in verdicts.items():
        tally.add(f"script {script.name}, from the index", verdict)
    return tally


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
