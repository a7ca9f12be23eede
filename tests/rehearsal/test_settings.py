"""What a project says about its rehearsal in pyproject.toml."""

from pathlib import Path

import pytest

from hello.errors import WrongUseError
from hello.rehearsal.settings import Settings, read_settings

ALL = """\
[tool.helloworld.rehearse]
skip = ["reproducible"]
top-level = ["t", "hello"]
imports = ["hello"]

[tool.helloworld.rehearse.scripts]
greet = ["--version"]
serve = false
"""


def test_a_project_need_not_say_anything(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'one'\n", encoding="utf-8")

    assert read_settings(tmp_path) == Settings()


def test_what_it_says_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(ALL, encoding="utf-8")

    assert read_settings(tmp_path) == Settings(
        skip=("reproducible",),
        top_level=("t", "hello"),
        imports=("hello",),
        scripts={"greet": ("--version",), "serve": None},
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[tool.helloworld.rehearse]\nskips = []", r"no such key: 'skips'; take one of: skip, "),
        ("[tool.helloworld.rehearse]\nskip = 'run'", r"wrong skip: 'run'; write a list of texts"),
        ("[tool.helloworld.rehearse]\nimports = [1]", r"wrong imports: \[1\]; write a list"),
        ("[tool.helloworld.rehearse]\nscripts = []", r"wrong scripts: \[\]; write a table"),
        ("[tool.helloworld]\nrehearse = 1", r"rehearse is no table: "),
        ("[tool", r"pyproject\.toml cannot be read: "),
    ],
    ids=["key", "text", "numbers", "list", "no-table", "no-toml"],
)
def test_what_is_wrong_is_named(tmp_path: Path, lines: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(lines, encoding="utf-8")

    with pytest.raises(WrongUseError, match=said):
        read_settings(tmp_path)
