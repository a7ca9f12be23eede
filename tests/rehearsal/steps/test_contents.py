"""The step contents: what is missing from sdist and wheel, and what should not be in them."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from rehearsing import planned
from shipped import (
    commit,
    contents_of,
    lay_out,
    only,
    pyproject,
    shipped,
    write_sdist,
    write_wheel,
)

from hello.rehearsal.model import SkippedError
from hello.rehearsal.settings import Settings
from hello.rehearsal.steps.contents import take

INIT = 'from importlib.resources import files\nWORDS = files(__name__) / "words.json"\n'
SETUPTOOLS = {"pyproject.toml": pyproject("setuptools")}
SOUND = {
    **SETUPTOOLS,
    "src/greeter/__init__.py": INIT,
    "src/greeter/words.json": "{}",
    "tests/test_greeter.py": "",
}
WHEEL = {"greeter/__init__.py": INIT, "greeter/words.json": "{}"}
LINTER = "hello.rehearsal.steps.contents.lint"


@pytest.fixture
def _no_linter() -> Iterator[None]:
    """Most tests are about other things than what the linter says, and it is slow."""
    with patch(LINTER, return_value=()):
        yield


def test_sound_project_has_no_finding(tmp_path: Path) -> None:
    """The evidence counts the files of source, sdist and wheel, and names the linter."""
    found = contents_of(tmp_path, SOUND, WHEEL, is_git=True)

    assert found.findings == ()
    assert found.evidence[0].startswith("4 files of git, 4 in the sdist, 5 in the wheel")
    assert "at the top of the wheel: greeter" in found.evidence
    assert any(line.startswith("check-wheel-contents") for line in found.evidence)
    assert "no password, token or private key is in either" in found.evidence


@pytest.mark.usefixtures("_no_linter")
class TestSource:
    """Where the list of the project's files comes from."""

    def test_is_the_folder_without_git(self, tmp_path: Path) -> None:
        found = contents_of(tmp_path, SOUND, WHEEL)

        assert found.evidence[0].startswith("4 files of the folder")

    def test_may_be_below_the_top_of_a_repository(self, tmp_path: Path) -> None:
        """Only the project's own files count, and by their paths from there."""
        lay_out(tmp_path, {"README.md": "", "other/setup.py": ""})
        lay_out(tmp_path / "project", SOUND)
        commit(tmp_path)
        found = contents_of(tmp_path, SOUND, WHEEL)

        assert found.findings == ()
        assert found.evidence[0].startswith("4 files of git")

    def test_says_what_git_does_not_know(self, tmp_path: Path) -> None:
        """Files that were not committed are evidence: somebody may have forgotten them."""
        ignored = {".gitignore": "notes.txt\n", "notes.txt": "secret plans"}
        found = contents_of(tmp_path, SOUND | ignored, WHEEL, is_git=True)

        assert found.findings == ()
        assert "in the sdist, and not in git: notes.txt" in found.evidence

    def test_knows_what_is_behind_a_link(self, tmp_path: Path) -> None:
        """A file that git has by another path is no news."""
        project = lay_out(tmp_path / "project", SOUND | {"data/a.json": ""})
        (project / "more").symlink_to("data")
        commit(project)

        with planned(tmp_path, project) as plan:
            write_sdist(plan.dist, SOUND | {"data/a.json": "", "more/a.json": ""})
            write_wheel(plan.dist, WHEEL)
            found = take(plan)

        assert not [line for line in found.evidence if "not in git" in line]


