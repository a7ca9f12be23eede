"""The metadata of built files, read for rules and for people; the README as the index shows it."""

import doctest
from email import message_from_bytes
from importlib import import_module
from pathlib import Path

import pytest
from built_files import metadata, write_sdist, write_wheel

from hello.rehearsal import readme
from hello.rehearsal.addresses import mail_complaint, url_complaint
from hello.rehearsal.core_metadata import NoMetadataError, describe, facts
from hello.rehearsal.keys import Keys

MODULES = (
    "addresses",
    "core_metadata",
    "licensing",
    "names",
    "python_versions",
    "readme",
    "rules",
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """The examples in the docstrings are true."""
    result = doctest.testmod(import_module(f"hello.rehearsal.{name}"))

    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("write", [write_wheel, write_sdist])
def test_facts_for_a_person(write: object, tmp_path: Path) -> None:
    """Fields in the order in which one asks, also those that are not ASCII; no README."""
    fields = {"Summary": "Grüßt die Welt", "Classifier": ["A :: B", "C :: D"], "License": "UNKNOWN"}

    found = facts(write(tmp_path, metadata(fields)))  # type: ignore[operator]  # one of two

    assert found[:3] == (("Name", "greeter"), ("Version", "1.0"), ("Summary", "Grüßt die Welt"))
    assert [value for name, value in found if name == "Classifier"] == ["A :: B", "C :: D"]
    assert "License" not in dict(found)
    assert "Greeter" not in "".join(value for _, value in found)


@pytest.mark.parametrize("name", ["x-1.0.tar.gz", "x-1.0-py3-none-any.whl"])
def test_file_that_is_no_archive(name: str, tmp_path: Path) -> None:
    """It has no metadata, and the reason is told."""
    (tmp_path / name).write_bytes(b"no archive")

    with pytest.raises(NoMetadataError, match=f"{name} cannot be unpacked"):
        describe(tmp_path / name)


@pytest.mark.parametrize(
    ("content_type", "text", "html"),
    [
        ("text/x-rst", "*Grüße*", "<em>Grüße</em>"),
        (None, "*Hello*", "<em>Hello</em>"),
        ("text/markdown", "**Hello**", "<strong>Hello</strong>"),
        ("text/markdown; variant=CommonMark", "~~no~~", "~~no~~"),
        ("text/plain", "a < b", "<pre>a &lt; b</pre>"),
    ],
)
def test_readme_as_on_the_index(content_type: str | None, text: str, html: str) -> None:
    """By its content type, with the variant that it names."""
    message = message_from_bytes(metadata({"Description-Content-Type": content_type}, text))

    assert html in str(readme.rendered(message))


@pytest.mark.parametrize("text", ["", ":func:`x`"])
def test_readme_that_the_index_does_not_show(text: str) -> None:
    """There is none, or it is refused."""
    assert readme.rendered(message_from_bytes(metadata({}, text))) is None


def test_readme_is_safe_to_show() -> None:
    """Scripts of a README do not come into the page."""
    text = "<script>alert(1)</script><img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))"
    message = message_from_bytes(metadata({"Description-Content-Type": "text/markdown"}, text))

    html = str(readme.rendered(message))

    assert "<script" not in html
    assert "onerror" not in html
    assert "javascript" not in html


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("https://example.com/a?b=c#d", ""),
        ("http://localhost:8000/", ""),
        ("example.com", "does not begin with https://"),
        ("git+https://example.com/a", "is neither http nor https"),
        ("https://exa mple.com/[", "is no address"),
    ],
)
def test_urls(url: str, complaint: str) -> None:
    assert url_complaint(url) == complaint


@pytest.mark.parametrize("field", ["ada@host", "ada@x.invalid", "a..b@example.com", "ada"])
def test_mail_that_cannot_be_sent(field: str) -> None:
    assert field in mail_complaint(field)


@pytest.mark.parametrize(
    "field", ["", "Ada <ada@example.com>", "ada+x@mail.example.co.uk", "ada@bücher.example"]
)
def test_mail_that_can_be_sent(field: str) -> None:
    assert mail_complaint(field) == ""


STATED = {
    "project": (
        {"pyproject.toml": "[project]\nname = 'x'\n"},
        "python",
        "write 'requires-python = \">=3\"' in [project] of pyproject.toml",
    ),
    "poetry": (
        {"pyproject.toml": "[tool.poetry]\nname = 'x'\n"},
        "summary",
        "write 'description = \">=3\"' in [tool.poetry] of pyproject.toml",
    ),
    "setup.cfg": (
        {"setup.cfg": "[metadata]\nname = x\n"},
        "python",
        "write 'python_requires = >=3' in [options] of setup.cfg",
    ),
    "setup.py": (
        {"setup.py": "from setuptools import setup\nsetup(name='x')\n"},
        "python",
        "write 'python_requires=\">=3\"' in setup() of setup.py",
    ),
    "both": (
        {"setup.py": "setup(python_requires='x')\n", "setup.cfg": "[metadata]\nname = x\n"},
        "python",
        "write 'python_requires=\">=3\"' in setup() of setup.py",
    ),
    "dynamic": (
        {
            "pyproject.toml": "[project]\nname = 'x'\ndynamic = ['version']\n"
            "[tool.setuptools.dynamic]\nversion = {attr = 'x.v'}\n"
        },
        "version",
        "write 'version = \">=3\"' in [tool.setuptools.dynamic] of pyproject.toml",
    ),
    "nothing": ({}, "name", "write 'name = \">=3\"' in [project] of pyproject.toml"),
}


@pytest.mark.parametrize("case", STATED)
def test_remedy_names_file_and_key(case: str, tmp_path: Path) -> None:
    """As the file in use spells it."""
    files, field, remedy = STATED[case]
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert Keys(tmp_path).of(field).add(">=3") == remedy
