"""Every shape, in both languages: a rehearsal has nothing to say against it, as it comes."""

import sys
import tarfile
import zipfile
from email import message_from_string
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from processes import output_of, without_python_settings

from hello.language import TEXT_LANGUAGES
from hello.rehearsal.model import Outcome, Report
from hello.rehearsal.rehearse import Request as RehearsalRequest
from hello.rehearsal.rehearse import rehearse
from hello.scaffold.make import Made, Request, make_project
from hello.scaffold.shapes import SHAPES

FORMS = [pytest.param(form, id="-".join(form)) for form in product(SHAPES, TEXT_LANGUAGES)]

AUTHORS = {"en": 'O\'Neil "Łu%(name)s" {{ x }} \\n #', "zh": "张三"}
EMAILS = {"en": "", "zh": "zhang.san@example.com"}

SKIPPED = ("reproducible", "upload")
"""Half of the time, and what they find out does not depend on the comments' language."""

TESTS = "python -m unittest discover tests"


class Rehearsed(NamedTuple):
    language: str
    made: Made
    report: Report
    kept: Path


@pytest.fixture(scope="module", params=FORMS)
def rehearsed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Rehearsed:
    """Make a project and rehearse it; once for all tests of this module."""
    shape, language = request.param
    room = tmp_path_factory.mktemp("rehearsed")
    kept = room / "kept"
    kept.mkdir()
    made = make_project(
        Request(room / "made", "hello-ada", AUTHORS[language], EMAILS[language], shape, language)
    )
    skipped = SKIPPED if language == "zh" else ()
    report = rehearse(made.folder, RehearsalRequest(keep=kept, skip=skipped, language=language))
    return Rehearsed(language, made, report, kept)


def test_no_step_fails_or_warns(rehearsed: Rehearsed) -> None:
    said = [
        (result.step, finding.fact)
        for result in rehearsed.report.results
        for finding in result.findings
    ]

    assert said == []
    assert rehearsed.report.outcome == Outcome.PASSED
    skipped = {one.step for one in rehearsed.report.results if one.outcome is Outcome.SKIPPED}
    assert skipped == ({*SKIPPED, "install-back"} if rehearsed.language == "zh" else set())


def test_the_metadata_name_the_author(rehearsed: Rehearsed) -> None:
    (wheel,) = rehearsed.kept.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        fields = message_from_string(archive.read(name).decode())
    author, email = AUTHORS[rehearsed.language], EMAILS[rehearsed.language]

    plain = {key: fields[key] for key in ("Author", "Author-email") if fields[key]}

    if "Author" in plain:
        assert plain.pop("Author") == author
        assert plain == ({"Author-email": email} if email else {})
    else:
        assert plain == {"Author-email": f"{author} <{email}>"}


def test_the_sdist_has_all_that_git_has(rehearsed: Rehearsed) -> None:
    (sdist,) = rehearsed.kept.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    own = {name for name in rehearsed.made.files if not name.startswith(".git")}
    assert own - names == set()


def test_its_own_tests_pass_as_its_readme_says(rehearsed: Rehearsed) -> None:
    folder = rehearsed.made.folder
    assert f"    {TESTS}\n" in (folder / "README.rst").read_text(encoding="utf-8")
    source = folder / "src"
    environment = without_python_settings() | {
        "PYTHONPATH": str(source if source.is_dir() else ""),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "error",
    }
    command = (sys.executable, *TESTS.split()[1:], "-v")

    output_of(*command, cwd=folder, environment=environment)
