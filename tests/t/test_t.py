"""The tutorial's import statements, executed by a Python of their own."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from processes import output_of, run

import t
from t.t2 import double

PACKAGE = Path(t.__file__).resolve().parent


def after(statements: str, expression: str, cwd: Path) -> object:
    """Return the value of *expression* after *statements*, far from the checkout."""
    code = f"{statements}\nimport json\nprint(json.dumps({expression}))"
    return json.loads(output_of(sys.executable, "-c", code, cwd=cwd))


def test_the_tutorials_listing_runs(tmp_path: Path) -> None:
    """Its four statements and its three prints, in one program."""
    code = "import sys as s\nimport t.t2\nfrom t import t1\nprint(s.path)\nprint(t.t2)\nprint(t1)"
    path, t2, t1 = output_of(sys.executable, "-c", code, cwd=tmp_path).splitlines()

    assert path.startswith("['',")
    assert t2 == f"<module 't.t2' from {str(PACKAGE / 't2.py')!r}>"
    assert t1 == f"<module 't.t1' from {str(PACKAGE / 't1' / '__init__.py')!r}>"


@pytest.mark.parametrize(
    ("statement", "name", "module"),
    [
        ("import sys as s", "s", "sys"),
        ("import t.t2", "t", "t"),
        ("import t.t2 as x", "x", "t.t2"),
        ("from t import t1", "t1", "t.t1"),
        ("from t import t2", "t2", "t.t2"),
    ],
)
def test_a_statement_binds_the_name_to_the_module(
    statement: str, name: str, module: str, tmp_path: Path
) -> None:
    assert after(statement, f"{name}.__name__", tmp_path) == module


def test_the_package_alone_has_none_of_its_modules(tmp_path: Path) -> None:
    assert after("import t", "[hasattr(t, 't1'), hasattr(t, 't2')]", tmp_path) == [False, False]


def test_importing_prints_nothing(tmp_path: Path) -> None:
    assert output_of(sys.executable, "-c", "import t.t1, t.t2", cwd=tmp_path) == ""


def test_python_m_runs_the_self_test(tmp_path: Path) -> None:
    printed = output_of(sys.executable, "-m", "t.t2", cwd=tmp_path)

    assert printed == "self-test of t.t2: 1 tried, 0 failed\n"


def test_a_failed_self_test_is_an_exit_code(tmp_path: Path) -> None:
    """The package is copied and its function broken, so the self-test has to notice."""
    copied = shutil.copytree(PACKAGE, tmp_path / "t", ignore=shutil.ignore_patterns("__pycache__"))
    source = (copied / "t2.py").read_text(encoding="utf-8")
    (copied / "t2.py").write_text(source.replace("2 * number", "3 * number"), encoding="utf-8")

    ended = run(sys.executable, "-m", "t.t2", cwd=tmp_path)

    assert ended.code == 1
    assert ended.stdout.endswith("self-test of t.t2: 1 tried, 1 failed\n")


@pytest.mark.parametrize(("number", "twice"), [(21, 42), (-1.5, -3.0), (0, 0)])
def test_double(number: float, twice: float) -> None:
    assert double(number) == twice
