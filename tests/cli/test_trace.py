"""helloworld trace: the program is as it is without us, and what it waited for is told."""

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from zipfile import ZipFile

import pytest
from processes import DEADLINE, Ended, installed, wait_until
from terminal import in_terminal

HELLOWORLD = installed("helloworld")
Write = Callable[[str], Path]

DEADLOCK = """
    import threading

    first, second = threading.Lock(), threading.Lock()
    both = threading.Barrier(2)

    def take(one, other):
        with one:
            both.wait()
            with other:
                pass

    threads = [
        threading.Thread(target=take, args=pair, name=name, daemon=True)
        for name, pair in (("ann", (first, second)), ("ben", (second, first)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""

CONTENTION = """
    import threading

    accounts = threading.Lock()
    is_waiting = threading.Event()

    def pay():
        is_waiting.set()
        with accounts:
            pass

    with accounts:
        payer = threading.Thread(target=pay, name="payer")
        payer.start()
        is_waiting.wait()
        threading.Event().wait(0.05)
    payer.join()
"""

HIDDEN = "modules called as the library's"

SAME: Mapping[str, str] = {
    "what it is started with": """
        import os, sys
        main = sys.modules["__main__"]
        print(sys.argv, sys.path, sys.orig_argv[1:], __name__, __file__, main.__spec__)
        print({name: value for name, value in os.environ.items() if "COV" not in name})
        print(input(), [name for name in sys.modules if name.startswith("hello")])
    """,
    "a module of its own called hello": "import hello; print(hello.OWN)",
    "an exception": "def fail():\n    1 / 0\nfail()",
    "a syntax error": "def fail(:",
    "an exit code": "import sys; sys.exit(3)",
    "a message at the exit": "import sys; sys.exit('bye')",
    "os._exit": "import os; print('x', flush=True); os._exit(4)",
    "an exec": "import os, sys; os.execv(sys.executable, ['python', '-c', 'raise SystemExit(6)'])",
    "what is done at the exit": """
        import atexit, threading
        atexit.register(print, "at exit")
        main_ended = threading.main_thread().join
        threading.Thread(target=lambda: (main_ended(), print("thread"))).start()
    """,
    "a daemon": """
        import threading
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    """,
    "an exit in a thread": """
        import sys, threading
        threading.Thread(target=sys.exit, args=(5,)).start()
    """,
    "exceptions of what is recorded": """
        import threading
        def fail():
            with threading.Lock() as lock:
                threading.RLock().release()
        thread = threading.Thread(target=fail, name="failing")
        thread.start()
        thread.join()
        threading.Condition().notify()
    """,
    "death by a signal": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "death by SIGKILL": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "death by Ctrl-C": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "handlers of signals": """
        import os, signal
        print(signal.getsignal(signal.SIGTERM))
        print(signal.signal(signal.SIGTERM, lambda *_: print("came")))
        os.kill(os.getpid(), signal.SIGTERM)
        print(callable(signal.signal(signal.SIGTERM, signal.SIG_DFL)))
        print(signal.getsignal(signal.SIGTERM))
    """,
    "signals that wait": """
        import os, signal
        both = {signal.SIGTERM, signal.SIGHUP}
        signal.pthread_sigmask(signal.SIG_BLOCK, both)
        for number in (signal.SIGHUP, signal.SIGTERM):
            os.kill(os.getpid(), number)
        print(sorted(signal.sigpending()), signal.sigwait(both), signal.sigwait(both))
    """,
    "the end of a process in C code": """
        import multiprocessing, os
        def count(pipe):
            pipe.send("begun")
            sum(range(10**12))
        forking = multiprocessing.get_context("fork")
        ours, theirs = forking.Pipe()
        process = forking.Process(target=count, args=(theirs,))
        process.start()
        print(ours.recv())
        process.terminate()
        process.join()
        print(process.exitcode)
    """,
    HIDDEN: "import json, queue\nprint(queue.OWN, json.OWN)",
    "fork in a thread": """
        import os, threading, warnings
        warnings.simplefilter("ignore")
        def fork():
            if child := os.fork():
                print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            with threading.Lock():
                os._exit(7)
        thread = threading.Thread(target=fork)
        thread.start()
        thread.join()
    """,
}


@pytest.fixture
def program(tmp_path: Path) -> Write:
    """Return a function that writes a program, and returns its path."""

    def write(source: str) -> Path:
        path = tmp_path / "program.py"
        path.write_text(dedent(source), encoding="utf-8")
        return path

    return write


def trace(
    *arguments: str | Path,
    cwd: Path | None = None,
    text: str = "",
    temporary: Path | None = None,
) -> Ended:
    return _ended((HELLOWORLD, "trace", *arguments), cwd, text, temporary)


def _ended(
    command: Sequence[str | Path], cwd: Path | None, text: str, temporary: Path | None = None
) -> Ended:
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)) if temporary else {}
    done = subprocess.run(
        command,
        cwd=cwd,
        input=text,
        env=os.environ | {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"} | places,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(
    sys.platform == "win32", reason="other system: these exit codes are those of POSIX"
)
@pytest.mark.parametrize("what", SAME)
def test_the_program_is_as_it_is_without_us(program: Write, tmp_path: Path, what: str) -> None:
    (tmp_path / "hello.py").write_text("OWN = 'its own'\n")
    if what == HIDDEN:
        (tmp_path / "queue.py").write_text("OWN = 'its own queue'\n")
        (tmp_path / "json").mkdir()
        (tmp_path / "json" / "__init__.py").write_text("OWN = 'its own json'\n")
    path = program(SAME[what])

    plain = _ended((sys.executable, path, "a", "--b"), tmp_path, "typed\n")
    traced = trace(path, "a", "--b", cwd=tmp_path, text="typed\n")

    assert (traced.code, traced.stdout) == (plain.code, plain.stdout)
    assert traced.stderr.startswith(plain.stderr)
    assert len(traced.stderr) > len(plain.stderr)
    assert "No record of" not in traced.stderr


def test_a_module_runs_as_with_m(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__main__.py").write_text("import sys; print(sys.argv, __package__, sys.path[0])")

    plain = _ended((sys.executable, "-m", "package", "-m"), tmp_path, "")

    assert trace("-m", "package", "-m", cwd=tmp_path).stdout == plain.stdout


@pytest.mark.parametrize("line", [("nothing.py",), ("-m", "nothing_here")], ids=" ".join)
def test_a_program_that_is_not_there_says_so_itself(tmp_path: Path, line: tuple[str, ...]) -> None:
    plain = _ended((sys.executable, *line), tmp_path, "")
    traced = trace(*line, cwd=tmp_path)

    assert traced.code == plain.code != 0
    assert traced.stderr.startswith(plain.stderr)


def test_who_waited_where_for_what_and_whom_is_told(program: Write) -> None:
    stderr = trace(program(CONTENTION)).stderr
    told = " ".join(stderr.split())

    assert "payer waited for Lock 'accounts' (program.py:4), held by MainThread" in told
    assert "at program.py:9 in pay" in told
    assert "which took it at program.py:12" in told
    assert "2 threads, 1 process, exit code 0" in told


def test_it_is_told_in_chinese(program: Write) -> None:
    told = "".join(trace("--lang", "zh", program(CONTENTION)).stderr.split())

    assert "2个线程，1个进程，退出码0" in told
    assert "最长的等待" in told


def test_the_wait_at_the_end_of_the_main_thread_is_told(program: Write) -> None:
    path = program(
        """
        import threading, time
        main = threading.main_thread()
        threading.Thread(target=lambda: (main.join(), time.sleep(0.05))).start()
        """
    )

    assert "MainThread waited for other threads' end" in " ".join(trace(path).stderr.split())


def test_quiet_says_nothing(program: Write) -> None:
    assert trace("--quiet", program(CONTENTION)) == (0, "", "")


def test_lanes_are_drawn(program: Write) -> None:
    lanes = trace("--quiet", "--timeline", program(CONTENTION)).stderr

    assert "payer" in lanes
    assert "'accounts'" in lanes


def test_short_waits_are_left_out(program: Write) -> None:
    told = " ".join(trace("--threshold", "60000", program(CONTENTION)).stderr.split())

    assert "under the threshold" in told
    assert "payer waited" not in told


def test_files_of_each_kind_are_written_and_a_record_is_told_again(
    program: Write, tmp_path: Path
) -> None:
    outputs = [tmp_path / f"out.{kind}" for kind in ("html", "json", "hello")]
    options = [part for file in outputs for part in ("-o", file)]
    page, chrome, record = outputs

    told = trace(*options, "--json", "-", program(CONTENTION))
    again = trace("--json", "-", record)

    assert "payer" in page.read_text(encoding="utf-8")
    assert json.loads(chrome.read_text(encoding="utf-8"))["traceEvents"]
    assert json.loads(again.stdout) == json.loads(told.stdout)
    assert json.loads(told.stdout)["waits"]["facts"]
    assert "from a record" in " ".join(again.stderr.split())


def test_json_goes_to_a_file_too(program: Write, tmp_path: Path) -> None:
    ended = trace("--json", tmp_path / "found.json", program(CONTENTION))

    assert ended.stdout == ""
    assert json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["contended"]["facts"]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("-o", "nowhere/out.html", "no such folder: 'nowhere'; make it first"),
        ("-o", "folder.html", "this is a folder: 'folder.html'"),
        ("-o", "out.txt", "no such kind of file: 'out.txt'; take one of .html, .json, .hello"),
        ("--json", "nowhere/out.json", "no such folder"),
        ("--deadline", "nan", "nan is not a number"),
        ("--deadline", "0", "0"),
        ("--last", "-1", "-1"),
    ],
)
def test_wrong_use_is_told_before_the_program_starts(
    program: Write, tmp_path: Path, option: str, value: str, said: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    path = program("print('started')")

    code, stdout, stderr = trace(option, value, path, cwd=tmp_path)

    assert (code, stdout) == (2, "")
    assert said in stderr
    assert stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "a.json", "--json", "a.json", "x.py"), "two outputs into one file: 'a.json'; "),
        (("-o", "a.json", "-o", "./a.json", "x.py"), "two outputs into one file: 'a.json'; "),
        (("a.hello", "--timeline"), "nothing may follow a record: '--timeline'; "),
        (("a.json",), "cannot be told again: 'a.json'; write a .hello file"),
        (("a.html",), "cannot be told again: 'a.html'; write a .hello file"),
    ],
)
def test_what_contradicts_itself_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, stdout, stderr = trace(*arguments, cwd=tmp_path)

    assert (code, stdout) == (2, "")
    assert said in stderr
    assert stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="other system: a shell of POSIX")
def test_findings_for_a_closed_stdout_are_lost_and_nothing_else(program: Write) -> None:
    closed = ("sh", "-c", 'exec "$@" >&-', "sh", HELLOWORLD, "trace", "--quiet", "--json", "-")

    assert _ended((*closed, program("raise SystemExit(3)")), None, "") == (3, "", "")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="other system: /proc, closed to root")
def test_a_folder_that_takes_no_files_is_told_before(program: Write) -> None:
    ended = trace("-o", "/proc/out.html", program("print('started')"))

    assert (ended.code, ended.stdout) == (2, "")


def test_a_check_leaves_no_file_and_changes_none(program: Write, tmp_path: Path) -> None:
    before = tmp_path / "before.html"
    before.write_text("old")

    trace("-o", before, "-o", tmp_path / "new.html", "-o", "x.bad", program("pass"))

    assert before.read_text() == "old"
    assert not (tmp_path / "new.html").exists()


@pytest.mark.parametrize("content", [None, b"no record", b"PK\5\6" + bytes(18)])
def test_a_file_that_is_no_record_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.hello").write_bytes(content)

    code, _, stderr = trace("x.hello", cwd=tmp_path)

    assert code == 2
    assert "record" in stderr
    assert stderr.count("\n") == 1


def test_a_record_holds_a_part_for_each_process(program: Write, tmp_path: Path) -> None:
    path = program(
        """
        import multiprocessing, sys, threading

        def work(number):
            with threading.Lock():
                print(number)

        if __name__ == "__main__":
            spawned = multiprocessing.get_context("spawn")
            for number in range(2):
                child = spawned.Process(target=work, args=(number,))
                child.start()
                child.join()
        """
    )

    ended = trace("-o", tmp_path / "out.hello", path)

    assert ended.stdout == "0\n1\n"
    assert "3 processes" in " ".join(ended.stderr.split())
    with ZipFile(tmp_path / "out.hello") as archive:
        assert len(archive.namelist()) == 3


@pytest.mark.skipif(
    sys.platform == "win32", reason="other system: nobody sends these signals there"
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_a_deadlock_is_told_while_it_lasts_and_a_signal_ends_it(
    program: Write, number: signal.Signals, tmp_path: Path
) -> None:
    errors = tmp_path / "errors"
    with (
        errors.open("wb") as stream,
        subprocess.Popen(
            (HELLOWORLD, "trace", program(DEADLOCK)), stderr=stream, start_new_session=True
        ) as process,
    ):
        wait_until(lambda: errors.read_bytes().count(b"\n  ann waits") == 1)
        now = errors.read_text(encoding="utf-8")
        process.send_signal(number)
        process.wait(DEADLINE)

    told = " ".join(errors.read_text(encoding="utf-8").split())
    assert "deadlock: ann, ben wait for each other now" in " ".join(now.split())
    assert "program.py:10 in take" in now
    assert process.returncode == -number
    assert told.count("wait for each other now") == 1
    assert f"ended by {number.name}" in told
    assert "never broken" in told


ITSELF = """
    import threading
    lock = threading.Lock()
    with lock:
        lock.acquire()
