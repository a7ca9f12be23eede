"""A whole rehearsal: a room, a copy of the project, the steps, and what is kept of them."""

import os
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from time import perf_counter

from hello.errors import WrongUseError, unknown
from hello.interrupts import interrupts_held_back
from hello.rehearsal.keeping import keep
from hello.rehearsal.model import Report
from hello.rehearsal.opening import copy_project, place_in_work_tree, variables
from hello.rehearsal.plan import Commands, Plan
from hello.rehearsal.runner import FORMATS, NAMES, Watch, artifacts_of, take_steps, with_needs
from hello.rehearsal.settings import Settings, read_settings
from hello.workbench.guardian import guarded_folder
from hello.workbench.processes import Processes, cores
from hello.workbench.space import refuse_if_full
from hello.workbench.termination import terminations_ignored

DECLARATIONS = ("pyproject.toml", "setup.py", "setup.cfg")


@dataclass(frozen=True)
class Request:
    """What is asked for. *only* and *skip* name steps; without *only*, all but ``formats``."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    has_formats: bool = False
    commands: Commands | None = None
    """Runs the setup.py commands for ``formats``; the rehearsal itself does not know how."""
    is_offline: bool = False
    checks_name: bool = False
    keep: Path | None = None
    """A folder for the artifacts, and for the report as JSON and as a page."""
    html: Path | None = None
    """The file of the page."""
    language: str = "en"


@dataclass(frozen=True)
class Chosen:
    """The steps of a rehearsal in their order, and why some of them are not taken."""

    names: tuple[str, ...]
    left_out: dict[str, str]


def rehearse(project: Path, request: Request, watch: Watch = lambda _name, _result: None) -> Report:
    """Rehearse the release of the *project*, which stays as it is; for the main thread.

    Raises WrongUseError where there is none or the *request* is faulty, and HelloError where
    this machine cannot do it. At the end, however it comes, no program runs and no file is left.
    """
    with rehearsing(project, request, watch) as (_plan, report):
        return report


@contextmanager
def rehearsing(
    project: Path, request: Request, watch: Watch = lambda _name, _result: None
) -> Iterator[tuple[Plan, Report]]:
    """Rehearse as ``rehearse`` does; in the body, what was built and installed is still there."""
    began = perf_counter()
    settings = settings_of(project)
    chosen = choose(request, settings)
    with planned(project.resolve(), request, settings) as plan:
        with warnings.catch_warnings():
            # It tells everybody who imports it without Markdown; the step metadata says it better.
            warnings.filterwarnings("ignore", module="readme_renderer")
            copy_project(plan)
            results = take_steps(plan, chosen.names, watch, chosen.left_out)
            name, version = name_and_version(plan)
            seconds = round(perf_counter() - began, 2)
            report = Report(name, version, results, artifacts_of(plan), seconds)
            keep(report, plan, folder=request.keep, page=request.html, language=request.language)
        yield plan, report


def settings_of(project: Path) -> Settings:
    """Return what the project says of its rehearsal; raise WrongUseError where there is none."""
    if not project.is_dir():
        raise WrongUseError("no such folder", str(project), next_step="give a project's folder")
    if not any((project / name).is_file() for name in DECLARATIONS):
        raise WrongUseError(
            "no project in this folder",
            str(project),
            next_step=f"give one with a {', '.join(DECLARATIONS[:-1])} or {DECLARATIONS[-1]}",
        )
    return read_settings(project)


def choose(request: Request, settings: Settings) -> Chosen:
    """Return the steps to take; raise WrongUseError for unknown ones, or where none is left."""
    for names in (request.only, request.skip, settings.skip):
        _refuse_unknown(names)
    usual = [name for name in NAMES if name != FORMATS or request.has_formats]
    names = with_needs([*request.only, *([FORMATS] if request.has_formats else [])])
    if not request.only:
        names = with_needs(usual)
    by_project = {
        name: "pyproject.toml says to skip it" for name in settings.skip if name not in request.only
    }
    by_user = dict.fromkeys(request.skip, "left out, as asked for")
    left_out = {name: why for name, why in (by_project | by_user).items() if name in names}
    if all(set(with_needs([name])) & left_out.keys() for name in names):
        raise WrongUseError(
            "no step is left to take", ", ".join(left_out), next_step="skip fewer of them"
        )
    return Chosen(names, left_out)


def _refuse_unknown(names: Iterable[str]) -> None:
    for name in names:
        if name not in NAMES:
            raise unknown("step", name, NAMES, otherwise=f"take one of: {', '.join(NAMES)}")


@contextmanager
def planned(project: Path, request: Request, settings: Settings) -> Iterator[Plan]:
    """Yield the Plan of a new room, which is empty; at the end it is gone, its programs ended."""
    with guarded_folder("hello-rehearse-") as (room, guardian):
        processes = Processes(room, variables(os.environ, room), cores(), guardian)
        try:
            (room / "tmp").mkdir()
            yield Plan(
                project,
                room,
                processes,
                settings,
                is_offline=request.is_offline,
                checks_name=request.checks_name,
                within=place_in_work_tree(project),
                commands=request.commands,
            )
        except OSError as error:
            refuse_if_full(room, error)
            raise
        finally:
            with interrupts_held_back(), terminations_ignored():
                processes.cancel()


def name_and_version(plan: Plan) -> tuple[str | None, str | None]:
    """Return what the wheel's metadata say; None where there is no wheel, or it is broken."""
    for wheel in (path for path in plan.artifacts if path.suffix == ".whl"):
        try:
            with zipfile.ZipFile(wheel) as archive:
                (name,) = (
                    name for name in archive.namelist() if name.endswith(".dist-info/METADATA")
                )
                said = message_from_bytes(archive.read(name))
        except (ValueError, OSError, zipfile.BadZipFile):
            continue
        return said["Name"], said["Version"]
    return None, None
