"""The step metadata: each rule of the index is told once, with value, file and key."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from built_files import (
    README,
    Fields,
    found_with,
    metadata,
    project_plan,
    write_sdist,
    write_wheel,
)

from hello.rehearsal import twine_check
from hello.rehearsal.faults import BY_NAME
from hello.rehearsal.model import Found
from hello.rehearsal.steps.metadata import take

QUIET = "hello.rehearsal.steps.metadata.run_twine"


@pytest.fixture
def _no_twine() -> Iterator[None]:
    """Rules are tried without twine, which takes as long as all of them."""
    with patch(QUIET, return_value=""):
        yield


def test_sound_metadata_pass(tmp_path: Path) -> None:
    """Nothing is found; the evidence names project, twine, rules and README."""
    found = found_with(tmp_path, {})

    assert found.findings == ()
    assert found.evidence[0] == "greeter 1.0, metadata 2.4"
    assert "twine check --strict passes 2 files" in found.evidence
    assert found.evidence[-1] == f"README of {len(README)} characters rendered as text/x-rst"


CASES: dict[str, tuple[Fields, str, str, str]] = {
    "unknown classifier": (
        {"Classifier": ["Programing Language :: Python :: 3"]},
        "unknown-classifier",
        "'Programing Language :: Python :: 3'",
        "write 'Programming Language :: Python :: 3': 'classifiers' in [project]",
    ),
    "classifier given up": (
        {"Classifier": ["Natural Language :: Ukranian"]},
        "unknown-classifier",
        "given up the classifier 'Natural Language :: Ukranian'",
        "write 'Natural Language :: Ukrainian'",
    ),
    "private": (
        {"Classifier": ["Private :: Do Not Upload"]},
        "private-classifier",
        "Private :: Do Not Upload",
        "take it out",
    ),
    "license classifier": (
        {"Classifier": ["License :: OSI Approved :: MIT License"]},
        "license-classifier",
        "License :: OSI Approved :: MIT License",
        "take the classifier out",
    ),
    "license twice": ({"License": "MIT"}, "metadata-invalid", "License-Expression", "keep"),
    "no SPDX": (
        {"License-Expression": "Apache License 2.0"},
        "license-expression",
        "'Apache License 2.0'",
        'license = "Apache-2.0"',
    ),
    "license file not there": (
        {"License-File": ["LICENSE", "NOTICE"]},
        "license-file-lost",
        "'NOTICE'",
        "'license-files' in [project] of pyproject.toml",
    ),
    "no Requires-Python": (
        {"Requires-Python": None, "Classifier": ["Programming Language :: Python :: 3.12"]},
        "no-requires-python",
        "which versions of Python",
        "write 'requires-python = \">=3.12\"' in [project] of pyproject.toml",
    ),
    "bare": ({"Requires-Python": "==3.12"}, "requires-python", "3.12.0 alone", ">=3.12"),
    "no Python": ({"Requires-Python": ">=3.12,<3.11"}, "requires-python", "no Python", ">=3."),
    "no specifier": ({"Requires-Python": "3.11+"}, "requires-python", "'3.11+'", "mend"),
    "capped": ({"Requires-Python": ">=3.11,<3.14"}, "requires-python", "3.14 on", "upper bound"),
    "direct": (
        {"Requires-Dist": "words @ https://example.com/words-1.tar.gz"},
        "direct-url",
        "https://example.com/words-1.tar.gz",
        "'words>=1.0': 'dependencies' in [project]",
    ),
    "direct in an extra": (
        {
            "Requires-Dist": 'words @ https://example.com/w.zip ; extra == "x"',
            "Provides-Extra": "x",
        },
        "direct-url",
        "https://example.com/w.zip",
        "'optional-dependencies' in [project]",
    ),
    "no summary": ({"Summary": None}, "no-summary", "no summary", "description = "),
    "long summary": ({"Summary": "x" * 513}, "metadata-invalid", "513", "shorten"),
    "label": ({"Project-URL": "x" * 33 + ", https://e.com"}, "metadata-invalid", "33", "urls"),
    "no label": ({"Project-URL": "https://e.com"}, "metadata-invalid", "without a label", "both"),
    "scheme": ({"Project-URL": "A, ftp://e.com"}, "metadata-invalid", "neither http", "https"),
    "home page": ({"Home-page": "e.com"}, "metadata-invalid", "home page 'e.com'", "https://"),
    "mail": ({"Author-email": "ada"}, "metadata-invalid", "'ada' has no '@'", "authors"),
    "extra": ({"Provides-Extra": "-x"}, "metadata-invalid", "provides-extra", "optional"),
    "field": ({"Colour": "red"}, "metadata-invalid", "'colour'", "backend"),
    "version of metadata": ({"Metadata-Version": "2.6"}, "metadata-invalid", "2.6", "backend"),
    "Dynamic": ({"Dynamic": "Dynamic"}, "metadata-invalid", "Dynamic", "backend"),
    "content type": (
        {"Description-Content-Type": None},
        "readme-content-type",
        "no content type",
        'content-type = "text/x-rst"',
    ),
    "wrong type": (
        {"Description-Content-Type": "text/html"},
        "metadata-invalid",
        "description-content-type",
        "readme",
    ),
}

WARNINGS = {"capped", "license classifier", "no Requires-Python", "no summary"}


@pytest.mark.usefixtures("_no_twine")
@pytest.mark.parametrize("case", CASES)
def test_rule(case: str, tmp_path: Path) -> None:
    """One finding of the expected kind, with the value in the fact, and the key in the remedy."""
    fields, fault, fact, remedy = CASES[case]

    (finding,) = found_with(tmp_path, fields).findings

    assert finding.fault == fault
    assert BY_NAME[fault].step == "metadata"
    assert fact in finding.fact
    assert remedy in finding.remedy
    assert finding.is_warning is (case in WARNINGS)


SOUND_TOO: dict[str, Fields] = {
    "cap beyond Python 3": {"Requires-Python": ">=3.11,<4"},
    "exception": {"Requires-Python": ">=3.11,!=3.12.*"},
    "text and classifier": {
        "License-Expression": None,
        "License": "MIT",
        "Classifier": ["License :: OSI Approved :: MIT License"],
    },
    "two authors": {"Author-email": "Ada <ada@example.com>, Bob <bob@example.com>"},
    "expression": {"License-Expression": "MIT OR (Apache-2.0 WITH LLVM-exception)"},
    "license of one's own": {"License-Expression": "LicenseRef-Proprietary"},
    "dynamic": {"Dynamic": ["Requires-Dist", "License-File"]},
    "before PEP 639": {"Metadata-Version": "2.1", "License-Expression": None, "License": "MIT"},
    "names not ASCII": {"Author-email": "Åsa <asa@example.com>", "Summary": "Grüßt"},
    "markers": {"Requires-Dist": 'words>=1; python_version < "3.13"'},
}


@pytest.mark.usefixtures("_no_twine")
@pytest.mark.parametrize("case", SOUND_TOO)
def test_no_false_alarm(case: str, tmp_path: Path) -> None:
    """What only looks odd is not complained of."""
    assert found_with(tmp_path, SOUND_TOO[case]).findings == ()


READMES = {
    "none": ("", {}, "no-readme", "README.md"),
    "none named": ("", {"README.rst": "x"}, "no-readme", 'readme = "README.rst"'),
    "role": ("Call :func:`x`.\n", {}, "readme-does-not-render", "Sphinx"),
    "raw": (".. raw:: html\n\n   <b>x</b>\n", {}, "readme-does-not-render", "mend"),
    "link": ("See `this <docs/a.rst>`_.\n", {}, "readme-on-index", "https://"),
    "image": (".. image:: logo.png\n", {}, "readme-on-index", "https://"),
    "long": ("x" * 330_000, {}, "description-size", "history"),
}


@pytest.mark.usefixtures("_no_twine")
@pytest.mark.parametrize("case", READMES)
def test_readme(case: str, tmp_path: Path) -> None:
    """A README that is missing, refused, or dead on the index."""
    readme, files, fault, remedy = READMES[case]

    (finding,) = found_with(tmp_path, {}, readme, files).findings

    assert finding.fault == fault
    assert remedy in finding.remedy


@pytest.mark.usefixtures("_no_twine")
def test_markdown_without_type_is_told_from_the_file(tmp_path: Path) -> None:
    """README.md is Markdown, though it renders as something else, too."""
    readme = "# Greeter\n\nGreets.\n"

    fields: Fields = {"Description-Content-Type": None}
    (finding,) = found_with(tmp_path, fields, readme, {"README.md": readme}).findings

    assert finding.fault == "readme-does-not-render"
    assert 'content-type = "text/markdown"' in finding.remedy


@pytest.mark.usefixtures("_no_twine")
def test_html_that_the_index_takes_out(tmp_path: Path) -> None:
    """A video in Markdown is not shown; HTML that is, is none of our business."""
    readme = '<p align="center">Hi</p>\n\n<video src="https://example.com/a.mp4"></video>\n'

    found = found_with(tmp_path, {"Description-Content-Type": "text/markdown"}, readme)

    (finding,) = found.findings
    assert (finding.fault, finding.is_warning) == ("readme-on-index", True)
    assert "<video>" in finding.fact


def found_in(tmp_path: Path, wheel: dict[str, object], sdist: dict[str, object]) -> Found:
    with project_plan(tmp_path) as plan:
        text = metadata({})
        write_wheel(plan.dist, **{"text": text, **wheel})  # type: ignore[arg-type]  # a table
        write_sdist(plan.dist, **{"text": text, **sdist})  # type: ignore[arg-type]  # a table
        return take(plan)


SCRIPT = {"entry_points.txt": "[console_scripts]\nsay hello = greeter:main\n"}

FILES: dict[str, tuple[dict[str, object], dict[str, object], str, str]] = {
    "sdist's name": (
        {},
        {"name": "Greeter-1.0.tar.gz"},
        "file-name",
        "named Greeter-1.0.tar.gz, and the index takes greeter-1.0.tar.gz only",
    ),
    "wheel's name": (
        {"name": "Greeter-1.0-py3-none-any.whl"},
        {},
        "file-name",
        "takes greeter-1.0-py3-none-any.whl only",
    ),
    "wheel's version": (
        {"name": "greeter-1.1-py3-none-any.whl"},
        {},
        "file-name",
        "takes greeter-1.0-py3-none-any.whl only",
    ),
    "platform": (
        {"name": "greeter-1.0-cp312-cp312-linux_x86_64.whl"},
        {},
        "platform-tag",
        "'linux_x86_64'",
    ),
    "script": ({"more": SCRIPT}, {}, "metadata-invalid", "'say hello'"),
    "entry points": (
        {"more": {"entry_points.txt": "nothing"}},
        {},
        "metadata-invalid",
        "entry_points.txt: ",
    ),
    "no RECORD": ({"without": ["RECORD"]}, {}, "metadata-invalid", "dist-info/RECORD"),
    "RECORD": ({"more": {"RECORD": "x,,\n"}}, {}, "metadata-invalid", "do not agree on greeter"),
    "no METADATA": ({"without": ["METADATA"]}, {}, "metadata-invalid", "has 0 files"),
    "two tops": (
        {},
        {"files": {"LICENSE": "", "/other": ""}},
        "metadata-invalid",
        "beside greeter-1.0/",
    ),
}


@pytest.mark.usefixtures("_no_twine")
@pytest.mark.parametrize("case", FILES)
def test_file(case: str, tmp_path: Path) -> None:
    """What the index looks at in the files beside the metadata."""
    wheel, sdist, fault, fact = FILES[case]

    (finding,) = found_in(tmp_path, wheel, sdist).findings

    assert finding.fault == fault
    assert fact in finding.fact


@pytest.mark.usefixtures("_no_twine")
@pytest.mark.parametrize(
    ("platform", "files", "remedy"),
    [
        ("linux_x86_64", {}, "nothing in it is compiled"),
        ("linux_x86_64", {"x.so": ""}, "run 'auditwheel repair greeter-1.0"),
        ("macosx_11_3_arm64", {"x.so": ""}, "MACOSX_DEPLOYMENT_TARGET"),
    ],
    ids=["not compiled", "Linux", "macOS"],
)
def test_platform_has_its_remedy(
    platform: str, files: dict[str, str], remedy: str, tmp_path: Path
) -> None:
    """It depends on the system, and on whether there is anything compiled at all."""
    wheel: dict[str, object] = {"name": f"greeter-1.0-cp312-cp312-{platform}.whl", "more": files}

    (finding,) = found_in(tmp_path, wheel, {}).findings

    assert remedy in finding.remedy


@pytest.mark.usefixtures("_no_twine")
def test_compiled_wheel_may_cap_python(tmp_path: Path) -> None:
    """Its maker knows for which Pythons it was compiled."""
    text = metadata({"Requires-Python": ">=3.11,<3.14"})
    wheel = {"text": text, "name": "greeter-1.0-cp312-cp312-manylinux_2_28_x86_64.whl"}

    assert found_in(tmp_path, wheel, {"text": text}).findings == ()


@pytest.mark.usefixtures("_no_twine")
def test_sdist_and_wheel_differ(tmp_path: Path) -> None:
    """What the sdist states for good, the wheel has to say, too."""
    wheel = {"text": metadata({"Requires-Dist": "words"})}

    (finding,) = found_in(tmp_path, wheel, {}).findings

    assert finding.fault == "sdist-and-wheel-differ"
    assert "requires-dist is missing in the sdist, and 'words' in the wheel" in finding.fact


@pytest.mark.usefixtures("_no_twine")
def test_dynamic_fields_may_differ(tmp_path: Path) -> None:
    """PEP 643: what is dynamic in the sdist is the wheel's own business."""
    wheel = {"text": metadata({"Requires-Dist": "words"})}
    sdist = {"text": metadata({"Dynamic": "Requires-Dist"})}

    assert found_in(tmp_path, wheel, sdist).findings == ()


