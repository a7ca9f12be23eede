"""What the program that uploads does by itself, without any index."""

from base64 import b64encode
from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from hello.rehearsal import sending
from hello.rehearsal.redaction import STARS
from hello.rehearsal.sending import fault_of, hidden, innermost

# Of what can be sent, without the star that it is replaced by.
PASSWORDS = some.text(
    some.characters(max_codepoint=0xFF, min_codepoint=0x20, exclude_characters="*"), min_size=4
)


@settings(deadline=None)
@given(secret=PASSWORDS, before=some.text(max_size=5), after=some.text(max_size=5))
def test_no_form_of_a_password_is_left(secret: str, before: str, after: str) -> None:
    """However an index writes it into its page, and whatever stands around it."""
    login = b64encode(f"me:{secret}".encode("latin-1")).decode()
    for form in (secret, repr(secret)[1:-1], quote(secret, safe=""), login):
        assert form not in hidden(f"{before}{form}{after}", "me", secret)
    page = hidden(f"<b>{escape(secret)}</b>", "me", secret)
    assert STARS in page
    assert secret not in page


@pytest.mark.parametrize("secret", ["", "e", "exi"])
def test_a_short_password_stands_in_any_text(secret: str) -> None:
    assert hidden("File already exists", "me", secret) == "File already exists"


@settings(deadline=None)
@given(PASSWORDS)
def test_most_passwords_can_be_sent(password: str) -> None:
    assert not fault_of(password)


@settings(deadline=None)
@given(PASSWORDS, some.sampled_from("\n\r\t\0\x1b\u0142\u4e00\U0001f600"), PASSWORDS)
def test_some_cannot(before: str, wrong: str, after: str) -> None:
    """And nothing of them is quoted."""
    fault = fault_of(before + wrong + after)

    assert fault
    assert wrong not in fault


def test_the_innermost_reason_is_said() -> None:
    inner = ConnectionRefusedError(111, "Connection refused")
    outer = ValueError("three pages of it")
    outer.__context__ = inner

    assert innermost(outer) == "Connection refused"
    assert innermost(KeyError()) == "KeyError"


def test_stars_are_those_of_reports() -> None:
    assert sending.STARS == STARS
