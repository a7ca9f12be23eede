"""Looks at the password before it is sent: what a shell or an editor has put into a token.

It is never shown. What keyring has, and trusted publishing, is left to twine.
"""

import os
import re
from collections.abc import Mapping

from hello.errors import HelloError
from hello.publishing.addresses import is_public, settings_of
from hello.publishing.model import Repository

PASSWORD = "TWINE_PASSWORD"  # noqa: S105  # the variable's name
USER = "TWINE_USERNAME"
TOKEN_USER = "__token__"  # noqa: S105  # what everybody's user is called who has a token

FOR_ALL = (
    (r"^\Z", "is empty"),
    (r"[\r\n]", "has a line break in it"),
    (r"[\x00-\x1f\x7f]", "has a control character in it"),
    (r"^\s|\s\Z", "has a blank at its beginning or end"),
)
FOR_TOKENS = (
    (r"""^(["']).*\1\Z""", "has quotation marks around it"),
    (r"\s", "has a blank in it, which no token has"),
    (r"[^!-~]", "has a character in it that no token has"),
)
"""Patterns, and what is wrong where one is found; no token has what these look for."""

TWINE_READS = ("TWINE_USERNAME", "TWINE_PASSWORD", "TWINE_CERT", "PYTHON_KEYRING_BACKEND")
"""Variables that say who we are; no program but twine gets them."""


def variables_for_twine(settings: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return those of the user's variables that twine is to have."""
    return {name: settings[name] for name in TWINE_READS if name in settings}


def check_login(repository: Repository, settings: Mapping[str, str] = os.environ) -> None:
    """Raise HelloError where the user or the password for *repository* cannot be right."""
    section = settings_of(repository)
    place = f"section [{repository.name}] of .pypirc"
    user = _first((USER, settings.get(USER)), (f"username in {place}", section.get("username")))
    password = _first(
        (PASSWORD, settings.get(PASSWORD)), (f"password in {place}", section.get("password"))
    )
    is_token = is_public(repository) if user is None else user[1] == TOKEN_USER
    for said in (user, password):
        if said is not None and (wrong := fault_of(said[1], is_token=is_token)):
            # Its value may be a token, whatever it is called.
            raise HelloError(f"{said[0]} {wrong}", next_step="set it again; nothing was sent")


def _first(*said: tuple[str, str | None]) -> tuple[str, str] | None:
    """Return who says it, and what: the first that says anything, be it empty, as twine does."""
    return next(((place, value) for place, value in said if value is not None), None)


def fault_of(value: str, *, is_token: bool) -> str:
    r"""Return what is wrong with a user or password, without quoting it; nothing if it is fine.

    >>> fault_of("pypi-abc\n", is_token=True)
    'has a line break in it'
    """
    rules = FOR_ALL + (FOR_TOKENS if is_token else ())
    return next((said for pattern, said in rules if re.search(pattern, value)), "")
