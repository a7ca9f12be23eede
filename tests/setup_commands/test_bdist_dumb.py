"""The zip and the tar.gz: unpacked in a prefix, they run there, and pip can uninstall them."""

import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest
from processes import output_of, without_python_settings
from projects import copy_of
from setup_py import environment_for, files_in, made, made_once, setup_py

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: the names are those of a prefix on Unix"
)

WORDS = ("bdist", "--formats=zip,gztar")
PACKAGES = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"


def unpack(archive: Path, prefix: Path) -> None:
    """Unpack as a user does: with the modes that the archive has."""
    if archive.suffix == ".zip":
        with ZipFile(archive) as opened:
            for info in opened.infolist():
                Path(opened.extract(info, prefix)).chmod(info.external_attr >> 16 & 0o777)
    else:
        with tarfile.open(archive) as opened:
            opened.extractall(prefix, filter="data")


@pytest.mark.parametrize("number", [0, 1], ids=["gztar", "zip"])
def test_it_runs_where_it_is_unpacked_until_pip_uninstalls_it(number: int, tmp_path: Path) -> None:
    archive = made_once("tutorial_long", *WORDS)[number]
    prefix = tmp_path / "environment"
    python = environment_for(prefix)
    before = files_in(prefix)
    unpack(archive, prefix)

    settings = without_python_settings() | {"PATH": f"{python.parent}:/usr/bin:/bin"}
    hello = output_of(prefix / "bin" / "say_hello.py", environment=settings)
    assert hello
    assert f"{PACKAGES}/hello/guide/steps.rst" in files_in(prefix)

    output_of(sys.executable, "-m", "pip", "--python", python, "uninstall", "-yq", "HelloWorld")
    assert files_in(prefix) == before


@pytest.mark.parametrize(
    ("project", "script", "said"),
    [
        ("entry_points", "on-a-console", "both_kinds works\n"),
        ("plain_scripts", "in_shell", "in_shell works\n"),
        ("c_extension", "c-extension", None),
    ],
)
def test_scripts_of_all_kinds_run(
    project: str, script: str, said: str | None, tmp_path: Path
) -> None:
    archive, _ = made_once(project, *WORDS)
    unpack(archive, tmp_path)

    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    settings = {"PYTHONPATH": str(tmp_path / PACKAGES), "PATH": path}
    output = output_of(tmp_path / "bin" / script, environment=without_python_settings() | settings)
    assert output == said if said else output


def test_no_name_in_it_is_the_builders() -> None:
    for archive in made_once("data_folders", *WORDS):
        names = archive_names(archive)
        assert {name.partition("/")[0] for name in names} <= {"bin", "lib", "share", "include"}
        assert [name for name in names if name.endswith(".pyc")] == []


def archive_names(archive: Path) -> list[str]:
    if archive.suffix == ".zip":
        return ZipFile(archive).namelist()
    with tarfile.open(archive) as opened:
        return opened.getnames()


def test_another_format_is_setuptools_own(tmp_path: Path) -> None:
    (archive,) = made(copy_of("plain_scripts", tmp_path), "bdist", "--formats=tar")

    assert archive.suffix == ".tar"


def test_a_project_that_does_not_build_leaves_nothing(tmp_path: Path) -> None:
    project = copy_of("plain_scripts", tmp_path)
    (project / "bin" / "in_shell").unlink()

    ended = setup_py(project, *WORDS)

    assert ended.code == 1
    assert "in_shell" in ended.stderr.strip().splitlines()[-1]
    assert not (project / "dist").exists()
