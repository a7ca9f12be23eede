"""The files in an sdist and in a wheel, by the names that a reader of the project knows."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

LIBRARIES = ("purelib", "platlib")
"""Folders of a wheel's .data that go where all the rest goes: to site-packages (PEP 427)."""

IMPORTABLE = (".py", ".pyi", ".so", ".pyd", ".pyc", ".pth")


@dataclass(frozen=True)
class Inventory:
    """An sdist or a wheel; ``sizes`` has the bytes of each file, by its path inside.

    Paths of an sdist begin below its one folder, ``NAME-VERSION``.
    """

    path: Path
    sizes: dict[str, int]

    @property
    def kind(self) -> str:
        """Return ``wheel`` or ``sdist``."""
        return "wheel" if self.path.suffix == ".whl" else "sdist"

    @cached_property
    def library(self) -> dict[str, str]:
        """Return the files that a wheel puts into site-packages: path inside by path there."""
        found = {}
        for name in self.sizes:
            top, _, rest = name.partition("/")
            if top.endswith(".data"):
                place, _, below = rest.partition("/")
                if place in LIBRARIES:
                    found[below] = name
            elif not top.endswith(".dist-info"):
                found[name] = name
        return found

    @property
    def top_level(self) -> tuple[str, ...]:
        """Return the names that a wheel puts at the top of site-packages, sorted."""
        return tuple(sorted({name.partition("/")[0] for name in self.library}))

    @property
    def modules(self) -> set[str]:
        """Return the top-level packages and modules of a wheel, by the names to import."""
        return {name.partition(".")[0] for name in self.top_level}

    def contents(self, largest: int) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file of at most *largest* bytes."""
        reader = _read_wheel if self.kind == "wheel" else _read_sdist
        yield from reader(self.path, largest)


def take_inventory(path: Path) -> Inventory:
    """Return what is in the sdist or wheel *path*, without its folders."""
    if path.suffix == ".whl":
        with ZipFile(path) as wheel:
            infos = [info for info in wheel.infolist() if not info.is_dir()]
        return Inventory(path, {info.filename: info.file_size for info in infos})
    with tarfile.open(path) as sdist:
        members = [member for member in sdist if not member.isdir()]
    return Inventory(path, {_below_top(member.name): member.size for member in members})


def _read_wheel(path: Path, largest: int) -> Iterator[tuple[str, bytes]]:
    with ZipFile(path) as wheel:
        for info in wheel.infolist():
            if not info.is_dir() and info.file_size <= largest:
                yield info.filename, wheel.read(info)


def _read_sdist(path: Path, largest: int) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as sdist:
        for member in sdist:
            if member.isfile() and member.size <= largest:
                file = sdist.extractfile(member)
                yield _below_top(member.name), file.read() if file else b""


def _below_top(name: str) -> str:
    parts = PurePosixPath(name).parts
    return "/".join(parts[1:]) or name
