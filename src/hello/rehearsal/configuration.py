"""What a project's files of settings say about the contents of its sdist and wheel."""

import re
from collections.abc import Iterator, Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from hello.rehearsal.build_system import BuildSystem, read_build_system, read_pyproject

HATCH = ("tool", "hatch", "build")
PDM = ("tool", "pdm", "build")
UV = ("tool", "uv", "build-backend")

BOTH = ((HATCH, "exclude"), (("tool", "poetry"), "exclude"), (PDM, "excludes"))
SDIST_ONLY = (
    ((*HATCH, "targets", "sdist"), "exclude"),
    (("tool", "flit", "sdist"), "exclude"),
    (UV, "source-exclude"),
)
WHEEL_ONLY = (((*HATCH, "targets", "wheel"), "exclude"), (UV, "wheel-exclude"))
"""Where the backends other than setuptools have their patterns of what stays out."""

EXCLUDE = re.compile(r"\bexclude\s*=\s*[\[(]([^\])]*)[\])]")
QUOTED = re.compile(r"['\"]([^'\"\n]+)['\"]")


@dataclass(frozen=True)
class Configuration:
    """The settings, as far as they can be read; else they are empty."""

    build_system: BuildSystem
    pyproject: Mapping[str, Any]
    setup_cfg: ConfigParser
    setup_py: str
    manifest: str
    """The text of MANIFEST.in."""

    @property
    def is_setuptools(self) -> bool:
        """Return whether setuptools builds it."""
        return self.build_system.is_setuptools

    def table(self, *keys: str) -> Mapping[str, Any]:
        """Return a table of pyproject.toml; an empty one where there is none."""
        table: Any = self.pyproject
        for key in keys:
            table = table.get(key) if isinstance(table, dict) else None
        return table if isinstance(table, dict) else {}

    def option(self, section: str, key: str) -> str:
        """Return a setting of setup.cfg; an empty text where there is none."""
        return self.setup_cfg.get(section, key, fallback="").strip()

    @property
    def setuptools_file(self) -> str:
        """Return which file tells setuptools about packages, or is to do so."""
        if self.setup_cfg.has_section("options"):
            return "setup.cfg"
        if re.search(r"\b(packages|py_modules|package_data)\s*=", self.setup_py):
            return "setup.py"
        return "pyproject.toml"

    def keeping_out(self, path: str, *, of_wheel: bool) -> str:
        """Return the setting that keeps *path* out on purpose, in words; "" where none does."""
        if self.is_setuptools:
            for line, patterns in self._manifest_lines():
                if matches_any(path, patterns):
                    return f"the line '{line}' of MANIFEST.in"
        for table, key in (*BOTH, *SDIST_ONLY, *(WHEEL_ONLY if of_wheel else ())):
            if matches_any(path, _texts(self.table(*table).get(key))):
                return f"exclude of [{'.'.join(table)}] in pyproject.toml".replace("exclude", key)
        return ""

    def leaves_out_package(self, package: str) -> bool:
        """Return whether setuptools is told to pass over the dotted name *package*."""
        find = self.table("tool", "setuptools", "packages", "find").get("exclude")
        patterns = [*_texts(find), *self.option("options.packages.find", "exclude").split()]
        for listed in EXCLUDE.findall(self.setup_py):
            patterns += QUOTED.findall(listed)
        return any(fnmatchcase(package, pattern.strip(",")) for pattern in patterns)

    def _manifest_lines(self) -> Iterator[tuple[str, list[str]]]:
        for line in self.manifest.splitlines():
            command, *words = line.partition("#")[0].split() or [""]
            if command in {"exclude", "global-exclude", "prune"}:
                yield line.strip(), words
            elif command == "recursive-exclude" and words:
                folder, *patterns = words
                yield line.strip(), [f"{folder}/{pattern}" for pattern in patterns]


def matches_any(path: str, patterns: list[str]) -> bool:
    """Return whether *path*, or a folder that it is in, is what a pattern means, as for git."""
    parts = path.split("/")
    forms = {*parts, *("/".join(parts[:end]) for end in range(1, len(parts) + 1))}
    for pattern in patterns:
        wide = pattern.strip("/").replace("**/", "*")
        if any(fnmatchcase(form, wide) for form in forms):
            return True
    return False


def read_configuration(folder: Path) -> Configuration:
    """Return what the project in *folder* says; it was built, so it can be read."""
    return Configuration(
        read_build_system(folder),
        read_pyproject(folder),
        _ini(_text(folder / "setup.cfg")),
        _text(folder / "setup.py"),
        _text(folder / "MANIFEST.in"),
    )


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _ini(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # packages keep their case
    try:
        parser.read_string(text)
    except Error:
        return ConfigParser(interpolation=None)
    return parser