@pytest.mark.usefixtures("_no_linter")
class TestSdist:
    """What version control has, and the sdist has not."""

    def test_lacks_a_file_of_the_tests_that_it_has(self, tmp_path: Path) -> None:
        source = SOUND | {"tests/conftest.py": "", "tests/data/a.json": ""}

        finding = only(
            contents_of(tmp_path, source, WHEEL, SOUND, is_git=True), "missing-from-sdist"
        )

        assert finding.is_warning
        assert "tests/conftest.py, tests/data/a.json are not in the sdist" in finding.fact
        assert finding.remedy == "add 'graft tests' to MANIFEST.in"

    def test_may_have_no_tests_at_all(self, tmp_path: Path) -> None:
        sdist = {name: text for name, text in SOUND.items() if not name.startswith("tests")}

        found = contents_of(tmp_path, SOUND, WHEEL, sdist, is_git=True)

        assert found.findings == ()
        assert any(line.startswith("no tests in the sdist, and 1") for line in found.evidence)

    def test_lacks_what_setup_py_names(self, tmp_path: Path) -> None:
        """The build got by without, which is why setup.py has to be asked."""
        setup = 'from os.path import exists\nlines = exists("needs.txt") and open("needs.txt")'
        source = SOUND | {"setup.py": setup, "needs.txt": "click"}
        sdist = {name: text for name, text in source.items() if name != "needs.txt"}

        finding = only(
            contents_of(tmp_path, source, WHEEL, sdist, is_git=True), "missing-from-sdist"
        )

        assert finding.fact == "needs.txt is not in the sdist, and setup.py names it"
        assert finding.remedy == "add 'include needs.txt' to MANIFEST.in"

    def test_lacks_a_source_for_another_platform(self, tmp_path: Path) -> None:
        source = SOUND | {"src/fast/posix.c": "", "src/fast/windows.c": ""}
        sdist = {name: text for name, text in source.items() if "windows" not in name}

        finding = only(contents_of(tmp_path, source, WHEEL, sdist), "missing-from-sdist")

        assert finding.remedy == "add 'include src/fast/windows.c' to MANIFEST.in"

    @pytest.mark.parametrize(
        "name",
        [
            ".github/workflows/test.yml",
            ".pre-commit-config.yaml",
            "Dockerfile",
            "docs/index.rst",
            "examples/first.py",
            "noxfile.py",
            "poetry.lock",
            "requirements-dev.txt",
        ],
    )
    def test_may_lack_what_is_about_working_on_it(self, tmp_path: Path, name: str) -> None:
        found = contents_of(tmp_path, SOUND | {name: ""}, WHEEL, SOUND, is_git=True)

        assert found.findings == ()

    @pytest.mark.parametrize(
        "told",
        [
            {".gitattributes": "tests/data export-ignore\n"},
            {"MANIFEST.in": "prune tests/data\n"},
            {"MANIFEST.in": "recursive-exclude tests *.json\n"},
        ],
        ids=["export-ignore", "prune", "recursive-exclude"],
    )
    def test_may_lack_what_is_left_out_on_purpose(
        self, tmp_path: Path, told: dict[str, str]
    ) -> None:
        sdist = SOUND | told
        source = sdist | {"tests/data/large.json": "{}"}

        assert contents_of(tmp_path, source, WHEEL, sdist, is_git=True).findings == ()


@pytest.mark.usefixtures("_no_linter")
class TestTopLevel:
    """What is at the top of the wheel."""

    @pytest.mark.parametrize("name", ["tests/__init__.py", "docs/conf.py", "conftest.py"])
    def test_is_not_for_all(self, tmp_path: Path, name: str) -> None:
        finding = only(contents_of(tmp_path, SOUND, WHEEL | {name: ""}), "stray-top-level")

        assert not finding.is_warning
        assert finding.fact.startswith(name.partition("/")[0])

    def test_may_be_src_itself(self, tmp_path: Path) -> None:
        """Then nothing of it is told to be lost: it is in the wrong place."""
        source = SOUND | {"src/greeter/cli.py": "import greeter\n"}
        wheel = {f"src/{name}": text for name, text in WHEEL.items()}

        wheel["src/greeter/cli.py"] = "import greeter\n"
        finding = only(contents_of(tmp_path, source, wheel), "stray-top-level")

        assert "'where = [\"src\"]'" in finding.remedy

    def test_has_a_file_that_nobody_imports(self, tmp_path: Path) -> None:
        finding = only(contents_of(tmp_path, SOUND, WHEEL | {"LICENSE": ""}), "stray-top-level")

        assert finding.is_warning

    def test_may_have_several_packages(self, tmp_path: Path) -> None:
        assert contents_of(tmp_path, SOUND, WHEEL | {"t/__init__.py": ""}).findings == ()

    def test_is_what_the_settings_say(self, tmp_path: Path) -> None:
        """Then all else is a stray, whatever it is called, and nothing of it is."""
        wheel = WHEEL | {"t/__init__.py": "", "tests/__init__.py": ""}
        settings = Settings(top_level=("greeter", "tests"))

        finding = only(contents_of(tmp_path, SOUND, wheel, settings=settings), "stray-top-level")

        assert finding.fact.startswith("t is at the top")

    def test_lacks_what_the_settings_say(self, tmp_path: Path) -> None:
        settings = Settings(top_level=("greeter", "t"))

        only(contents_of(tmp_path, SOUND, WHEEL, settings=settings), "missing-from-wheel")

    def test_is_what_the_settings_of_the_linter_say(self, tmp_path: Path) -> None:
        told = pyproject("setuptools", '[tool.check-wheel-contents]\ntoplevel = ["greeter", "bin"]')
        source = SOUND | {"pyproject.toml": told}

        assert contents_of(tmp_path, source, WHEEL | {"bin/__init__.py": ""}).findings == ()


