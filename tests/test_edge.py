"""What users see where things go wrong: each case is a process of its own, as theirs is."""

import errno
import io
import json
import os
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest

from hello import edge
from hello.edge import escape_what_cannot_be_encoded, flush_or_discard, in_one_line, print_json

PROGRAM = """
import sys
from hello.edge import run
from hello.errors import HelloError, WrongUseError

def program():
    {body}

run(program, "prog")
"""
DEADLINE = 60
NOT_ON_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="other system: not on Windows")
WITH_FULL_DEVICE = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="other system: no /dev/full"
)


def run(body: str, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the *body* of a program at the edge; return its bytes and exit code."""
    env = os.environ | {"PYTHONUNBUFFERED": ""} | settings.pop("env", {})
    defaults: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(body=body)],
        **defaults | settings,
        env=env,
        timeout=DEADLINE,
        check=False,
    )


def seen(done: subprocess.CompletedProcess[bytes]) -> tuple[int, str, list[str]]:
    """Return the exit code, stdout, and the lines of stderr."""
    return done.returncode, done.stdout.decode().rstrip(), done.stderr.decode().splitlines()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("print('fine')", (0, "fine", [])),
        ("return 0", (0, "", [])),
        ("return 1", (1, "", [])),
        ("sys.exit()", (0, "", [])),
        ("sys.exit(3)", (3, "", [])),
        ("sys.exit('a word')", (1, "", ["a word"])),
        ("raise HelloError('bad', 'x', next_step='mend')", (1, "", ["prog: bad: 'x'; mend"])),
        ("raise WrongUseError('bad', next_step='mend')", (2, "", ["prog: bad; mend"])),
        ("raise KeyboardInterrupt", (130, "", ["prog: interrupted"])),
        ("raise BrokenPipeError", (141, "", [])),
        ("raise OSError('no strerror')", (1, "", ["prog: no strerror"])),
        ("open('/no/such')", (1, "", ["prog: No such file or directory: '/no/such'"])),
        ("print('first'); raise HelloError('bad', next_step='m')", (1, "first", ["prog: bad; m"])),
    ],
)
def test_each_end_has_its_line_and_its_exit_code(
    body: str, expected: tuple[int, str, list[str]]
) -> None:
    assert seen(run(body)) == expected


def test_a_mistake_of_ours_is_not_hidden() -> None:
    """A traceback is for those who can mend the program."""
    done = run("1 / 0")

    assert done.returncode == 1
    assert b"ZeroDivisionError" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no SIGPIPE on Windows")
@pytest.mark.parametrize(
    "body",
    ["print('short')", "print('long' * 100_000)", "print('short'); sys.exit(0)"],
    ids=["at the end", "on the way", "by sys.exit"],
)
def test_a_reader_that_left_is_no_news(body: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = run(body, stdout=closed)

    assert (done.returncode, done.stderr) == (141, b"")


@WITH_FULL_DEVICE
@pytest.mark.parametrize("end", ["return 0", "sys.exit(0)"])
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_full_device_is_said_once(end: str, unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(f"print('x'); {end}", stdout=full, env={"PYTHONUNBUFFERED": unbuffered})

    line = f"prog: {os.strerror(errno.ENOSPC)}\n"
    assert (done.returncode, done.stderr.decode()) == (1, line)


@WITH_FULL_DEVICE
def test_the_exit_code_is_right_where_the_error_cannot_be_said() -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("raise WrongUseError('bad', next_step='mend')", stderr=full)

    assert (done.returncode, done.stdout) == (2, b"")


@NOT_ON_WINDOWS
@pytest.mark.parametrize(
    ("descriptor", "body", "code"),
    [
        (1, "print('unheard')", 0),
        (1, "from hello.edge import print_json; print_json({})", 0),
        (2, "raise WrongUseError('bad', next_step='mend')", 2),
    ],
    ids=["stdout", "JSON", "stderr"],
)
def test_a_stream_may_be_closed_from_the_start(descriptor: int, body: str, code: int) -> None:
    """The shell's ``>&-``. An error does not go to stdout instead."""
    start = f'exec "$0" -c "$1" {descriptor}>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", start, sys.executable, PROGRAM.format(body=body)],
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "你好 é".encode()),
        ("ascii", rb"\u4f60\u597d \xe9"),
        ("latin-1", rb"\u4f60\u597d " + b"\xe9"),
        ("gbk", "你好 é".encode("gbk")),
        ("ascii:replace", b"?? ?"),
    ],
)
def test_what_stdout_cannot_encode_is_escaped(encoding: str, expected: bytes) -> None:
    done = run(r"print('\u4f60\u597d \xe9')", env={"PYTHONIOENCODING": encoding})

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, expected, b"")


