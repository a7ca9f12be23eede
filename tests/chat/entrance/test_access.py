"""Who may in: the token, how often it may be wrong, and what other machines reach."""

import hmac

import pytest

from hello.chat.entrance import access
from hello.chat.entrance.access import FORGIVEN_AFTER, Gate, check_exposure, is_loopback
from hello.errors import WrongUseError

TOKEN = b"open sesame"
HERE = "192.0.2.1"
THERE = "192.0.2.2"


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(TOKEN, clock=clock)


def fail(gate: Gate, address: str, times: int) -> None:
    for _ in range(times):
        assert not gate.admits(address, b"wrong\n")


def test_without_a_token_everybody_may_in() -> None:
    gate = Gate(None)

    assert gate.is_open
    assert gate.admits(HERE, b"whatever\n")
    assert gate.refuses(HERE) is None


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=["bare", "LF", "CRLF"])
def test_the_token_is_admitted_however_its_line_ends(gate: Gate, end: bytes) -> None:
    assert not gate.is_open
    assert gate.admits(HERE, TOKEN + end)


@pytest.mark.parametrize(
    "line", [b"", b"\n", TOKEN[:-1], TOKEN + b" ", TOKEN + b"\n\n", TOKEN.upper(), b"\xff" * 11]
)
def test_nothing_else_is(gate: Gate, line: bytes) -> None:
    assert not gate.admits(HERE, line)


def test_the_comparison_takes_the_same_time_however_much_is_right(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hmac.compare_digest: a measurement of nanoseconds would decide nothing here."""
    compared = []

    def spy(one: bytes, other: bytes) -> bool:
        compared.append({one, other})
        return False

    monkeypatch.setattr(hmac, "compare_digest", spy)

    assert not gate.admits(HERE, TOKEN + b"\n")
    assert compared == [{TOKEN}]


def test_three_wrong_tokens_are_too_many(gate: Gate) -> None:
    fail(gate, HERE, 2)
    assert gate.refuses(HERE) is None

    fail(gate, HERE, 1)

    assert gate.refuses(HERE) == "too many wrong tokens"
    assert gate.refuses(THERE) is None


def test_who_is_refused_is_not_admitted_with_the_right_token_either(gate: Gate) -> None:
    """Else a hundred connections that are opened first have a hundred tries."""
    fail(gate, HERE, 3)

    assert not gate.admits(HERE, TOKEN)
    assert gate.admits(THERE, TOKEN)


def test_a_right_token_between_does_not_buy_more_tries(gate: Gate) -> None:
    fail(gate, HERE, 2)
    assert gate.admits(HERE, TOKEN)
    fail(gate, HERE, 1)

    assert gate.refuses(HERE)


def test_wrong_tokens_are_forgiven_after_a_while(gate: Gate, clock: Clock) -> None:
    fail(gate, HERE, 3)
    clock.now += FORGIVEN_AFTER - 1
    assert gate.refuses(HERE)
    assert not gate.admits(HERE, TOKEN)

    clock.now += 1

    assert gate.refuses(HERE) is None
    assert gate.admits(HERE, TOKEN)
    fail(gate, HERE, 2)
    assert gate.refuses(HERE) is None


def test_each_wrong_token_is_remembered_from_its_own_time(gate: Gate, clock: Clock) -> None:
    """An older one of somebody else stands in the way of no forgiving, and is not dropped."""
    fail(gate, HERE, 1)
    fail(gate, THERE, 3)
    clock.now += FORGIVEN_AFTER / 2
    fail(gate, HERE, 2)
    clock.now += FORGIVEN_AFTER / 2

    assert gate.refuses(THERE) is None
    assert gate.refuses(HERE)


def test_only_so_many_addresses_are_remembered(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MOST_ADDRESSES", 10)
    fail(gate, HERE, 3)
    for number in range(9):
        fail(gate, f"198.51.100.{number}", 3)
    assert gate.refuses(HERE)

    fail(gate, THERE, 3)

    assert gate.refuses(HERE) is None
    assert gate.refuses("198.51.100.0")
    assert gate.refuses(THERE)


def test_an_address_that_is_remembered_already_takes_nobodys_place(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MOST_ADDRESSES", 2)
    fail(gate, HERE, 3)
    fail(gate, THERE, 3)

    assert gate.refuses(HERE)
    assert gate.refuses(THERE)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%lo", "fe80::2", True),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "::1", False),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(
    gate: Gate, one: str, other: str, *, are_one: bool
) -> None:
    fail(gate, one, 3)

    assert bool(gate.refuses(other)) == are_one


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),  # noqa: S104  # nothing is bound here
        ("::", False),
        ("::ffff:10.0.0.1", False),
        ("7f00::1", False),
        ("128.0.0.1", False),
        ("fe80::1%lo", False),
    ],
)
def test_loopback(address: str, *, expected: bool) -> None:
    assert is_loopback(address) == expected


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_nothing_need_be_said_where_only_this_machine_reaches_it(host: str) -> None:
    assert not check_exposure(host, has_token=False, open_=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "::ffff:192.0.2.1"])  # noqa: S104  # nothing is bound here
def test_another_address_needs_a_token_or_that_nobody_minds(host: str) -> None:
    with pytest.raises(WrongUseError, match=r"other machines reach .*--token-file FILE, or --open"):
        check_exposure(host, has_token=False, open_=False)

    assert check_exposure(host, has_token=True, open_=False)
    assert check_exposure(host, has_token=False, open_=True)


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example", "256.256.256.256.256"])
def test_what_is_no_host_is_wrong_use(host: str) -> None:
    with pytest.raises(WrongUseError, match="cannot listen on this host"):
        check_exposure(host, has_token=True, open_=True)
