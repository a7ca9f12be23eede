"""Each artifact is installed into an environment of its own, and used there."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from processes import output_of, run, without_python_settings

from hello.catalogue import console_scripts

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OTHERS = [one for one in PYTHONS if tuple(map(int, one.split("."))) != sys.version_info[:2]]
"""On this one the whole suite runs."""

COMMANDS = (*console_scripts(), "say_hello.py")


def environment_with(artifact: Path, python: str | Path, where: Path) -> Path:
    """Install *artifact* into a new environment; return its folder of commands."""
    output_of(python, "-m", "venv", where / "venv", environment=without_python_settings())
    bin_folder = where / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    use(bin_folder / "python", "-m", "pip", "install", "--quiet", artifact, cwd=where)
    return bin_folder


def use(*command: str | Path, cwd: Path) -> str:
    """Run a *command* of another environment, outside the checkout."""
    return output_of(*command, cwd=cwd, environment=without_python_settings())


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_what_is_installed_works_and_can_be_removed(
    built: tuple[Path, Path, Path], kind: str, tmp_path: Path
) -> None:
    bin_folder = environment_with(built[kind == "wheel"], sys.executable, tmp_path)
    python = bin_folder / "python"

    use(python, "-m", "pip", "check", cwd=tmp_path)
    # Both have the same files (test_contents.py); each command is started once.
    for command in COMMANDS if kind == "wheel" else COMMANDS[-1:]:
        assert "Usage" in use(bin_folder / command, "--help", cwd=tmp_path).title(), command
    tutorial = "import sys as s; import t.t2; from t import t1; print(t.t2, t1, s.path)"
    assert "<module 't.t2' from" in use(python, "-c", tutorial, cwd=tmp_path)
    assert use(bin_folder / "say_hello.py", "Ada", cwd=tmp_path).endswith("Ada!\n")

    use(python, "-m", "pip", "uninstall", "--quiet", "--yes", "HelloWorld", cwd=tmp_path)
    assert [name for name in COMMANDS if shutil.which(name, path=str(bin_folder))] == []


@pytest.mark.parametrize("version", OTHERS)
def test_the_wheel_works_on_every_other_python_here(
    wheel: Path, tmp_path: Path, version: str
) -> None:
    python = find_python(version)
    bin_folder = environment_with(wheel, python, tmp_path)

    assert use(bin_folder / "say_hello", "--lang", "en", cwd=tmp_path) == "Hello, World!\n"
    report = json.loads(use(bin_folder / "helloworld", "verify", "--json", cwd=tmp_path))
    assert report["environment"]["python"].startswith(version)
    broken = [claim for claim in report["claims"] if claim["verdict"] == "BROKEN"]
    assert broken == []


def find_python(version: str) -> str:
    """Return the command of CPython *version*; a version manager's stub may be there without it."""
    command = shutil.which(f"python{version}")
    if command is None or run(command, "-V").code:
        pytest.skip(f"other Python: {version} is not here")
    return command
