"""Tries what is installed in one environment: packages, entry points and scripts."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from hello.rehearsal.causes import verdict_of
from hello.rehearsal.importing import Failure, Imported, Importing, Read
from hello.rehearsal.installed import SCRIPT_GROUPS, TESTS, Installed, Point, Script
from hello.rehearsal.missing_modules import is_own, missing_module
from hello.rehearsal.plan import Plan
from hello.rehearsal.reaching import is_reached
from hello.rehearsal.redaction import redacted
from hello.rehearsal.starting import HELP, start
from hello.rehearsal.tally import Tally
from hello.rehearsal.verdicts import Cause, Excuse, Role, Subject, Verdict
from hello.workbench.processes import cores

NOT_FOR_USERS = {"conftest", "setup"}


class Trial:
    """One environment's trial; *kind* is ``wheel`` or ``sdist``, *folder* is empty."""

    def __init__(self, plan: Plan, kind: str, installed: Installed, folder: Path) -> None:
        self._plan = plan
        self._installed = installed
        self._folder = folder
        self._importing = Importing(plan, installed, folder)
        self._tally = Tally(kind)
        self._loaded: dict[str, str] = {}

    def take(self) -> Tally:
        """Import all packages and load all entry points, then start the scripts."""
        with ThreadPoolExecutor(1, "points") as pool:
            loading = pool.submit(self._importing.points, self._installed.points)
            self._import()
            loaded = loading.result()
        for point, imported in loaded.items():
            if point.group not in SCRIPT_GROUPS:
                self._judge_plugin(point, imported)
        self._start_all(loaded)
        return self._tally

    def _subject(
        self, name: str, role: Role, point: Point | None = None, *arguments: str
    ) -> Subject:
        plan = self._plan
        return Subject(name, role, self._installed, plan.source, plan.project, point, arguments)

    def _import(self) -> None:
        roots = self._plan.settings.imports or self._installed.roots
        packages = () if self._plan.settings.imports else self._installed.packages
        names = [*roots, *(name for name in packages if name not in roots)]
        modules = {} if self._plan.settings.imports else self._modules(names)
        began = perf_counter()
        done, read = self._importing.imports(names, modules)
        fine = [one.what for one in done if not one.failure]
        self._tell(len(fine), len(done), "import", perf_counter() - began)
        unread = {one.name for one in read} | {one.what for one in done if one.failure}
        self._loaded = {name: path for name, path in modules.items() if name not in unread}
        self._loaded |= {
            name: self._installed.modules[name] for name in fine if name in self._installed.modules
        }
        for one in done:
            who = f"import {one.what}"
            if one.failure:
                role = Role.ROOT if one.what in roots else Role.PACKAGE
                subject = self._subject(one.what, role)
                self._tally.add(who, self._if_reached(self._verdict(one.failure, subject), subject))
            else:
                self._tally.add(who, effect(one))
        for unreached in read:
            self._judge_unreached(unreached)

    def _verdict(self, failure: Failure, subject: Subject) -> Verdict:
        """Say why it failed, without any secret that the error's message may hold."""
        return verdict_of(replace(failure, message=redacted(failure.message)), subject)

    def _if_reached(self, verdict: Verdict, subject: Subject) -> Verdict:
        """Return the *verdict*; but what none of the project's code imports may need anything."""
        if not isinstance(verdict, Cause) or verdict.fault != "undeclared-dependency":
            return verdict
        packages = self._installed.environment.packages
        loaded = ((name, packages / path) for name, path in self._loaded.items())
        if subject.role.is_for_all or is_reached(subject.name, loaded):
            return verdict
        return Excuse(verdict.fact)

    def _modules(self, names: Collection[str]) -> dict[str, str]:
        """Return modules in packages that users have use for, but for *names*."""
        packages = set(self._installed.packages)
        return {
            name: path
            for name, path in self._installed.modules.items()
            if name.rpartition(".")[0] in packages
            and name not in names
            and not (TESTS | NOT_FOR_USERS) & set(name.split("."))
            and not name.rpartition(".")[2].startswith("test_")
        }

    def _judge_unreached(self, read: Read) -> None:
        path = self._installed.modules[read.name]
        subject = self._subject(read.name, Role.UNREACHED)
        if read.syntax:
            fact = f"Python cannot read it: SyntaxError: {read.syntax} ({path}, line {read.line})"
            cause = Cause(("syntax", path), "import-fails", fact, f"mend {path}", is_warning=True)
            self._tally.add(f"module {read.name}", cause)
        verdicts = [
            self._if_reached(missing_module(name, subject, f" ({path}, line {line})"), subject)
            for name, line in read.missing
            if not is_own(name, self._installed)
        ]
        # A module that is only for those who have one library may need others beside it.
        excuse = next((one for one in verdicts if isinstance(one, Excuse)), None)
        for verdict in [excuse] if excuse else verdicts:
            self._tally.add(f"module {read.name}", verdict)

    def _judge_plugin(self, point: Point, imported: Imported) -> None:
        if imported.failure:
            subject = self._subject(point.module, Role.PLUGIN, point)
            verdict = self._verdict(imported.failure, subject)
            self._tally.add(f"entry point {point.name} of {point.group}", verdict)

    def _start_all(self, loaded: dict[Point, Imported]) -> None:
        scripts = self._installed.scripts
        began = perf_counter()
        with ThreadPoolExecutor(cores(), "script") as pool:
            verdicts = list(pool.map(lambda one: self._try(one, loaded), scripts))
        self._tell(verdicts.count(None), len(scripts), "script", perf_counter() - began)
        for script, verdict in zip(scripts, verdicts, strict=True):
            kind = SCRIPT_GROUPS[script.point.group] if script.point else "script"
            self._tally.add(f"{kind} {script.name}", verdict)

    def _tell(self, fine: int, number: int, what: str, seconds: float) -> None:
        """Note how many of the *number* of imports, or scripts, went well."""
        many = what if number == 1 else f"{what}s"
        said = f"{number} {many}" if fine == number else f"{fine} of {number} {many}"
        went_well = f"{said} went well, in {seconds:.1f} s" if number else f"no {many}"
        self._tally.evidence.append(f"{self._tally.kind}: {went_well}")

    def _try(self, script: Script, loaded: dict[Point, Imported]) -> Verdict | None:
        """Start *script*, unless it is known by now why it cannot be."""
        arguments = self._plan.settings.scripts.get(script.name, HELP)
        if arguments is None:
            return Excuse("it is not to be started, as pyproject.toml says")
        subject = self._subject(script.name, Role.SCRIPT, script.point, *arguments)
        if script.point and (failure := loaded[script.point].failure):
            return self._verdict(failure, subject)
        return start(self._plan, script, subject, self._folder / "scripts" / script.name)


def effect(imported: Imported) -> Cause | None:
    """Return what an import does beside defining names, if anything: users do not expect it."""
    done = []
    if imported.printed:
        done.append(f"prints {redacted(imported.printed.splitlines()[0])[:60]!r}")
    if imported.threads:
        done.append(f"starts the thread {imported.threads[0]}, which goes on")
    if imported.files:
        done.append(f"writes {imported.files[0]} into the current directory")
    if not done:
        return None
    return Cause(
        ("effect", *done),
        "import-has-effects",
        f"importing it {' and '.join(done)}",
        f"do that in a function of {imported.what}, not when it is imported",
        is_warning=True,
    )
