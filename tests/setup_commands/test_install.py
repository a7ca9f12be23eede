"""setup.py install, in all its forms: it installs all, and pip uninstalls all."""

import os
import sys
from pathlib import Path

import pytest
from processes import output_of, without_python_settings
from projects import copy_of
from setup_py import environment_for, files_in

import helloworld_setup_commands
from hello.setup_commands import REPLACE

PACKAGES = "Lib/site-packages" if sys.platform == "win32" else (
    f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
)  # fmt: skip
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


def install(python: Path, project: Path, *words: str, **settings: str) -> None:
    """Run setup.py by the Python of another environment, which sees our packages too."""
    shared = [path for path in sys.path if path.endswith("site-packages")]
    # Where this is installed for development, it is in none of them.
    shared.append(str(Path(helloworld_setup_commands.__file__).parent))
    environment = without_python_settings() | {
        "PYTHONPATH": os.pathsep.join(shared),
        REPLACE: "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    output_of(python, "setup.py", "-q", *words, cwd=project, environment=environment | settings)


def uninstall(python: Path, name: str, **settings: str) -> None:
    command = (sys.executable, "-m", "pip", "--python", python, "uninstall", "-yq", name)
    output_of(*command, environment=without_python_settings() | settings)


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return environment_for(tmp_path / "environment")


FORMS = {
    "plain": ("tutorial_long", "install"),
    "compiled": ("tutorial_long", "install", "--compile"),
    "managed": ("entry_points", "install", "--single-version-externally-managed", "--record=LIST"),
    "prefix": ("entry_points", "install", "--prefix={prefix}"),
    "after-wheel-and-egg": ("tutorial_long", "bdist_wheel", "bdist_egg", "install"),
    "after-wheel": ("entry_points", "bdist_wheel", "install"),
    "built-before": ("entry_points", "build", "install", "--skip-build"),
}

SAID = {
    "tutorial_long": ("say_hello.py", f"{PACKAGES}/hello/guide/steps.rst"),
    "entry_points": ("on-a-console", f"{PACKAGES}/both_kinds.py"),
}


@pytest.mark.parametrize(("name", "words"), [(x[0], x[1:]) for x in FORMS.values()], ids=FORMS)
def test_what_is_installed_is_uninstalled(
    name: str, words: tuple[str, ...], python: Path, tmp_path: Path
) -> None:
    prefix = tmp_path / "environment"
    before = files_in(prefix)
    project = copy_of(name, tmp_path)

    bytecode = "" if "--compile" in words else "1"
    given = (word.format(prefix=prefix) for word in words)
    install(python, project, *given, PYTHONDONTWRITEBYTECODE=bytecode)

    compiled = [path for path in files_in(prefix) if "/hello/__pycache__/" in path]
    assert bool(compiled) is ("--compile" in words)
    script, file = SAID[name]
    assert f"{SCRIPTS}/{script}" in files_in(prefix)
    assert output_of(python, prefix / SCRIPTS / script, environment=without_python_settings())
    first = (prefix / SCRIPTS / script).read_bytes().partition(b"\n")[0]
    assert first.decode().strip() == f"#!{python}"
    assert file in files_in(prefix)

    uninstall(python, "HelloWorld" if name == "tutorial_long" else name)
    assert files_in(prefix) == before


def test_a_users_own_folder_is_cleared_too(tmp_path: Path) -> None:
    """With --user; in a virtual environment there is none, so by its base."""
    base = Path(sys._base_executable)  # type: ignore[attr-defined]  # noqa: SLF001  # the public way needs the folder's layout
    home = tmp_path / "home"
    # Setuptools makes folders of all settings of Python that begin with the home folder.
    settings = {"PYTHONUSERBASE": str(home), "HOME": str(tmp_path / "elsewhere")}
    project = copy_of("entry_points", tmp_path)

    install(base, project, "install", "--user", **settings)
    said = output_of(
        base, home / "bin" / "on-a-console", environment=without_python_settings() | settings
    )
    assert said == "both_kinds works\n"

    uninstall(base, "entry-points", **settings)
    assert files_in(home) == set()


def test_below_a_root_no_list_is_written(python: Path, tmp_path: Path) -> None:
    """What a packager's tool installs is not pip's to uninstall."""
    root = tmp_path / "root"
    install(python, copy_of("entry_points", tmp_path), "install", f"--root={root}")

    found = {Path(name).name for name in files_in(root)}
    assert {"both_kinds.py", "on-a-console"} < found
    assert "installed-files.txt" not in found
