"""The three kinds of workers: processes, threads that compute, threads that wait."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from importlib.resources import as_file, files
from time import perf_counter, thread_time

from hello.demos.processes.concurrency.facts import Run, Step
from hello.demos.processes.concurrency.overlap import run_of
from hello.demos.processes.concurrency.work import Stamp, task
from hello.errors import HelloError
from hello.joining import join_started

PATIENCE = 20.0
"""Seconds after which a worker that has not ended is ended."""

WAIT_SECONDS = 0.03
"""What each waiting thread waits; nothing comes before."""

logger = logging.getLogger("hello.demos.processes.concurrency")


def in_processes(shares: Sequence[Sequence[str]], turns: int) -> Run:
    """Do the tasks in processes, one for each share of their names; raise HelloError."""
    with as_file(files(__package__) / "work.py") as program, ExitStack() as stack:
        command = [sys.executable, "-I", "-S", str(program), str(turns)]
        workers: list[subprocess.Popen[str]] = []
        watchdog = threading.Timer(PATIENCE, kill, [workers])
        stack.callback(end, watchdog)
        watchdog.start()
        for names in shares:
            workers.append(stack.enter_context(new_process([*command, *names])))
            # What is entered last is left first: it is killed, and then its pipes are closed.
            stack.callback(kill, workers)
        for worker in workers:
            hear(worker)
        origin = perf_counter()
        for worker in workers:
            let_go(worker)
        stamps = [stamp for worker in workers for stamp in answer(worker)]
        until = perf_counter()
    logger.info("%d processes: %d steps", len(workers), len(stamps))
    return run_of(len(shares), origin, until, [Step(*stamp) for stamp in stamps])


def new_process(command: Sequence[str]) -> subprocess.Popen[str]:
    """Start a process that can be spoken to."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def hear(worker: subprocess.Popen[str]) -> None:
    """Wait until the process says that it is ready."""
    if worker.stdout is None or not worker.stdout.readline():
        raise failed(worker)


def let_go(worker: subprocess.Popen[str]) -> None:
    """Let the process begin."""
    if worker.stdin is not None:
        with suppress(BrokenPipeError):
            worker.stdin.write("go\n")
            worker.stdin.flush()


def answer(worker: subprocess.Popen[str]) -> list[Stamp]:
    """Return the stamps of the process, which then has ended."""
    # Not communicate(): at Ctrl-C that waits for the process before we can end it.
    output = worker.stdout.read() if worker.stdout else ""
    if worker.wait():
        raise failed(worker)
    return list(json.loads(output))


def failed(worker: subprocess.Popen[str]) -> HelloError:
    """Return the error for a process that did not do its work."""
    return HelloError(
        "a worker process failed, with code",
        worker.wait(),
        next_step=f"see whether {sys.executable!r} runs",
    )


def kill(workers: Sequence[subprocess.Popen[str]]) -> None:
    """End the processes that still run, and wait until they are gone."""
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.wait(PATIENCE)


def end(watchdog: threading.Timer) -> None:
    """Call off the watchdog."""
    watchdog.cancel()
    if watchdog.ident is not None:
        watchdog.join()


def in_threads(names: Sequence[str], turns: int) -> Run:
    """Do each task in a thread of its own."""

    def work(name: str, stamps: list[Stamp], stop: threading.Event) -> None:
        for _ in task(name, turns, stamps):
            if stop.is_set():
                break

    return run_threads(names, work)


def in_waiting_threads(names: Sequence[str]) -> Run:
    """Let each task be a wait, in a thread of its own."""

    def work(name: str, stamps: list[Stamp], stop: threading.Event) -> None:
        began, cpu = perf_counter(), thread_time()
        stop.wait(WAIT_SECONDS)
        cpu = thread_time() - cpu
        stamps.append((name, began, perf_counter(), cpu))

    return run_threads(names, work)


def run_threads(
    names: Sequence[str], work: Callable[[str, list[Stamp], threading.Event], None]
) -> Run:
    """Run *work* in a thread for each of the *names*, all let go at once."""
    stop = threading.Event()
    gate = threading.Barrier(len(names) + 1)
    stamps: list[Stamp] = []

    def pass_gate_and_work(name: str) -> None:
        with suppress(threading.BrokenBarrierError):
            gate.wait(PATIENCE)
            work(name, stamps, stop)

    threads = [threading.Thread(target=pass_gate_and_work, args=(name,)) for name in names]
    try:
        for thread in threads:
            thread.start()
        origin = perf_counter()
        gate.wait(PATIENCE)
        for thread in threads:
            thread.join()
    finally:
        stop.set()
        gate.abort()
        join_started(threads, PATIENCE)
    logger.info("%d threads: %d steps", len(threads), len(stamps))
    return run_of(len(names), origin, perf_counter(), [Step(*stamp) for stamp in stamps])
