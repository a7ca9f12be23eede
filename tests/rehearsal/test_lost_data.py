"""Data of packages that the wheel lost: what the code names is a fault, the rest a warning."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from shipped import Files, contents_of, only, pyproject

READS = 'from importlib.resources import files\nfiles("greeter").joinpath("words.json")\n'
SAYS_NOTHING = "GREETING = 'Hello'\n"


@pytest.fixture(autouse=True)
def _no_linter() -> Iterator[None]:
    with patch("hello.rehearsal.steps.contents.lint", return_value=()):
        yield


def project(backend: str, rest: str = "", *, code: str = READS, data: str = "words.json") -> Files:
    return {
        "pyproject.toml": pyproject(backend, rest),
        "src/greeter/__init__.py": code,
        f"src/greeter/{data}": "{}",
    }


@pytest.mark.parametrize(
    ("backend", "rest", "remedy"),
    [
        (
            "setuptools",
            "",
            "'*.json' to 'greeter' in [tool.setuptools.package-data] of pyproject.toml",
        ),
        ("hatchling", "", "'src/greeter/words.json' to artifacts of [tool.hatch.build]"),
        (
            "hatchling",
            '[tool.hatch.build]\nexclude = ["*.json"]',
            "take what fits 'src/greeter/words.json' out of exclude of [tool.hatch.build]",
        ),
        (
            "hatchling",
            '[tool.hatch.build.targets.wheel]\nexclude = ["/src/greeter/words.json"]',
            "out of exclude of [tool.hatch.build.targets.wheel]",
        ),
        (
            "flit_core",
            '[tool.flit.sdist]\nexclude = ["src/greeter/*.json"]',
            "out of exclude of [tool.flit.sdist]",
        ),
        ("poetry-core", "", '{ path = "src/greeter/words.json", format = ["sdist", "wheel"] }'),
        ("poetry-core", '[tool.poetry]\nexclude = ["**/*.json"]', "out of exclude of [tool.poetry"),
        ("pdm-backend", "", "'src/greeter/words.json' to includes of [tool.pdm.build]"),
        (
            "pdm-backend",
            '[tool.pdm.build]\nexcludes = ["**/*.json"]',
            "out of excludes of [tool.pdm.build]",
        ),
        ("uv_build", "", "to source-include of [tool.uv.build-backend]"),
        ("meson-python", "", "let the build backend put 'src/greeter/words.json' into"),
    ],
)
def test_named_data_is_a_fault(tmp_path: Path, backend: str, rest: str, remedy: str) -> None:
    """The remedy names the file, and the key of the backend in use."""
    source = project(backend, rest)

    finding = only(
        contents_of(tmp_path, source, {"greeter/__init__.py": READS}), "package-data-lost"
    )

    assert not finding.is_warning
    assert finding.fact == (
        "src/greeter/words.json is not in the wheel, though greeter/__init__.py reads it"
    )
    assert remedy in finding.remedy


@pytest.mark.parametrize(
    ("files", "remedy"),
    [
        (
            {"setup.cfg": "[options]\npackages = find:\n"},
            "add '*.json' to 'greeter' in [options.package_data] of setup.cfg",
        ),
        (
            {"setup.py": "setup(packages=['greeter'])\n"},
            "add '*.json' to 'greeter' in package_data of setup.py",
        ),
        (
            {"MANIFEST.in": "# all\nprune src\n"},
            "take what fits 'src/greeter/words.json' out of the line 'prune src' of MANIFEST.in",
        ),
    ],
    ids=["setup.cfg", "setup.py", "MANIFEST.in"],
)
def test_remedy_names_the_file_of_setuptools(tmp_path: Path, files: Files, remedy: str) -> None:
    source = {**project("setuptools"), **files}

    finding = only(
        contents_of(tmp_path, source, {"greeter/__init__.py": READS}), "package-data-lost"
    )

    assert finding.remedy == remedy


def test_data_in_a_folder_is_named_by_folder_and_ending(tmp_path: Path) -> None:
    code = 'from pathlib import Path\nPath(__file__).parent.joinpath("lang", f"{name}.json")\n'
    source = project("setuptools", code=code, data="lang/de.json")

    finding = only(
        contents_of(tmp_path, source, {"greeter/__init__.py": code}), "package-data-lost"
    )

    assert not finding.is_warning
    assert "'lang/*.json' to 'greeter'" in finding.remedy


def test_folder_and_ending_are_named_in_one_file(tmp_path: Path) -> None:
    """Where each is named alone, they may have nothing to do with one another."""
    code = {"greeter/__init__.py": "FOLDER = 'lang'\n", "greeter/a.py": "ENDING = '*.json'\n"}
    source = {f"src/{name}": text for name, text in code.items()}

    found = contents_of(tmp_path, {**source, "src/greeter/lang/de.json": ""}, code)

    assert only(found, "package-data-lost").is_warning


@pytest.mark.parametrize("name", ["history.json", "query.proto", "prompt.md"])
def test_name_tells_nothing_where_code_reads_the_file(tmp_path: Path, name: str) -> None:
    code = f"open('{name}')"
    found = contents_of(
        tmp_path, project("setuptools", code=code, data=name), {"greeter/__init__.py": code}
    )

    assert not only(found, "package-data-lost").is_warning


@pytest.mark.parametrize("name", ["README.md", "pyproject.toml", "tests/words.json"])
def test_name_that_other_projects_have(tmp_path: Path, name: str) -> None:
    """Code that names such a file looks for that of its user."""
    code = "open('README.md'), open('pyproject.toml'), open('words.json')"
    source = project("setuptools", code=code, data=name)

    assert contents_of(tmp_path, source, {"greeter/__init__.py": code}).findings == ()


def test_pattern_is_that_of_the_nearest_package(tmp_path: Path) -> None:
    source = project("setuptools", code=READS, data="plain/data/words.json")
    wheel = {"greeter/__init__.py": READS, "greeter/plain/__init__.py": ""}

    found = contents_of(tmp_path, {**source, "src/greeter/plain/__init__.py": ""}, wheel)

    assert "'data/*.json' to 'greeter.plain'" in only(found, "package-data-lost").remedy


def test_data_that_nothing_names_is_a_warning(tmp_path: Path) -> None:
    source = project("setuptools", code=SAYS_NOTHING)

    finding = only(
        contents_of(tmp_path, source, {"greeter/__init__.py": SAYS_NOTHING}), "package-data-lost"
    )

    assert finding.is_warning
    assert "in a package of the source, not in the wheel" in finding.fact


@pytest.mark.parametrize("name", ["py.typed", "__init__.pyi"])
def test_types_are_needed_whether_named_or_not(tmp_path: Path, name: str) -> None:
    source = project("setuptools", code=SAYS_NOTHING, data=name)

    finding = only(
        contents_of(tmp_path, source, {"greeter/__init__.py": SAYS_NOTHING}), "package-data-lost"
    )

    assert not finding.is_warning
    assert "type checkers will not find the types" in finding.fact


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "_speed.c",
        "_speed.pyx",
        "de.po",
        "docs/index.html",
        "grammar.in",
        "tests/expected.json",
        ".gitignore",
        "Makefile",
        "notes.unknown",
    ],
)
def test_what_is_no_data_may_stay_at_home(tmp_path: Path, name: str) -> None:
    source = project("setuptools", code=SAYS_NOTHING, data=name)

    assert contents_of(tmp_path, source, {"greeter/__init__.py": SAYS_NOTHING}).findings == ()


@pytest.mark.parametrize("is_named", [True, False])
def test_what_git_ignores_is_data_only_if_it_is_named(tmp_path: Path, is_named: bool) -> None:  # noqa: FBT001  # a parameter of the test
    code = READS if is_named else SAYS_NOTHING
    source = {**project("hatchling", code=code), ".gitignore": "*.json\n"}
    sdist = {name: text for name, text in source.items() if not name.endswith(".json")}

    found = contents_of(tmp_path, source, {"greeter/__init__.py": code}, sdist, is_git=True)

    assert [one.fault for one in found.findings] == ["package-data-lost"] * is_named


def test_what_is_excluded_on_purpose_is_no_warning(tmp_path: Path) -> None:
    told = '[tool.hatch.build]\nexclude = ["*.json"]'
    source = project("hatchling", told, code=SAYS_NOTHING)

    assert contents_of(tmp_path, source, {"greeter/__init__.py": SAYS_NOTHING}).findings == ()
