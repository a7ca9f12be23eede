"""The sdist and the wheel hold exactly what they should."""

import re
import tarfile
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest

import hello

INFO = f"helloworld-{hello.__version__}.dist-info"
DATA = f"helloworld-{hello.__version__}.data"
SDIST = f"helloworld-{hello.__version__}"

PACKAGES = [
    r"hello/[a-z_]+\.py",
    r"hello/[a-z]{2,3}(_[A-Z]{2})?\.msg",
    r"hello/greeting\.rst",
    r"hello/py\.typed",
    r"hello/chat/([a-z_]+/)?[a-z_]+\.py",
    r"hello/(claims|cli)/[a-z_]+\.py",
    r"hello/cli/tour_(en|zh)\.txt",
    r"hello/demos/__init__\.py",
    r"hello/demos/[a-z]+/([a-z_]+/)?[a-z_]+\.py",
    r"hello/(engines|tracing)/([a-z_]+/)?[a-z_]+\.py",
    r"hello/observe/([a-z_]+/)?[a-z_]+\.py",
    r"hello/observe/html/[a-z_]+\.(html|css|js)",
    r"hello/(matrix|publishing|scaffold|setup_commands|tour|workbench)/[a-z_]+\.py",
    r"hello/scaffold/templates/[a-z]+/(([a-z0-9-]+|\{\{package\}\})/)*[A-Za-z0-9_.{}-]+\.jinja",
    r"hello/rehearsal/([a-z_]+/)?[a-z_]+\.(py|html|css|js)",
    r"hello/lessons/((en|zh)/)?__init__\.py",
    r"hello/lessons/(en|zh)/[a-z-]+\.rst",
    r"helloworld_setup_commands\.py",
    r"t/__init__\.py",
    r"t/t2\.py",
    r"t/t1/__init__\.py",
]

IN_WHEEL = [
    *PACKAGES,
    rf"{DATA}/scripts/say_hello\.py",
    rf"{INFO}/(METADATA|WHEEL|RECORD|entry_points\.txt|top_level\.txt|zip-safe)",
    rf"{INFO}/licenses/LICENSE",
]

IN_SDIST = [
    *(f"src/{rule}" for rule in PACKAGES),
    r"setup\.py|setup\.cfg|pyproject\.toml|MANIFEST\.in|noxfile\.py|LICENSE|PKG-INFO",
    r"(README|README\.zh|CHANGELOG|CONTRIBUTING)\.rst",
    r"scripts/say_hello\.py",
    r"benchmarks/(chat_peers/)?[a-z_]+\.py",
    r"benchmarks/chat_peers/[a-z_]+\.c",
    r"fuzz/[a-z_]+\.py",
    r"docs/[a-z_]+\.(rst|py|json)",
    r"docs/pictures/[a-z-]+\.svg",
    r"tests/([a-z_]+/)*[a-z_]+\.py",
    r"tests/fixture_projects/[a-z_]+/.+",
    r"src/HelloWorld\.egg-info/(PKG-INFO|(SOURCES|dependency_links|entry_points|requires|top_level)\.txt)",
    r"src/HelloWorld\.egg-info/zip-safe",
]


def strangers(names: Iterable[str], rules: list[str]) -> list[str]:
    return [name for name in names if not any(re.fullmatch(rule, name) for rule in rules)]


def unused(rules: list[str], names: Iterable[str]) -> list[str]:
    return [rule for rule in rules if not any(re.fullmatch(rule, name) for name in names)]


def files_in_sdist(sdist: Path) -> list[str]:
    with tarfile.open(sdist) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
    assert all(name.startswith(f"{SDIST}/") for name in names)
    return [name.removeprefix(f"{SDIST}/") for name in names]


def source_files(root: Path) -> set[str]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {
        path.relative_to(root).as_posix()
        for path in files
        if path.suffix != ".pyc" and not any(part.endswith(".egg-info") for part in path.parts)
    }


def test_the_wheel_holds_what_the_rules_name_and_nothing_else(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()

    assert strangers(names, IN_WHEEL) == []
    assert unused(IN_WHEEL, names) == []


def test_the_wheel_holds_every_source_file(wheel: Path, pytestconfig: pytest.Config) -> None:
    missing = source_files(pytestconfig.rootpath / "src") - set(ZipFile(wheel).namelist())

    assert missing == set()


def test_the_sdist_holds_what_the_rules_name_and_nothing_else(built: tuple[Path, ...]) -> None:
    names = files_in_sdist(built[0])

    assert strangers(names, IN_SDIST) == []
    assert unused(IN_SDIST, names) == []


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks", "docs", "scripts"])
def test_the_sdist_holds_every_file_of_a_folder(
    built: tuple[Path, ...], pytestconfig: pytest.Config, folder: str
) -> None:
    here = {f"{folder}/{name}" for name in source_files(pytestconfig.rootpath / folder)}
    here = {name for name in here if not name.startswith("docs/_")}

    assert here - set(files_in_sdist(built[0])) == set()


def test_the_wheel_from_the_sdist_equals_the_wheel_from_the_checkout(
    built: tuple[Path, Path, Path],
) -> None:
    """Byte for byte: a file that MANIFEST.in forgets would be missing from one of them."""
    _, from_sdist, from_checkout = built

    assert from_sdist.name == from_checkout.name
    assert from_sdist.read_bytes() == from_checkout.read_bytes()
