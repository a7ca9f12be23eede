"""CPython's own tests of locks, threads and queues have the same outcomes under the recorder."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from cpython_tests import outcomes, started

sys.path.remove(str(Path(__file__).parent))

PARTS = (
    ("test_queue", "PyQueueTest", "PySimpleQueueTest", "CFailingQueueTest"),
    ("test_queue", "CPriorityQueueTest", "CSimpleQueueTest", "PyFailingQueueTest"),
    ("test_threading", "LockTests", "PyRLockTests", "CRLockTests", "EventTests", "TimerTests"),
    ("test_threading", "ConditionTests", "ConditionAsRLockTests", "SemaphoreTests"),
    ("test_threading", "BoundedSemaphoreTests", "BarrierTests", "ThreadingExceptionTests"),
)
FEWEST = 100
GOOD = {"ok", "skipped"}


def is_installed() -> bool:
    try:
        return all(find_spec(f"test.{module}") for module, *_ in PARTS)
    except ImportError:
        return False


@pytest.mark.skipif(not is_installed(), reason="other Python: installed without its own tests")
def test_the_standard_librarys_own_tests_see_no_difference() -> None:
    """They mostly wait: all parts at once. What fails is tried again, as Python's own runner does.

    It counts where it fails twice, but not plainly.
    """
    processes = [started(module, "recorded", *classes) for module, *classes in PARTS]
    found = [outcomes(process) for process in processes]
    assert sum(map(len, found)) > FEWEST
    different: list[str] = []
    for (module, *classes), outcome in zip(PARTS, found, strict=True):
        if wrong := failures(outcome):
            again = failures(outcomes(started(module, "recorded", *classes)))
            plain = failures(outcomes(started(module, "plain", *classes)))
            different += [
                f"{name}: {wrong[name]}" for name in wrong if name in again and name not in plain
            ]
    assert not different


def failures(found: dict[str, str]) -> dict[str, str]:
    """Return what failed, with how."""
    return {name: how for name, how in found.items() if how not in GOOD | {"0"}}
