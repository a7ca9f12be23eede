"""Where each keyword of the tutorial's setup.py lands: in metadata, archives and environments.

The rows are those of the lesson "packaging"; the project is the fixture tutorial_long.
"""

import ast
import sys
import sysconfig
import tarfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging_tables import FIELDS, LANDINGS, Field, Landing
from processes import output_of
from projects import FOLDER, built

SDIST = "helloworld-0.1"
INFO = f"{SDIST}.dist-info"
WHEEL_FOLDERS = {"DATA": f"{SDIST}.data", "INFO": INFO}
LONG = "tutorial_long"

IN_PYPROJECT = {
    "Home-page": {},
    "Download-URL": {},
    "Author": {},
    "Author-email": {"Me <me@example.com>"},
    "Project-URL": {
        "Homepage, https://example.com/HelloWorld/",
        "Download, https://example.com/HelloWorld/download/",
        "Bug Tracker, https://bugs.example.com/HelloWorld/",
        "Documentation, https://docs.example.com/HelloWorld/",
        "Source Code, https://code.example.com/HelloWorld/",
    },
    "Description-Content-Type": {"text/x-rst"},
}
"""The fields that differ where pyproject.toml says the same: PEP 621 has no url, download_url
and author_email, and asks for the type of a description."""

FORMS = {"tutorial_setup_cfg": {}, "tutorial_pyproject": IN_PYPROJECT}
"""The other forms of the same project, and the fields in which they differ from setup.py."""


def of_sdist(name: str, member: str) -> bytes:
    with tarfile.open(built(name, "sdist")) as archive:
        file = archive.extractfile(f"{SDIST}/{member}")
        assert file is not None
        return file.read()


def of_wheel(name: str, member: str) -> bytes:
    return ZipFile(built(name, "wheel")).read(member)


def metadata(name: str, kind: str) -> Message:
    raw = of_wheel(name, f"{INFO}/METADATA") if kind == "wheel" else of_sdist(name, "PKG-INFO")
    return Parser().parsestr(raw.decode())


def members(name: str) -> dict[str, bytes]:
    """Return what is in the wheel; RECORD, the list of the rest with its hashes, apart."""
    with ZipFile(built(name, "wheel")) as archive:
        return {one: archive.read(one) for one in archive.namelist() if not one.endswith("RECORD")}


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder where pip has installed the wheel."""
    folder = tmp_path_factory.mktemp("prefix")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    # There is another HelloWorld in this environment, and it has to stay.
    where = ("--ignore-installed", "--prefix", folder)
    output_of(*pip, *where, built(LONG, "wheel"), cwd=folder)
    return folder


def installed(path: str, prefix: Path) -> Path:
    """Return where *path* of the table is below *prefix*."""
    base = {"base": str(prefix), "platbase": str(prefix)}
    library = Path(sysconfig.get_path("purelib", vars=base))
    commands = Path(sysconfig.get_path("scripts", vars=base))
    folder, _, rest = path.partition("/")
    return {"LIB": library, "BIN": commands, "INFO": library / INFO}[folder] / rest


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.keyword)
@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_a_keyword_becomes_its_field(row: Field, kind: str) -> None:
    about = metadata(LONG, kind)

    if row.field == "Description":
        assert about.get_payload().strip() == row.values[0]
    else:
        assert tuple(about.get_all(row.field)) == row.values


@pytest.mark.parametrize("row", LANDINGS, ids=lambda row: row.keyword)
def test_a_file_lands_where_the_table_says(row: Landing, prefix: Path) -> None:
    folder, _, rest = row.wheel.partition("/")
    in_wheel = of_wheel(LONG, f"{WHEEL_FOLDERS.get(folder, folder)}/{rest}")
    there = installed(row.installed, prefix).read_bytes()

    if row.keyword == "scripts":
        # Only the first line is rewritten, for the Python that it is installed beside.
        assert there.splitlines()[0] != in_wheel.splitlines()[0] == b"#!python"
        assert there.splitlines()[1:] == in_wheel.splitlines()[1:]
        assert of_sdist(LONG, row.sdist) == (FOLDER / LONG / row.sdist).read_bytes()
    else:
        assert of_sdist(LONG, row.sdist) == in_wheel == there


def test_the_tables_have_every_keyword_of_the_long_form() -> None:
    (call,) = (
        node
        for node in ast.walk(ast.parse((FOLDER / LONG / "setup.py").read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setup"
    )
    explained = {row.keyword for row in (*FIELDS, *LANDINGS)} - {"metadata"}

    assert {keyword.arg for keyword in call.keywords} == explained


def test_every_field_that_is_there_is_in_the_table() -> None:
    of_setuptools = {"Metadata-Version", "Dynamic"}

    assert set(metadata(LONG, "wheel")) - of_setuptools == {
        row.field for row in FIELDS if row.field != "Description"
    }


def test_name_and_version_are_in_the_files_names() -> None:
    """Normalised: in small letters (PEP 503, PEP 625)."""
    assert built(LONG, "sdist").name == "helloworld-0.1.tar.gz"
    assert built(LONG, "wheel").name == "helloworld-0.1-py3-none-any.whl"


def test_keywords_between_spaces_are_one_keyword() -> None:
    """The index wants commas between them; the tutorial has spaces."""
    assert metadata(LONG, "wheel")["Keywords"].split(",") == ["hello world example examples"]


def test_patterns_take_what_they_name_and_no_more() -> None:
    """ "" is for every package, "hello" not for the package hello.guide."""
    names = set(members(LONG))

    assert {"hello/notes.txt", "hello/guide/steps.rst", "hello/greeting.msg"} <= names
    assert names.isdisjoint({"hello/picture.dat", "hello/guide/lost.msg"})


def test_the_installed_script_greets(prefix: Path) -> None:
    found_first = {"PYTHONPATH": str(installed("LIB", prefix))}

    said = output_of(sys.executable, installed("BIN/say_hello.py", prefix), environment=found_first)

    assert said == "Hello, World!\n"


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_the_minimal_form_says_the_least(kind: str) -> None:
    about = metadata("tutorial_minimal", kind)
    module = "hello/__init__.py"

    assert about.items()[1:] == [("Name", "HelloWorld"), ("Version", "0.1")]
    assert of_wheel("tutorial_minimal", module) == of_sdist("tutorial_minimal", module)


@pytest.mark.parametrize("form", FORMS)
def test_another_form_builds_the_same_files(form: str) -> None:
    here, there = members(form), members(LONG)

    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == [f"{INFO}/METADATA"]


@pytest.mark.parametrize("form", FORMS)
def test_another_form_differs_in_these_fields_alone(form: str) -> None:
    here, there = metadata(form, "wheel"), metadata(LONG, "wheel")
    names = {*here, *there} - {"Dynamic"}
    differing = {
        name: set(here.get_all(name, []))
        for name in names
        if here.get_all(name) != there.get_all(name)
    }

    assert differing == {name: set(values) for name, values in FORMS[form].items()}
    assert here.get_payload() == there.get_payload()


def test_what_setup_py_says_is_marked_as_dynamic() -> None:
    """Another build of the sdist may say otherwise, for it is code (PEP 643)."""
    assert "summary" in metadata(LONG, "wheel").get_all("Dynamic")
    assert "summary" not in metadata("tutorial_setup_cfg", "wheel").get_all("Dynamic", [])
    assert metadata("tutorial_pyproject", "wheel").get_all("Dynamic") is None
