"""Nothing runs longer than its deadline, and nothing of it stays."""

import signal
import sys
import threading
import time

import pytest

from hello.deadline import deadline
from hello.errors import HelloError

BLOCKING = {
    "event": lambda: threading.Event().wait(),
    "lock": lambda: [lock := threading.Lock(), lock.acquire(), lock.acquire()],
    "sleep": lambda: time.sleep(3600),
    "busy": lambda: [None for _ in iter(int, 1)],
}


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no pthread_kill on Windows")
@pytest.mark.parametrize("way", BLOCKING)
def test_what_takes_too_long_is_ended_and_says_so(way: str) -> None:
    with pytest.raises(HelloError, match=r"not done after 0\.05 s"), deadline(0.05):
        BLOCKING[way]()


def test_what_ends_in_time_is_left_alone() -> None:
    with deadline(60):
        done = True

    assert done


def test_no_thread_stays_behind() -> None:
    before = threading.enumerate()

    with deadline(60):
        pass

    assert threading.enumerate() == before


def test_ctrl_c_stays_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt), deadline(60):
        signal.raise_signal(signal.SIGINT)


def test_another_error_passes() -> None:
    with pytest.raises(ZeroDivisionError), deadline(60):
        _ = 1 / 0


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no pthread_kill on Windows")
def test_it_holds_where_sigint_is_ignored_and_ctrl_c_stays_ignored() -> None:
    """A shell ignores SIGINT for what a script puts into the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with deadline(60):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(HelloError, match="not done after"), deadline(0.05):
            threading.Event().wait()

        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
