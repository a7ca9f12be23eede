"""helloworld trace on programs that are not ours: of the standard library, and of the index."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from urllib.request import urlopen

import pytest
from processes import DEADLINE, installed, run

HELLOWORLD = installed("helloworld")


@pytest.mark.skipif(
    sys.platform == "win32", reason="other system: nobody sends these signals there"
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_a_web_server_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    """Its waits for clients and for the network are seen; it ends as it does without us."""
    (tmp_path / "page.txt").write_text("hello")
    options = ("--bind", "127.0.0.1", "--directory", str(tmp_path), "0")
    with subprocess.Popen(
        (HELLOWORLD, "trace", "-m", "http.server", *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        encoding="utf-8",
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().partition("(")[2].partition(")")[0]
        for _ in range(3):
            with urlopen(f"{address}page.txt", timeout=DEADLINE) as answer:  # noqa: S310 (of our own server)
                assert answer.read() == b"hello"
        server.send_signal(number)
        _, told = server.communicate(timeout=DEADLINE)

    assert server.returncode == (0 if number == signal.SIGINT else -number)
    assert '"GET /page.txt HTTP/1.1" 200' in told
    assert "process_request_thread" in told
    assert "4 threads, 1 process" in " ".join(told.split())


def test_compileall_in_several_processes(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    for number in range(4):
        (package / f"part{number}.py").write_text("print('hello')\n")

    ended = run(
        *(HELLOWORLD, "trace", "-m", "compileall", "-q", "-j", "2", package),
        environment={"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": ""},
    )

    assert (ended.code, ended.stdout) == (0, "")
    assert len(list(package.rglob("*.pyc"))) == 4
    assert "3 processes, exit code 0" in " ".join(ended.stderr.split())


def test_unittest_with_a_failure_in_a_thread(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        dedent(
            """
            import queue, threading, unittest

            class Test(unittest.TestCase):
                def test_it(self):
                    jobs = queue.Queue()
                    thread = threading.Thread(target=lambda: jobs.put(1), name="putter")
                    thread.start()
                    self.assertEqual(jobs.get(), 2)
            """
        )
    )

    ended = run(HELLOWORLD, "trace", "-m", "unittest", "test_it", cwd=tmp_path)

    assert ended.code == 1
    assert "AssertionError: 1 != 2" in ended.stderr
    assert "hello/observe" not in ended.stderr
    assert "2 threads, 1 process, exit code 1" in " ".join(ended.stderr.split())


def test_a_suite_of_pytest_with_a_lock(tmp_path: Path) -> None:
    """A package of the index, with plugins, its own import hook and captured streams."""
    (tmp_path / "test_it.py").write_text(
        dedent(
            """
            import threading
            from concurrent.futures import ThreadPoolExecutor

            def test_it():
                counting, both = threading.Lock(), threading.Barrier(2)
                def count(number):
                    both.wait()
                    with counting:
                        return number + 1
                with ThreadPoolExecutor(2) as pool:
                    assert list(pool.map(count, range(2))) == [1, 2]
            """
        )
    )

    options = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly")
    ended = run(HELLOWORLD, "trace", "-m", "pytest", *options, "test_it.py", cwd=tmp_path)

    assert ended.code == 0, ended
    assert "1 passed" in ended.stdout
    assert "Barrier 'both'" in " ".join(ended.stderr.split())
