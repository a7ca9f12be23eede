"""What a project's wheel says that any other format has to hold as well."""

from configparser import ConfigParser
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from hello.matrix.model import ShortError

MOST_SCRIPTS = 3
"""How many scripts of a project are run for each format; say_hello first, if it has that."""


@dataclass(frozen=True)
class Contents:
    """A wheel: the project, its files below site-packages, and what can be started."""

    wheel: Path
    name: str
    requires: tuple[str, ...]
    files: frozenset[str]
    scripts: tuple[str, ...]
    """Files of ``scripts=`` and console entry points."""
    imports: tuple[str, ...]
    """The packages and modules at the top."""

    @property
    def samples(self) -> tuple[str, ...]:
        """Return the scripts that are run."""
        ordered = sorted(self.scripts, key=lambda name: not name.startswith("say_hello"))
        return tuple(ordered[:MOST_SCRIPTS])

    def missing_from(self, files: set[str]) -> list[str]:
        """Return which of the project's files are not among *files*."""
        return sorted(self.files - files)


def read_wheel(wheel: Path) -> Contents:
    """Return what is in *wheel*; raise ShortError where it is none (PEP 427)."""
    try:
        with ZipFile(wheel) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
            about = metadata.removesuffix("METADATA")
            message = BytesParser().parsebytes(archive.read(metadata))
            points = f"{about}entry_points.txt"
            text = archive.read(points).decode() if points in names else ""
    except (BadZipFile, ValueError, KeyError):
        raise ShortError(f"{wheel.name} is no wheel") from None
    data = about.replace(".dist-info/", ".data/")
    own = {name for name in names if not name.startswith((about, data))}
    own |= {name.removeprefix(f"{data}{lib}/") for lib in ("purelib", "platlib")
            for name in names if name.startswith(f"{data}{lib}/")}  # fmt: skip
    scripts = [
        name.removeprefix(f"{data}scripts/") for name in names if name.startswith(f"{data}scripts/")
    ]
    return Contents(
        wheel=wheel,
        name=str(message["Name"]),
        requires=tuple(message.get_all("Requires-Dist", ())),
        files=frozenset(own),
        scripts=(*scripts, *_console_scripts(text)),
        imports=_top_level(own),
    )


def _console_scripts(entry_points: str) -> list[str]:
    points = ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    points.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    points.read_string(entry_points)
    return list(points["console_scripts"]) if points.has_section("console_scripts") else []


def _top_level(files: set[str]) -> tuple[str, ...]:
    packages = {
        name.split("/")[0]
        for name in files
        if name.count("/") == 1 and name.endswith("/__init__.py")
    }
    modules = {
        name.removesuffix(".py") for name in files if "/" not in name and name.endswith(".py")
    }
    return tuple(sorted(name for name in packages | modules if name.isidentifier()))
