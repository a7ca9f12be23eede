"""threading.local: one name, and a value of its own in each thread.

The main thread writes an attribute. Notice that the other threads do not find it: for them
the object is empty, so reading raises AttributeError, and what they write then is theirs.

Four more things are easy to get wrong. A subclass's __init__ runs again in every thread.
A thread's values are gone when it ends. A thread of a pool does not end with its task: the
next task finds what the last one left. And only the attributes of the threading.local
are per thread: the loop variable self.i in the tutorial's class is shared by all.

Try "--threads 1", where the loop variable does no harm, and "--threads 16".
"""

import logging
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.thread_local.claims import CLAIMS
from hello.demos.threads.thread_local.facts import Made, ThreadLocalFacts, Visit
from hello.demos.threads.thread_local.picture import picture
from hello.joining import join_started

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_THREADS = 16
MAIN_VALUE = 1000
"""The tutorial's."""

PATIENCE = 10.0
"""Seconds. Whoever waits for what is sure to come gives up after these: then it is broken."""

logger = logging.getLogger(__name__)


def demonstrate(*, threads: int = 3) -> ThreadLocalFacts:
    """Use a ``threading.local`` from *threads* (1 to 16) threads and the main thread.

    Raise WrongUseError for another number.
    Source: Python library reference, ``threading``, "Thread-Local Data".
    """
    check_bounds("threads", threads, 1, MOST_THREADS)
    data = threading.local()
    data.x = MAIN_VALUE
    visits, references, alive = _visit(data, threads)
    loop = _loop(threads)
    return ThreadLocalFacts(
        threads=threads,
        main_wrote=MAIN_VALUE,
        main_kept=read(data),
        visits=tuple(visits),
        alive_with_threads=alive,
        alive_after=_alive(references),
        made=tuple(_use_account(threads)),
        given=tuple(loop),
        read_from_shared=tuple(loop.values()),
        pool=tuple(_pool(threads)),
    )


def read(data: object, name: str = "x") -> str:
    """Return the attribute as text, or the AttributeError."""
    try:
        found = str(getattr(data, name))
    except AttributeError as error:
        found = f"AttributeError: {error}"
    logger.info("%s: %s", name, found)
    return found


class Belonging:
    """An object to keep, of which one can find out whether it still exists."""


def _visit(
    data: threading.local, count: int
) -> tuple[list[Visit], list[weakref.ref[Belonging]], int]:
    """Let threads read, write and read again; count their objects while all of them live."""
    visits: dict[int, Visit] = {}
    references: list[weakref.ref[Belonging]] = []
    written, go_on = threading.Semaphore(0), threading.Event()

    def run(number: int) -> None:
        found = read(data)
        data.x = number
        data.belonging = Belonging()
        references.append(weakref.ref(data.belonging))
        written.release()
        go_on.wait(PATIENCE)
        visits[number] = Visit(threading.current_thread().name, found, number, read(data))

    threads = _threads(run, count)
    try:
        for thread in threads:
            thread.start()
        for _ in threads:
            written.acquire(timeout=PATIENCE)
        alive = _alive(references)
    finally:
        go_on.set()
        join_started(threads, 2 * PATIENCE)
    return [visits[number] for number in sorted(visits)], references, alive


def _alive(references: list[weakref.ref[Belonging]]) -> int:
    return sum(reference() is not None for reference in references)


class Account(threading.local):
    """An account that has the same *balance* to start with in each thread that uses it."""

    def __init__(self, balance: int, made: list[Made]) -> None:
        made.append(Made(threading.current_thread().name, balance))
        self.balance = balance


def _use_account(count: int) -> list[Made]:
    """Use one account twice in each thread; return the runs of its ``__init__``."""
    made: list[Made] = []
    account = Account(MAIN_VALUE, made)

    def run(number: int) -> None:
        account.balance += number
        account.balance += number

    threads = _threads(run, count)
    try:
        for thread in threads:
            thread.start()
    finally:
        join_started(threads, 2 * PATIENCE)
    return made


class Shared:
    """An object that all threads use."""

    i: int


def _loop(count: int) -> dict[int, str]:
    """Start threads in a loop over an attribute of a shared object, as the tutorial does.

    Return what each thread was given, and what it read from the object after the loop.
    """
    seen: dict[int, str] = {}
    loop_ended = threading.Event()
    shared = Shared()

    def run(given: int) -> None:
        loop_ended.wait(PATIENCE)
        seen[given] = read(shared, "i")

    threads: list[threading.Thread] = []
    try:
        for shared.i in range(count):
            threads.append(threading.Thread(target=run, args=(shared.i,), name=f"loop-{shared.i}"))
            threads[-1].start()
    finally:
        loop_ended.set()
        join_started(threads, 2 * PATIENCE)
    return dict(sorted(seen.items()))


def _pool(tasks: int) -> list[str]:
    """Let one worker do the *tasks*, each of which reads and then writes; return what they read."""
    data = threading.local()

    def task(number: int) -> str:
        found = read(data)
        data.x = number
        return found

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pool") as pool:
        return list(pool.map(task, range(1, tasks + 1)))


def _threads(run: Callable[[int], None], count: int) -> list[threading.Thread]:
    numbers = range(1, count + 1)
    return [threading.Thread(target=run, args=(n,), name=f"thread-{n}") for n in numbers]


@demo_command(
    __name__,
    "hello-thread-local",
    "hello-thread-local --threads 1",
    "hello-thread-local --threads 16 --log",
)
@click.option(
    "--threads",
    type=click.IntRange(1, MOST_THREADS),
    default=3,
    show_default=True,
    help="Let this many threads use the same object.",
)
def main(threads: int) -> Shown:
    """Show what each thread found."""
    facts = demonstrate(threads=threads)
    return Shown(facts, picture(facts))
