"""The sdist: setuptools' own, written again."""

import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

from processes import output_of
from projects import built
from setup_py import environment_for, made_once

WORDS = ("sdist", "--formats=gztar,zip,bztar")


def sdist_of(name: str, suffix: str) -> Path:
    return next(path for path in made_once(name, *WORDS) if path.name.endswith(suffix))


def names(archive: Path) -> set[str]:
    if archive.suffix == ".zip":
        return set(ZipFile(archive).namelist())
    with tarfile.open(archive) as opened:
        return {member.name for member in opened if member.isfile()}


def test_it_holds_what_setuptools_own_holds() -> None:
    theirs = names(built("tutorial_long", "sdist"))

    # A source distribution of another format is not ours to write.
    for suffix in (".tar.gz", ".zip", ".tar.bz2"):
        assert names(sdist_of("tutorial_long", suffix)) == theirs


def test_scripts_stay_executable() -> None:
    with tarfile.open(sdist_of("plain_scripts", ".tar.gz")) as opened:
        modes = {Path(member.name).name: member.mode for member in opened}

    assert {modes[name] for name in ("in_shell", "in_python.py")} == {0o755}
    assert modes["setup.py"] == 0o644


def test_pip_installs_it(tmp_path: Path) -> None:
    python = environment_for(tmp_path / "environment")
    sdist = sdist_of("entry_points", ".tar.gz")
    packages = ("--no-build-isolation", "--no-deps", "--no-index", "--quiet")

    output_of(sys.executable, "-m", "pip", "install", *packages,
              "--target", tmp_path / "packages", sdist)  # fmt: skip

    program = "import both_kinds; both_kinds.main()"
    settings = {"PYTHONPATH": str(tmp_path / "packages")}
    assert output_of(python, "-c", program, environment=settings) == "both_kinds works\n"
