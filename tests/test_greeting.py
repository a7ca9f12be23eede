"""say_hello: the greetings, their files, the options, and hostile surroundings."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import unicodedata
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import hello
from hello.greeting import greet, languages, main
from hello.greeting_options import RIGHT_TO_LEFT
from hello.messages import best_match, read_message

PACKAGE = Path(hello.__file__).parent
CALL = [sys.executable, "-c", "from hello.greeting import main; main()"]
EACH_LANGUAGE = pytest.mark.parametrize("language", languages())
DEADLINE = 60


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Say = Callable[..., Said]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return say_hello as a function of its words, called in this process by an English user."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def say_hello(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["say_hello", *words])
        with pytest.raises(SystemExit) as end:
            main()
        assert isinstance(end.value.code, int)
        return Said(end.value.code, *capsys.readouterr())

    return say_hello


def run(*words: str | bytes, command: list[str] | None = None, **settings: Any) -> Any:
    """Run say_hello in a process of its own; return its bytes and exit code."""
    env = os.environ | {"LC_ALL": "C.UTF-8"} | settings.pop("env", {})
    defaults: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(
        [*(command or CALL), *words], **defaults | settings, env=env, timeout=DEADLINE, check=False
    )


# The greetings


@pytest.mark.parametrize(
    ("language", "name", "greeting"),
    [
        ("en", None, "Hello, World!"),
        ("en", "Ada", "Hello, Ada!"),
        ("de", None, "Hallo, Welt!"),
        ("es", None, "¡Hola, mundo!"),
        ("fr", None, "Bonjour le monde\N{NO-BREAK SPACE}!"),
        ("fr", "Ada", "Bonjour Ada\N{NO-BREAK SPACE}!"),
        ("pt", None, "Olá, mundo!"),
        ("zh", None, "你好，世界！"),
        ("zh", "王芳", "你好，王芳！"),
        ("zh_TW", None, "哈囉，世界！"),
        ("ja", None, "こんにちは、世界！"),
        ("ko", None, "안녕하세요, 세상!"),
        ("ru", None, "Привет, мир!"),
        ("el", None, "Γεια σου, κόσμε!"),  # noqa: RUF001  # it is Greek
        ("he", None, "שלום, עולם!"),
        ("ar", None, "مرحبًا يا عالم!"),
        ("fa", None, "سلام، دنیا!"),
        ("hi", None, "नमस्ते, दुनिया!"),
        ("vi", None, "Xin chào, thế giới!"),
        ("tr", None, "Merhaba, dünya!"),
        ("sw", None, "Habari, dunia!"),
    ],
)
def test_each_language_greets_with_its_own_punctuation(
    language: str, name: str | None, greeting: str
) -> None:
    assert greet(name, language) == greeting


@pytest.mark.parametrize("name", [None, "", "  "])
def test_without_a_name_the_world_is_greeted(name: str | None) -> None:
    assert greet(name) == "Hello, World!"


@pytest.mark.parametrize("name", ["{name}", "{0}", "%s", "\\1", "{", "$name", "a: b"])
def test_a_name_is_no_template(name: str) -> None:
    assert greet(name) == f"Hello, {name}!"


def test_the_package_has_greet_as_a_public_name() -> None:
    assert hello.greet is greet


@pytest.mark.parametrize(
    ("locale_name", "language"),
    [
        ("zh_CN", "zh"),
        ("zh_SG", "zh"),
        ("zh_TW.UTF-8", "zh_TW"),
        ("zh_HK", "zh_TW"),
        ("zh_MO", "zh_TW"),
        ("zh-Hant", "zh_TW"),
        ("zh_Hant_HK", "zh_TW"),
        ("zh-hans-sg", "zh"),
        ("de_AT", "de"),
        ("pt-br", "pt"),
        ("no_NO", "nb"),
        ("iw_IL", "he"),
        ("tlh", None),
        ("C", None),
        ("", None),
        ("../hello/en", None),
    ],
)
def test_a_locale_reads_the_nearest_file(locale_name: str, language: str | None) -> None:
    assert best_match(locale_name) == language
    assert greet("Ada", locale_name) == greet("Ada", language or "en")


# The files


def test_there_are_many_languages_in_order() -> None:
    found = languages()

    assert list(found) == sorted(file.stem for file in PACKAGE.glob("*.msg"))
    assert len(found) >= 16


@EACH_LANGUAGE
def test_a_message_has_its_three_fields(language: str) -> None:
    message = read_message(language)

    assert list(message) == ["Language", "Greeting", "World"]
    assert message["Greeting"].count("{name}") == 1
    assert all(message.values())


@EACH_LANGUAGE
def test_a_message_is_clean_text(language: str) -> None:
    """One spelling of each character, no space at an end, a line end at the end."""
    text = (PACKAGE / f"{language}.msg").read_bytes().decode("utf-8").replace("\r\n", "\n")

    assert unicodedata.is_normalized("NFC", text)
    assert text.endswith("\n")
    assert all(line == line.strip() for line in text.splitlines())


def test_each_language_has_a_name_of_its_own() -> None:
    names = [read_message(language)["Language"].casefold() for language in languages()]

    assert len(set(names)) == len(names)


@EACH_LANGUAGE
def test_the_writing_of_each_language_runs_the_right_way(language: str) -> None:
    letters = {unicodedata.bidirectional(letter) for letter in greet(language=language)}

    assert bool(letters & {"R", "AL"}) is (language in RIGHT_TO_LEFT)


def test_a_language_without_file_is_an_error_of_its_reader() -> None:
    with pytest.raises(OSError, match=r"tlh\.msg"):
        read_message("tlh")


# The command line


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "Hello, World!"),
        (("Ada",), "Hello, Ada!"),
        (("Ada", "Lovelace"), "Hello, Ada Lovelace!"),
        (("Ada", "--lang", "de", "Lovelace"), "Hallo, Ada Lovelace!"),
        (("--lang=zh-tw",), "哈囉，世界！"),
        (("--lang", "Deutsch"), "Hallo, Welt!"),
        (("--lang", "中文"), "你好，世界！"),
        (("--", "--list"), "Hello, --list!"),
        (("Ada", "--lang", "sv", "--", "-x", "--"), "Hej, Ada -x --!"),
        (("-", "--lang", "fi"), "Hei, -!"),
        (("",), "Hello, World!"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_words_and_options_mix(words: tuple[str, ...], line: str, say: Say) -> None:
    assert say(*words) == (0, f"{line}\n", "")


@pytest.mark.parametrize("words", [(), ("--all",), ("--json",)], ids=["plain", "all", "json"])
def test_the_language_is_the_users(
    words: tuple[str, ...], say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")

    assert "Bonjour le monde" in say(*words).out


def test_a_user_whose_language_nobody_wrote_reads_english(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "tlh_QO.UTF-8")

    assert say().out == "Hello, World!\n"
    assert json.loads(say("--json").out)["language"] == "en"


def test_all_greets_in_each_language(say: Say) -> None:
    assert say("Ada", "--all").lines == [greet("Ada", language) for language in languages()]


def test_list_has_each_code_and_own_name(say: Say) -> None:
    lines = [tuple(line.split(maxsplit=1)) for line in say("--list").lines]

    assert lines == [(each, read_message(each)["Language"]) for each in languages()]


def test_json_is_one_greeting_or_a_list(say: Say) -> None:
    one = json.loads(say("Ada", "--lang", "fr", "--json").out)
    everything = json.loads(say("Ada", "--all", "--json").out)

    assert one == {"language": "fr", "own_name": "français", "greeting": greet("Ada", "fr")}
    assert one in everything
    assert [each["language"] for each in everything] == list(languages())
    assert json.loads(say("Ada", "--list", "--json").out) == everything


def test_the_version_is_the_packages(say: Say) -> None:
    assert say("--version") == (0, f"say_hello {hello.__version__}\n", "")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_help_has_examples_and_fits(
    columns: int, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")  # argparse of 3.14 has colours

    said = say("--help")

    assert said.code == 0
    assert said.out.isascii()
    assert "say_hello Ada Lovelace --lang fr" in said.out
    assert max(map(len, said.lines)) <= columns


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--lang", "klingon"), "no such language: 'klingon'; 'say_hello --list' shows them all"),
        (("--lang", "espanol"), "no such language: 'espanol'; did you mean 'español'?"),
        (("--lang", "zhTW"), "no such language: 'zhTW'; did you mean 'zh_TW'?"),
        (("--lang", "../en"), "no such language: '../en'; 'say_hello --list' shows them all"),
        (("--lnag", "de"), "no such option: '--lnag'; did you mean '--lang'?"),
        (("--lnag=de",), "no such option: '--lnag'; did you mean '--lang'?"),
        (("--al",), "no such option: '--al'; did you mean '--all'?"),
        (("Ada", "-x"), "no such option: '-x'; see 'say_hello --help'"),
        (("--lang",), "argument --lang: expected one argument; see 'say_hello --help'"),
        (
            ("--list", "--all"),
            "argument --all: not allowed with argument --list; see 'say_hello --help'",
        ),
        (
            ("--html", "--json"),
            "argument --json: not allowed with argument --html; see 'say_hello --help'",
        ),
        (("--list", "--html"), "--list makes no page; use --all --html"),
        (
            ("--html", "Ada"),
            "not a page's file name: 'Ada'; FILE ends in .html; a NAME goes before --html",
        ),
        (
            ("--html=",),
            "not a page's file name: ''; FILE ends in .html; a NAME goes before --html",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_gets_one_line(
    words: tuple[str, ...], line: str, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert say(*words) == (2, "", f"say_hello: {line}\n")
    assert not list(tmp_path.iterdir())


# The page


class Reader(HTMLParser):
    """Collects a page's elements, and its text by the language that it is marked as."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.texts: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if data.strip() and self.tags[-1] in {"h1", "p", "title"}:
            name = self.attributes[-1].get("lang") or self.tags[-1]
            self.texts[name] = self.texts.get(name, "") + data