"""

ENDED = """
    import threading
    lock = threading.Lock()
    taker = threading.Thread(target=lock.acquire, name="taker")
    taker.start()
    taker.join()
    lock.acquire()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="other system: nobody sends this signal there")
@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param(ITSELF, "MainThread waits for itself", id="itself"),
        pytest.param(ENDED, "MainThread waits now for taker, which has ended", id="ended"),
    ],
)
def test_a_lock_that_nobody_can_release_is_told_while_it_is_waited_for(
    program: Write, tmp_path: Path, source: str, said: str
) -> None:
    errors = tmp_path / "errors"
    with (
        errors.open("wb") as stream,
        subprocess.Popen(
            (HELLOWORLD, "trace", program(source)), stderr=stream, start_new_session=True
        ) as process,
    ):
        wait_until(lambda: b"program.py" in errors.read_bytes())
        process.send_signal(signal.SIGINT)
        process.wait(DEADLINE)

    assert process.returncode == -signal.SIGINT
    assert f"deadlock: {said}" in " ".join(errors.read_text(encoding="utf-8").split())


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals to groups")
def test_the_program_is_killed_with_the_group(program: Write, tmp_path: Path) -> None:
    """Its end of the pipe is closed then, as nobody else has that."""
    path = program("import threading\nprint('begun', flush=True)\nthreading.Event().wait()")
    with subprocess.Popen(
        (HELLOWORLD, "trace", "--quiet", path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate(timeout=DEADLINE)

    assert output == b""


def test_the_deadline_ends_a_deadlock(program: Write) -> None:
    code, _, stderr = trace("--deadline", "0.5", program(DEADLOCK))

    assert code == 1
    assert "ended at the deadline" in " ".join(stderr.split())
    assert stderr.endswith("not done after 0.5 s; see the deadlock above\n")


def test_a_program_whose_threads_are_left_at_the_deadline_was_not_done(program: Write) -> None:
    path = program("import threading\nthreading.Thread(target=threading.Event().wait).start()")

    code, _, stderr = trace("--deadline", "0.5", path)

    assert code == 1
    assert stderr.endswith("not done after 0.5 s; give it longer with --deadline\n")


def test_the_wait_for_processes_at_the_end_is_told(program: Write) -> None:
    path = program(
        """
        import multiprocessing, time
        if __name__ == "__main__":
            multiprocessing.Process(target=time.sleep, args=(0.1,)).start()
        """
    )

    assert "_exit_function: MainThread" in " ".join(trace(path).stderr.split())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="other system: fork")
def test_a_process_that_goes_on_is_told_of(program: Write, tmp_path: Path) -> None:
    path = program(
        """
        import os, pathlib, sys, threading
        ready, may_go_on = os.pipe()
        if os.fork() == 0:
            for stream in range(3):
                os.close(stream)
            threading.Event().wait(0.001)
            while not list(pathlib.Path(sys.argv[1]).glob(f"*/{os.getpid()}.here")):
                pass
            os.write(may_go_on, b".")
            while not (pathlib.Path(sys.argv[1]) / "over").exists():
                threading.Event().wait(0.01)
            os._exit(0)
        os.read(ready, 1)
        """
    )
    temporary = tmp_path / "tmp"
    temporary.mkdir()

    ended = trace(path, temporary, temporary=temporary)
    (temporary / "over").touch()

    assert ended.code == 0
    assert "a process went on after the program had ended" in " ".join(ended.stderr.split())


def test_a_program_that_ends_well_at_the_deadline_has_its_own_code(program: Write) -> None:
    ended = trace(
        "--deadline",
        "0.5",
        program(
            """
            import threading
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                raise SystemExit(9) from None
            """
        ),
    )

    assert ended.code == 9


@pytest.mark.skipif(sys.platform == "win32", reason="other system: SIGKILL")
def test_a_killed_program_is_told_as_far_as_it_was_written(program: Write, tmp_path: Path) -> None:
    """The program waits for its own record, which is written from time to time."""
    path = program(
        """
        import os, subprocess, sys, threading
        from pathlib import Path

        while not list(Path(sys.argv[1]).glob("*/*.hello-log")):
            threading.Event().wait(0.01)
        subprocess.run(["kill", "-KILL", str(os.getpid())])
        """
    )
    temporary = tmp_path / "tmp"
    temporary.mkdir()

    ended = trace(path, temporary, temporary=temporary)

    assert ended.code == -signal.SIGKILL
    assert "MainThread waited for Event" in " ".join(ended.stderr.split())
    assert "a process was killed" in " ".join(ended.stderr.split())
    assert list(temporary.iterdir()) == []


def test_what_replaces_the_recorded_names_is_told(program: Write) -> None:
    told = " ".join(trace(program("import threading\nthreading.Lock = object")).stderr.split())

    assert "threading.Lock was replaced by builtins: what goes through is not seen" in told


@pytest.mark.skipif(sys.platform == "win32", reason="other system: a terminal of POSIX")
def test_a_terminal_sends_ctrl_c_to_the_program_once(program: Write) -> None:
    """It sends it to us both; a second one would be passed on only a moment later."""
    path = program(
        """
        import time
        try:
            print("begun", flush=True)
            time.sleep(60)  # a lock's with could be interrupted in the midst of its release
        except KeyboardInterrupt:
            try:
                time.sleep(0.5)
                print("once")
            except KeyboardInterrupt:
                print("twice")
        """
    )
    source = "from hello.cli import main; main(prog_name='helloworld')"

    with in_terminal(source, "trace", "--quiet", str(path)) as terminal:
        terminal.until("begun")
        terminal.type("\x03")
        terminal.until("ce\r\n")
        code = terminal.wait()

    assert (code, "once" in terminal.text) == (0, True)


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals to groups")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_a_signal_to_the_whole_group_reaches_the_program_once(
    program: Write, tmp_path: Path, number: signal.Signals
) -> None:
    """The program waits for a second one for a moment; there it would come."""
    path = program(
        """
        import signal, sys, threading

        came, again = threading.Event(), threading.Event()
        signal.signal(int(sys.argv[1]), lambda *_: again.set() if came.is_set() else came.set())
        print("begun", flush=True)
        while not came.wait(0.01):
            pass
        print("twice" if again.wait(0.5) else "once")
        """
    )
    output = tmp_path / "output"
    with (
        output.open("wb") as stream,
        subprocess.Popen(
            (HELLOWORLD, "trace", "--quiet", path, str(int(number))),
            stdout=stream,
            start_new_session=True,
        ) as process,
    ):
        wait_until(lambda: b"begun" in output.read_bytes())
        os.killpg(process.pid, number)
        process.wait(DEADLINE)

    assert (process.returncode, output.read_text().split()) == (0, ["begun", "once"])


