"""The files of a project: the same in both languages, and right for any author's name."""

import ast
import configparser
import re
import tomllib
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from hello.errors import HelloError
from hello.language import TEXT_LANGUAGES
from hello.scaffold.people import check_author
from hello.scaffold.shapes import SHAPES
from hello.scaffold.writing import render

FORMS = [pytest.param(*form, id="-".join(form)) for form in product(SHAPES, TEXT_LANGUAGES)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NASTY = 'O\'Neil "%(name)s" 张三 {{ name }} \\n $x ]]> # ; %%'

LAYOUT = {
    "minimal": ["README.rst", "hello_ada/__init__.py", "setup.py", "tests/test_greeting.py"],
    "full": [
        *(".github/workflows/release.yml", "CHANGELOG.rst", "MANIFEST.in", "README.rst"),
        *("pyproject.toml", "scripts/say_hello_ada.py", "setup.cfg", "setup.py"),
        *("src/hello_ada/__init__.py", "src/hello_ada/__main__.py", "src/hello_ada/greeting.msg"),
        *("src/hello_ada/notes.txt", "src/hello_ada/t/__init__.py"),
        *("src/hello_ada/t/t1/__init__.py", "src/hello_ada/t/t2.py", "tests/test_greeting.py"),
    ],
}
LAYOUT["modern"] = [
    name for name in LAYOUT["full"] if name not in {"setup.py", "setup.cfg", "MANIFEST.in"}
]


def values(language: str = "en", author: str = "Ada", email: str = "") -> dict[str, object]:
    return {
        "name": "hello-ada",
        "package": "hello_ada",
        "script": "say_hello_ada.py",
        "author": author,
        "email": email,
        "is_chinese": language == "zh",
        "year": "2026",
    }


def rendered(
    shape: str, language: str = "en", author: str = "Ada", email: str = ""
) -> dict[str, str]:
    return dict(render(shape, values(language, author, email)))


@pytest.mark.parametrize(("shape", "language"), FORMS)
def test_a_shape_has_its_files(shape: str, language: str) -> None:
    files = rendered(shape, language)

    assert sorted(files) == sorted([".gitignore", "LICENSE", *LAYOUT[shape]])
    assert [name for name, text in files.items() if not text.endswith("\n")] == []
    assert [name for name, text in files.items() if "{{" in text or "{%" in text] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_english_is_ascii_and_each_file_explains_itself_in_chinese(shape: str) -> None:
    english, chinese = rendered(shape), rendered(shape, "zh")

    assert [name for name, text in english.items() if not text.isascii()] == []
    alone = {name for name, text in chinese.items() if not CHINESE.search(text)}
    assert alone == {"LICENSE"}


@pytest.mark.parametrize(("shape", "language"), FORMS)
def test_every_python_file_can_be_compiled(shape: str, language: str) -> None:
    for name, text in rendered(shape, language, NASTY, "a@example.com").items():
        if name.endswith(".py"):
            compile(text, name, "exec")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_rehearsal_has_one_name_in_chinese(shape: str) -> None:
    readme = rendered(shape, "zh")["README.rst"]

    assert "预演" in readme
    assert "排练" not in readme


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_not_a_comment_says_the_same_in_both_languages(shape: str) -> None:
    english, chinese = rendered(shape), rendered(shape, "zh")

    for name in english:
        if name.endswith((".yml", ".in", ".toml", ".cfg", ".gitignore")):
            plain = [without_comments(text) for text in (english[name], chinese[name])]
            assert plain[0] == plain[1]


def without_comments(text: str) -> list[str]:
    lines = (line.partition("#")[0].rstrip() for line in text.splitlines())
    told = ("description =", "    Natural Language", '    "Natural Language')
    return [line for line in lines if line and not line.startswith(told)]


AUTHORS = st.text(min_size=1, max_size=40)


def author_of(shape: str, author: str) -> tuple[object, str]:
    """Return the author as tools read it from a project's settings, and the LICENSE's line."""
    files = rendered(shape, "zh", author, "a%b@example.com")
    if shape == "full":
        parser = configparser.ConfigParser()  # what setuptools reads it with
        parser.read_string(files["setup.cfg"])
        found: object = parser["metadata"]["author"], parser["metadata"]["author_email"]
    elif shape == "modern":
        (person,) = tomllib.loads(files["pyproject.toml"])["project"]["authors"]
        found = person["name"], person["email"]
    else:
        call = ast.parse(files["setup.py"]).body[-1].value  # type: ignore[attr-defined]  # setup()
        keywords = {one.arg: one.value for one in call.keywords}
        found = tuple(ast.literal_eval(keywords[name]) for name in ("author", "author_email"))
    return found, files["LICENSE"].splitlines()[2]


@pytest.mark.parametrize("shape", SHAPES)
@settings(deadline=None, max_examples=40)
@given(author=AUTHORS)
def test_any_author_comes_back_from_the_settings(shape: str, author: str) -> None:
    try:
        author = check_author(author)
    except HelloError:
        return

    found, line = author_of(shape, author)

    assert found == (author, "a%b@example.com")
    assert line == f"Copyright (c) 2026 {author}"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_author_s_name_is_no_template(shape: str) -> None:
    assert author_of(shape, NASTY)[0] == (NASTY, "a%b@example.com")


def test_what_a_template_asks_for_has_to_be_there() -> None:
    lacking = values()
    del lacking["author"]

    with pytest.raises(UndefinedError, match="author"):
        list(render("full", lacking))
