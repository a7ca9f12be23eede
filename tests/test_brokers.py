"""Brokers by their URL; passwords are repeated in no case."""

import re

import pytest

from hello.brokers import check_url, reason, scheme_of, shown
from hello.errors import WrongUseError

SCHEMES = ("redis", "amqp")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("s3cret@host", "the broker is no URL"),
        ("", "the broker is no URL"),
        ("s3cret ://host", "the broker is no URL"),
        ("reddis://:s3cret@host/", "did you mean 'redis'?"),
        ("zookeeper://:s3cret@host/", "take redis, amqp"),
        ("redis://", "no address"),
        ("redis://:s3c/ret@host:6379/0", "no address"),
        ("redis://me:1#s3cret@host/0", "no address"),
        ("redis://:s3cret@host:port/0", "no address"),
        ("redis://:s3cret@host:0/0", "no address"),
        ("amqp://me:s3cret@[::1/", "no address"),
    ],
)
def test_a_url_that_cannot_be_used_is_not_repeated(url: str, says: str) -> None:
    with pytest.raises(WrongUseError, match=re.escape(says)) as raised:
        check_url(url, SCHEMES)

    assert "s3c" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "looks"),
    [
        ("redis://localhost", "redis://localhost"),
        ("redis://:s3cret@localhost:6379/0", "redis://:**@localhost:6379/0"),
        ("amqp://me:s3%2Fcret@[::1]:5672//", "amqp://me:**@[::1]:5672//"),
        ("redis://h/1?password=s3cret", "redis://h/1"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, looks: str) -> None:
    check_url(url, SCHEMES)

    assert shown(url) == looks


def test_the_scheme() -> None:
    assert scheme_of("redis+socket:///x") == "redis+socket"


def test_the_reason_is_what_is_at_the_bottom() -> None:
    error = OSError("s3cret")
    error.__cause__ = TimeoutError("s3cret")

    assert reason(error) == "TimeoutError"
