"""Delivery: one deliverer at a time, batches by themselves, and who cannot take more."""

import threading
from collections.abc import Callable, Iterator

import pytest

from hello.chat.counters import Counters
from hello.chat.limits import Limits
from hello.chat.servers.connection import Connection
from hello.chat.servers.delivery import MOST_WAITING, ROUNDS, Delivery

SECONDS = 20


class FakeConnection(Connection):
    """A connection whose other end is a list of what was sent; *on_send* runs before each."""

    def __init__(self, on_send: Callable[[bytes], None] = lambda _: None) -> None:
        self.name = "somebody"
        self.member = None
        self.is_at_end = self.is_watched = False
        self.has_left = threading.Event()
        self.sent: list[bytes] = []
        self.senders: list[str] = []
        self.is_broken = False
        self._on_send = on_send

    def send(self, data: bytes | memoryview) -> int:
        if self.is_broken:
            raise BrokenPipeError
        self._on_send(bytes(data))
        self.sent.append(bytes(data))
        self.senders.append(threading.current_thread().name)
        return len(data)

    def end_output(self) -> None:
        pass

    def cut(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def delivery() -> Iterator[Delivery]:
    delivery = Delivery(Limits(), Counters())
    delivery.start()
    yield delivery
    delivery.stop()
    assert "lookout" not in {thread.name for thread in threading.enumerate()}


def test_what_comes_during_a_round_goes_out_in_one_send(delivery: Delivery) -> None:
    """The first send is held back until others have said something."""
    is_sending, go_on = threading.Event(), threading.Event()

    def hold_back(_data: bytes) -> None:
        is_sending.set()
        assert go_on.wait(SECONDS)

    tom = FakeConnection(hold_back)
    delivery.join(tom)
    first = threading.Thread(target=delivery.receive, args=(tom, b"0\n"))
    first.start()
    assert is_sending.wait(SECONDS)
    for number in (1, 2, 3):
        delivery.receive(tom, b"%d\n" % number)
    go_on.set()
    first.join(SECONDS)

    assert tom.sent == [b"0\n", b"1\n2\n3\n"]
    assert len(set(tom.senders)) == 1


def test_a_reader_that_delivers_for_long_is_relieved(delivery: Delivery) -> None:
    """Each send makes another one necessary: it would never get back to its client."""
    is_over = threading.Event()

    def say_more(_data: bytes) -> None:
        if len(tom.sent) < 3 * ROUNDS:
            delivery.announce("more")
        else:
            is_over.set()

    tom = FakeConnection(say_more)
    delivery.join(tom)
    delivery.receive(tom, b"one\n")

    assert is_over.wait(SECONDS)
    assert tom.senders.count("MainThread") <= ROUNDS
    assert tom.senders[-1] == "lookout"


def test_readers_wait_while_there_is_too_much_to_do(delivery: Delivery) -> None:
    is_sending, go_on, is_back = (threading.Event() for _ in range(3))

    def hold_back(_data: bytes) -> None:
        is_sending.set()
        assert go_on.wait(SECONDS)

    def say_much() -> None:
        for _ in range(MOST_WAITING // 1024):
            delivery.receive(tom, b"x" * 1023 + b"\n")
        is_back.set()

    tom = FakeConnection(hold_back)
    delivery.join(tom)
    threads = [threading.Thread(target=delivery.receive, args=(tom, b"0\n"))]
    threads[0].start()
    assert is_sending.wait(SECONDS)
    threads.append(threading.Thread(target=say_much))
    threads[1].start()
    # Nothing says that a thread will never return; a moment is enough to see one that does.
    assert not is_back.wait(0.05)
    go_on.set()
    for thread in threads:
        thread.join(SECONDS)
    assert is_back.is_set()


def test_a_broken_connection_costs_the_others_nothing(delivery: Delivery) -> None:
    broken, tom = FakeConnection(), FakeConnection()
    for each in (broken, tom):
        delivery.join(each)
    broken.is_broken = True
    delivery.receive(tom, b"one\n")
    delivery.receive(tom, b"two\n")

    assert tom.sent == [b"one\n", b"two\n"]
    assert broken.has_left.is_set()
    assert not tom.has_left.is_set()


def test_what_members_say_is_published_and_what_others_say_is_not() -> None:
    published: list[bytes] = []
    delivery = Delivery(Limits(), Counters(), published.append)
    delivery.start()
    tom = FakeConnection()
    delivery.join(tom)
    delivery.inject(b"from elsewhere\n")
    delivery.receive(tom, b"from here\n")
    delivery.stop()

    assert published == [b"from here\n"]
    assert tom.sent == [b"from elsewhere\n", b"from here\n", b"* server stops\n"]


def test_nobody_joins_after_the_end() -> None:
    delivery = Delivery(Limits(), Counters())
    delivery.start()
    delivery.stop()
    tom = FakeConnection()
    delivery.join(tom)
    delivery.end_of_input(tom)

    assert tom.member is None
    assert tom.has_left.is_set()
