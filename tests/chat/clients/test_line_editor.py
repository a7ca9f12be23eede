"""Lines that are typed or piped, and lines that are shown meanwhile."""

import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal import Screen, in_terminal

from hello.chat.clients import line_editor
from hello.chat.clients.line_editor import LineEditor, inserted, rows
from hello.errors import HelloError

ON_POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: no select() for pipes on Windows"
)
ECHO = """
import sys, threading
from hello.chat.clients.line_editor import LineEditor
editor = LineEditor("> ")
def arrive():
    with open(sys.argv[1]) as file:
        for line in file:
            editor.stop() if line == "stop\\n" else editor.show(line.rstrip())
threading.Thread(target=arrive, daemon=True).start()
try:
    for line in editor.lines():
        editor.show(f"typed {line!r}")
    print("end")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """Return what writes to a pipe, which is our stdin."""
    reader, writer = os.pipe()
    with os.fdopen(reader, encoding="utf-8") as replaced, os.fdopen(writer, "w") as file:
        monkeypatch.setattr(sys, "stdin", replaced)
        yield file


@given(
    text=st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])),
    columns=st.integers(2, 30),
)
def test_rows_fit_and_lose_nothing(text: str, columns: int) -> None:
    result = rows(text, columns)

    assert "".join(result) == text
    for row in result:
        screen = Screen(columns, 3)
        screen.feed(row)
        assert screen.row == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb", ["a       b"]),
        ("你\tb", ["你      b"]),
        ("12345678\tb", ["12345678", " b"]),
        ("", [""]),
    ],
    ids=["narrow", "wide", "at the end", "nothing"],
)
def test_tabs_become_spaces(text: str, expected: list[str]) -> None:
    assert rows(text, 12 if len(expected) == 1 else 10) == expected


@pytest.mark.parametrize("before", range(10), ids="row {}".format)
@pytest.mark.parametrize("count", [1, 3], ids="{} new".format)
def test_new_rows_stand_above_the_line_being_typed(before: int, count: int) -> None:
    """Also on the last row of the screen, where it has to scroll; the cursor stays in its place."""
    screen = Screen(20, 10)
    screen.feed("old\r\n" * before + "> typed\b\b")
    new = [f"new {number}" for number in range(count)]
    screen.feed(inserted(new, 0))

    assert screen.lines == ["old"] * before + new + ["> typed"]
    screen.feed("*")
    assert screen.lines[-1] == "> typ*d"


def test_a_typed_line_of_several_rows_stays_together() -> None:
    screen = Screen(10, 4)
    screen.feed("> " + "x" * 23)
    screen.feed(inserted(["new"], 2))

    assert screen.lines == ["new", "> xxxxxxxx", "xxxxxxxxxx", "xxxxx"]


@ON_POSIX
def test_piped_lines_come_without_their_ends(stdin: TextIO) -> None:
    stdin.write("one\ntwo\r\n\n你好")
    stdin.close()
    editor = LineEditor()

    assert list(editor.lines()) == ["one", "two", "", "你好"]
    assert not editor.is_interactive


@ON_POSIX
def test_what_is_no_text_is_replaced(stdin: TextIO) -> None:
    stdin.buffer.write(b"a\xff\n")
    stdin.close()

    assert list(LineEditor().lines()) == ["a\ufffd"]


@ON_POSIX
def test_a_line_comes_before_the_pipe_ends(stdin: TextIO) -> None:
    stdin.write("one\n")
    stdin.flush()

    assert next(LineEditor().lines()) == "one"


@ON_POSIX
def test_stop_ends_a_wait_for_a_line(stdin: TextIO) -> None:
    stdin.write("one\n")
    stdin.flush()
    editor = LineEditor()
    lines = editor.lines()
    assert next(lines) == "one"
    thread = threading.Thread(target=editor.stop)
    thread.start()

    assert list(lines) == []
    thread.join(60)
    assert editor.is_stopped


def test_there_are_no_lines_without_a_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    assert list(LineEditor().lines()) == []


def test_stdin_in_memory_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo")))

    assert list(LineEditor().lines()) == ["one", "two"]


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_editor, "LONGEST", 10)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 11)))

    with pytest.raises(HelloError, match="longer than 10 bytes"):
        list(LineEditor().lines())


def test_lines_are_shown_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    LineEditor().show("a\tb", "\x1b[2Jboo")

    shown, said = capsys.readouterr()
    assert shown.splitlines()[0] == "a\tb"
    assert "\x1b" not in shown
    assert said == ""


def test_what_the_program_says_does_not_mix_with_what_arrived(
    capsys: pytest.CaptureFixture[str],
) -> None:
    LineEditor().tell("no connection")

    assert capsys.readouterr() == ("", "no connection\n")


@ON_POSIX
class TestInATerminal:
    @pytest.fixture
    def fifo(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        path = tmp_path_factory.mktemp("fifo") / "arriving"
        os.mkfifo(path)
        return path

    def test_arriving_lines_do_not_garble_the_one_being_typed(self, fifo: Path) -> None:
        with in_terminal(ECHO, str(fifo)) as program, fifo.open("w", encoding="utf-8") as arriving:
            program.until("> ")
            program.type("你好, wor")
            program.until("wor")
            print("while you type", file=arriving, flush=True)
            program.until("while you type\x1b8")
            program.type("ld\x01*\r")
            program.until("typed ")
            program.press("\x04", "end")

            assert program.wait() == 0
            assert program.is_sane
        screen = Screen(80, 24)
        screen.feed(program.text)
        assert screen.lines == [
            "while you type", "> *你好, world", "typed '*你好, world'", ">", "end",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("key", "ends"), [("\x03", "interrupted"), ("\x04", "end")], ids=["Ctrl-C", "Ctrl-D"]
    )
    def test_keys_end_it_and_leave_the_terminal_sane(self, fifo: Path, key: str, ends: str) -> None:
        with in_terminal(ECHO, str(fifo)) as program:
            program.until("> ")
            program.press(key, ends)

            assert program.wait() == 0
            assert program.is_sane

    def test_a_locale_that_this_machine_lacks_does_not_make_keys_of_characters(
        self, fifo: Path
    ) -> None:
        lacking = """
