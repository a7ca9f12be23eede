"""What recording costs, as ratios to the plain run and to VizTracer in the same run.

    python benchmarks/observe.py [--rounds N]

Prints JSON. VizTracer is taken along where it is installed. Times are the least of some rounds
that take turns: other programs can only add to them.
"""

import argparse
import json
import multiprocessing
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from hello.observe.recorder import Recorder, recording
from hello.observe.recorder.serialise import packed

TAKEN = 100_000
ITEMS = 50_000
COMPUTED = 2_000_000
LAST = 0.2

Sizes = dict[tuple[str, str], int]


def lock() -> float:
    """Return the ns of one ``with lock``, by the thread's own clock."""
    return _with(threading.Lock())


def rlock() -> float:
    """Return the ns of one ``with rlock``."""
    return _with(threading.RLock())


def _with(one: AbstractContextManager[object]) -> float:
    begun = time.thread_time_ns()
    for _ in range(TAKEN):
        with one:
            pass
    return (time.thread_time_ns() - begun) / TAKEN


def hand_off() -> float:
    """Return the seconds that one thread takes to give another all the items."""
    return _hand_off(queue.Queue())


def bounded_hand_off() -> float:
    """Do the same through a queue that is full at once."""
    return _hand_off(queue.Queue(16))


def simple_hand_off() -> float:
    """Do the same through a ``SimpleQueue``, which is C."""
    return _hand_off(queue.SimpleQueue())


def _hand_off(items: "queue.Queue[int] | queue.SimpleQueue[int]", number_of: int = ITEMS) -> float:
    def give() -> None:
        for number in range(number_of):
            items.put(number)

    begun = time.perf_counter()
    giver = threading.Thread(target=give)
    giver.start()
    for _ in range(number_of):
        items.get()
    giver.join()
    return time.perf_counter() - begun


def most_memory(times: int, last: float | None) -> int:
    """Return the most that a process of its own uses that hands off *times* as many items.

    Its *last* seconds are recorded, or nothing where that is None. The unit is the system's.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_most_memory, (times, last))


def _most_memory(times: int, last: float | None) -> int:
    import resource

    with nullcontext() if last is None else recording(last=last):
        _hand_off(queue.Queue(16), times * ITEMS)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def memory() -> dict[str, float]:
    """Return ratios of the most memory that a process uses."""
    plain, short, long = most_memory(1, None), most_memory(4, LAST), most_memory(16, LAST)
    return {
        "last 0.2 s recorded / plain": round(short / plain, 3),
        "4 times as long / that": round(long / short, 3),
    }


def compute() -> float:
    """Return the processor seconds of the whole process for a loop that waits for nothing."""
    begun = time.process_time()
    total = 0
    for number in range(COMPUTED):
        total += number
    return time.process_time() - begun


WORK: tuple[Callable[[], float], ...] = (
    lock,
    rlock,
    hand_off,
    bounded_hand_off,
    simple_hand_off,
    compute,
)


@contextmanager
def viztracer(sizes: Sizes, name: str) -> Iterator[None]:
    """Trace with VizTracer, and note how long its file is."""
    from viztracer import VizTracer  # type: ignore[import-not-found]  # asked for where it is

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trace.json"
        tracer = VizTracer(output_file=str(file), verbose=0, tracer_entries=1_000_000)
        tracer.start()
        try:
            yield
        finally:
            tracer.stop()
            tracer.save()
        sizes["viztracer", name] = file.stat().st_size


@contextmanager
def recorded(sizes: Sizes, name: str) -> Iterator[Recorder]:
    """Record, and note how long the file would be."""
    with recording() as recorder:
        yield recorder
    sizes["recorded", name] = len(packed(recorder.log()))


def measured(rounds: int) -> tuple[dict[str, dict[str, float]], Sizes]:
    """Return the least time of each work in each way, and the sizes of the files."""
    sizes: Sizes = {}
    ways: dict[str, Callable[[str], AbstractContextManager[object]]] = {
        "plain": lambda _: nullcontext(),
        "recorded": lambda name: recorded(sizes, name),
    }
    try:
        import viztracer as _
    except ImportError:
        pass
    else:
        ways["viztracer"] = lambda name: viztracer(sizes, name)
    least: dict[str, dict[str, float]] = {work.__name__: {} for work in WORK}
    for _ in range(rounds):
        for work in WORK:
            for way, entered in ways.items():
                with entered(work.__name__):
                    took = work()
                times = least[work.__name__]
                times[way] = min(took, times.get(way, took))
    return least, sizes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    used = memory()  # first: what a process starts is told the most that this one ever used
    least, sizes = measured(rounds)
    ratios = {
        name: {way: round(took / times["plain"], 3) for way, took in times.items()}
        for name, times in least.items()
    }
    added = {
        name: round(least[name]["recorded"] - least[name]["plain"]) for name in ("lock", "rlock")
    }
    bytes_of = {f"{way} {name}": size for (way, name), size in sizes.items() if "hand_off" in name}
    told = {"ns added": added, "ratios": ratios, "bytes": bytes_of, "memory": used}
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
