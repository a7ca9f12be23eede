"""Which distribution has a module, and what a project has declared of it."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from typing import NamedTuple

from hello.rehearsal.installed import normalised

KNOWN = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "gi": "PyGObject",
    "git": "GitPython",
    "github": "PyGithub",
    "google.protobuf": "protobuf",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "ldap": "python-ldap",
    "magic": "python-magic",
    "markdown": "Markdown",
    "MySQLdb": "mysqlclient",
    "nacl": "PyNaCl",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2",
    "rest_framework": "djangorestframework",
    "ruamel": "ruamel.yaml",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "socks": "PySocks",
    "telegram": "python-telegram-bot",
    "usb": "pyusb",
    "websocket": "websocket-client",
    "win32api": "pywin32",
    "wx": "wxPython",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}
"""Modules that are not called like their distributions."""

TWINS = {"psycopg2": ("psycopg2-binary",), "cv2": ("opencv-python-headless",)}
"""Other distributions that have the same module."""

REMOVED = {
    "3.0": "ConfigParser Queue StringIO Tkinter __builtin__ cPickle cStringIO commands httplib"
    " urllib2 urlparse",
    "3.12": "asynchat asyncore distutils imp smtpd",
    "3.13": "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib"
    " ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib",
}
"""Modules that the standard library lost, by the version of Python without them."""

DEVELOPERS = {"_pytest", "pytest", "hypothesis", "nose", "sphinx", "setuptools", "unittest2"}
"""Modules of tools that import a project's code for them: plugins, and helpers for tests."""


class Requirement(NamedTuple):
    """A line of Requires-Dist: the distribution, its extra, the rest of its condition."""

    name: str
    extra: str | None
    condition: str


def requirements(lines: Iterable[str]) -> list[Requirement]:
    """Return what *lines* of Requires-Dist say; a line that nobody can read is left out."""
    return [found for line in lines if (found := _requirement(line))]


def _requirement(line: str) -> Requirement | None:
    name = re.match(r"\s*([\w.-]*\w)", line)
    if not name:
        return None
    marker = line.partition(";")[2]
    extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", marker)
    rest = marker.replace(extra[0], "") if extra else marker
    condition = re.sub(r"^\W*and\b|\band\W*$", "", " ".join(rest.split())).strip(" ()")
    return Requirement(name[1], extra[1] if extra else None, condition)


def removed_in(module: str) -> str | None:
    """Return the version of Python that came without the standard module *module*, if any."""
    top = module.partition(".")[0]
    return next((version for version, names in REMOVED.items() if top in names.split()), None)


def provider(module: str, declared: Iterable[Requirement]) -> str | None:
    """Return the distribution that has *module*: a declared one, a known one, or None."""
    names = candidates(module)
    for requirement in declared:
        if same(requirement.name) in map(same, names):
            return requirement.name
    return names[0] if len(names) > 1 else None


def candidates(module: str) -> list[str]:
    """Return what may be the distribution of *module*, the likeliest first; its name is last."""
    parts = module.split(".")
    tops = [".".join(parts[:2]), parts[0]]
    names = [KNOWN[top] for top in tops if top in KNOWN]
    names += [twin for top in tops for twin in TWINS.get(top, ())]
    names += _here().get(parts[0], [])
    return [*dict.fromkeys(names), parts[0]]


@cache
def _here() -> dict[str, list[str]]:
    """Return which distributions have which modules where this runs."""
    return {
        module: list(dict.fromkeys(names)) for module, names in packages_distributions().items()
    }


def same(name: str) -> str:
    """Return *name* without what distributions add to their modules' names, to compare it."""
    return re.sub(r"^(python|py)-|-(python|py|binary)$", "", normalised(name)).replace("-", "")
