"""The packages work from a zip file: their data is read through the import system."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import output_of


@pytest.fixture(scope="module", params=["egg", "wheel"])
def archive(
    request: pytest.FixtureRequest, wheel: Path, copy_of_project: Callable[[], Path]
) -> Path:
    """Return a zipped egg, or the wheel itself: both can stand on sys.path."""
    if request.param == "wheel":
        return wheel
    project = copy_of_project()
    output_of(sys.executable, "setup.py", "-q", "bdist_egg", cwd=project)
    (egg,) = (project / "dist").glob("*.egg")
    return egg


def from_archive(archive: Path, code: str, *arguments: str) -> str:
    found_first = {"PYTHONPATH": str(archive)}
    return output_of(sys.executable, "-P", "-c", code, *arguments, environment=found_first)


def test_the_packages_are_imported_from_the_archive(archive: Path) -> None:
    text = from_archive(archive, "import hello, t.t2; print(hello.__file__, t.t2.__file__)")

    assert text.count(archive.name) == 2


def test_it_greets(archive: Path) -> None:
    greet = "from hello.greeting import main; main()"

    assert from_archive(archive, greet, "--lang", "zh", "小明") == "你好，小明！\n"
    assert len(from_archive(archive, greet, "--all").splitlines()) >= 12


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["lesson", "heap-sort", "--lang", "zh"], "堆"),
        (["run", "heap-sort", "--length", "7"], "CONFIRMED"),
        (["verify", "--only", "modules"], "CONFIRMED"),
        (["tour", "--lang", "zh"], "接下来"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_helloworld_works(archive: Path, arguments: list[str], expected: str) -> None:
    assert expected in from_archive(archive, "from hello.cli import main; main()", *arguments)
