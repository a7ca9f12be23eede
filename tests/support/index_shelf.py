"""What a ``PublicIndex`` has and knows, and what a test may set about it."""

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from hello.rehearsal.names import normalised

MEBIBYTE = 2**20


def new_token() -> str:
    """Return a token that looks like those of the public index."""
    return f"pypi-{secrets.token_urlsafe(96)}"


@dataclass
class Account:
    """Who a token is of; with *projects*, it is for those alone."""

    user: str = "learner"
    projects: frozenset[str] | None = None
    is_verified: bool = True
    has_two_factors: bool = True
    is_expired: bool = False
    is_publisher: bool = False
    """A token that came of trusted publishing: there is no user."""


@dataclass
class Stored:
    """A file that was uploaded, with the fields of the form around it."""

    filename: str
    content: bytes
    fields: dict[str, list[str]]
    hidden_for: int = 0
    """How often the project is looked at before the file is shown."""

    def first(self, name: str) -> str:
        """Return the value of a field that stands there once; "" without it."""
        return self.fields.get(name, [""])[0]

    @property
    def project(self) -> str:
        return normalised(self.first("name"))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def blake2_256(self) -> str:
        return hashlib.blake2b(self.content, digest_size=32).hexdigest()

    @property
    def path(self) -> str:
        digest = self.blake2_256
        return f"/files/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{self.filename}"


class Visit(NamedTuple):
    """A request that came."""

    method: str
    path: str
    user: str = ""
    accept: str = ""


class Reply(NamedTuple):
    """An answer that a test wants to be given, whatever the request was."""

    status: int
    reason: str
    body: str = ""


@dataclass
class Shelf:
    """All of it; each field is there to be read or set in a test, also while the index runs."""

    token: str = field(default_factory=new_token, repr=False)
    """The token of an ordinary account, for uploads."""
    accounts: dict[str, Account] = field(default_factory=dict, repr=False)
    """Whose the tokens are; that of ``token`` is there from the start."""

    base: str = ""
    """The address of the index, for links."""
    files: dict[str, Stored] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    """Bytes of uploads that were cut off, by path."""

    owners: dict[str, str] = field(default_factory=dict)
    """The users of projects, also of such as have no file."""
    deleted: set[str] = field(default_factory=set)
    """Names of files that once were there."""
    closed: set[tuple[str, str]] = field(default_factory=set)
    """Projects and versions that are too old to get more files."""
    size_limit: int = 100 * MEBIBYTE
    is_read_only: bool = False
    is_busy: bool = False
    """It lets nobody make new projects for now."""

    replies: list[Reply] = field(default_factory=list)
    """What the next uploads are answered instead; twine repeats one that is answered by 5xx."""
    page_replies: list[Reply] = field(default_factory=list)
    """What the next requests for pages and files are answered instead."""
    shows_after: int = 0
    """How often a project is looked at before a file that comes now is shown."""
    serves: dict[str, bytes] = field(default_factory=dict)
    """Other bytes than were uploaded, by the name of the file."""
    announces: dict[str, str] = field(default_factory=dict)
    """Other hashes than the files have, by the name of the file."""
    has_only_html: bool = False
    """It does not know PEP 691."""

    never_answers: bool = False
    dies_after_bytes: int | None = None
    """It dies when so much of the next upload has come."""
    dies_after_files: int | None = None
    """It dies when so many more files have been taken, and answered."""
    dies_unanswered: bool = False
    """It dies when the next file has been taken, and does not say so."""
    is_dead: bool = False
    """It hangs up on everybody."""

    audience: str = "testpypi"
    """Whom the identity of a workflow is to be made out for."""
    publisher_of: str = ""
    """The project whose trusted publisher is known; "" for none."""

    def __post_init__(self) -> None:
        """Give the token its account."""
        self.accounts.setdefault(self.token, Account())

    def revive(self) -> None:
        """Make it answer again as ever."""
        self.is_dead = self.dies_unanswered = self.never_answers = False
        self.dies_after_bytes = self.dies_after_files = None

    @property
    def projects(self) -> set[str]:
        """Return the normalised names of all projects."""
        known = {normalised(name) for name in self.owners}
        return known | {file.project for file in self.files.values()}

    def files_of(self, project: str, version: str | None = None) -> list[Stored]:
        """Return a project's files as they came, or those of one version."""
        return [
            file
            for file in list(self.files.values())
            if file.project == project and version in {None, file.first("version")}
        ]

    def look_at(self, project: str) -> list[Stored]:
        """Return what is shown of a project to who looks at it now."""
        shown = []
        for file in self.files_of(project):
            if file.hidden_for > 0:
                file.hidden_for -= 1
            else:
                shown.append(file)
        return shown

    def owner_of(self, project: str) -> str | None:
        """Return who may upload to a project; None where there is no such project."""
        known = {normalised(name): user for name, user in self.owners.items()}
        return known.get(project)
