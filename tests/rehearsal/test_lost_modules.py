"""Modules and packages that the wheel lost."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from shipped import Files, contents_of, only, pyproject

SETUP_CFG = {"setup.cfg": "[options]\npackages = greeter\n"}
PACKAGE = {"greeter/__init__.py": ""}


@pytest.fixture(autouse=True)
def _no_linter() -> Iterator[None]:
    with patch("hello.rehearsal.steps.contents.lint", return_value=()):
        yield


def test_package_that_is_not_listed(tmp_path: Path) -> None:
    source = SETUP_CFG | PACKAGE | {"greeter/plain/__init__.py": "", "greeter/plain/a.py": ""}

    finding = only(contents_of(tmp_path, source, PACKAGE), "module-lost")

    assert finding.fact == "greeter/plain is not in the wheel"
    assert finding.remedy == "add 'greeter.plain' to packages in setup.cfg"


def test_package_without_init(tmp_path: Path) -> None:
    source = SETUP_CFG | PACKAGE | {"greeter/plain/a.py": "", "greeter/plain/deep/b.py": ""}

    finding = only(contents_of(tmp_path, source, PACKAGE), "module-lost")

    assert finding.remedy == "add greeter/plain/__init__.py"


@pytest.mark.parametrize(
    "statement",
    [
        "from greeter import plain",
        "from greeter.plain import a",
        "from . import plain",
        "from .plain import (\n    a,\n)",
        "import greeter.plain.a as a",
        "def late():\n    from greeter.plain import a",
    ],
)
def test_fact_says_who_imports_it(tmp_path: Path, statement: str) -> None:
    """A folder whose name is not that of a package as a rule is one if it is imported."""
    source = SETUP_CFG | PACKAGE | {"greeter/plain/a.py": "", "greeter/cli.py": statement}

    found = contents_of(tmp_path, source, PACKAGE | {"greeter/cli.py": statement})

    assert only(found, "module-lost").fact == (
        "greeter/plain is not in the wheel, though greeter/cli.py needs it"
    )


@pytest.mark.parametrize(
    "folder",
    ["tests", "benchmarks", "templates", "data", "examples", "not-a-name", ".hidden", "scripts"],
)
def test_folder_that_is_often_no_package(tmp_path: Path, folder: str) -> None:
    source = SETUP_CFG | PACKAGE | {f"greeter/{folder}/a.py": ""}

    assert contents_of(tmp_path, source, PACKAGE).findings == ()


@pytest.mark.parametrize(
    "statement",
    [
        "try:\n    from greeter._speed import fast\nexcept ImportError:\n    fast = None",
        "if TYPE_CHECKING:\n    from greeter._speed import fast",
        "try:\n    if True:\n        import greeter._speed\nexcept ImportError:\n    pass",
        "# from greeter._speed import fast",
    ],
    ids=["try", "types", "nested", "comment"],
)
def test_module_that_may_be_missing(tmp_path: Path, statement: str) -> None:
    """A module alone is left out on purpose, unless something is sure to import it."""
    source = SETUP_CFG | PACKAGE | {"greeter/_speed.py": "", "greeter/cli.py": statement}

    assert contents_of(tmp_path, source, PACKAGE | {"greeter/cli.py": statement}).findings == ()


def test_module_that_an_entry_point_names(tmp_path: Path) -> None:
    source = {
        "pyproject.toml": pyproject("hatchling", '[tool.hatch.build]\nexclude = ["cli.py"]'),
        **PACKAGE,
        "greeter/cli.py": "",
    }
    points = {"greeter-1.0.dist-info/entry_points.txt": "[console_scripts]\ng = greeter.cli:main\n"}

    finding = only(contents_of(tmp_path, source, PACKAGE | points), "module-lost")

    assert finding.fact == "greeter/cli.py is not in the wheel, though an entry point needs it"
    assert finding.remedy == (
        "take what fits 'greeter/cli.py' out of exclude of [tool.hatch.build] in pyproject.toml"
    )


@pytest.mark.parametrize(
    "told",
    [
        {"setup.cfg": "[options]\npackages = find:\n[options.packages.find]\nexclude = *.plain\n"},
        {"setup.py": "setup(packages=find_packages(exclude=['greeter.plain']))"},
        {
            "pyproject.toml": pyproject(
                "setuptools", '[tool.setuptools.packages.find]\nexclude = ["greeter.plain*"]'
            )
        },
        {"pyproject.toml": pyproject("hatchling", '[tool.hatch.build]\nexclude = ["plain"]')},
    ],
    ids=["setup.cfg", "setup.py", "pyproject.toml", "hatchling"],
)
def test_package_that_is_left_out_on_purpose(tmp_path: Path, told: Files) -> None:
    source = {**told, **PACKAGE, "greeter/plain/__init__.py": ""}

    assert contents_of(tmp_path, source, PACKAGE).findings == ()


@pytest.mark.parametrize(
    ("file", "lost", "remedy"),
    [
        ("words.py", "words.py", "add 'words' to py_modules in setup.cfg"),
        ("words/__init__.py", "words", "add 'words' to packages in setup.cfg"),
        ("words/de.py", "words", "add words/__init__.py"),
    ],
)
def test_top_level_that_is_imported(tmp_path: Path, file: str, lost: str, remedy: str) -> None:
    """A module beside the package, which works in the source tree only."""
    code = {"greeter/__init__.py": "import json\nimport words\n"}

    finding = only(contents_of(tmp_path, {**SETUP_CFG, **code, file: ""}, code), "module-lost")

    assert finding.fact == f"{lost} is not in the wheel, though greeter/__init__.py needs it"
    assert finding.remedy == remedy


def test_top_level_of_another_project(tmp_path: Path) -> None:
    """A folder of the same name is not what is imported where the project depends on that name."""
    code = {"greeter/__init__.py": "import click\n"}
    source = {**SETUP_CFG, **code, "click/notes.py": ""}

    assert contents_of(tmp_path, source, code, metadata="Requires-Dist: Click>=8\n").findings == ()


def test_copy_of_a_package_is_not_its_source(tmp_path: Path) -> None:
    """Of two folders that may be it, the one with more of its files is, or the shorter one."""
    copy = {
        f"tests/data/{name}": "" for name in ("greeter/__init__.py", "greeter/lost/__init__.py")
    }

    assert contents_of(tmp_path, SETUP_CFG | PACKAGE | copy, PACKAGE).findings == ()


def test_generated_package_is_not_looked_for(tmp_path: Path) -> None:
    assert contents_of(tmp_path, SETUP_CFG, {"made/__init__.py": ""}).findings == ()


@pytest.mark.parametrize(
    ("configuration", "promise"),
    [
        ({"setup.cfg": "[options]\npy_modules = words\n"}, "'words'"),
        (
            {"pyproject.toml": pyproject("setuptools", '[tool.setuptools]\npy-modules = ["w"]')},
            "'w'",
        ),
        ({"setup.cfg": "[options.package_data]\ngreeter =\n  de.json\n"}, "greeter/de.json"),
    ],
)
def test_promise_of_the_configuration(tmp_path: Path, configuration: Files, promise: str) -> None:
    """setuptools only warns of a module or a file that is nowhere."""
    finding = only(contents_of(tmp_path, PACKAGE | configuration, PACKAGE), "missing-from-wheel")

    assert f"promises {promise}, which is not in the wheel" in finding.fact


def test_promise_of_types(tmp_path: Path) -> None:
    found = contents_of(
        tmp_path, SETUP_CFG | PACKAGE, PACKAGE, metadata="Classifier: Typing :: Typed\n"
    )

    assert "py.typed" in only(found, "missing-from-wheel").remedy


@pytest.mark.parametrize("file", ["greeter.py", "greeter-stubs/__init__.pyi"])
def test_types_without_a_marker(tmp_path: Path, file: str) -> None:
    """A module alone has no place for it, and stubs need none (PEP 561)."""
    found = contents_of(tmp_path, {file: ""}, {file: ""}, metadata="Classifier: Typing :: Typed\n")

    assert found.findings == ()
