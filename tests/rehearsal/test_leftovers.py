"""What tools leave, and what only is called so."""

from pathlib import Path

import pytest
from shipped import write_sdist, write_wheel

from hello.rehearsal.configuration import read_configuration
from hello.rehearsal.leftovers import find_leftovers
from hello.rehearsal.model import Finding
from hello.rehearsal.unwanted import leftovers_of
from hello.rehearsal.version_control import Sources

LEFT = [
    "src/greeter/__pycache__/cli.cpython-311.pyc",
    "greeter/cli.pyc",
    ".DS_Store",
    "greeter/cli.py.orig",
    "greeter/.cli.py.swp",
    "greeter/cli.py~",
    ".coverage",
    ".idea/workspace.xml",
    ".venv/bin/python",
    "env/pyvenv.cfg",
    "web/node_modules/a/index.js",
    "build/lib/greeter/cli.py",
    "dist/greeter-0.9.tar.gz",
    "src/other.egg-info/PKG-INFO",
    ".git/config",
]


@pytest.mark.parametrize("name", LEFT)
def test_leftover_is_found(name: str) -> None:
    assert find_leftovers([name, "greeter/a.py"], "greeter", in_wheel=False) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "Greeter.egg-info/PKG-INFO",
        "src/greeter.egg-info/SOURCES.txt",
        ".coveragerc",
        ".gitignore",
        "greeter/build/__init__.py",
        "build/__main__.py",
        "greeter/dist/page.html",
        "greeter/original.py",
    ],
)
def test_what_is_no_leftover(name: str) -> None:
    assert find_leftovers([name, "greeter/a.py"], "greeter", in_wheel=False) == []


def test_wheel_of_compiled_modules_only() -> None:
    """Its source is nobody's business."""
    assert find_leftovers(["greeter/a.pyc"], "greeter", in_wheel=True) == []


def finding_in(
    tmp_path: Path, sdist: list[str], wheel: list[str], sources: Sources | None = None
) -> Finding | None:
    archives = (
        write_sdist(tmp_path, dict.fromkeys(sdist, "")),
        write_wheel(tmp_path, dict.fromkeys((*wheel, "greeter/a.py"), "")),
    )
    none = Sources(frozenset(), frozenset(), "git")
    return leftovers_of(archives, "greeter", sources or none, read_configuration(tmp_path))


def test_file_of_both_is_named_once(tmp_path: Path) -> None:
    name = "greeter/cli.py.orig"

    finding = finding_in(tmp_path, [f"src/{name}"], [name])

    assert finding is not None
    assert not finding.is_warning
    assert finding.fact.startswith(f"src/{name} (sdist and wheel) is left by")


@pytest.mark.parametrize(("name", "is_warning"), [(".DS_Store", True), (".venv/bin/pip", False)])
def test_file_of_the_sdist_alone(tmp_path: Path, name: str, is_warning: bool) -> None:  # noqa: FBT001  # a parameter of the test
    finding = finding_in(tmp_path, [name], [])

    assert finding is not None
    assert finding.is_warning is is_warning


def test_what_was_committed_is_meant_so(tmp_path: Path) -> None:
    name = ".idea/dictionary.xml"
    sources = Sources(frozenset({name}), frozenset({name}), "git")

    assert finding_in(tmp_path, [name], [], sources) is None


def test_data_of_tests_is_meant_so(tmp_path: Path) -> None:
    assert finding_in(tmp_path, ["tests/data/.git/config"], []) is None
