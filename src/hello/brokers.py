"""Message brokers by their URL: is it one that can be used, and how it is shown.

kombu (extra ``broker``) speaks to them. It is imported by name when it is needed, so that
everything type-checks with it and without. A URL may hold a password: one that cannot be
understood is never repeated, and the others are shown without it.
"""

from collections.abc import Collection
from importlib import import_module
from urllib.parse import urlsplit

from hello.errors import WrongUseError, unknown

INSTALL = "pip install 'HelloWorld[broker]'"


def is_installed() -> bool:
    """Say whether there is a kombu to import."""
    try:
        import_module("kombu")
    except ImportError:
        return False
    return True


def scheme_of(url: str) -> str:
    """Return what stands before ``://``; raise WrongUseError where *url* is none."""
    scheme, colon, _ = url.partition("://")
    if not colon or not scheme.isascii() or not scheme.replace("+", "").isalnum():
        raise WrongUseError(
            "the broker is no URL", next_step="write one like redis://localhost:6379/0"
        )
    return scheme


def check_url(url: str, schemes: Collection[str]) -> None:
    """Raise WrongUseError unless *url* has one of the *schemes*, and an address."""
    scheme = scheme_of(url)
    if scheme not in schemes:
        raise unknown("kind of broker", scheme, schemes, otherwise=f"take {', '.join(schemes)}")
    if not _has_address(url):
        raise WrongUseError(
            f"the {scheme} URL has no address in it",
            next_step=f"write {scheme}://:PASSWORD@HOST:PORT/, with %2F for a / in the password",
        )


def _has_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # An @ further on belongs to a password with a / or a # in it.
        return (
            bool(parts.hostname) and parts.port != 0 and url.count("@") <= parts.netloc.count("@")
        )
    except ValueError:
        return False


def shown(url: str) -> str:
    """Return *url* without its password, and without options, which may hold one too."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    who = "" if "@" not in parts.netloc else f"{parts.username or ''}:**@"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{who}{host}{port}{parts.path}"


def reason(error: BaseException) -> str:
    """Return the name of what is at the bottom of *error*; its text may hold anything."""
    while error.__cause__:
        error = error.__cause__
    return type(error).__name__
