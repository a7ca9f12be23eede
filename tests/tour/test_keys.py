"""Keys of the tour: they end what is at work as Ctrl-C would, and wait where nothing is."""

import signal
import sys
import threading
from collections.abc import Callable
from time import monotonic

import pytest

from hello.tour import keys as module
from hello.tour.keys import Key, Keys, QuitError, SkippedError, keys_in

DEADLINE = 60

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="other system: not on Windows")


@pytest.fixture
def keys() -> Keys:
    return Keys(is_listening=True)


def in_a_thread(function: Callable[[], object]) -> None:
    threading.Thread(target=function, daemon=True).start()


def wait_for_an_interrupt() -> None:
    until = monotonic() + DEADLINE
    while monotonic() < until:
        # Not all of it at once: a signal just before the wait is heard after it only.
        threading.Event().wait(0.05)
    pytest.fail("no interrupt came")


@pytest.mark.parametrize(
    ("key", "error"), [(Key.SKIP, SkippedError), (Key.QUIT, QuitError)], ids=["skip", "quit"]
)
def test_a_key_ends_what_is_at_work(keys: Keys, key: Key, error: type[Exception]) -> None:
    seen = []

    def work() -> None:
        try:
            in_a_thread(lambda: keys.press(key))
            wait_for_an_interrupt()
        except KeyboardInterrupt:
            seen.append("cleaned up")
            raise

    with pytest.raises(error), keys.ending_work():
        work()

    assert seen == ["cleaned up"]
    assert keys.wait(0) is None


def test_work_that_nobody_ends_goes_to_its_end(keys: Keys) -> None:
    with keys.ending_work():
        keys.press(Key.NEXT)
        keys.press(Key.STAY)

    assert keys.wait(0) is None


@pytest.mark.parametrize("key", [None, Key.SKIP], ids=["alone", "after a key that was for before"])
def test_ctrl_c_remains_ctrl_c(keys: Keys, key: Key | None) -> None:
    if key:
        keys.press(key)
    with pytest.raises(KeyboardInterrupt), keys.ending_work():
        signal.raise_signal(signal.SIGINT)


def test_errors_of_the_work_pass(keys: Keys) -> None:
    with pytest.raises(ZeroDivisionError), keys.ending_work():
        raise ZeroDivisionError
    keys.press(Key.SKIP)

    assert keys.wait(0) is Key.SKIP


def test_an_interrupt_that_comes_after_the_work_ends_nothing_else(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key in the last moment: its interrupt is under way when the work has ended."""
    has_ended = threading.Event()
    send = module.interrupt_main_thread

    def send_late() -> None:
        has_ended.wait(DEADLINE)
        send()

    def sleep(_seconds: float) -> None:
        has_ended.set()
        wait_for_an_interrupt()

    monkeypatch.setattr(module, "interrupt_main_thread", lambda: in_a_thread(send_late))
    monkeypatch.setattr(module, "sleep", sleep)
    with pytest.raises(SkippedError), keys.ending_work():
        keys.press(Key.SKIP)

    assert has_ended.is_set()


def test_only_the_first_of_several_keys_counts(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []
    monkeypatch.setattr(module, "interrupt_main_thread", lambda: sent.append("interrupt"))
    monkeypatch.setattr(module, "sleep", lambda _seconds: None)
    with pytest.raises(SkippedError), keys.ending_work():
        _ = [keys.press(key) for key in (Key.SKIP, Key.QUIT, Key.SKIP)]

    assert sent == ["interrupt"]
    with keys.ending_work():
        pass


def test_keys_wait_until_they_are_asked_for(keys: Keys) -> None:
    keys.press(Key.SKIP)
    keys.press(Key.NEXT)

    assert [keys.wait(0), keys.wait(0), keys.wait(0)] == [Key.SKIP, Key.NEXT, None]


def test_without_a_terminal_nothing_is_waited_for() -> None:
    keys = Keys(is_listening=False)

    assert keys.wait(DEADLINE * 60) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (b"\n", [Key.NEXT]),
        (b"\r", [Key.NEXT]),
        (b"s", [Key.SKIP]),
        (b"Q", [Key.QUIT]),
        (b" ", [Key.STAY]),
        (b"xyz", []),
        (b"\x1b[A", []),
        (b"\x1bOs", []),
        ("é项s".encode(), [Key.SKIP]),
        (b"\xff\n", [Key.NEXT]),
        (b"ss", [Key.SKIP, Key.SKIP]),
    ],
    ids=repr,
)
def test_what_is_typed_means(typed: bytes, expected: list[Key]) -> None:
    assert list(keys_in(typed)) == expected


@ON_POSIX
def test_where_stdin_is_no_terminal_no_key_comes() -> None:
    with module.listening() as found:
        assert not found.is_listening
        assert {thread.name for thread in threading.enumerate()}.isdisjoint({"keys"})
