"""Looks into the sdist and the wheel: what is missing, and what should not be there."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tarfile import TarError
from zipfile import BadZipFile

from hello.rehearsal import emptiness, stray, unshipped
from hello.rehearsal.configuration import Configuration, read_configuration
from hello.rehearsal.core_metadata import NoMetadataError, describe
from hello.rehearsal.inventory import Inventory, take_inventory
from hello.rehearsal.lost_data import find_lost_data
from hello.rehearsal.lost_modules import find_lost_modules, find_lost_top_level
from hello.rehearsal.mentions import Mentions, read_mentions
from hello.rehearsal.model import Finding, Found, SkippedError
from hello.rehearsal.places import files_on_disk, find_places, roots
from hello.rehearsal.plan import Plan
from hello.rehearsal.promises import find_broken_promise
from hello.rehearsal.telling import several
from hello.rehearsal.unwanted import large_of, leftovers_of, secrets_of
from hello.rehearsal.version_control import Sources, find_sources
from hello.rehearsal.wheel_linter import lint


@dataclass(frozen=True)
class Subject:
    """All that the parts of this step look at."""

    plan: Plan
    sdist: Inventory
    wheel: Inventory
    sources: Sources
    configuration: Configuration

    @cached_property
    def project(self) -> str:
        """Return the project's normalised name, as the wheel's file has it."""
        return self.wheel.path.name.partition("-")[0]

    @cached_property
    def top_level(self) -> tuple[str, ...] | None:
        """Return what the project says that is at the top; its linter's settings say it, too."""
        if self.plan.settings.top_level is not None:
            return self.plan.settings.top_level
        listed = self.configuration.table("tool", "check-wheel-contents").get("toplevel")
        if isinstance(listed, str):
            listed = [one.strip() for one in listed.split(",")]
        return tuple(map(str, listed)) if isinstance(listed, list) else None

    def said(self, field: str) -> list[str]:
        """Return a field of the wheel's metadata; nothing if it has none, as ``metadata`` says."""
        try:
            return [str(value) for value in describe(self.wheel.path).message.get_all(field, ())]
        except NoMetadataError:
            return []


def take(plan: Plan) -> Found:
    """Compare sdist and wheel with the source, and look for what nobody wants to publish."""
    subject = _subject(plan)
    evidence = [_counted(subject)]
    findings = [*_about_sdist(subject, evidence), *_about_wheel(subject, evidence)]
    both = (subject.sdist, subject.wheel)
    sources, configuration = subject.sources, subject.configuration
    unwanted = (
        leftovers_of(both, subject.project, sources, configuration),
        secrets_of(both, configuration, evidence),
    )
    findings += [found for found in unwanted if found]
    return Found((*evidence, *large_of(both)), tuple(findings))


def _subject(plan: Plan) -> Subject:
    try:
        sdist, wheel = take_inventory(plan.sdist), take_inventory(plan.wheel)
    except (BadZipFile, TarError, EOFError) as error:
        raise SkippedError(f"an artifact cannot be read: {error}") from None
    return Subject(plan, sdist, wheel, find_sources(plan), read_configuration(plan.source))


def _counted(subject: Subject) -> str:
    sdist, wheel, sources = subject.sdist, subject.wheel, subject.sources
    sizes = f"{_kilobytes(sum(sdist.sizes.values()))} and {_kilobytes(sum(wheel.sizes.values()))}"
    return (
        f"{len(sources.tracked)} files of {sources.said_by}, {len(sdist.sizes)} in the sdist, "
        f"{len(wheel.sizes)} in the wheel ({sizes})"
    )


def _kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f} kB"


def _about_sdist(subject: Subject, evidence: list[str]) -> Iterator[Finding]:
    gaps = unshipped.find_gaps(subject.plan, subject.sdist, subject.sources, subject.configuration)
    if gaps.all:
        yield unshipped.finding_of(subject.plan, gaps, subject.configuration)
    elif gaps.all_tests:
        evidence.append(f"no tests in the sdist, and {gaps.all_tests} in the source: a custom")
    if subject.sources.is_git and (unknown := _unknown_to_git(subject)):
        evidence.append(f"in the sdist, and not in git: {several(unknown)}")


def _unknown_to_git(subject: Subject) -> list[str]:
    """Return the files that the sdist has of the folder, not of git; also not by a link there."""
    folder, tracked = subject.plan.source.resolve(), subject.sources.tracked
    found = sorted(subject.sdist.sizes.keys() - tracked)
    return [
        name for name in found if (folder / name).is_file() and _real(folder, name) not in tracked
    ]


def _real(folder: Path, name: str) -> str:
    path = (folder / name).resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else name


def _about_wheel(subject: Subject, evidence: list[str]) -> Iterator[Finding]:
    wheel, configuration = subject.wheel, subject.configuration
    if emptiness.is_empty(wheel):
        is_meta = bool(subject.said("Requires-Dist"))
        yield emptiness.finding_of(subject.sources, configuration, is_meta=is_meta)
        return
    evidence.append(f"at the top of the wheel: {several(wheel.top_level)}")
    top = stray.find_strays(wheel, subject.project, subject.top_level)
    if top.strays:
        yield stray.finding_of(top, configuration)
    mentions = read_mentions(wheel)
    yield from _losses(subject, mentions, is_top_right=not top.has_code)

    def is_known(file: str) -> bool:
        return file.partition("/")[0] in top.strays or mentions.loading(file)

    linted = lint(subject.plan, is_known)
    if isinstance(linted, Finding):
        yield linted
    else:
        evidence += linted


def _losses(subject: Subject, mentions: Mentions, *, is_top_right: bool) -> Iterator[Finding]:
    wheel, configuration = subject.wheel, subject.configuration
    disk = files_on_disk(subject.plan.source)
    places = find_places(wheel, disk)
    own = [place for place in places if place.source in subject.sources.files]
    modules = find_lost_modules(wheel, own, mentions, configuration)
    if modules is None and is_top_right:
        elsewhere = (*subject.said("Requires-Dist"), *wheel.modules)
        tops = roots(wheel, disk)
        modules = find_lost_top_level(tops, disk, mentions, configuration, elsewhere=elsewhere)
    data = find_lost_data(wheel, places, mentions, subject.sources, configuration)
    promise = find_broken_promise(
        wheel, configuration, subject.said("Classifier"), subject.plan.settings.top_level
    )
    found = [one for one in (modules, data) if one]
    # What was lost on the way was promised, too: it is told once.
    yield from found or ([promise] if promise else [])
