"""What setup.cfg and setup.py say arrives in the built metadata."""

import configparser
import sys
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from processes import output_of

import hello
from hello.catalogue import console_scripts


def read(wheel: Path, name: str) -> str:
    with ZipFile(wheel) as archive:
        (member,) = (one for one in archive.namelist() if one.endswith(f".dist-info/{name}"))
        return archive.read(member).decode()


@pytest.fixture
def metadata(wheel: Path) -> Message:
    return Parser().parsestr(read(wheel, "METADATA"))


def test_the_fields_are_those_of_setup_cfg(metadata: Message) -> None:
    assert metadata["Name"] == "HelloWorld"
    assert metadata["Version"] == hello.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/x-rst"
    assert len(metadata.get_all("Project-URL")) == 4


def test_no_licence_classifier_stands_beside_the_expression(metadata: Message) -> None:
    """An index refuses both together (PEP 639)."""
    assert not [c for c in metadata.get_all("Classifier") if c.startswith("License ::")]


def test_the_extras_are_there(metadata: Message) -> None:
    assert set(metadata.get_all("Provides-Extra")) == {
        "rehearse", "broker", "cluster", "docs", "test", "all",
    }  # fmt: skip


def test_the_dependencies_have_lower_bounds_and_no_upper_ones(metadata: Message) -> None:
    required = [one for one in metadata.get_all("Requires-Dist") if "extra ==" not in one]

    names = [one.partition(">=")[0] for one in required]
    assert names == ["click", "docutils", "jinja2", "rich", "rich-rst"]
    assert not [one for one in required if "<" in one or "==" in one]


def test_the_entry_points_are_those_of_the_catalogue(wheel: Path) -> None:
    parser = configparser.ConfigParser(delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as importlib.metadata does
    parser.read_string(read(wheel, "entry_points.txt"))

    assert dict(parser["console_scripts"]) == console_scripts()


def test_the_version_is_stated_once(pytestconfig: pytest.Config) -> None:
    root = pytestconfig.rootpath
    files = [root / "setup.py", root / "setup.cfg", root / "pyproject.toml"]
    files += (root / "src").rglob("*.py")
    stating = [file.name for file in files if f'"{hello.__version__}"' in file.read_text("utf-8")]

    assert stating == ["__init__.py"]
    assert hello.__version__ not in (root / "setup.cfg").read_text("utf-8")


def test_the_index_would_take_it(built: tuple[Path, Path, Path]) -> None:
    output_of(sys.executable, "-m", "twine", "check", "--strict", *built[:2])


def test_the_wheel_linter_finds_nothing(wheel: Path, pytestconfig: pytest.Config) -> None:
    config = pytestconfig.rootpath / "pyproject.toml"

    output_of(sys.executable, "-m", "check_wheel_contents", "--config", config, wheel)
