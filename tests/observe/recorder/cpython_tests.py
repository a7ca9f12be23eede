"""CPython's own tests of threads, run plainly and under the recorder, and the differences.

    python tests/observe/recorder/cpython_tests.py [MODULE...]

Needs the ``test`` package, which some systems leave out or install a part of (CPYTHON_TESTS=FOLDER
adds to it; what a spawned process is to find as well needs the whole package in PYTHONPATH). Tests
that start further interpreters see the recorder only as far as these are children.

What was run, with CPython 3.11.7, 3.12.1 and 3.13.0 on Linux, the first three modules and
test_concurrent_futures at least twice (``-`` is not run):

===================================  =============  ==============================================
module                               tests          differences
===================================  =============  ==============================================
test_threading                       197, 203, 209  none
test_queue                           54, 54, 162    none
test_thread                          24, 24, 35     ``test_unraisable_exception``, not with 3.13
test_threading_local                 21 each        none
test_concurrent_futures              241, 241, 256  none; with 3.12 one run of two hung
test_asyncio.test_locks              70, 70, 75     none
test_fork1                           4 each         none
test_importlib.test_locks            28 each        none
test_importlib.test_threaded_import  8 each         none
test_logging                         220, 231, 263  none
test_multiprocessing_fork            380, -, 395    none
test_sched                           11 each        none
test_selectors                       121 each       none
test_signal                          56, 56, 57     none
test_socketserver                    27 each        none
test_subprocess                      331, 333, 342  none
test_threadedtempfile                1 each         none
test_threadsignals                   6 each         none
test_epoll                           -, -, 10       none
test_select                          -, -, 6        none
test_socket                          -, -, 731      none
test_ssl                             -, -, 187      none
test_sys                             -, -, 77       none
===================================  =============  ==============================================

Neither 3.11.7 nor 3.12.1 had test_concurrent_futures here, nor 3.11.7 test_multiprocessing_fork:
they got Debian's of 3.11.2, in a copy of their ``test`` packages. What failed in both columns did
so for want of something: six of test_concurrent_futures did not find the copy from within an
isolated interpreter (where they do, both columns pass), ``test_import_from_another_thread`` of
3.11.7 found threading imported by its site-packages (the same), and one of test_socket had no
VSOCK; 3.12.1 waited for that without end.

A function that ``_thread.start_new_thread`` runs is called by a stand-in, and
``sys.unraisablehook`` gets that as ``object``; it looks as the function does. From 3.13 on Python
tells the function's repr only.

The recorder's own thread counts in ``_thread._count()``.

What hung was ``test_processes_terminate`` with a fork server: a task that cannot be pickled and a
shutdown of a ProcessPoolExecutor wait for each other. 3.12.1 and 3.13.0 do so plainly too
(CPython's issue 125451).

The interpreters that tests start were made to record as well, by their site-packages, as spawned
processes do. Then these differ:

* ``test_threading``: ``test_import_from_another_thread``, as the recorder has imported threading;
  with 3.12.1 ``test_3_join_in_forked_from_thread``, as that version lets no thread begin in what is
  forked while the main thread ends, and a fork takes longer now (CPython's issue 113964).
* ``test_faulthandler``: the 22 that look at all threads; the recorder's is among them.

Under load tests of either column may fail that measure time; run them again.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import unittest
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

MODULES = ("test_threading", "test_queue", "test_thread", "test_threading_local")
TIME_LIMIT = 1800
MARK = "@@RESULT "
GOOD = ("ok", "skipped", "0")


def names(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    """Yield the tests of a suite, one by one."""
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from names(one)
        else:
            yield one


class Results(unittest.TextTestResult):
    """Tells each test's outcome as it ends."""

    def stopTest(self, test: unittest.TestCase) -> None:  # noqa: N802 (unittest's name)
        super().stopTest(test)
        wrong = [text for one, text in (*self.failures, *self.errors) if test.id() in str(one.id())]
        skipped = [text for one, text in self.skipped if one is test]
        outcome = wrong[0] if wrong else "skipped" if skipped else "ok"
        print(MARK + json.dumps([test.id(), outcome]), file=sys.__stderr__, flush=True)


def run(module: str, how: str, *classes: str) -> None:
    """Run the tests of a module, or of some *classes* of it, in this process one by one."""
    with ExitStack() as stack:
        if how == "recorded":
            from hello.observe.recorder import recording

            # A folder for what children leave, as ``helloworld trace`` has it.
            folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
            stack.enter_context(recording(children=Path(folder)))
        run_plainly(module, classes)


def run_plainly(name: str, classes: tuple[str, ...]) -> None:
    """Run the tests as they are."""
    # Where some are left out of the installed package: a folder that has them.
    importlib.import_module("test").__path__.extend(os.environ.get("CPYTHON_TESTS", "").split())
    module, loader = importlib.import_module(f"test.{name}"), unittest.defaultTestLoader
    known = [one for one in classes if hasattr(module, one)]
    if classes:
        found = loader.loadTestsFromNames(known, module)
    else:
        found = loader.loadTestsFromModule(module)
    runner: Any = unittest.TextTestRunner
    runner(resultclass=Results, verbosity=0).run(found)


def started(module: str, how: str, *classes: str) -> subprocess.Popen[str]:
    """Start the tests in a process of their own."""
    command = [sys.executable, "-W", "default", __file__, "--run", module, how, *classes]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    )


def outcomes(process: subprocess.Popen[str]) -> dict[str, str]:
    """Return the outcome of each test, and of the process."""
    with process:
        try:
            _, output = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            _, output = process.communicate()
    lines = [line.split(MARK, 1)[1] for line in output.splitlines() if MARK in line]
    found = dict(json.loads(line) for line in lines)
    code = process.returncode
    found["(exit code)"] = str(code) if code == 0 else f"{code}\n{output[-2000:]}"
    return found


def main(modules: tuple[str, ...]) -> int:
    """Compare, and return how many differ."""
    differ = 0
    for module in modules:
        plain, recorded = (outcomes(started(module, how)) for how in ("plain", "recorded"))
        wrong = [name for name in plain | recorded if _kind(plain, name) != _kind(recorded, name)]
        bad = [name for name in plain if _kind(plain, name) not in GOOD]
        print(f"{module}: {len(plain) - 1} tests, {len(bad)} fail plainly, {len(wrong)} differ")
        for name in wrong:
            print(f"--- {name}\nplain: {plain.get(name)}\nrecorded: {recorded.get(name)}")
        differ += len(wrong)
    return differ


def _kind(found: dict[str, str], name: str) -> str:
    return (found.get(name) or "absent").split("\n")[0]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(*sys.argv[2:])
    else:
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        # A shell has what it starts in the background ignore Ctrl-C, and some tests wait for that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.exit(min(main(tuple(sys.argv[1:]) or MODULES), 1))
