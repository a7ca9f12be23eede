"""Daemon threads, and those that are none, at the end of the main thread."""

import subprocess
import sys
import threading
from time import perf_counter

from hello.demos.threads.threads.facts import ProcessEnd

PATIENCE = 10.0
"""A process that has not ended after so many seconds is ended; it needs some 0.03."""

MAIN_THREAD_ENDS = """
import sys, threading

def work():
    threading.main_thread().join()
    threading.Event().wait(float(sys.argv[2]))
    print("the thread ends", flush=True)

threading.Thread(target=work, daemon=sys.argv[1] == "daemon").start()
print("the main thread ends", flush=True)
"""


def end_main_thread(*, daemon: bool, more_seconds: float) -> ProcessEnd:
    """Run a process whose main thread ends first, and see what becomes of the other one."""
    arguments = ["daemon" if daemon else "no daemon", str(more_seconds)]
    command = [sys.executable, "-I", "-S", "-c", MAIN_THREAD_ENDS, *arguments]
    began = perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
        output, ended = done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired as expired:
        output, ended = expired.stdout or b"", False
    seconds = perf_counter() - began
    return ProcessEnd(daemon, more_seconds, tuple(output.decode().splitlines()), ended, seconds)


def new_is_daemon() -> bool:
    """Return whether a thread that the current one creates would be a daemon."""
    return threading.Thread().daemon


def new_in_daemon_is_daemon() -> bool:
    """Return whether a thread that a daemon thread creates would be a daemon."""
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(new_is_daemon()), daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answers == [True]
