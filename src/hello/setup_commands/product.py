"""A project as Windows shows it among the installed programs, taken from its metadata."""

import re
from typing import Any, NamedTuple

from setuptools.errors import OptionError, PlatformError

from . import python_folder
from .python_folder import Placed
from .staging import Staged

PYTHONS = tuple(f"3.{minor}" for minor in range(20, 7, -1))
"""The Pythons that an installer looks for, the newest first; some of them are still to come."""

LARGEST = (255, 255, 65535)
"""The limits of a Windows Installer ProductVersion (Microsoft's documentation of it)."""

CENTURY = 2000

LONGEST = 250
"""Characters of a text that Windows shows; NSIS takes 1,023."""


class Product(NamedTuple):
    """A project as Windows shows it among the installed programs."""

    name: str
    key: str
    """What tells it from others: the normalised name (PEP 503), and a chosen Python."""
    version: str
    manufacturer: str
    summary: str
    url: str
    files: tuple[Placed, ...]
    pythons: tuple[str, ...]
    """The Pythons to look for, the newest first."""

    @property
    def title(self) -> str:
        """Return name and version."""
        return f"{self.name} {self.version}"

    @property
    def folders(self) -> list[tuple[str, ...]]:
        """Return every folder that has files in it, by its parts, parents first."""
        parents = {
            tuple(parent.parts)
            for file in self.files
            for parent in file.path.parents
            if parent.parts
        }
        return sorted(parents)

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Return the version as Windows compares it: ``three_numbers``."""
        return three_numbers(self.version)


def three_numbers(version: str) -> tuple[int, int, int]:
    """Return the first three numbers of a version (PEP 440) within the limits of Windows.

    A year counts from 2000. Any other number that is too large becomes the largest.
    What stands beside the release (a1, .dev0, +local) is lost: 1.0a1 and 1.0 are both 1.0.0.
    """
    found = re.match(r"(?:\d+!)?(\d+(?:\.\d+)*)", version)
    if found is None:
        raise OptionError(f"{version!r} is no version (PEP 440)")
    first, second, third, *_ = [*map(int, found[1].split(".")), 0, 0]
    if CENTURY <= first <= CENTURY + LARGEST[0]:
        first -= CENTURY
    major, minor, build = map(min, (first, second, third), LARGEST)
    return major, minor, build


def product_of(staged: Staged, target: str | None, installer: str) -> Product:
    """Return what an installer shows and installs; *target* is the only Python to look for.

    Raises PlatformError where the project cannot be installed in this way, OptionError where not
    in *target*.
    """
    about = staged.metadata
    name = str(about["Name"])
    key = re.sub(r"[-_.]+", "-", name).lower()
    pythons = pythons_for(str(about["Requires-Python"] or ""))
    if target and target not in pythons:
        raise OptionError(
            f"--target-version {target}: Requires-Python {about['Requires-Python']} does not let "
            "it in"
        )
    return Product(
        name=name,
        key=f"{key}-py{target}" if target else key,
        version=str(about["Version"]),
        manufacturer=(_people(staged) or name)[:LONGEST],
        summary=_one_line(about["Summary"])[:LONGEST],
        url=_home_page(staged),
        files=python_folder.layout(staged, installer),
        pythons=(target,) if target else pythons,
    )


def _people(staged: Staged) -> str:
    about = staged.metadata
    for header in ("Author", "Maintainer"):
        name = _one_line(about[header]) or _one_line(about[f"{header}-email"]).partition("<")[0]
        if name.strip(' "'):
            return name.strip(' "')
    return ""


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _home_page(staged: Staged) -> str:
    about = staged.metadata
    urls = [str(line).partition(",") for line in about.get_all("Project-URL", [])]
    named = {label.strip().lower(): url.strip() for label, _, url in urls}
    return _one_line(about["Home-page"]) or named.get("homepage", next(iter(named.values()), ""))


def pythons_for(requires: str) -> tuple[str, ...]:
    """Return the Pythons that *requires* (Requires-Python) lets in, the newest first."""
    from packaging.specifiers import SpecifierSet  # setuptools brings it

    allowed = SpecifierSet(requires)
    found = tuple(
        python for python in PYTHONS if any(f"{python}.{micro}" in allowed for micro in range(40))
    )
    if not found:
        raise PlatformError(
            f"Requires-Python {requires} lets in no Python from {PYTHONS[-1]} to {PYTHONS[0]}"
        )
    return found
