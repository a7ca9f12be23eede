"""The egg: importable while it is zipped, with all that belongs to it."""

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from processes import output_of, without_python_settings
from projects import copy_of
from setup_py import made, made_once

from hello.setup_commands.scripts import ANY_PYTHON


def egg_of(name: str) -> Path:
    """Return the egg of a fixture project, made after a wheel in the same call."""
    return next(
        path for path in made_once(name, "bdist_wheel", "bdist_egg") if path.suffix == ".egg"
    )


def test_it_is_imported_as_it_is(tmp_path: Path) -> None:
    egg = egg_of("entry_points")
    program = "import both_kinds; both_kinds.main(); print(both_kinds.__file__)"

    settings = without_python_settings() | {"PYTHONPATH": str(egg)}
    said = output_of(sys.executable, "-c", program, cwd=tmp_path, environment=settings)
    assert said.splitlines() == ["both_kinds works", str(egg / "both_kinds.py")]


def test_its_entry_points_are_found(tmp_path: Path) -> None:
    program = (
        "from importlib.metadata import entry_points;"
        "(point,) = entry_points(group='console_scripts', name='on-a-console'); point.load()()"
    )

    settings = without_python_settings() | {"PYTHONPATH": str(egg_of("entry_points"))}
    said = output_of(sys.executable, "-c", program, cwd=tmp_path, environment=settings)
    assert said == "both_kinds works\n"


def test_its_scripts_are_for_any_python() -> None:
    """Also after a wheel in the same folder, which leaves "#!python" there."""
    with ZipFile(egg_of("plain_scripts")) as egg:
        script = egg.read("EGG-INFO/scripts/in_python.py").decode()
        assert script.splitlines()[0] == ANY_PYTHON
        assert egg.getinfo("EGG-INFO/scripts/in_python.py").external_attr >> 16 & 0o777 == 0o755
        assert [name for name in egg.namelist() if name.endswith(".pyc")] == []


@pytest.mark.parametrize(
    ("code", "marker"),
    [("print(__file__)", "not-zip-safe"), ("profile = 1", "zip-safe")],
)
@pytest.mark.parametrize("bytecode", ["", "1"], ids=["bytecode", "no-bytecode"])
def test_whether_it_may_stay_a_zip_does_not_depend_on_bytecode(
    code: str, marker: str, bytecode: str, tmp_path: Path
) -> None:
    project = copy_of("plain_scripts", tmp_path)
    (project / "plain_scripts.py").write_text(code, encoding="utf-8")

    (egg,) = made(project, "bdist_egg", PYTHONDONTWRITEBYTECODE=bytecode)

    assert f"EGG-INFO/{marker}" in ZipFile(egg).namelist()


def test_one_with_compiled_modules_is_to_be_unpacked() -> None:
    assert "EGG-INFO/not-zip-safe" in ZipFile(egg_of("c_extension")).namelist()
