"""The relay: datagrams go both ways, and what happens to them is what was decided."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from leftovers import threads_and_descriptors

from hello.chat.udp import relay as relay_module
from hello.chat.udp.relay import Relay
from hello.chat.udp.weather import Climate, Weather

SECONDS = 10.0


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with bound() as one:
        yield one


@contextmanager
def bound() -> Iterator[socket.socket]:
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.settimeout(SECONDS)
        yield one


def received(one: socket.socket, number: int) -> list[int]:
    return [int(one.recv(2000)) for _ in range(number)]


def send(client: socket.socket, relay: Relay, numbers: range) -> None:
    for number in numbers:
        client.sendto(b"%d" % number, relay.address)


def test_both_ways_and_clients_apart(server: socket.socket) -> None:
    with Relay(server.getsockname(), Climate()) as relay, bound() as tom, bound() as anna:
        addresses = []
        for client, name in ((tom, b"tom"), (anna, b"anna")):
            client.sendto(name, relay.address)
            data, address = server.recvfrom(2000)
            assert data == name
            addresses.append(address)
        for address in reversed(addresses):
            server.sendto(b"to %d" % address[1], address)

        assert len(set(addresses)) == 2
        for client, address in zip((tom, anna), addresses, strict=True):
            assert client.recvfrom(2000) == (b"to %d" % address[1], relay.address)
        assert relay.settle(4)
        assert (relay.up.passed, relay.down.passed) == (2, 2)


@pytest.mark.parametrize("size", [0, 1, 1400, 60_000])
def test_a_datagram_stays_what_it_is(server: socket.socket, size: int) -> None:
    data = os.urandom(size)
    with Relay(server.getsockname(), Climate()) as relay, bound() as client:
        client.sendto(data, relay.address)

        assert server.recv(65_535) == data


def test_what_arrives_is_what_the_weather_decided(server: socket.socket) -> None:
    climate = Climate(drop=0.2, duplicate=0.2, reorder=0.2, delay=0.002)
    weather = Weather[int](climate, "5 client 0 up")
    expected = [item for one in range(60) for _, item in weather.meet(one)]
    expected += [item for _, item in weather.release()]
    with Relay(server.getsockname(), climate, 5, hold=SECONDS) as relay, bound() as client:
        send(client, relay, range(60))
        assert relay.settle(60)
        relay.release()
        assert relay.settle(60)

        assert received(server, relay.up.passed) == expected
        assert relay.up.passed == len(expected)
        assert relay.up.dropped == weather.counts.dropped > 0
        assert relay.up.duplicated == weather.counts.duplicated > 0
        assert relay.up.reordered == weather.counts.reordered > 0


def test_what_is_held_back_waits_for_the_next_one_only_so_long(server: socket.socket) -> None:
    with Relay(server.getsockname(), Climate(reorder=1), hold=0.001) as relay, bound() as client:
        send(client, relay, range(1))

        assert received(server, 1) == [0]
        assert relay.up.reordered == 0


def test_settle_says_when_it_gave_up(server: socket.socket) -> None:
    with Relay(server.getsockname(), Climate()) as relay:
        assert relay.settle(0)
        assert not relay.settle(1, timeout=0.001)


def test_what_waits_is_bounded(server: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is room for one of the two copies, and again when it has gone."""
    monkeypatch.setattr(relay_module, "MOST_WAITING", 5)
    with Relay(server.getsockname(), Climate(duplicate=1)) as relay, bound() as client:
        for number in (100, 101, 102):
            send(client, relay, range(number, number + 1))
            assert relay.settle(number - 99)

        assert received(server, 3) == [100, 101, 102]
        assert (relay.up.passed, relay.up.overflowed) == (3, 3)


def test_the_client_silent_longest_is_forgotten(
    server: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "MOST_CLIENTS", 2)

    def address_seen(client: socket.socket) -> object:
        client.sendto(b"x", relay.address)
        return server.recvfrom(9)[1]

    with Relay(server.getsockname(), Climate()) as relay, bound() as a, bound() as b, bound() as c:
        first, second = address_seen(a), address_seen(b)
        assert address_seen(a) == first
        address_seen(c)

        assert address_seen(a) == first
        assert address_seen(b) != second


def test_it_outlives_its_server_and_its_clients() -> None:
    """Where nobody is, the system says so on the next call; to a relay that is a loss."""
    with bound() as server:
        address = server.getsockname()
    with Relay(address, Climate()) as relay, bound() as client:
        send(client, relay, range(3))
        assert relay.settle(3)
        with bound() as short_lived:
            short_lived.sendto(b"3", relay.address)
            assert relay.settle(4)
        with socket.socket(type=socket.SOCK_DGRAM) as again:
            again.bind(address)
            again.settimeout(SECONDS)
            send(client, relay, range(4, 6))
            # Where the news of the loss is pending, one send is what it costs.
            assert received(again, 1)[0] in {4, 5}


@pytest.mark.parametrize("started", [True, False], ids=["started", "never started"])
def test_stop_leaves_nothing_and_may_be_called_again(
    server: socket.socket, *, started: bool
) -> None:
    before = threads_and_descriptors()
    relay = Relay(server.getsockname(), Climate(reorder=1, delay=60), hold=60)
    if started:
        relay.start()
        with bound() as client:
            send(client, relay, range(3))
            relay.wait_for(lambda: relay.up.received == 3, SECONDS)
    relay.stop()
    relay.stop()
    relay.release()

    assert threads_and_descriptors() <= before


def test_a_server_that_cannot_be_reached_costs_only_its_datagrams() -> None:
    with Relay(("255.255.255.255", 9), Climate()) as relay, bound() as client:
        send(client, relay, range(2))

        assert not relay.settle(1, timeout=0.01)
        assert relay.up.received == 0


def test_an_error_in_the_body_stops_it(server: socket.socket) -> None:
    before = threads_and_descriptors()
    with pytest.raises(KeyboardInterrupt), Relay(server.getsockname(), Climate()):
        raise KeyboardInterrupt

    assert threads_and_descriptors() <= before
