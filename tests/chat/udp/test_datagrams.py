"""The formats of the UDP chat: there and back, and nothing else is taken for one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.chat.udp import datagrams
from hello.chat.udp.datagrams import (
    HEADER,
    LARGEST_TEXT,
    Challenge,
    Goodbye,
    Heartbeat,
    Join,
    Leave,
    Refusal,
    Relayed,
    Speech,
    Status,
    from_client,
    from_server,
    proof,
)

COOKIES = st.binary(min_size=12, max_size=12)
UINT32 = st.integers(1, 2**32 - 1)
UINT64 = st.integers(0, 2**64 - 1)
TEXTS = st.binary(max_size=LARGEST_TEXT)

OF_CLIENTS = st.one_of(
    st.just(Heartbeat()),
    st.builds(Join, COOKIES, st.binary(min_size=32, max_size=32)),
    st.builds(Speech, COOKIES, UINT32, TEXTS),
    st.builds(Leave, COOKIES),
)
OF_SERVERS = st.one_of(
    st.builds(Challenge, COOKIES | st.just(b"")),
    st.builds(Status, UINT32, UINT64),
    st.builds(Relayed, UINT32, UINT64, UINT32, TEXTS),
    st.builds(Refusal, st.text()),
    st.builds(Goodbye, UINT32),
)


@given(OF_CLIENTS)
def test_what_a_client_sends_comes_back_as_it_was(content: datagrams.FromClient) -> None:
    assert from_client(content.encode()) == content


@given(OF_SERVERS)
def test_what_the_server_sends_comes_back_as_it_was(content: datagrams.FromServer) -> None:
    assert from_server(content.encode()) == content


@given(st.binary(max_size=80))
def test_any_bytes_are_one_of_the_formats_exactly_or_none(data: bytes) -> None:
    client, server = from_client(data), from_server(data)

    assert client is None or client.encode() == data
    assert server is None or isinstance(server, Refusal) or server.encode() == data


def test_the_heartbeat_is_the_tutorials() -> None:
    assert Heartbeat().encode() == b"\x01"


def test_the_bytes_are_those_of_the_table() -> None:
    cookie = b"0123456789ab"

    assert Join().encode() == b"\x16" + bytes(44)
    assert Speech(cookie, 258, b"hi").encode() == b"\x02" + cookie + b"\0\0\1\2" + b"hi"
    assert Leave(cookie).encode() == b"\x04" + cookie
    assert Challenge(cookie).encode() == b"\x05" + cookie
    assert Status(1, 2).encode() == b"\x06" + b"\0\0\0\1" + b"\0\0\0\0\0\0\0\2"
    assert Relayed(1, 2, 3, b"hi").encode() == b"\x02\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\3hi"
    assert Refusal("no").encode() == b"\x15no"
    assert Goodbye(1).encode() == b"\x03\0\0\0\1"


def test_a_message_is_passed_on_in_as_many_bytes_as_it_came() -> None:
    assert len(Speech(bytes(12), 1, b"").encode()) == HEADER
    assert len(Relayed(1, 1, 1, b"").encode()) == HEADER


@pytest.mark.parametrize(
    "data",
    [b"", b"\x01\x01", b"\x02" + bytes(15), b"\x02" + bytes(20), b"\x04" + bytes(11), b"hello"],
    ids=["empty", "two heartbeats", "no sequence", "sequence 0", "short cookie", "text"],
)
def test_a_server_knows_what_is_no_datagram_of_a_client(data: bytes) -> None:
    assert from_client(data) is None


def test_the_proof_shows_the_token_without_sending_it() -> None:
    token, cookie = b"secret", b"0123456789ab"

    assert token not in proof(token, cookie)
    assert len({proof(token, cookie), proof(b"other", cookie), proof(token, bytes(12))}) == 3
    assert proof(None, cookie) == bytes(32)
