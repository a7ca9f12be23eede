"""Secrets of this machine, kept out of what the report quotes of other programs' output.

A build may print its environment, and reports are shown to others.
"""

import os
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

STARS = "***"

SECRET_NAME = re.compile(
    r"TOKEN|PASSW|PASSPHRASE|SECRET|CREDENTIAL|KEYS?(_|$)|_PWD$|(^|_)(PASS|PAT|AUTH|COOKIE)S?$"
)
"""What is in the name, in capitals, of a variable whose value is nobody else's business.

Not PWD alone, which is the current folder.
"""

TOKEN = re.compile(r"\b(?:pypi-|gh[oprsu]_|github_pat_|glpat-|sk-)[\w-]{16,}")
"""A token that can be told by its looks, wherever it comes from."""

USER_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@'\"]+(?=@)")
"""The user and the password in an address, ``https://user:password@host``."""

SHORTEST = 4
"""Shorter values stand in any text by chance."""

NO_SECRETS = {"true", "false", "none", "null", "auto", "always", "never"}


def redacted(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return *text* with ``***`` for each secret: values of *environment*, and known tokens.

    A variable's value is a secret where its name says so (``TWINE_PASSWORD``, ``API_KEY``).
    """
    for secret in sorted(_secrets(environment), key=len, reverse=True):
        text = text.replace(secret, STARS)
    return USER_IN_ADDRESS.sub(STARS, TOKEN.sub(STARS, text))


def _secrets(environment: Mapping[str, str]) -> set[str]:
    """Return the secret values, also as an address or ``repr`` writes them."""
    plain = {
        secret.strip()
        for name, value in environment.items()
        for secret in _secrets_of(name.upper(), value)
    }
    kept = {one for one in plain if len(one) >= SHORTEST and one.lower() not in NO_SECRETS}
    return {form for one in kept for form in (one, quote(one, safe=""), repr(one)[1:-1])}


def _secrets_of(name: str, value: str) -> Iterator[str]:
    for user in USER_IN_ADDRESS.findall(value):
        _, _, password = user.partition(":")
        yield from (password or user, unquote(password or user))
    if SECRET_NAME.search(name):
        yield value
        yield from value.splitlines()  # a private key is many lines, of which one may be quoted
