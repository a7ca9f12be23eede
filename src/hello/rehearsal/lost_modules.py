"""Modules and packages that the source has and the wheel has not."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hello.rehearsal.configuration import Configuration
from hello.rehearsal.customs import BUILD_FILES, NO_PACKAGES, is_aside, is_hidden
from hello.rehearsal.inventory import Inventory
from hello.rehearsal.mentions import Mentions
from hello.rehearsal.model import Finding
from hello.rehearsal.places import Place
from hello.rehearsal.shipping import how_to_ship
from hello.rehearsal.telling import are, several


@dataclass(frozen=True)
class Lost:
    """A package (its folder) or a module that did not come along; *by* imports it."""

    place: Place
    is_package: bool
    has_init: bool
    by: str | None

    @property
    def name(self) -> str:
        """Return its dotted name."""
        return _dotted(self.place.installed)


def find_lost_modules(
    wheel: Inventory,
    places: Iterable[Place],
    mentions: Mentions,
    configuration: Configuration,
) -> Finding | None:
    """Return the finding about code of the packages of *wheel* that it has not, if any."""
    code = [place for place in places if _is_module(place.installed)]
    missing = [place for place in code if place.installed not in wheel.library]
    there = {_folder(name) for name in wheel.library if name.endswith((".py", ".pyi", ".so"))}
    lost = [*_packages(missing, there, mentions), *_modules(missing, there, mentions)]
    lost = [one for one in lost if one.by or not _is_left_out(one, configuration)]
    return finding_of(lost, configuration, there) if lost else None


def find_lost_top_level(
    roots: Mapping[str, str],
    files: Iterable[str],
    mentions: Mentions,
    configuration: Configuration,
    *,
    elsewhere: Iterable[str],
) -> Finding | None:
    """Return the finding about what is imported, and lies beside the packages of the wheel.

    *roots* says where those are; *elsewhere* are names that come from other projects.
    """
    known = set(files)
    not_ours = {*sys.stdlib_module_names} | {_as_module(name) for name in (*roots, *elsewhere)}
    tops = {name.partition(".")[0] for name in mentions.modules}
    wanted = sorted(name for name in tops if name.lower() not in not_ours)
    lost = []
    for name, root in ((name, root) for name in wanted for root in _all(roots)):
        folder = f"{root}{name}"
        has_init = f"{folder}/__init__.py" in known
        by = mentions.importing(name)
        if has_init or any(re.fullmatch(rf"{re.escape(folder)}/\w+\.py", one) for one in known):
            lost.append(Lost(Place(folder, name), is_package=True, has_init=has_init, by=by))
            break
        if f"{folder}.py" in known:
            place = Place(f"{folder}.py", f"{name}.py")
            lost.append(Lost(place, is_package=False, has_init=False, by=by))
            break
    return finding_of(lost, configuration, set(roots)) if lost else None


def _all(roots: Mapping[str, str]) -> list[str]:
    return sorted({*roots.values(), "", "src/"})


def _packages(missing: Sequence[Place], there: set[str], mentions: Mentions) -> Iterator[Lost]:
    """Yield each folder of modules that is missing as a whole, the topmost one of several."""
    folders: dict[str, list[Place]] = {}
    for place in missing:
        if place.folder not in there:
            folders.setdefault(_topmost(place.folder, there), []).append(place)
    for folder, inside in sorted(folders.items()):
        first = inside[0]
        source = first.source[: len(first.source) - len(first.installed)] + folder
        has_init = any(one.installed == f"{folder}/__init__.py" for one in inside)
        by = mentions.importing(_dotted(folder))
        if by or not (is_aside(f"{folder}/x") or _is_no_package(folder, has_init=has_init)):
            yield Lost(Place(source, folder), is_package=True, has_init=has_init, by=by)


def _is_no_package(folder: str, *, has_init: bool) -> bool:
    return not has_init and not NO_PACKAGES.isdisjoint(folder.split("/"))


def _modules(missing: Sequence[Place], there: set[str], mentions: Mentions) -> Iterator[Lost]:
    """Yield the modules that alone are missing: on purpose, unless they are imported."""
    for place in missing:
        if place.folder in there and (by := mentions.importing(_dotted(place.installed))):
            yield Lost(place, is_package=False, has_init=False, by=by)


def _is_left_out(lost: Lost, configuration: Configuration) -> bool:
    inside = f"{lost.place.source}/__init__.py" if lost.is_package else lost.place.source
    return bool(
        configuration.leaves_out_package(lost.name)
        or configuration.keeping_out(inside, of_wheel=True)
    )


def finding_of(lost: Sequence[Lost], configuration: Configuration, there: set[str]) -> Finding:
    """Return the finding that names all that is *lost*, and the remedy for the first kind."""
    # What is imported first: without it, something breaks for certain.
    ordered = sorted(lost, key=lambda one: one.by is None)
    names = [one.place.source for one in ordered]
    fact = f"{several(names)} {are(names)} not in the wheel"
    if ordered[0].by:
        fact += f", though {ordered[0].by} needs {'it' if len(names) == 1 else names[0]}"
    return Finding("module-lost", fact, _remedy(ordered, configuration, sorted(there)))


def _remedy(lost: Sequence[Lost], configuration: Configuration, there: Sequence[str]) -> str:
    inside = [
        Place(f"{one.place.source}/*.py", f"{one.place.installed}/*.py")
        if one.is_package
        else one.place
        for one in lost
    ]
    if not configuration.is_setuptools:
        return how_to_ship(configuration, inside, there)
    for one, place in zip(lost, inside, strict=True):
        if setting := configuration.keeping_out(place.source, of_wheel=True):
            return f"take what fits '{one.place.source}' out of {setting}"
    bare = [one for one in lost if one.is_package and not one.has_init]
    if bare:
        return f"add {several([f'{one.place.source}/__init__.py' for one in bare])}"
    file = configuration.setuptools_file
    modules = [one.name for one in lost if not one.is_package]
    packages = [one.name for one in lost if one.is_package]
    left_out = [name for name in packages if configuration.leaves_out_package(name)]
    if left_out:
        return f"take what fits {several(left_out)} out of exclude in {file}"
    key, wanted = ("packages", packages) if packages else ("py-modules", modules)
    key = key if file == "pyproject.toml" else key.replace("-", "_")
    listed = several([f"'{name}'" for name in wanted])
    where = f"{key} of [tool.setuptools] in" if file == "pyproject.toml" else f"{key} in"
    return f"add {listed} to {where} {file}"


def _topmost(folder: str, there: set[str]) -> str:
    """Return the highest folder on the way to *folder* that has no code in the wheel."""
    parts = folder.split("/")
    for end in range(1, len(parts) + 1):
        above = "/".join(parts[:end])
        if not any(one == above or one.startswith(f"{above}/") for one in there):
            return above
    return folder


def _is_module(path: str) -> bool:
    *folders, name = path.split("/")
    stem, dot, ending = name.rpartition(".")
    return (
        dot == "."
        and ending == "py"
        and all(part.isidentifier() for part in (*folders, stem))
        and not is_hidden(path)
        and name not in BUILD_FILES
    )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _as_module(requirement: str) -> str:
    name = re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-.]", "_", name).lower()
