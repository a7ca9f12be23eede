"""Secrets of the environment do not come into reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.rehearsal.redaction import STARS, redacted

SECRET = "hunter2-hunter2"  # noqa: S105  # nobody's


@pytest.mark.parametrize(
    "name",
    ["TWINE_PASSWORD", "GITHUB_TOKEN", "API_KEY", "aws_secret_access_key", "MY_CREDENTIALS",
     "MYSQL_PWD", "DB_PASS", "SIGNING_PASSPHRASE", "APIKEY", "HTTP_AUTH"],
)  # fmt: skip
def test_the_value_of_a_secret_variable_is_not_shown(name: str) -> None:
    shown = redacted(f"env: {name}={SECRET} (and {SECRET})", {name: SECRET})

    assert shown == f"env: {name}={STARS} (and {STARS})"


@pytest.mark.parametrize("name", ["PWD", "OLDPWD", "HOME", "KEYBOARD", "AUTHOR", "PATH"])
def test_other_values_are(name: str) -> None:
    assert redacted("in /home/ada/project", {name: "/home/ada"}) == "in /home/ada/project"


@pytest.mark.parametrize("value", ["", " ", "1", "yes", "true", "None"])
def test_values_that_are_no_secrets_leave_the_text_alone(value: str) -> None:
    assert redacted("1 test: yes, true, None", {"USE_TOKEN": value}) == "1 test: yes, true, None"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a/b c+d", "https://example.com/?key=a%2Fb%20c%2Bd"),
        ("tab\there", "{'KEY': 'tab\\there'}"),
        ("-----BEGIN-----\nMIIEvQIBADAN\n-----END-----", "line 2: MIIEvQIBADAN"),
        ("  padded-secret\n", "it is padded-secret."),
    ],
    ids=["in an address", "as repr writes it", "a line of many", "stripped"],
)
def test_other_forms_of_a_secret_are_not_shown(value: str, text: str) -> None:
    assert STARS in redacted(text, {"SIGNING_KEY": value})


def test_the_longer_of_two_secrets_goes_whole() -> None:
    settings = {"A_TOKEN": "abcd", "B_TOKEN": "abcdefgh"}

    assert redacted("abcdefgh abcd", settings) == f"{STARS} {STARS}"


def test_passwords_in_addresses_are_not_shown_wherever_they_come_from() -> None:
    assert (
        redacted("https://ada:pw@example.com/simple", {}) == f"https://{STARS}@example.com/simple"
    )
    settings = {"PIP_INDEX_URL": "https://ada:s%23cret@example.com/simple"}
    assert redacted("pip sent s#cret", settings) == f"pip sent {STARS}"
    assert redacted("see https://example.com/@ada", {}) == "see https://example.com/@ada"


def test_tokens_are_known_by_their_looks() -> None:
    assert redacted(f"uploading with pypi-{'A' * 40}", {}) == f"uploading with {STARS}"
    assert redacted("the pypi-mirror of ghp_ada", {}) == "the pypi-mirror of ghp_ada"


@given(secret=st.text("abcxyz+/ %\n'", min_size=4), around=st.text("0123456789", max_size=9))
def test_no_secret_survives(secret: str, around: str) -> None:
    kept = secret.strip()

    if len(kept) >= 4:
        assert kept not in redacted(around + secret + around, {"A_TOKEN": secret})
