"""What the configuration names one by one, so that it has to be in the wheel."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hello.rehearsal.configuration import Configuration
from hello.rehearsal.inventory import Inventory
from hello.rehearsal.model import Finding

TYPED = "Typing :: Typed"
WILD = frozenset("*?[")


class Promise(NamedTuple):
    """What is named, where, and what is to be done if it is not in the wheel."""

    what: str
    place: str
    remedy: str


def find_broken_promise(
    wheel: Inventory,
    configuration: Configuration,
    classifiers: Sequence[str],
    top_level: Sequence[str] | None,
) -> Finding | None:
    """Return the finding about what was promised and is not in the *wheel*, if any."""
    promises = (
        *_modules(wheel, configuration),
        *_data(wheel, configuration),
        *_types(wheel, classifiers),
        *_top_level(wheel, top_level),
    )
    if not promises:
        return None
    first, *others = promises
    also = f"; nor are {len(others)} more such" if others else ""
    return Finding(
        "missing-from-wheel",
        f"{first.place} promises {first.what}, which is not in the wheel{also}",
        first.remedy,
    )


def _modules(wheel: Inventory, configuration: Configuration) -> Iterator[Promise]:
    """Yield what setuptools only warns of: modules that are not there."""
    if not configuration.is_setuptools:
        return
    names = configuration.option("options", "py_modules").replace(",", " ").split()
    place = "py_modules of setup.cfg"
    if not names:
        listed = configuration.table("tool", "setuptools").get("py-modules")
        names = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        place = "py-modules of pyproject.toml"
    there = {name.partition(".")[0] for name in wheel.library if "/" not in name}
    there |= {name.removesuffix(".py").replace("/", ".") for name in wheel.library}
    for name in names:
        if name not in there:
            yield Promise(f"'{name}'", place, f"add {name}.py, or take '{name}' out of {place}")


def _data(wheel: Inventory, configuration: Configuration) -> Iterator[Promise]:
    """Yield files that package_data names in full, and that are nowhere."""
    if not configuration.is_setuptools:
        return
    for place, package, patterns in _package_data(configuration):
        folder = package.replace(".", "/")
        has_package = any(name.startswith(f"{folder}/") for name in wheel.library)
        for pattern in patterns if has_package else ():
            path = f"{folder}/{pattern}"
            if WILD.isdisjoint(pattern) and path not in wheel.library:
                remedy = f"add the file {path}, or take '{pattern}' out of {place}"
                yield Promise(path, place, remedy)


def _package_data(configuration: Configuration) -> Iterator[tuple[str, str, list[str]]]:
    if configuration.setup_cfg.has_section("options.package_data"):
        for package, text in configuration.setup_cfg.items("options.package_data"):
            patterns = text.replace(",", "\n").split("\n")
            found = [one.strip() for one in patterns if one.strip()]
            yield "[options.package_data] of setup.cfg", package, found
    table: Mapping[str, object] = configuration.table("tool", "setuptools", "package-data")
    for package, listed in table.items():
        found = [str(one) for one in listed] if isinstance(listed, list) else []
        yield "[tool.setuptools.package-data] of pyproject.toml", package, found


def _types(wheel: Inventory, classifiers: Sequence[str]) -> Iterator[Promise]:
    """Yield the marker of PEP 561; a module alone cannot have one, and stubs need none."""
    packages = {name.partition("/")[0] for name in wheel.library if "/" in name}
    has_marker = any(name.endswith("/py.typed") for name in wheel.library)
    has_stubs = any(name.endswith("-stubs") for name in packages)
    if TYPED in classifiers and packages and not has_marker and not has_stubs:
        package = min(packages)
        remedy = f"add an empty file py.typed to the package '{package}', as package data"
        yield Promise("py.typed", f"the classifier '{TYPED}'", remedy)


def _top_level(wheel: Inventory, meant: Sequence[str] | None) -> Iterator[Promise]:
    there = {name.partition(".")[0] for name in wheel.top_level} | set(wheel.top_level)
    for name in meant or ():
        if name.removesuffix(".py") not in there:
            place = "top-level of [tool.helloworld.rehearse]"
            yield Promise(f"'{name}'", place, f"add '{name}' to the packages, or take it out there")