def read_page(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [("en", "en", None), ("zh_TW", "zh-TW", None), ("he", "he", "rtl"), ("sw", "sw", None)],
)
def test_a_page_is_in_its_language(
    language: str, tag: str, direction: str | None, say: Say
) -> None:
    page = read_page(say("--html", "--lang", language).out)

    assert page.tags[0] == "html"
    assert str(page.attributes[0]["lang"]).casefold() == tag.casefold()
    assert page.attributes[0].get("dir") == direction
    assert page.texts["h1"] == page.texts["title"] == greet(language=language)


def test_a_page_of_all_marks_each_language(say: Say) -> None:
    page = read_page(say("Ada", "--all", "--html").out)

    assert page.texts["h1"] == greet("Ada", "en")
    for language in set(languages()) - {"en"}:
        assert page.texts[language.replace("_", "-").lower()] == greet("Ada", language)
    marked = {entry["lang"] for entry in page.attributes if entry.get("dir") == "rtl"}
    assert marked == set(RIGHT_TO_LEFT)


def test_a_page_loads_nothing_and_says_its_encoding(say: Say) -> None:
    page = read_page(say("--html").out)

    assert {"link", "script", "img", "iframe"}.isdisjoint(page.tags)
    assert not re.search(r"@import|url\(", say("--html").out)
    assert {"charset": "utf-8"} in page.attributes