@pytest.mark.usefixtures("_no_twine")
def test_license_left_out_of_the_wheel(tmp_path: Path) -> None:
    """The source has LICENSE, the wheel no such file: a warning names the key."""
    text = metadata({"License-File": None})

    found = found_in(tmp_path, {"text": text, "without": ["licenses/LICENSE"]}, {"text": text})

    (finding,) = found.findings
    assert (finding.fault, finding.is_warning) == ("license-file-lost", True)
    assert 'license-files = ["LICENSE"]' in finding.remedy


@pytest.mark.usefixtures("_no_twine")
@pytest.mark.parametrize("has_license", [True, False], ids=["beside the source", "nowhere"])
def test_no_license_at_all(tmp_path: Path, *, has_license: bool) -> None:
    """Not stated, and not in the wheel: what to do depends on whether there is a text."""
    text = metadata({"License-Expression": None, "License-File": None})
    with project_plan(tmp_path, None if has_license else {"LICENSE": None}) as plan:
        write_wheel(plan.dist, text, without=["licenses/LICENSE"])
        write_sdist(plan.dist, text, files={"setup.py": ""})

        (finding,) = take(plan).findings

    assert finding.fault == ("license-file-lost" if has_license else "no-license")
    assert finding.is_warning


@pytest.mark.usefixtures("_no_twine")
def test_large_file(tmp_path: Path) -> None:
    """More than the index takes without being asked."""
    with patch("hello.rehearsal.file_names.LARGEST_FILE", 700):
        found = found_with(tmp_path, {})

    (finding,) = found.findings
    assert finding.fault == "file-size"
    assert finding.fact.startswith("greeter-1.0-py3-none-any.whl")


