"""What people leave out of sdists and wheels on purpose, as a rule: by its name."""

from fnmatch import fnmatchcase
from pathlib import PurePosixPath

TESTS = {"test", "tests", "testing", "testdata", "test_data", "unittests"}
ASIDE = {
    "asv_bench",
    "bench",
    "benchmark",
    "benchmarks",
    "ci",
    "contrib",
    "demo",
    "demos",
    "doc",
    "docs",
    "example",
    "examples",
    "samples",
    "tutorial",
    "tutorials",
}
"""Folders beside the code. Nobody misses them in what is installed."""

TEST_FILES = ("test_*.py", "*_test.py", "tests.py", "conftest.py")
BUILD_FILES = {
    "setup.py",
    "noxfile.py",
    "tasks.py",
    "fabfile.py",
    "Makefile",
    "CMakeLists.txt",
    "meson.build",
    "BUILD",
    "requirements.txt",
    "pyproject.toml",
    "setup.cfg",
    "MANIFEST.in",
    "package.json",
    "package-lock.json",
    "mypy.ini",
    "pytest.ini",
    "ruff.toml",
    "tox.ini",
    "tsconfig.json",
}
"""What is needed to build or to work on a project, also in a folder of a package."""

TEXTS = ("readme", "license", "licence", "copying", "notice", "authors", "changelog", "changes",
         "contributing", "todo", "history", "news")  # fmt: skip
"""How files for a person's eyes begin."""
TEXT_ENDINGS = {"", ".md", ".rst", ".txt"}

SOURCES = {
    ".am", ".asm", ".c", ".cc", ".cmake", ".coffee", ".cpp", ".cu", ".cxx", ".f", ".f90",
    ".go", ".h", ".hh", ".hpp", ".i", ".in", ".ipynb", ".java", ".l", ".less", ".lock", ".map",
    ".md", ".o", ".po", ".pot", ".proto", ".pxd", ".pxi", ".pyx", ".qrc", ".rs", ".rst", ".s",
    ".scss", ".sh", ".tex", ".ts", ".tsx", ".y",
}  # fmt: skip
"""Endings of what code, data or texts are made of, which stays at home."""

NO_PACKAGES = {
    "_build", "assets", "cookiecutter", "data", "hooks", "project_template", "resources", "scripts",
    "skeleton", "static", "template", "templates", "tools",
}  # fmt: skip
"""Folders of Python files that are often no modules, if they have no ``__init__.py``."""

VENDORED = {"_vendor", "_vendored", "extern", "third_party", "vendor", "vendored"}
"""Folders of other projects' code."""


def is_test(path: str) -> bool:
    """Return whether *path* is a test, or is in a folder of tests."""
    place = PurePosixPath(path)
    in_tests = any(part.lower() in TESTS for part in place.parts[:-1])
    return in_tests or any(fnmatchcase(place.name, pattern) for pattern in TEST_FILES)


def is_aside(path: str) -> bool:
    """Return whether *path* is a test, an example, documentation or the like."""
    folders = {part.lower() for part in PurePosixPath(path).parts[:-1]}
    return is_test(path) or bool(folders & ASIDE)


def is_hidden(path: str) -> bool:
    """Return whether a part of *path* begins with a dot."""
    return any(part.startswith(".") for part in PurePosixPath(path).parts)


def is_about_project(path: str) -> bool:
    """Return whether *path* is for those who work on the project: no data, even if code names it.

    Code names ``README.md`` and ``pyproject.toml`` because other projects have them.
    """
    place = PurePosixPath(path)
    is_text = place.name.lower().startswith(TEXTS) and place.suffix.lower() in TEXT_ENDINGS
    return is_text or is_aside(path) or is_hidden(path) or place.name in BUILD_FILES


def stays_at_home(path: str) -> bool:
    """Return whether a file of this name in a package is, as a rule, not meant to be installed."""
    return is_about_project(path) or PurePosixPath(path).suffix.lower() in SOURCES