@pytest.mark.parametrize(
    "name",
    [
        "*x*",
        "**x**",
        "`x`_",
        "x_",
        "x_ y",
        "x__ y",
        "_`x`",
        "|x|",
        "[1]_",
        "x::",
        ".. raw:: html",
        "<script>alert(1)</script>",
        "<b lang='he'>",
        '" lang="he"',
        "&amp;",
        "back\\slash",
        "http://a.example",
        "a@b.example",
        "{title}",
        "====",
        "王芳",
    ],
)
def test_markup_in_a_name_is_text(name: str, say: Say) -> None:
    page = read_page(say(name, "--html", "--all", "--lang", "sw").out)

    assert page.texts["h1"] == f"Habari, {name}!"
    assert page.texts["de"] == f"Hallo, {name}!"
    assert {"script", "b", "a", "em", "strong", "span"}.isdisjoint(page.tags)
    assert sum(entry.get("dir") == "rtl" for entry in page.attributes) == len(RIGHT_TO_LEFT)


def test_lines_in_a_name_become_one(say: Say) -> None:
    page = read_page(say("a\n\n.. raw:: html\n\n   <b>", "--html").out)

    assert page.texts["h1"] == "Hello, a .. raw:: html <b>!"
    assert "b" not in page.tags


def test_a_page_goes_to_a_file(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "你好.html"

    assert say("Ada", "--html", str(file)) == (0, "", f"wrote {file}\n")
    assert read_page(file.read_text(encoding="utf-8")).texts["h1"] == "Hello, Ada!"


@pytest.mark.parametrize("place", ["missing/page.html", "folder.html", "file/page.html"])
def test_a_page_that_cannot_be_written_gets_one_line(place: str, say: Say, tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").touch()
    file = tmp_path / place

    said = say("--html", str(file))

    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert said.err.endswith(f": {str(file)!r}\n")


# Surroundings


ONLY_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="other system: not on Windows")


@pytest.mark.parametrize("words", [["--all"], ["--list"], ["--all", "--json"]], ids=" ".join)
def test_an_ascii_terminal_gets_escapes(words: list[str]) -> None:
    done = run(*words, env={"PYTHONIOENCODING": "ascii"})

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert rb"\u4f60" in done.stdout or words == ["--list"]


C_LOCALE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@ONLY_POSIX
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--lang", "zh"], rb"\u4f60\u597d\uff0c\u4e16\u754c\uff01"),
        (["王芳".encode()], "Hello, 王芳!".encode()),
        ([b"a\xff"], b"Hello, a\xff!"),
    ],
    ids=["another language", "a name in UTF-8", "a name that is no text"],
)
def test_the_c_locale_mangles_nothing(words: list[str | bytes], expected: bytes) -> None:
    done = run(*words, env=C_LOCALE)

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, expected, b"")