@pytest.mark.skipif(sys.platform == "win32", reason="other system: nobody sends this signal there")
def test_a_deadlock_of_a_child_is_told_while_it_lasts(program: Write, tmp_path: Path) -> None:
    (tmp_path / "stuck.py").write_text(dedent(DEADLOCK), encoding="utf-8")
    path = program(
        """
        import multiprocessing, runpy

        if __name__ == "__main__":
            spawned = multiprocessing.get_context("spawn")
            child = spawned.Process(target=runpy.run_path, args=("stuck.py",), daemon=True)
            child.start()
            child.join()
        """
    )
    errors = tmp_path / "errors"
    with (
        errors.open("wb") as stream,
        subprocess.Popen(
            (HELLOWORLD, "trace", path), stderr=stream, start_new_session=True, cwd=tmp_path
        ) as process,
    ):
        wait_until(lambda: b"ann, ben wait for each other now" in errors.read_bytes())
        process.send_signal(signal.SIGINT)
        process.wait(DEADLINE)

    assert process.returncode == -signal.SIGINT
    assert "2 processes, ended by SIGINT" in " ".join(errors.read_text().split())


def test_500_threads(program: Write) -> None:
    path = program(
        """
        import threading

        all_of_them = threading.Barrier(500)
        lock = threading.Lock()

        def take():
            all_of_them.wait()
            with lock:
                pass

        threads = [threading.Thread(target=take) for _ in range(500)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """
    )

    ended = trace("--timeline", path)

    assert ended.code == 0
    assert "501 threads, 1 process, exit code 0" in " ".join(ended.stderr.split())


