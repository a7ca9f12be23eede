"""What an index gives back: compared with what was built, installed from there alone, and run.

For the rehearsal's own index, and for those that a project is published on. What it depends on
comes first, from the index that this machine is set up for; then the project alone, from that
one alone. Asking both at once is how a stranger's package of the same name gets in.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import Distribution, distributions
from pathlib import Path
from time import monotonic, sleep

from hello.rehearsal.beside import named
from hello.rehearsal.installed import Script, installed_in
from hello.rehearsal.installer import install
from hello.rehearsal.model import Finding, SkippedError
from hello.rehearsal.offered import Offer
from hello.rehearsal.plan import Plan
from hello.rehearsal.redaction import redacted
from hello.rehearsal.starting import HELP, start
from hello.rehearsal.tally import Tally
from hello.rehearsal.verdicts import Role, Subject, Verdict
from hello.workbench.environments import Environment, reason_of
from hello.workbench.processes import Ended, cores

Digest = Callable[[str, Offer], str]
"""Fetches what is offered under a file's name, and returns its sha256."""

NOT_THERE = re.compile(r"No matching distribution|there is no version of|not found in the package")
"""What pip and uv say of an index that does not list the project, or that version."""

BROKEN_OFF = re.compile(r"Download failed \S.*")
"""What pip says of a file of which not all came, before it says how to get the rest."""


def digest_of(path: Path) -> str:
    """Return the sha256 of the file *path*."""
    return sha256(path.read_bytes()).hexdigest()


def differing(
    offered: Mapping[str, Offer], expected: Mapping[str, str], digest: Digest
) -> Iterator[Finding]:
    """Yield a finding where an index does not give the files whose sha256 are *expected*."""
    wrong = []
    for name, hashed in expected.items():
        if name not in offered:
            wrong.append(f"{name} is not offered")
            continue
        announced = offered[name].sha256
        really = digest(name, offered[name])
        if really != hashed:
            wrong.append(f"{name} has {really[:12]}..., not {hashed[:12]}...")
        elif announced not in {None, hashed}:
            wrong.append(f"{name} is announced with {announced[:12]}...")
    if wrong:
        remedy = "upload exactly what was built, under a version that the index has not seen"
        yield Finding("hash-differs", f"sha256 on the index: {named(wrong)}", remedy)


@dataclass(frozen=True)
class ComingBack:
    """An environment that the project is installed into; all that is written is below *room*."""

    plan: Plan
    room: Path

    @property
    def environment(self) -> Environment:
        """Return the environment; ``make`` has to make it."""
        return Environment(self.room / "environment")

    @property
    def built(self) -> Distribution:
        """Return what the wheel's metadata say."""
        (built,) = distributions(path=[str(self.plan.wheel)])
        return built

    def make(self) -> None:
        """Make the environment, with nothing in it."""
        self.environment.make(self.plan.processes)

    def install_dependencies(self) -> str:
        """Install what the project requires, as pip reads its markers; return a line about it.

        Raises SkippedError where that fails, and HelloError without a network.
        """
        requires = self.built.requires or []
        if not requires:
            return "it depends on nothing"
        ended = install(self.plan, self.environment, *requires)
        if ended.code != 0:
            why = redacted(reason_of(ended))
            raise SkippedError(f"what it depends on cannot be installed: {why}")
        packages = [str(self.environment.packages)]
        names = sorted(found.name for found in distributions(path=packages))
        if not names:
            return f"none of the {len(requires)} requirements is for this machine, or without extra"
        return f"what it depends on came first, from the default index: {named(names)}"

    def install_alone(self, simple: str, pauses: Sequence[float] = ()) -> Iterator[Finding]:
        """Install the project from the index at *simple* alone; yield what is wrong then.

        An index that does not list it yet is asked again after each of the *pauses*, in seconds.
        """
        built = self.built
        requirement = f"{built.name}=={built.version}"
        ended = self._install(simple, requirement)
        for pause in pauses:
            if ended.code == 0 or not NOT_THERE.search(ended.output):
                break
            self._rest(pause)
            ended = self._install(simple, requirement)
        if ended.code != 0:
            fact = f"{requirement} is on the index, but: {redacted(_reason_of(ended))}"
            yield Finding("does-not-install-back", fact, "mend what the installer names")
            return
        installed = installed_in(self.environment, built.name)
        if installed is None or installed.version != built.version:
            fact = f"asked for {requirement}, installed was {installed and installed.version}"
            remedy = "give the project one name and one version"
            yield Finding("does-not-install-back", fact, remedy)

    def _install(self, simple: str, requirement: str) -> Ended:
        wanted = self.room / "wanted.txt"
        # With its hash, nothing else would be installed, wherever it came from.
        line = f"{requirement} --hash=sha256:{digest_of(self.plan.wheel)}\n"
        wanted.write_text(line, encoding="utf-8")
        alone = ("--no-deps", "--index-url", simple, "--require-hashes")
        return install(self.plan, self.environment, *alone, "-r", wanted)

    def _rest(self, seconds: float) -> None:
        until = monotonic() + seconds
        while monotonic() < until:
            self.plan.processes.check_running()
            sleep(0.05)

    def run_scripts(self) -> Tally:
        """Start each of the project's scripts, as it came from the index."""
        installed = installed_in(self.environment, self.built.name)
        assert installed is not None  # noqa: S101  # it has been looked at when it was installed
        settings = self.plan.settings.scripts
        arguments = {one.name: settings.get(one.name, HELP) for one in installed.scripts}
        wanted = [script for script in installed.scripts if arguments[script.name] is not None]

        def verdict_on(script: Script) -> Verdict | None:
            given = arguments[script.name] or ()
            places = (installed, self.plan.source, self.plan.project)
            subject = Subject(script.name, Role.SCRIPT, *places, script.point, given)
            return start(self.plan, script, subject, self.room / "scripts" / script.name)

        with ThreadPoolExecutor(cores(), "script") as pool:
            verdicts = list(pool.map(verdict_on, wanted))
        return _tally(wanted, verdicts)


def _reason_of(ended: Ended) -> str:
    broken_off = BROKEN_OFF.search(ended.output)
    return broken_off[0] if broken_off else reason_of(ended)


def _tally(scripts: Sequence[Script], verdicts: Sequence[Verdict | None]) -> Tally:
    judged = list(zip(scripts, verdicts, strict=True))
    fine = [script.name for script, verdict in judged if verdict is None]
    tally = Tally("from the index", [f"its scripts run again: {named(fine)}"] if fine else [])
    for script, verdict in judged:
        tally.add(f"script {script.name}, from the index", verdict)
    return tally
