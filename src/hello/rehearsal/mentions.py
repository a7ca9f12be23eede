"""What the code in a wheel names: files that it reads, and modules that it imports.

Read from the text, not from a syntax tree: code for another Python has none here, and parsing
it would warn of what is none of our business.
"""

import re
from collections.abc import Iterable, Iterator
from configparser import ConfigParser, Error
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from hello.rehearsal.customs import NO_PACKAGES, VENDORED, is_aside
from hello.rehearsal.inventory import Inventory

LARGEST = 2 << 20
"""Bytes of a module that is read; larger ones hold generated tables."""

QUOTED = re.compile(r"""(['"])((?:(?!\1)[^\\\n]){1,200})\1""")
IMPORT = re.compile(
    r"^(?P<indent>[ \t]*)"
    r"(?:from[ \t]+(?P<origin>[.\w]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]+)"
    r"|import[ \t]+(?P<modules>[\w., \t]+))",
    re.MULTILINE,
)
NAME = re.compile(r"(\w+)(?:\s+as\s+\w+)?\s*(?:,|$)")
GUARDS = re.compile(r"[ \t]*(try\s*:|if\b.*\bTYPE_CHECKING\b|if\b.*\bsys\.(platform|version))")
NUMBERED = re.compile(r"\d+_\w+$")
BY_NAME = re.compile(r"\b(import_module|__import__|spec_from_file_location|run_path)\b")
ENDING = re.compile(r"(?:^|[*}])(\.\w+)$")


@dataclass
class Mentions:
    """What is named, each with the files of the wheel that name it, in their order."""

    names: dict[str, dict[str, None]] = field(default_factory=dict)
    """The parts of quoted paths: ``data`` and ``words.json`` for ``"data/words.json"``."""
    endings: dict[str, dict[str, None]] = field(default_factory=dict)
    """Endings of patterns: ``.json`` for ``"*.json"`` and ``f"{language}.json"``."""
    modules: dict[str, str] = field(default_factory=dict)
    """What is imported whatever happens, with absolute dotted names."""

    importing_by_name: set[str] = field(default_factory=set)
    """Folders with code that imports modules whose names it computes."""
    programs: set[str] = field(default_factory=set)
    """Files that are run: they ask whether they are ``__main__``."""

    def naming(self, path: str) -> str | None:
        """Return which file names the file *path*, or both its folder and its ending."""
        *folders, name = path.split("/")
        if name in self.names:
            return next(iter(self.names[name]))
        ending = self.endings.get(f".{name.rpartition('.')[2]}", {})
        known = (by for folder in folders[1:] for by in self.names.get(folder, ()))
        return next((by for by in known if by in ending), None)

    def importing(self, module: str) -> str | None:
        """Return which file imports the *module*, or something in it."""
        if module in self.modules:
            return self.modules[module]
        below = f"{module}."
        return next((by for name, by in self.modules.items() if name.startswith(below)), None)

    def loading(self, path: str) -> bool:
        """Return whether the file *path*, which no statement can import, is loaded otherwise.

        Code names it, or computes names of modules in its folder; or it is run, a template, a
        migration, which begins with its number, or a copy of what others called so.
        """
        place = PurePosixPath(path)
        folder = str(place.parent)
        return (
            place.name in self.names
            or place.stem in self.names
            or path in self.programs
            or folder in self.importing_by_name
            or not (NO_PACKAGES | VENDORED).isdisjoint(place.parts[:-1])
            or (NUMBERED.match(place.stem) is not None and folder.replace("/", "").isidentifier())
        )


def read_mentions(wheel: Inventory) -> Mentions:
    """Return what the code of *wheel* names, and its entry points; not what tests in it do."""
    found = Mentions()
    inside = {name: path for path, name in wheel.library.items()}
    for name, content in wheel.contents(LARGEST):
        if name.endswith(".dist-info/entry_points.txt"):
            for module in _entry_points(content.decode("utf-8", "replace")):
                found.modules.setdefault(module, "an entry point")
        path = inside.get(name, "")
        if path.endswith(".py") and not is_aside(path):
            _read(found, path, content.decode("utf-8", "replace"))
    return found


def _read(found: Mentions, path: str, text: str) -> None:
    for _, quoted in QUOTED.findall(text):
        for part in quoted.replace("\\", "/").split("/"):
            found.names.setdefault(part, {})[path] = None
        if ending := ENDING.search(quoted):
            found.endings.setdefault(ending[1], {})[path] = None
    if BY_NAME.search(text):
        found.importing_by_name.add(path.rpartition("/")[0])
    if "__main__" in text:
        found.programs.add(path)
    for module in _imports(path, text):
        found.modules.setdefault(module, path)


def _imports(path: str, text: str) -> Iterator[str]:
    for match in IMPORT.finditer(text):
        if _is_guarded(text[: match.start()], match["indent"]):
            continue
        if match["modules"]:
            yield from NAME.findall(_without_dots(match["modules"]))
            yield from (name.split()[0] for name in match["modules"].split(",") if name.split())
        else:
            origin = _absolute(path, match["origin"])
            yield origin
            names = match["names"].strip("()")
            yield from (f"{origin}.{name}" for name in NAME.findall(names))


def _without_dots(names: str) -> str:
    return ",".join(name for name in names.split(",") if "." not in name)


def _absolute(path: str, origin: str) -> str:
    name = origin.lstrip(".")
    dots = len(origin) - len(name)
    if not dots:
        return origin
    folders = path.split("/")[:-dots]
    return ".".join([*folders, name] if name else folders)


def _is_guarded(before: str, indent: str) -> bool:
    """Return whether an import may fail, or never happens: in a ``try`` or below a condition."""
    if not indent:
        return False
    for line in reversed(before[-4000:].splitlines()):
        if line.strip() and len(line) - len(line.lstrip()) < len(indent):
            if GUARDS.match(line):
                return True
            indent = line[: len(line) - len(line.lstrip())]
            if not indent:
                return False
    return False


def _entry_points(text: str) -> Iterable[str]:
    points = ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    try:
        points.read_string(text)
    except Error:
        return []
    values = (value for section in points.values() for value in section.values())
    return [value.partition(":")[0].strip() for value in values]