def test_nothing_is_left_behind(program: Write, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()

    assert trace(program(CONTENTION), temporary=temporary).code == 0
    assert list(temporary.iterdir()) == []


PRINTED: Mapping[str, str] = {
    "tracebacks": """
        import logging, queue, socket, threading, time, traceback
        from concurrent.futures import ThreadPoolExecutor

        def tell(wait, *arguments, **named):
            try:
                wait(*arguments, **named)
            except Exception as error:
                traceback.print_exc()
                traceback.print_exc(limit=-1)
                traceback.print_tb(error.__traceback__)
                logging.exception("failed")

        tell(time.sleep, -1)
        tell(time.sleep, "x")
        tell(threading.Lock().release)
        tell(threading.RLock().release)
        tell(queue.Queue().get, timeout=0.001)
        tell(queue.SimpleQueue().get, timeout=0.001)
        one, other = socket.socketpair()
        one.settimeout(0.001)
        tell(one.recv, 1)
        with ThreadPoolExecutor(1) as executor:
            tell(executor.submit(time.sleep, -1).result)
    """,
    "stacks": """
        import inspect, logging, sys, threading, traceback

        def tell():
            traceback.print_stack()
            logging.warning("here", stack_info=True)
            traceback.StackSummary.extract(traceback.walk_stack(None)).format()
            frames = sys._current_frames()
            traceback.print_stack(frames[threading.get_ident()])
            print([one[1:4] for one in inspect.stack()])
            print(len(frames), len(sys._current_exceptions()))

        tell()
        threading.Thread(target=tell).start()
    """,
    "what is uncaught": """
        import threading, time

        def fail():
            try:
                time.sleep(-1)
            except ValueError as error:
                threading.Lock().release()

        def fail_twice():
            errors = []
            for _ in range(2):
                try:
                    fail()
                except RuntimeError as error:
                    errors.append(error)
            raise ExceptionGroup("both", errors)

        thread = threading.Thread(target=fail_twice, name="failing")
        thread.start()
        thread.join()
        fail_twice()
    """,
    "a hook of its own": """
        import sys, time, traceback
        sys.excepthook = lambda *error: traceback.print_exception(*error)
        time.sleep(-1)
    """,
    "what is done at the exit": """
        import atexit, time
        class End(str):
            def __call__(self):
                time.sleep(-1)

        atexit.register(time.sleep, -1)
        atexit.register(End("end"))
    """,
}


@pytest.mark.parametrize("what", PRINTED)
def test_what_it_prints_has_no_line_of_ours(program: Write, what: str) -> None:
    path = program(PRINTED[what])

    plain = _ended((sys.executable, path), None, "")

    assert trace("--quiet", path) == plain
    assert plain.stderr


@pytest.mark.parametrize("start", multiprocessing.get_all_start_methods())
def test_what_its_processes_print_has_no_line_of_ours(program: Write, start: str) -> None:
    path = program(
        """
        import multiprocessing, sys, time

        if __name__ == "__main__":
            context = multiprocessing.get_context(sys.argv[1])
            child = context.Process(target=time.sleep, args=(-1,), name="failing")
            child.start()
            child.join()
            with context.Pool(1) as pool:
                pool.map(time.sleep, [-1])
        """
    )

    plain = _ended((sys.executable, path, start), None, "")

    assert trace("--quiet", path, start) == plain
    assert "RemoteTraceback" in plain.stderr


def test_the_tests_that_it_runs_show_no_line_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    (tmp_path / "test_it.py").write_text("import time\n\ndef test_it():\n    time.sleep(-1)\n")
    line = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py")

    plain, traced = (
        _ended((sys.executable, *line), tmp_path, ""),
        trace("--quiet", *line, cwd=tmp_path),
    )

    shown = [re.sub(r"in [0-9.]+s", "", ended.stdout) for ended in (plain, traced)]
    assert shown[0] == shown[1]
    assert "test_it.py:4: ValueError" in shown[0]
