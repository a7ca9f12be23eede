"""Both installers as Windows programs run them: under wine, with Pythons in its registry."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import pytest
from processes import output_of, run
from windows_installers import ABOUT, FILES, TOOLS, built, made, project, scratch

from hello.matrix.wine import Wine, is_installed, running, windows_path

pytestmark = pytest.mark.skipif(not is_installed(), reason="wine is not installed")

REGISTERED = "SOFTWARE\\Python\\PythonCore\\{}\\InstallPath"

PRETENDED_PYTHON = """\
Target amd64-unicode
SilentInstall silent
RequestExecutionLevel user
OutFile python.exe
Section
  FileOpen $0 "$EXEDIR\\noted.txt" w
  FileWrite $0 "$CMDLINE"
  FileClose $0
  Delete "$EXEDIR\\called.txt"
  SetErrorLevel 5
SectionEnd
"""
"""A program that notes how it was called, and then removes called.txt."""


class Kind(NamedTuple):
    """One of the installers: how it is started without a window."""

    command: str
    install: Callable[[Path], tuple[str | Path, ...]]
    chosen: tuple[str, ...]
    """How ``C:\\My Python`` is chosen."""

    def uninstall(self, wine: Wine, installer: Path, python: Path) -> None:
        if self.command == "bdist_msi":
            assert wine.run("msiexec", "/x", windows_path(installer), "/quiet") == 0
            return
        program = python / "Removeodd-name-project.exe"
        assert wine.run(program, "/S") == 0
        wine.until_gone(program)


KINDS = (
    Kind(
        "bdist_msi",
        lambda path: ("msiexec", "/quiet", "/i", windows_path(path)),
        ("PYTHONDIR=C:\\My Python",),
    ),
    # Two words, or wine would put quotes around them, which NSIS does not take here.
    Kind("bdist_wininst", lambda path: (path, "/S"), ("/D=C:\\My", "Python")),
)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.command)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    for tool in TOOLS[chosen.command]:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    return chosen


@pytest.fixture(scope="module")
def wine() -> Iterator[Wine]:
    with running(scratch() / "wine") as system:
        # Other tests have this Windows too, and register a Python.
        for hive in ("HKLM", "HKCU"):
            system.run("reg", "delete", f"{hive}\\SOFTWARE\\Python", "/f")
        yield system


@pytest.fixture
def python(wine: Wine) -> Iterator[Callable[..., Path]]:
    """Return a function that registers a Python that is a folder with an empty program."""
    keys, folders = [], []

    def python(version: str, hive: str = "HKLM", folder: str = "") -> Path:
        path = wine.disk / (folder or f"Program Files/Python {version} {hive}")
        path.mkdir(parents=True)
        (path / "python.exe").touch()
        folders.append(path)
        keys.append(f"{hive}\\{REGISTERED.format(version)}")
        named = str(PureWindowsPath("C:\\", path.relative_to(wine.disk)))
        assert wine.run("reg", "add", keys[-1], "/ve", "/d", f"{named}\\", "/f") == 0
        return path

    yield python
    for key in keys:
        wine.run("reg", "delete", key, "/f")
    for folder in folders:
        shutil.rmtree(folder)


def files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*"))
    return {str(path) for path in found} - {"python.exe"}


MODULE = "Lib/site-packages/single.py"


def test_it_goes_into_the_newest_python_and_a_users_own_before_all_users(
    kind: Kind, wine: Wine, python: Callable[..., Path]
) -> None:
    """Python 3.20 is newer, but Requires-Python ends before 3.14."""
    installer, _ = built(kind.command)
    others = [python("3.12", "HKCU"), python("3.13"), python("3.20", "HKCU")]
    best = python("3.13", "HKCU")

    assert wine.run(*kind.install(installer)) == 0

    assert (best / MODULE).is_file()
    assert [files(other) for other in others] == [set(), set(), set()]
    kind.uninstall(wine, installer, best)
    assert files(best) == set()


def test_a_newer_and_an_older_version_take_the_place_of_what_is_there(
    kind: Kind, wine: Wine, python: Callable[..., Path], tmp_path: Path
) -> None:
    """In the same Python, though a newer one has come; and what the new one lacks is gone."""
    installer, _ = built(kind.command)
    fewer = {name: text for name, text in FILES.items() if "ünï" not in name}
    newer = made(project(tmp_path, fewer, version="1.3"), kind.command)
    first = python("3.10")
    packages = first / "Lib" / "site-packages"
    gone = packages / "odd_package/data/ünï 你好 $x 'q' [1].txt"

    assert wine.run(*kind.install(installer)) == 0
    assert gone.is_file()
    second = python("3.12")
    assert wine.run(*kind.install(newer)) == 0
    assert not gone.exists()
    assert [path.name for path in packages.glob("*.dist-info")] == [
        "odd_name_project-1.3.dist-info"
    ]
    assert wine.run(*kind.install(installer)) == 0

    assert gone.is_file()
    assert len(list(packages.glob("*.dist-info"))) == 1
    assert files(second) == set()
    kind.uninstall(wine, installer, first)
    assert files(first) == set()


def test_a_chosen_folder_is_remembered_for_uninstalling(
    kind: Kind, wine: Wine, python: Callable[..., Path]
) -> None:
    installer, _ = built(kind.command)
    registered = python("3.13")
    chosen = python("3.8", folder="My Python")

    assert wine.run(*kind.install(installer), *kind.chosen) == 0

    assert (chosen / MODULE).is_file()
    assert files(registered) == set()
    kind.uninstall(wine, installer, chosen)
    assert files(chosen) == set()


@pytest.mark.usefixtures("kind")
def test_without_a_python_nothing_is_installed(kind: Kind, wine: Wine) -> None:
    installer, _ = built(kind.command)
    before = {path for path in wine.disk.rglob("*") if path.name == "single.py"}

    assert wine.run(*kind.install(installer)) != 0

    assert {path for path in wine.disk.rglob("*") if path.name == "single.py"} == before


def test_a_program_refuses_a_folder_without_python(wine: Wine, python: Callable[..., Path]) -> None:
    installer, _ = built("bdist_wininst")
    folder = python("3.12")

    assert wine.run(installer, "/S", "/D=C:\\Nothing") == 2

    assert not (wine.disk / "Nothing").exists()
    assert files(folder) == set()


def test_files_of_others_stay_and_what_python_compiled_goes(
    kind: Kind, wine: Wine, python: Callable[..., Path]
) -> None:
    """Wine deletes no files by pattern for an .msi: there the table is tested."""
    installer, _ = built(kind.command)
    folder = python("3.11")
    mine = folder / "Lib/site-packages/odd_package/mine.txt"
    mine.parent.mkdir(parents=True)
    mine.touch()

    assert wine.run(*kind.install(installer)) == 0
    if kind.command == "bdist_wininst":
        cache = folder / "Lib/site-packages/odd_package/__pycache__"
        cache.mkdir()
        (cache / "gui.cpython-311.pyc").touch()
    kind.uninstall(wine, installer, folder)

    assert files(folder) == {str(path.relative_to(folder)) for path in (mine, *mine.parents[:3])}


@pytest.fixture(scope="module")
def pretended_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("python")
    (folder / "python.nsi").write_text(PRETENDED_PYTHON, encoding="utf-8")
    output_of("makensis", "-V1", "python.nsi", cwd=folder)
    return folder / "python.exe"


PROGRAMS = {
    "Odd-Run": ("python.exe", "Odd-Run-script.py"),
    "odd-gui": ("pythonw.exe", "odd-gui-script.pyw"),
    "tool": ("python.exe", "tool-script.py"),
}


def test_the_programs_start_the_python_that_they_were_installed_in(
    kind: Kind, wine: Wine, python: Callable[..., Path], pretended_python: Path
) -> None:
    installer, _ = built(kind.command)
    folder = python("3.9")
    assert wine.run(*kind.install(installer)) == 0

    for name, (interpreter, script) in PROGRAMS.items():
        (folder / "called.txt").touch()
        shutil.copy(pretended_python, folder / interpreter)
        code = wine.run(folder / "Scripts" / f"{name}.exe", "one", "two three")
        # The launcher of a program with windows does not wait for it.
        wine.until_gone(folder / "called.txt")
        called = (folder / "noted.txt").read_text(encoding="utf-8")

        assert code == (5 if interpreter == "python.exe" else 0), name
        assert f"\\Scripts\\{script}" in called
        assert called.endswith('"one" "two three"')
        (folder / interpreter).unlink()

    (folder / "python.exe").touch()
    kind.uninstall(wine, installer, folder)


def test_the_installed_files_are_a_package_that_runs(
    kind: Kind, wine: Wine, python: Callable[..., Path]
) -> None:
    """Run by this system's Python, for want of one for Windows."""
    installer, _ = built(kind.command)
    folder = python("3.9")
    assert wine.run(*kind.install(installer)) == 0

    packages = str(folder / "Lib" / "site-packages")
    ended = run(
        *(sys.executable, "-B", folder / "Scripts" / "Odd-Run-script.py", "word"),
        environment={"PYTHONPATH": packages},
    )
    version = run(
        *(
            sys.executable,
            "-c",
            "from importlib.metadata import version as v; print(v('odd-name-project'))",
        ),
        environment={"PYTHONPATH": packages},
    )

    assert (ended.code, ended.stderr) == (5, "")
    assert ended.stdout == f"{[str(folder / 'Scripts' / 'Odd-Run'), 'word']}\n"
    assert version.stdout.strip() == ABOUT["version"]
    kind.uninstall(wine, installer, folder)
