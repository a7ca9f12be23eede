"""An artifact that lacks something falls short, whatever format it has."""

import os
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from hello.matrix.checks import Bench, check_archive, check_build, check_egg, unpack
from hello.matrix.contents import read_wheel
from hello.matrix.making import outcome_of
from hello.matrix.model import Outcome, ShortError, missing_tool
from hello.matrix.trial import Trials
from hello.matrix.tutorial import COMMANDS
from hello.workbench.environments import Environment
from hello.workbench.processes import Processes

POINTS = "[console_scripts]\ngreet = one:main\n"
CODE = "def main():\n    print('hello')\n"
SITE = "lib/python3.11/site-packages"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    file = tmp_path / "one-1-py3-none-any.whl"
    with ZipFile(file, "w") as archive:
        archive.writestr("one/__init__.py", CODE)
        archive.writestr("one/data.txt", "data")
        archive.writestr("one-1.dist-info/METADATA", "Name: one\nRequires-Dist: two>=2\n")
        archive.writestr("one-1.dist-info/entry_points.txt", POINTS)
        archive.writestr("one-1.data/scripts/say_hello.py", "#!python\nimport one\none.main()\n")
        archive.writestr("one-1.data/purelib/three.py", "")
    return file


@pytest.fixture
def bench(tmp_path: Path, wheel: Path) -> Bench:
    """Return a bench whose environment is Python alone."""
    processes = Processes(tmp_path, os.environ, 2)
    plain = Environment(tmp_path / "plain").make(processes)
    trials = Trials(processes, tmp_path / "home")
    return Bench(processes, trials, read_wheel(wheel), plain, plain, tmp_path)


def archive_of(tmp_path: Path, prefix: str, *, left_out: str = "") -> Path:
    files = {
        f"{prefix}/one/__init__.py": CODE,
        f"{prefix}/one/data.txt": "data",
        f"{prefix}/three.py": "",
        f"{prefix}/one-1.dist-info/entry_points.txt": POINTS,
        f"{prefix}/EGG-INFO/entry_points.txt": POINTS,
        "bin/say_hello.py": "#!/usr/bin/env python3\nimport one\none.main()\n",
    }
    file = tmp_path / "one.zip"
    with ZipFile(file, "w") as archive:
        for name, text in files.items():
            if name != left_out:
                archive.writestr(name.removeprefix("/"), text)
    return file


def test_a_wheel_says_what_there_has_to_be(wheel: Path) -> None:
    contents = read_wheel(wheel)

    assert contents.files == {"one/__init__.py", "one/data.txt", "three.py"}
    assert contents.scripts == ("say_hello.py", "greet")
    assert contents.imports == ("one", "three")
    assert (contents.name, contents.requires) == ("one", ("two>=2",))


def test_what_is_no_wheel_falls_short(tmp_path: Path) -> None:
    (tmp_path / "one-1-py3-none-any.whl").write_bytes(b"no zip file")

    with pytest.raises(ShortError, match="is no wheel"):
        read_wheel(tmp_path / "one-1-py3-none-any.whl")


def test_an_archive_with_all_of_it_runs(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    archive = archive_of(tmp_path, SITE)
    with ZipFile(archive, "a") as more:
        more.getinfo("bin/say_hello.py").external_attr = 0o755 << 16
    unpack(archive, tmp_path / "out")
    (tmp_path / "out" / "bin" / "say_hello.py").chmod(0o755)
    packed = tmp_path / "one.tar.gz"
    with tarfile.open(packed, "w:gz") as tar:
        for name in ("bin", "lib"):
            tar.add(tmp_path / "out" / name, name)
    (tmp_path / "in").mkdir()

    assert check_archive(bench, packed, tmp_path / "in").ran == ("say_hello.py", "greet")


def test_an_archive_without_a_data_file_falls_short(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    archive = archive_of(tmp_path, SITE, left_out=f"{SITE}/one/data.txt")

    with pytest.raises(ShortError, match=r"it lacks one/data.txt"):
        check_archive(bench, archive, tmp_path / "in")


def test_an_archive_with_the_builders_prefix_falls_short(bench: Bench, tmp_path: Path) -> None:
    """As setuptools' own bdist_dumb makes it in a virtual environment."""
    (tmp_path / "in").mkdir()

    with pytest.raises(ShortError, match="the builder's own path"):
        check_archive(bench, archive_of(tmp_path, f"home/me/venv/{SITE}"), tmp_path / "in")


def test_an_egg_without_a_module_falls_short(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    egg = archive_of(tmp_path, "", left_out="/three.py").rename(tmp_path / "one.egg")

    with pytest.raises(ShortError, match=r"it lacks three.py"):
        check_egg(bench, egg, tmp_path / "in")


def test_a_build_folder_without_lib_falls_short(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()

    with pytest.raises(ShortError, match="has no lib"):
        check_build(bench, tmp_path / "build", tmp_path)


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("../escaped"))

    with pytest.raises(ShortError, match="cannot be unpacked"):
        unpack(tmp_path / "x.tar.gz", tmp_path / "in")
    assert not (tmp_path / "escaped").exists()


def test_deprecated_is_what_is_said_of_the_command_itself() -> None:
    by_line = {command.line: command for command in COMMANDS}
    output = "SetuptoolsDeprecationWarning: setup.py install is deprecated.\n"

    assert outcome_of(by_line["install"], output) is Outcome.DEPRECATED
    assert outcome_of(by_line["sdist"], output) is Outcome.WORKS
    assert outcome_of(by_line["bdist_rpm"], output) is Outcome.THROUGH_HELLOWORLD


def test_a_missing_program_is_read_from_the_error() -> None:
    assert missing_tool("rpmbuild is not installed; it is in the package rpm") == "rpmbuild"
    assert missing_tool("rpmbuild failed with exit code 1") == ""
