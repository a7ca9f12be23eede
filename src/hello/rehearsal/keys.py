"""Where a project states a field of its metadata, so that a remedy can name file and key."""

import configparser
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple


class Spelling(NamedTuple):
    """A field as each file calls it: the standard's key (PEP 621), and setuptools' option."""

    project: str
    section: str
    option: str
    in_poetry: str = ""
    """Its key in ``[tool.poetry]``; without, as in ``[project]``."""


FIELDS = {
    "name": Spelling("name", "metadata", "name"),
    "version": Spelling("version", "metadata", "version"),
    "summary": Spelling("description", "metadata", "description"),
    "readme": Spelling("readme", "metadata", "long_description"),
    "readme type": Spelling("readme", "metadata", "long_description_content_type"),
    "author": Spelling("authors", "metadata", "author_email"),
    "maintainer": Spelling("maintainers", "metadata", "maintainer_email"),
    "license": Spelling("license", "metadata", "license_expression"),
    "license files": Spelling("license-files", "metadata", "license_files"),
    "classifiers": Spelling("classifiers", "metadata", "classifiers"),
    "keywords": Spelling("keywords", "metadata", "keywords"),
    "urls": Spelling("urls", "metadata", "project_urls"),
    "home page": Spelling("urls", "metadata", "url", "homepage"),
    "download url": Spelling("urls", "metadata", "download_url", "urls"),
    "python": Spelling("requires-python", "options", "python_requires", "dependencies"),
    "dependencies": Spelling("dependencies", "options", "install_requires"),
    "extras": Spelling("optional-dependencies", "options", "extras_require", "extras"),
    "entry points": Spelling("scripts", "options", "entry_points"),
}


@dataclass(frozen=True)
class Place:
    """A table of a file, and the key there; *style* is ``toml``, ``cfg`` or ``py``."""

    style: str
    table: str
    file: str
    key: str

    def __str__(self) -> str:
        plain = f"'{self.key}' in {self.where}"
        return f"what computes it, as {plain} says" if self.key == "dynamic" else plain

    @property
    def where(self) -> str:
        """Return the table and the file in words."""
        return f"{self.table} of {self.file}" if self.table else self.file

    def line(self, value: str | list[str]) -> str:
        """Return the line to write there, for *value*."""
        if self.style == "cfg":
            return f"{self.key} = {value if isinstance(value, str) else ', '.join(value)}"
        quoted = f'"{value}"' if isinstance(value, str) else _listed(value)
        return f"{self.key}={quoted}" if self.style == "py" else f"{self.key} = {quoted}"

    def add(self, value: str | list[str]) -> str:
        """Return the remedy that has *value* written there."""
        return f"write '{self.line(value)}' in {self.where}"


class Keys:
    """The configuration of the project in *folder*: which file states what."""

    def __init__(self, folder: Path) -> None:
        self._document = _toml(folder / "pyproject.toml")
        self._options = _ini(folder / "setup.cfg")
        self._script = _text(folder / "setup.py")
        self._has_cfg = (folder / "setup.cfg").is_file()
        self._has_script = (folder / "setup.py").is_file()

    @property
    def backend(self) -> str:
        """Return the build backend's package: ``setuptools``, ``hatchling``..."""
        name = str(self._table("build-system").get("build-backend", "setuptools"))
        return name.partition(":")[0].partition(".")[0]

    def of(self, field: str) -> Place:
        """Return where the project states *field*, or else where it would."""
        spelling = FIELDS[field]
        project = self._table("project")
        if project and (spelling.project in project or not self._is_dynamic(spelling)):
            return Place("toml", "[project]", "pyproject.toml", spelling.project)
        if not project and self._table("tool", "poetry"):
            key = spelling.in_poetry or spelling.project
            return Place("toml", "[tool.poetry]", "pyproject.toml", key)
        if place := self._of_setuptools(spelling):
            return place
        if project:
            dynamic = self._table("tool", "setuptools", "dynamic")
            table = "[tool.setuptools.dynamic]" if spelling.project in dynamic else "[project]"
            key = spelling.project if dynamic else "dynamic"
            return Place("toml", table, "pyproject.toml", key)
        return self._otherwise(spelling)

    def _of_setuptools(self, spelling: Spelling) -> Place | None:
        stated = self._options.get(spelling.section, {})
        for option in (spelling.option, spelling.option.replace("_", "-")):
            if option in stated:
                return Place("cfg", f"[{spelling.section}]", "setup.cfg", option)
        own_section = f"{spelling.section}.{spelling.option}"
        if own_section in self._options:
            return Place("cfg", f"[{own_section}]", "setup.cfg", spelling.option)
        if re.search(rf"\b{spelling.option}\b['\"]?\s*[=:]", self._script):
            return Place("py", "setup()", "setup.py", spelling.option)
        return None

    def _otherwise(self, spelling: Spelling) -> Place:
        if self._has_cfg and ("metadata" in self._options or not self._has_script):
            return Place("cfg", f"[{spelling.section}]", "setup.cfg", spelling.option)
        if self._has_script:
            return Place("py", "setup()", "setup.py", spelling.option)
        return Place("toml", "[project]", "pyproject.toml", spelling.project)

    def _is_dynamic(self, spelling: Spelling) -> bool:
        return spelling.project in self._table("project").get("dynamic", ())

    def _table(self, *names: str) -> dict[str, Any]:
        table: Any = self._document
        for name in names:
            table = table.get(name, {}) if isinstance(table, dict) else {}
        return table if isinstance(table, dict) else {}


def _listed(values: list[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError:
        return {}


def _ini(file: Path) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    with suppress(configparser.Error):
        parser.read_string(_text(file))
    return {name: dict(parser[name]) for name in parser.sections()}
