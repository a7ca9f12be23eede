"""own_process: answers come, faults are told in one line, and nothing stays behind."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from hello.demos.processes.process import own_process
from hello.demos.processes.process.own_process import run_program
from hello.errors import HelloError

NEEDS_PROC = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="other system: /proc"
)

WITH_A_CHILD = """
import json, multiprocessing, signal, time

def stay():
    IGNORE
    pipe = multiprocessing.Pipe()
    pipe[0].poll(60)

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    lock = context.Lock()
    child = context.Process(target=stay)
    child.start()
    print(json.dumps({"progress": "started"}), flush=True)
    AFTERWARDS
"""
ANSWER = 'print(json.dumps({"answer": 1}), flush=True)'


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a program to a file."""

    def write(source: str) -> Path:
        file = tmp_path / "program.py"
        file.write_text(dedent(source), encoding="utf-8")
        return file

    return write


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Return a function that lists the other processes that have this test's mark."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv("HELLO_TEST_MARK", mark)

    def marked() -> list[str]:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                ours = mark.encode() in (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if ours and int(folder.name) != os.getpid():
                found.append(command)
        return found

    return marked


def test_an_answer_is_returned_and_progress_told(program: Callable[[str], Path]) -> None:
    told: list[str] = []
    file = program("""
        import json, sys
        print(json.dumps({"progress": "half"}))
        print(json.dumps({"answer": json.loads(sys.argv[1])}))
    """)

    assert run_program(file, {"x": [1]}, told.append) == {"x": [1]}
    assert told == ["half"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise SystemExit('out of luck')", "'out of luck'"),
        ("1 / 0", "ZeroDivisionError"),
        ("import os, signal; os.abort()", "exit code"),
    ],
    ids=["exit", "exception", "killed"],
)
def test_no_answer_is_an_error_in_one_line(
    source: str, words: str, program: Callable[[str], Path]
) -> None:
    with pytest.raises(HelloError, match=r"program.py ended without an answer") as caught:
        run_program(program(source), {})

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@NEEDS_PROC
def test_an_interrupt_ends_the_program_and_its_children(
    program: Callable[[str], Path], processes: Callable[[], list[str]]
) -> None:
    """The resource tracker of spawn, which ignores SIGTERM, is gone as well."""
    seen: list[str] = []

    def interrupt(_: str) -> None:
        seen.extend(processes())
        raise KeyboardInterrupt

    file = program(WITH_A_CHILD.replace("AFTERWARDS", "child.join()").replace("IGNORE", "pass"))
    with pytest.raises(KeyboardInterrupt):
        run_program(file, {}, interrupt)

    assert len(seen) >= 2
    assert processes() == []


@NEEDS_PROC
@pytest.mark.parametrize("ignore", ["pass", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"])
def test_a_child_that_stays_after_the_answer_is_ended(
    ignore: str,
    program: Callable[[str], Path],
    processes: Callable[[], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own_process, "LAST_SECONDS", 0.2)
    monkeypatch.setattr(own_process, "TERM_SECONDS", 0.2)
    file = program(WITH_A_CHILD.replace("AFTERWARDS", ANSWER).replace("IGNORE", ignore))

    assert run_program(file, {}) == 1
    assert processes() == []