@pytest.mark.parametrize(
    ("fields", "readme", "faults"),
    [
        ({}, ":func:`x`\n", ["readme-does-not-render"]),
        ({}, "", ["no-readme"]),
        ({"Description-Content-Type": None}, README, ["readme-content-type"]),
        ({"Requires-Python": "3.11+", "Colour": "red"}, README, ["metadata-invalid"]),
    ],
    ids=["markup", "no README", "no type", "invalid"],
)
def test_twine_is_not_told_twice(
    fields: Fields, readme: str, faults: list[str], tmp_path: Path
) -> None:
    """What twine says, too, has one finding."""
    found = found_with(tmp_path, fields, readme)

    assert {finding.fault for finding in found.findings} >= set(faults)
    assert not [finding for finding in found.findings if "twine check --strict:" in finding.fact]
    assert "twine check --strict passes 2 files" not in found.evidence


def test_what_only_twine_knows_is_told() -> None:
    """A complaint that no rule of ours stands for becomes a finding of its own."""
    said = "Checking a.whl: FAILED\nERROR    InvalidDistribution: it is odd   \n"

    (finding,) = twine_check.not_said_yet(said, {"no-summary"})

    assert finding.fact == "twine check --strict: InvalidDistribution: it is odd"
    assert list(twine_check.not_said_yet(said, {"metadata-invalid"})) == []
    assert list(twine_check.not_said_yet("", set())) == []