@ONLY_POSIX
@pytest.mark.parametrize("env", [C_LOCALE, {"LC_ALL": "C.UTF-8"}], ids=["C", "UTF-8"])
@pytest.mark.parametrize(
    ("name", "shown"),
    [("王芳".encode(), "王芳"), (b"a\xff", "a\N{REPLACEMENT CHARACTER}")],
    ids=["UTF-8", "no text"],
)
def test_pages_and_json_are_sound_whatever_the_name(
    name: bytes, shown: str, env: dict[str, str]
) -> None:
    page = run(name, "--html", env=env).stdout.decode("utf-8")
    data = json.loads(run(name, "--json", env=env).stdout)

    assert read_page(page).texts["h1"] == data["greeting"] == f"Hello, {shown}!"


def test_a_page_is_utf8_whatever_the_terminal_is() -> None:
    done = run("--html", "--lang", "zh", env={"PYTHONIOENCODING": "gbk"})

    assert read_page(done.stdout.decode("utf-8")).texts["h1"] == "你好，世界！"


@ONLY_POSIX
@pytest.mark.parametrize("words", [[], ["--all"], ["--help"], ["--html"]], ids=" ".join)
def test_a_reader_that_left_is_no_news(words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = run(*words, stdout=closed)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="other system: no /dev/full")
@pytest.mark.parametrize("words", [[], ["--all"], ["--help"], ["--html"]], ids=" ".join)
def test_a_full_device_gets_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*words, stdout=full)

    assert (done.returncode, done.stderr) == (1, b"say_hello: No space left on device\n")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="other system: no /proc")
def test_a_folder_that_nobody_may_write_to_is_enough() -> None:
    """In /proc, since root may write to a folder that is merely read-only."""
    assert run("--all", cwd="/proc").returncode == 0
    assert run("--html", cwd="/proc").returncode == 0

    refused = run("--html", "page.html", cwd="/proc")

    assert refused.returncode == 1
    assert refused.stderr.startswith(b"say_hello: ")
    assert refused.stderr.endswith(b": 'page.html'\n")
    assert refused.stderr.count(b"\n") == 1


# Installed, and from a zip


@pytest.mark.parametrize("program", ["say_hello", "say_hello.py"])
def test_the_installed_commands_are_the_same(program: str) -> None:
    command = str(Path(sysconfig.get_path("scripts")) / program)
    line = [sys.executable, command] if program.endswith(".py") else [command]

    done = run("Ada", "--lang", "zh_CN", command=line, env={"PYTHONIOENCODING": "utf-8"})

    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, "你好，Ada！", b"")


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package in a zip file, as zipimport and a zipped egg have it."""
    archive = tmp_path_factory.mktemp("zip") / "hello.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(PACKAGE.glob("*.*")):
            file.write(path, Path("hello") / path.name)
    return archive


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["Hello, World!"]),
        (["--lang", "zh_HK"], [greet(language="zh_TW")]),
        (["--all"], [greet(language=language) for language in languages()]),
    ],
    ids=["plain", "lang", "all"],
)
def test_a_zip_file_will_do(zipped: Path, words: list[str], expected: list[str]) -> None:
    done = run(*words, env={"PYTHONPATH": str(zipped), "PYTHONIOENCODING": "utf-8"})

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines() == expected


def test_the_zip_file_was_what_ran(zipped: Path) -> None:
    statement = [sys.executable, "-c", "import hello.messages as m; print(m.__file__)"]

    done = run(command=statement, env={"PYTHONPATH": str(zipped)})

    assert done.stdout.decode().startswith(str(zipped))


def test_a_page_can_be_made_from_a_zip_file(zipped: Path) -> None:
    done = run("--html", env={"PYTHONPATH": str(zipped)})

    assert read_page(done.stdout.decode("utf-8")).texts["h1"] == "Hello, World!"