@pytest.mark.usefixtures("_no_linter")
class TestEmptyWheel:
    """A wheel with nothing to import."""

    def test_is_a_fault(self, tmp_path: Path) -> None:
        """It is the only finding: what is lost is everything."""
        finding = only(contents_of(tmp_path, SOUND, {}), "empty-wheel")

        assert not finding.is_warning
        assert "src/greeter/" in finding.fact
        assert "'greeter' to packages in pyproject.toml" in finding.remedy

    def test_may_be_a_list_of_dependencies(self, tmp_path: Path) -> None:
        found = contents_of(tmp_path, SETUPTOOLS, {}, metadata="Requires-Dist: click\n")

        assert only(found, "empty-wheel").is_warning

    def test_may_have_scripts_only(self, tmp_path: Path) -> None:
        wheel = {"greeter-1.0.data/scripts/greet": "#!python"}

        assert contents_of(tmp_path, SETUPTOOLS, wheel).findings == ()


def test_linter_names_what_cannot_be_imported(tmp_path: Path) -> None:
    found = contents_of(tmp_path, SOUND, WHEEL | {"greeter/small-talk.py": ""})

    finding = only(found, "wheel-contents")
    assert "greeter/small-talk.py" in finding.fact
    assert "W004" in finding.fact


@pytest.mark.parametrize(
    "code",
    ['run("small-talk.py")', "from importlib import import_module\nimport_module(name)"],
    ids=["by file", "by name"],
)
def test_linter_is_silent_on_what_is_loaded_otherwise(tmp_path: Path, code: str) -> None:
    """A module with a dash cannot be imported by a statement; by its name it can."""
    wheel = WHEEL | {"greeter/small-talk.py": "", "greeter/loading.py": code}

    assert contents_of(tmp_path, SOUND, wheel).findings == ()


def test_linter_is_silent_on_a_program(tmp_path: Path) -> None:
    """It is run by its name: ``python -m greeter.small-talk``."""
    wheel = WHEEL | {"greeter/small-talk.py": "if __name__ == '__main__':\n    print()"}

    assert contents_of(tmp_path, SOUND, wheel).findings == ()


@pytest.mark.parametrize(
    "name",
    [
        "greeter/migrations/0001_initial.py",
        "greeter/templates/a-project/run.py",
        "greeter/_vendor/other/a-part.py",
    ],
    ids=["migration", "template", "vendored"],
)
def test_linter_is_silent_on_what_is_no_module(tmp_path: Path, name: str) -> None:
    assert contents_of(tmp_path, SOUND, WHEEL | {name: ""}).findings == ()


def test_linter_is_silent_on_what_is_told_already(tmp_path: Path) -> None:
    """W010 (a folder at the top without modules) is about what is no project's own, too."""
    only(contents_of(tmp_path, SOUND, WHEEL | {"docs/index.html": ""}), "stray-top-level")


def test_init_at_the_top_is_a_fault(tmp_path: Path) -> None:
    finding = only(contents_of(tmp_path, SOUND, WHEEL | {"__init__.py": ""}), "wheel-contents")

    assert "W006" in finding.fact
    assert not finding.is_warning


def test_unreadable_artifact_skips_the_step(tmp_path: Path) -> None:
    with shipped(tmp_path, SOUND, WHEEL) as plan:
        plan.wheel.write_text("no archive")
        with pytest.raises(SkippedError, match="cannot be read"):
            take(plan)