import locale, os
os.environ["LC_ALL"] = "xx_XX.UTF-8"
locale.setlocale(locale.LC_CTYPE, "C")
"""
        with in_terminal(lacking + ECHO, str(fifo)) as program:
            program.until("> ")
            program.type("你好\n")
            program.until("typed '你好'")
            program.press("\x04", "end")
            assert program.wait() == 0

    def test_what_the_encoding_lacks_takes_the_cells_of_what_stands_for_it(
        self, fifo: Path
    ) -> None:
        ascii_only = """
import sys
sys.stdout.reconfigure(encoding="ascii", errors="backslashreplace")
"""
        with (
            in_terminal(ascii_only + ECHO, str(fifo)) as program,
            fifo.open("w", encoding="utf-8") as arriving,
        ):
            program.until("> ")
            program.type("half")
            program.until("half")
            print("你" * 14, file=arriving, flush=True)
            program.until("\\u4f60" * 13)
            program.type("\n")
            program.until("typed 'half'")
            program.press("\x04", "end")
            assert program.wait() == 0
        screen = Screen(80, 24)
        screen.feed(program.text)
        escaped = "\\u4f60" * 14
        assert screen.lines == [
            escaped[:80], escaped[80:], "> half", "typed 'half'", ">", "end",
        ]  # fmt: skip

    def test_stop_ends_the_typing(self, fifo: Path) -> None:
        with in_terminal(ECHO, str(fifo)) as program, fifo.open("w", encoding="utf-8") as arriving:
            program.until("> ")
            program.type("half")
            program.until("half")
            print("stop", file=arriving, flush=True)

            assert program.wait() == 0
            assert program.text.endswith("\r\nend\r\n")
            assert program.is_sane
