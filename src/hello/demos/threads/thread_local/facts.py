"""What ``hello-thread-local`` finds out, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """What one thread found in a ``threading.local`` that the main thread had filled.

    ``found`` is what it read first: a value, or the error. It ``wrote`` a value of
    its own, and ``kept`` is what it read when all threads had written theirs.
    """

    thread: str
    found: str
    wrote: int
    kept: str


@dataclass(frozen=True)
class Made:
    """One run of the ``__init__`` of a subclass: in which thread, with which argument."""

    thread: str
    argument: int


@dataclass(frozen=True)
class ThreadLocalFacts:
    """All that the demo saw.

    The main thread wrote ``main_wrote`` first and read ``main_kept`` last. Of the
    objects that the other threads kept, ``alive_with_threads`` existed while the
    threads did, ``alive_after`` when they had ended. ``made`` are the runs of a
    subclass's ``__init__``. A loop over an attribute of a shared object gave
    ``given`` to the threads that it started; after its end they read
    ``read_from_shared`` there. ``pool`` is what each task of a pool with one
    worker found.
    """

    threads: int
    main_wrote: int
    main_kept: str
    visits: tuple[Visit, ...]
    alive_with_threads: int
    alive_after: int
    made: tuple[Made, ...]
    given: tuple[int, ...]
    read_from_shared: tuple[str, ...]
    pool: tuple[str, ...]
