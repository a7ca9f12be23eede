"""helloworld new: with and without somebody to ask, and wrong use of it."""

import os
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from processes import Ended, run
from terminal import in_terminal

from hello.cli.new import command
from hello.scaffold import questions
from hello.scaffold.shapes import SHAPES

HELLOWORLD = (sys.executable, "-m", "hello")

IN_FOLDER = """
import os
import sys

os.chdir(sys.argv.pop(1))

from hello.cli import main

main(sys.argv[1:], "helloworld")
"""


@pytest.fixture(autouse=True)
def git_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of the user's git settings."""
    file = tmp_path_factory.mktemp("git") / "config"
    file.write_text("[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return file


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, the current one."""
    folder = tmp_path / "place"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def new(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False, standalone_mode=False)


def as_process(*arguments: str, cwd: Path, **environment: str) -> Ended:
    return run(*HELLOWORLD, "new", *arguments, cwd=cwd, environment=environment)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_without_a_terminal_all_answers_are_the_defaults(place: Path) -> None:
    ended = as_process("mine", "--lang", "en", cwd=place)

    assert (ended.code, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[0] == "hello-ada-lovelace: 18 files in mine"
    assert lines[-4:] == [
        "Next:",
        "  cd mine",
        "  helloworld rehearse",
        "  helloworld publish --repository testpypi",
    ]
    settings = (place / "mine" / "setup.cfg").read_text()
    for line in ("name = hello-ada-lovelace", "author = Ada Lovelace"):
        assert f"\n{line}\n" in settings
    assert "\nauthor_email = ada@example.com\n" in settings
    assert names_in(place) == ["mine"]


@pytest.mark.parametrize("folder", ["hello-ann-lee", "."])
def test_a_folder_named_like_a_project_names_it(
    place: Path, git_settings: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """As in 'helloworld new hello-ann-lee --yes' by whom git does not know."""
    git_settings.write_text("")
    own = place / "hello-ann-lee"
    if folder == ".":
        own.mkdir()
        monkeypatch.chdir(own)

    result = new(folder, "--yes", "--lang", "en")

    assert result.stdout.startswith("hello-ann-lee: 18 files in ")
    assert "\nname = hello-ann-lee\n" in (own / "setup.cfg").read_text()


def test_what_is_given_counts(place: Path) -> None:
    options = ("--name=Hello_Zhang", "--email=-", "--shape=modern", "--lang=zh", "--no-git")
    result = new("mine", "--author", "张 三", *options, "--yes")

    text = (place / "mine" / "pyproject.toml").read_text(encoding="utf-8")
    assert 'name = "hello-zhang"' in text
    assert 'authors = [{ name = "张 三" }]' in text
    assert "\n发布\n====\n" in (place / "mine" / "README.rst").read_text(encoding="utf-8")
    assert not (place / "mine" / ".git").exists()
    assert result.stdout.startswith("hello-zhang：15 个文件，在 mine\n")
    assert "\n接下来：\n" in result.stdout


@pytest.mark.parametrize("shape", SHAPES)
def test_every_file_is_in_the_tree(place: Path, shape: str) -> None:
    result = new("mine", "--shape", shape, "--lang", "en")

    files = [path for path in (place / "mine").rglob("*") if path.is_file()]
    own = sorted(path.name for path in files if ".git" not in path.parts)
    told = [line.rpartition("── ")[2] for line in result.stdout.splitlines() if "── " in line]
    assert sorted(name for name in told if not name.endswith("/")) == own


def test_the_first_command_leads_into_the_folder(place: Path) -> None:
    for name in ("it's 我的", "-dash"):
        folder = place / name
        line = next(
            line for line in new("--", name).stdout.splitlines() if line.startswith("  cd ")
        )
        if sys.platform != "win32":
            (where,) = shlex.split(line)[1:]
            assert (place / where).samefile(folder)


def test_in_the_current_folder_there_is_no_need_to_change_it(place: Path) -> None:
    result = new(".")

    assert "  cd " not in result.stdout
    assert ".git" in names_in(place)


def test_what_git_did_not_do_is_told(place: Path, git_settings: Path) -> None:
    git_settings.write_text("")

    result = new("mine", "--name", "hello-ada", "--lang", "en")

    assert "\nnothing committed yet: git has no user.name and user.email\n" in result.stdout
    assert names_in(place) == ["mine"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--name", "x"], "missing argument 'DIR'"),
        (["full"], "not empty: 'full'; give a new or an empty one"),
        (["full/file"], "this is no folder: 'full/file'"),
        (["no/such"], "no such folder: 'no'; make it first"),
        (["mine", "--name", "queue"], "the standard library's module 'queue'"),
        (["mine", "--name", "HELLO.world"], "the tutorial's own"),
        (["mine", "--name", "a b"], "no name for a project: 'a b'"),
        (["mine", "--author", " "], "the author has no name: ' '"),
        (["mine", "--email", "ada"], "no such e-mail address: 'ada'"),
        (["mine", "--shape", "round"], "'round' is not one of 'minimal', 'full', 'modern'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_told_in_one_line_and_makes_nothing(
    place: Path, arguments: list[str], said: str
) -> None:
    (place / "full").mkdir()
    (place / "full" / "file").write_text("mine")

    ended = as_process(*arguments, cwd=place)

    assert (ended.code, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert names_in(place) == ["full"]
    assert names_in(place / "full") == ["file"]


def test_the_index_is_asked_for_the_name_before_anything_is_made(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def look_up(_processes: object, _room: object, name: str, language: str) -> list[str]:
        asked.append((name, language, names_in(place)))
        return ["it is free"]

    monkeypatch.setattr(questions, "look_up", look_up)

    result = new("mine", "--check-name", "--lang", "zh")
    new("other", "--lang", "zh")

    assert asked == [("hello-ada-lovelace", "zh", [])]
    assert result.stdout.startswith("it is free\n")


@pytest.mark.parametrize("columns", ["40", "200"])
def test_it_can_be_read_in_ascii(place: Path, columns: str) -> None:
    ended = as_process(
        "mine", "--lang", "zh", cwd=place, COLUMNS=columns, PYTHONIOENCODING="ascii", LC_ALL="C"
    )

    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.isascii()
    assert "`-- setup.py" in ended.stdout


pseudo_terminals = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: there are no pseudo-terminals"
)


@pseudo_terminals
def test_on_a_terminal_the_user_is_asked_until_the_answer_will_do(place: Path) -> None:
    with in_terminal(IN_FOLDER, str(place), "new", "mine", "--lang", "en") as terminal:
        for number, answer in enumerate(
            ["张三", "ada", "-", "queue", "hello-zhang", "round", "modern"], 1
        ):
            terminal.until("]: ", times=number)
            terminal.type(f"{answer}\n")
        assert terminal.wait() == 0

    text = (place / "mine" / "pyproject.toml").read_text(encoding="utf-8")
    assert 'authors = [{ name = "张三" }]' in text
    assert 'name = "hello-zhang"' in text
    assert "Author [Ada Lovelace]: " in terminal.text
    assert "Error: the index takes no such e-mail address: 'ada'" in terminal.text
    assert "Error: the index gives this name to nobody" in terminal.text


@pseudo_terminals
def test_whom_it_asks_in_chinese_it_answers_in_chinese(place: Path) -> None:
    with in_terminal(IN_FOLDER, str(place), "new", "mine", "--lang", "zh") as terminal:
        for number, answer in enumerate(["张三", "ada", "-", "queue", "\n", "round", "\n"], 1):
            terminal.until("]: ", times=number)
            terminal.type(f"{answer}\n".replace("\n\n", "\n"))
        assert terminal.wait() == 0

    for line in (
        "索引不接受这个邮箱地址：'ada'；换一个，没有就填 -",
        "索引不把这个名字给任何人：'queue'；",
        "没有这种形式：'round'；请从 minimal、full、modern 中选一个",
    ):
        assert line in terminal.text


@pseudo_terminals
def test_what_was_given_is_not_asked_and_yes_asks_nothing(place: Path) -> None:
    given = ("--author=Ada", "--email=a@b.org", "--name=hello-ada", "--shape=minimal")
    for arguments in (("one", *given), ("two", "--yes")):
        with in_terminal(IN_FOLDER, str(place), "new", *arguments) as terminal:
            assert terminal.wait() == 0
        assert "]: " not in terminal.text

    assert sorted(names_in(place)) == ["one", "two"]


@pseudo_terminals
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("question", [1, 3], ids=["first question", "third question"])
def test_who_leaves_at_a_question_gets_nothing(place: Path, question: int, key: str) -> None:
    with in_terminal(IN_FOLDER, str(place), "new", "mine") as terminal:
        for number in range(1, question):
            terminal.until("]: ", times=number)
            terminal.type("\n")
        terminal.until("]: ", times=question)
        terminal.press(key, "helloworld: interrupted")
        assert terminal.wait() == 130

    assert names_in(place) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="other system: there is no /proc")
def test_where_no_folder_can_be_made_it_is_not_for_want_of_space(place: Path) -> None:
    ended = as_process("/proc/x", cwd=place)

    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert "cannot make a project here: " in ended.stderr
    assert "space" not in ended.stderr
