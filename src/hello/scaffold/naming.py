"""The name of a project, of the package in it, and of its commands."""

import keyword
import re
import secrets
import sys
import unicodedata

from hello.catalogue import console_scripts
from hello.errors import WrongUseError
from hello.rehearsal.names import normalised, prohibited, ultranormalised

VALID = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
"""A name that indexes take (PEP 508)."""

NUMBER = re.compile(r"^\d+\+")
"""With what an address begins that a forge has given out instead of the user's own."""

MOST_CHARACTERS = 60
"""Of a name: files are named after it, with more around it."""

MOST_PROPOSED = 40

OURS = "helloworld"
ANOTHER = "take another, as hello-YOUR-NAME"
GREETING = "hello"
LEARNER = f"{GREETING}-learner-"

TAKEN_PACKAGES = frozenset({
    *("hello", "t", "helloworld_setup_commands"),
    *("setuptools", "pkg_resources", "pip", "wheel", "build", "twine", "distutils"),
    *("setup", "src", "scripts", "tests", "test", "docs", "dist", "site"),
})  # fmt: skip
"""What others would no longer import: the tutorial's packages, build tools, folders of projects."""

NOT_ON_WINDOWS = frozenset({
    *("con", "prn", "aux", "nul"),
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
})  # fmt: skip
"""Devices: nobody there can have a folder of such a name."""

EVERYBODY = frozenset({
    *("admin", "administrator", "root", "runner", "ubuntu", "user"),
    *("contact", "hello", "info", "mail", "me", "office"),
})  # fmt: skip
"""Logins and addresses by which nobody is known."""

WITHOUT_MARKS = str.maketrans({
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ß": "ss",
    "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "\u0131": "i",
    "'": "", "’": "",
})  # fmt: skip
"""Letters that Unicode does not take apart into one of ASCII and a mark."""


def propose(*people: str) -> str:
    """Return a name after the first of *people*'s names that can be written in ASCII.

    >>> propose("Łukasz Żak")
    'hello-lukasz-zak'
    >>> propose("张三", "zhang.san@example.com")
    'hello-zhang-san'
    """
    for person in people:
        slug = _slug(NUMBER.sub("", person.partition("@")[0]))
        name = slug if slug.startswith(f"{GREETING}-") else f"{GREETING}-{slug}"
        if slug and slug not in EVERYBODY and not fault_of(name):
            return name
    return f"{LEARNER}{secrets.token_hex(3)}"


def propose_after(folder: str, *people: str) -> str:
    """Return the name that the *folder* has where it is one like ours, or else as ``propose``.

    >>> propose_after("hello-ann", "Ada Lovelace")
    'hello-ann'
    >>> propose_after("first-project", "Ada Lovelace")
    'hello-ada-lovelace'
    """
    name = normalised(folder)
    is_like_ours = name.startswith(f"{GREETING}-") and not fault_of(folder)
    return name if is_like_ours else propose(*people)


def has_no_person(name: str) -> bool:
    """Return whether ``propose`` has made up the *name*, as it knew nobody's."""
    return name.startswith(LEARNER)


def _slug(person: str) -> str:
    """Return a person's name as part of a project's, or nothing where ASCII lacks a letter."""
    letters = unicodedata.normalize("NFKD", person.translate(WITHOUT_MARKS))
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    if any(one.isalpha() and not one.isascii() for one in plain):
        return ""
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words)[:MOST_PROPOSED].strip("-")


def check_name(name: str) -> str:
    """Return the *name* as indexes know it; raise WrongUseError where it will not do."""
    if fault := fault_of(name):
        fact, next_step = fault
        raise WrongUseError(fact, name, next_step=next_step)
    return normalised(name)


def fault_of(name: str) -> tuple[str, str] | None:
    """Return what is wrong with the *name* of a project, and what to do; None if it will do."""
    if not VALID.fullmatch(name):
        ascii_only = "take ASCII letters, digits and '-', with no '-' at its ends"
        return "this is no name for a project", ascii_only
    if len(name) > MOST_CHARACTERS:
        return "this name is too long", f"take {MOST_CHARACTERS} characters at most"
    fact = _taken(name) or _hidden(package_of(name))
    return (fact, ANOTHER) if fact else None


def _taken(name: str) -> str:
    """Return who has the *name* of a project, or nothing."""
    if ultranormalised(name) == ultranormalised(OURS):
        return "to the index, this name is the tutorial's own"
    if reason := prohibited(name):
        return f"the index gives this name to nobody, as {reason}"
    commands = map(normalised, console_scripts())
    return "HelloWorld has a command of this name" if normalised(name) in commands else ""


def _hidden(package: str) -> str:
    """Return why the *package* could not be imported, or another one no longer; or nothing."""
    if not package.isidentifier() or keyword.iskeyword(package):
        return "Python could not import a package of this name"
    if package in TAKEN_PACKAGES or package in sys.stdlib_module_names:
        return "a package of this name would hide another one"
    return "Windows can have no folder of this name" if package in NOT_ON_WINDOWS else ""


def package_of(name: str) -> str:
    """Return the name of the package in the project *name*.

    >>> package_of("Hello-Zhang.San")
    'hello_zhang_san'
    """
    return normalised(name).replace("-", "_")


def script_of(name: str) -> str:
    """Return the name of the script that the project installs by ``scripts=``.

    >>> script_of("hello-zhang-san"), script_of("greeter")
    ('say_hello_zhang_san.py', 'say_hello_greeter.py')
    """
    return f"say_hello_{package_of(name).removeprefix(f'{GREETING}_')}.py"
