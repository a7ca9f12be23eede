"""The ways in which the watched thread is blocked, and what ends each of them."""

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

PATIENCE = 20.0
"""No wait lasts longer, whatever happens; the observer gives up before."""


class Setting:
    """Things to wait for. Whoever waits for one of them now has to wait."""

    def __init__(self, hold: float) -> None:
        self.hold = hold
        self.lock = threading.Lock()
        self.lock.acquire()
        self.inbox: queue.Queue[str] = queue.Queue()
        self.event = threading.Event()
        self.reader, self.writer = socket.socketpair()
        self.reader.settimeout(PATIENCE)
        self.helper_may_end = threading.Event()
        self.helper = threading.Thread(target=self.helper_may_end.wait, args=(PATIENCE,))
        self.stop = threading.Event()


class Way(NamedTuple):
    """How to wait, what ends the wait, and what the stack has at its end meanwhile."""

    wait: Callable[[Setting], object]
    release: Callable[[Setting], object]
    seen_in: str


def wait_for_lock(setting: Setting) -> None:
    """Wait for a lock that another thread holds."""
    if setting.lock.acquire(timeout=PATIENCE):
        setting.lock.release()


def get_from_queue(setting: Setting) -> None:
    """Wait for an item in an empty queue."""
    setting.inbox.get(timeout=PATIENCE)


def wait_for_event(setting: Setting) -> None:
    """Wait until an event is set."""
    setting.event.wait(PATIENCE)


def sleep(setting: Setting) -> None:
    """Wait for nothing but time."""
    time.sleep(setting.hold)


def read_from_socket(setting: Setting) -> None:
    """Wait for input."""
    setting.reader.recv(1)


def join_helper(setting: Setting) -> None:
    """Wait for the end of another thread."""
    setting.helper.join(PATIENCE)


# A call of C code, such as acquire(), sleep() or recv(), has no Python frame of its own.
WAYS = {
    "lock": Way(wait_for_lock, lambda setting: setting.lock.release(), "wait_for_lock"),
    "queue": Way(get_from_queue, lambda setting: setting.inbox.put("item"), "Queue.get"),
    "event": Way(wait_for_event, lambda setting: setting.event.set(), "Event.wait"),
    "sleep": Way(sleep, lambda _: None, "sleep"),
    "input": Way(read_from_socket, lambda setting: setting.writer.send(b"!"), "read_from_socket"),
    "join": Way(join_helper, lambda setting: setting.helper_may_end.set(), "Thread.join"),
}


@contextmanager
def new_setting(hold: float) -> Iterator[Setting]:
    """Yield a new setting; afterwards nobody waits for anything in it, and its helper is gone."""
    setting = Setting(hold)
    with setting.reader, setting.writer:
        try:
            setting.helper.start()
            yield setting
        finally:
            release_all(setting)
            if setting.helper.ident is not None:
                setting.helper.join(PATIENCE)


def release_all(setting: Setting) -> None:
    """Let everything happen that somebody may wait for."""
    setting.stop.set()
    for way in WAYS.values():
        # The lock may be free already, and the buffer of the socket be full.
        with suppress(RuntimeError, OSError):
            way.release(setting)
