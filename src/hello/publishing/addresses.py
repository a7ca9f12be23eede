"""Where an index takes uploads, and where it shows what it has.

The addresses of the public ones are twine's own constants; none stands here.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from hello.errors import HelloError, WrongUseError, unknown
from hello.publishing.model import Repository
from hello.rehearsal.addresses import is_loopback

LEGACY = "legacy/"
"""The last part of the address at which the public index takes uploads, and those like it."""

WAYS = "take testpypi, pypi, a section of .pypirc, or a URL"

PASSWORD_PLACES = "set TWINE_USERNAME and TWINE_PASSWORD, or write them into .pypirc"  # noqa: S105  # no password

STRANGE = re.compile(r"[\s\\]|[^ -~]")
"""What is in no address, and what two programs may read in two ways."""


def find_repository(name_or_url: str, index_url: str | None = None) -> Repository:
    """Return the index that the user means, by a name of .pypirc or by its URL for uploads.

    *index_url* is its simple API, where that cannot be told from the URL. Raises WrongUseError
    for what is no address, for a password in it, and for one that would go in clear text over
    a network; HelloError where .pypirc cannot be read.
    """
    url = name_or_url if "://" in name_or_url else _url_of(name_or_url)
    upload = _checked(url)
    _refuse_pages(upload, name_or_url)
    simple, json, web = _siblings(upload.geturl())
    if index_url is not None:
        simple = _with_slash(_checked(index_url).geturl())
    return Repository(name_or_url, upload.geturl(), simple, json, web)


def is_public(repository: Repository) -> bool:
    """Return whether everybody reads there: what is uploaded is known to the world."""
    return repository.upload in _public()


def is_default(repository: Repository) -> bool:
    """Return whether pip installs from there where nothing else is said."""
    return repository.upload == _public()[0]


def settings_of(repository: Repository) -> Mapping[str, str | None]:
    """Return what .pypirc says for *repository*: user and password among others; or nothing."""
    if "://" in repository.name:
        return {}
    return _sections().get(repository.name, {})


def _url_of(name: str) -> str:
    from twine.utils import normalize_repository_url

    sections = _sections()
    if name in sections:
        url = sections[name].get("repository")
        if not url:
            raise WrongUseError(
                "no 'repository' for this section of .pypirc", name, next_step="write its URL there"
            )
        return normalize_repository_url(url)
    if "@" in name:
        raise _has_password()
    if "." in name or "/" in name:
        raise WrongUseError(
            "no such repository", name, next_step=f"a URL begins with https://; {WAYS}"
        )
    if _stands_in_file(name):
        raise WrongUseError(
            "this section of .pypirc is not among its index-servers",
            name,
            next_step="add it there, under [distutils]",
        )
    raise unknown("repository", name, sections, otherwise=WAYS)


def _stands_in_file(name: str) -> bool:
    """Tell whether .pypirc, which could be read before, has a section for *name* at all."""
    from configparser import RawConfigParser
    from pathlib import Path

    from twine.utils import DEFAULT_CONFIG_FILE

    parser = RawConfigParser()
    parser.read(Path(DEFAULT_CONFIG_FILE).expanduser())
    return parser.has_section(name)


def _sections() -> dict[str, dict[str, str | None]]:
    """Return the sections of .pypirc by name; without that file, those that twine knows."""
    from configparser import Error

    from twine import utils
    from twine.exceptions import TwineException

    file = utils.DEFAULT_CONFIG_FILE
    try:
        found: dict[str, dict[str, Any]] = utils.get_config(file)
    except (Error, TwineException):
        # What is wrong is not quoted: it may be a token.
        raise HelloError(
            "cannot be read as a file of settings", file, next_step="mend it, or rename it"
        ) from None
    except OSError as error:
        raise HelloError(
            f"cannot be read: {error.strerror}", file, next_step="make it readable"
        ) from None
    found.setdefault("testpypi", {"repository": utils.TEST_REPOSITORY})
    return found


def _public() -> tuple[str, str]:
    from twine.utils import DEFAULT_REPOSITORY, TEST_REPOSITORY

    return DEFAULT_REPOSITORY, TEST_REPOSITORY


def _checked(url: str) -> SplitResult:
    """Return the parts of *url*; raise WrongUseError where no password should go there.

    A URL with ``@`` in it is not repeated: what stands before that is nobody else's business.
    """
    if "@" in url:
        raise _has_password()
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
        is_address = is_address and (parts.port is None or parts.port > 0)
    except ValueError:
        is_address = False
    if not is_address or STRANGE.search(url):
        raise WrongUseError("no address of an index", url, next_step=WAYS)
    if parts.query or parts.fragment:
        raise WrongUseError(
            "an index has no '?' or '#' in its address", url, next_step="leave that out"
        )
    if parts.scheme == "http" and not is_loopback(url):
        raise WrongUseError(
            "the password would go in clear text over the network", url, next_step="take https://"
        )
    return parts


def _has_password() -> WrongUseError:
    return WrongUseError("an address with a user or a password in it", next_step=PASSWORD_PLACES)


def _refuse_pages(upload: SplitResult, name_or_url: str) -> None:
    """Raise WrongUseError for any other address of a public index: that of its pages, of pip."""
    is_section = "://" not in name_or_url
    for name, address in zip(("pypi", "testpypi"), _public(), strict=True):
        takes = urlsplit(address)
        hosts = {takes.netloc, takes.netloc.removeprefix("upload.")}
        if upload.netloc in hosts and upload.geturl() != address:
            where = f"the 'repository' of [{name_or_url}] in .pypirc" if is_section else "this"
            remedy = f"write {address} there" if is_section else f"take --repository {name}"
            raise WrongUseError(
                f"{where} is not where it takes uploads", upload.geturl(), next_step=remedy
            )


def _siblings(upload: str) -> tuple[str, str, str]:
    """Return the simple API, the JSON API and the projects' pages of the index of *upload*."""
    if upload in _public():
        parts = urlsplit(upload)
        top = f"{parts.scheme}://{parts.netloc.removeprefix('upload.')}/"
        return f"{top}simple/", f"{top}pypi/", f"{top}project/"
    base = _with_slash(upload)
    if base.endswith(f"/{LEGACY}"):
        top = base.removesuffix(LEGACY)
        return f"{top}simple/", f"{top}pypi/", ""
    return f"{base}simple/", "", ""


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
