"""Where in the wheel each file of a package's source folder is expected to be."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hello.rehearsal.inventory import Inventory
from hello.rehearsal.leftovers import is_leftover

SAMPLES = 50
"""Files of a package by which its folder in the source is told."""


class Place(NamedTuple):
    """A file of the source, and where it is in site-packages, or ought to be."""

    source: str
    installed: str

    @property
    def folder(self) -> str:
        """Return in which folder of site-packages it is."""
        return self.installed.rpartition("/")[0]


def files_on_disk(folder: Path) -> list[str]:
    """Return all files below *folder* but hidden ones and what tools left, also ignored ones."""
    return sorted(_walk(folder))


def _walk(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        base = Path(here).relative_to(folder)
        folders[:] = [name for name in folders if _is_seen(base / name / "x")]
        yield from ((base / name).as_posix() for name in files if _is_seen(base / name))


def _is_seen(path: Path) -> bool:
    return not path.name.startswith(".") and not is_leftover(path.as_posix())


def find_places(wheel: Inventory, files: Iterable[str]) -> list[Place]:
    """Return the *files* of the source that belong to a package of the *wheel*.

    A package that cannot be found in the source has none: it may be generated, or renamed.
    """
    known = list(files)
    found = []
    for top, prefix in roots(wheel, known).items():
        start = f"{prefix}{top}/"
        found += [Place(file, file[len(prefix) :]) for file in known if file.startswith(start)]
    return found


def roots(wheel: Inventory, files: Iterable[str]) -> dict[str, str]:
    """Return, by top-level package, the folder that it is in: ``{"hello": "src/"}``."""
    known = list(files)
    found = {}
    for top in wheel.top_level:
        code = [name for name in sorted(wheel.library) if name.startswith(f"{top}/")]
        prefix = _most_likely([name for name in code if name.endswith((".py", ".pyi"))], known)
        if prefix is not None:
            found[top] = prefix
    return found


def _most_likely(code: list[str], files: list[str]) -> str | None:
    prefixes: Counter[str] = Counter()
    for name in code[:: len(code) // SAMPLES + 1]:
        ending = f"/{name}"
        prefixes.update(file[: -len(name)] for file in files if f"/{file}".endswith(ending))
    if not prefixes:
        return None
    # The shortest of equals: copies of a package lie deeper.
    return min(prefixes, key=lambda prefix: (-prefixes[prefix], len(prefix)))
