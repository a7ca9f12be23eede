"""Who makes the project: what git knows of the user, or else the system."""

import getpass
import unicodedata
from pathlib import Path
from shutil import which
from typing import NamedTuple

from hello.errors import WrongUseError
from hello.rehearsal.addresses import mail_complaint
from hello.workbench.processes import Processes

SECONDS = 20.0
"""For one question to git."""

UNWRITABLE = {"Cc", "Cs"}
"""Control characters, and what was no text on the command line."""

REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Characters that let what follows be shown in another order than it is read in."""

MOST_CHARACTERS = 200

NONE = "-"
"""The answer that stands for no address."""


class Person(NamedTuple):
    """What a project says of its author; ``email`` may be empty."""

    name: str
    email: str


def user(processes: Processes, folder: Path) -> Person:
    """Return the user's name and address, as git knows them in *folder*; the name is never empty.

    What a project cannot have is passed over.
    """
    name, email = (_asked_git(processes, folder, key) for key in ("user.name", "user.email"))
    name = next((name for name in (name, login()) if name and not name_fault(name)), "me")
    return Person(name, "" if mail_fault(email) else email)


def _asked_git(processes: Processes, folder: Path, key: str) -> str:
    if which("git") is None:
        return ""
    ended = processes.run("git", "config", "--get", key, cwd=folder, seconds=SECONDS)
    return in_one_line(ended.output) if ended.code == 0 else ""


def login() -> str:
    """Return the name that the user is logged in by, or nothing where the system knows none."""
    try:
        return in_one_line(getpass.getuser())
    except (OSError, KeyError, ImportError):  # before and after Python 3.13
        return ""


def in_one_line(text: str) -> str:
    """Return *text* with single blanks for all white space, line ends among it."""
    return " ".join(text.split())


def check_author(name: str) -> str:
    """Return the author's *name* in one line; raise WrongUseError where it cannot be written."""
    if fault := name_fault(name):
        raise WrongUseError(fault, name, next_step="give --author")
    return in_one_line(name)


def name_fault(name: str) -> str:
    """Return what is wrong with an author's *name*, or nothing."""
    if not in_one_line(name):
        return "the author has no name"
    if len(name) > MOST_CHARACTERS:
        return f"the author's name has more than {MOST_CHARACTERS} characters"
    if any(map(_is_unwritable, in_one_line(name))):
        return "the author's name has characters that cannot be written"
    return ""


def _is_unwritable(one: str) -> bool:
    return unicodedata.category(one) in UNWRITABLE or unicodedata.bidirectional(one) in REORDERING


def check_email(address: str) -> str:
    """Return the author's *address*, or nothing for none; raise WrongUseError for no address."""
    if address.strip() == NONE:
        return ""
    if fault := mail_fault(address):
        raise WrongUseError(fault, address, next_step=f"give another, or {NONE} for none")
    return address.strip()


def mail_fault(address: str) -> str:
    """Return what is wrong with an *address*, or nothing; it may be empty."""
    plain = address.strip()
    is_odd = not plain.isascii() or not plain.isprintable() or any(one in plain for one in ' "<>,;')
    if plain and (is_odd or "@" not in plain or mail_complaint(plain)):
        return "the index takes no such e-mail address"
    return ""