@NOT_ON_WINDOWS
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_bytes_that_are_no_text_leave_as_they_came(encoding: str) -> None:
    done = run(r"print('a\udcffz')", env={"PYTHONIOENCODING": encoding})

    assert (done.returncode, done.stdout, done.stderr) == (0, b"a\xffz\n", b"")


def test_only_the_encoder_asks_for_an_escape() -> None:
    """A stream that is read from reports its errors as before."""
    stream = io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="utf-8")
    escape_what_cannot_be_encoded(stream)

    with pytest.raises(UnicodeDecodeError):
        stream.read()


LOST = """
    from signal import SIGINT, default_int_handler, raise_signal, signal
    from weakref import ref
    signal(SIGINT, default_int_handler)
    from threading import Event
    watched = type("Watched", (), {{}})()
    callback = ref(watched, lambda _: {raising})
    del watched
    Event().wait({seconds})
    print("goes on")
"""


def test_ctrl_c_is_heard_where_no_exception_gets_out() -> None:
    done = run(LOST.format(raising="raise_signal(SIGINT)", seconds=DEADLINE))

    assert seen(done) == (130, "", ["prog: interrupted"])


def test_another_error_where_none_gets_out_is_told_as_always() -> None:
    code, output, lines = seen(run(LOST.format(raising="1 // 0", seconds=0)))

    assert (code, output) == (0, "goes on")
    assert lines[0].startswith("Exception ignored in: <function")
    assert lines[-1].startswith("ZeroDivisionError: ")


def test_a_hook_that_was_there_hears_of_other_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as pytest's own, which makes a failure of them."""
    heard: list[Any] = []
    hook = heard.append
    monkeypatch.setattr(sys, "unraisablehook", hook)

    def program() -> None:
        watched = {1}
        callback = weakref.ref(watched, lambda _: 1 // 0)
        del watched
        assert callback() is None

    with pytest.raises(SystemExit):
        edge.run(program, "prog")

    assert [one.exc_type for one in heard] == [ZeroDivisionError]
    assert sys.unraisablehook is hook


def test_a_stream_without_error_handler_is_left_alone() -> None:
    escape_what_cannot_be_encoded(io.StringIO())
    escape_what_cannot_be_encoded(None)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "你好"),
        ("gbk", "你好"),
        ("ascii", r"\u4f60\u597d"),
        ("latin-1", r"\u4f60\u597d"),
    ],
    ids=["utf-8", "gbk", "ascii", "latin-1"],
)
def test_json_is_readable_where_stdout_can_carry_it(
    encoding: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))

    print_json({"greeting": "你好"})
    sys.stdout.flush()

    text = raw.getvalue().decode(encoding)
    assert json.loads(text) == {"greeting": "你好"}
    assert written in text


def test_json_of_bytes_that_are_no_text_stays_json(capsysbinary: Any) -> None:
    print_json(["\udcff"])

    assert json.loads(capsysbinary.readouterr().out) == ["\udcff"]


def test_a_path_is_shown_as_its_text() -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file", Path("a") / "b")

    assert in_one_line(error) == f"No such file: {str(Path('a') / 'b')!r}"


def test_a_missing_stream_has_nothing_to_flush() -> None:
    flush_or_discard(None)
