"""Secrets in what is to be published: told by their looks, and never repeated.

Keys and tokens in tests, examples and docs are made for that, as a rule: a token of the true
form there is a warning, unless it is for the index for tests; a key or a file of settings is
none of our business.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple

from hello.rehearsal.customs import is_aside
from hello.rehearsal.inventory import Inventory

LARGEST = 4 << 20
"""Bytes of a file that is read."""


class Secret(NamedTuple):
    """A file with a secret, and of which kind; ``is_sample`` where it may be made up."""

    file: str
    kind: str
    is_sample: bool


FILES = {
    ".pypirc": "the passwords of indexes",
    ".netrc": "passwords of other machines",
    "_netrc": "passwords of other machines",
    ".git-credentials": "passwords of repositories",
    ".htpasswd": "hashes of passwords",
    ".pgpass": "passwords of databases",
}
"""Files that hold a secret whenever they hold anything."""

KEY_FILES = ("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519")
STORES = ("*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx")
ENVIRONMENT = (".env", ".env.*", "*.env")
SAMPLES = ("example", "sample", "template", "dist", "defaults", "test", "schema")
ASSIGNED = re.compile(rb"^\s*(?:export\s+)?(\w+)\s*=\s*['\"]?([^\s'\"#]+)", re.MULTILINE)

KEY = re.compile(
    rb"-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)(?: BLOCK)?-----"
    rb"(?:\s|\\n|\\r|['\"]|[\w-]+: [^\n]*\n)*[A-Za-z0-9+/=]{32,}"
)
"""A private key with its first line; what only speaks of keys has none."""


class Token(NamedTuple):
    """A kind of token: what all of them have in them, and how they look as a whole."""

    kind: str
    mark: bytes
    """Looked for first, which takes a hundredth of the time."""
    pattern: re.Pattern[bytes]


def _token(kind: str, mark: str, rest: str) -> Token:
    return Token(kind, mark.encode(), re.compile(rf"(?<!\w){mark}{rest}".encode()))


TEST_INDEX = "a token of the test index"
TOKENS = (
    # Which index it is for stands at its beginning: the host's name, in base64.
    _token("a token of the index", "pypi-AgEIcHlwaS5vcmc", r"[\w-]{30,}"),
    _token(TEST_INDEX, "pypi-AgENdGVzdC5weXBpLm9yZw", r"[\w-]{30,}"),
    *(_token("a token of GitHub", f"gh{one}_", r"[A-Za-z0-9]{36}(?!\w)") for one in "oprsu"),
    _token("a token of GitHub", "github_pat_", r"\w{60,}"),
    _token("a token of GitLab", "glpat-", r"[\w-]{20}"),
    *(_token("a key of AWS", mark, r"[0-9A-Z]{16}(?!\w)") for mark in ("AKIA", "ASIA")),
    *(_token("a token of Slack", f"xox{one}-", r"[0-9]{8,}-[\w-]{16,}") for one in "abprs"),
    *(_token("a key of Stripe", f"{one}k_live_", r"[A-Za-z0-9]{20,}") for one in "rs"),
    _token("a key of Google", "AIza", r"[\w-]{35}(?![\w-])"),
    _token("a token of npm", "npm_", r"[A-Za-z0-9]{36}(?!\w)"),
    _token("a token of Hugging Face", "hf_", r"[A-Za-z]{34}(?!\w)"),
    _token("a key of Anthropic", "sk-ant-", r"[\w-]{32,}"),
    _token("a key of OpenAI", "sk-proj-", r"[\w-]{32,}"),
)
KINDS_OF_TOKEN = {token.kind for token in TOKENS} - {TEST_INDEX}
MADE_UP = re.compile(rb"(?i)example|dummy|fake|sample|x{4}|y{4}|0{6}|1{6}|12345|abcdef|your")
FEWEST_SIGNS = 10
"""Different characters in what was drawn at random; less is typed by hand."""


def find_secrets(archive: Inventory) -> Iterator[Secret]:
    """Yield each file of *archive* that has a secret, once."""
    for name in archive.sizes:
        if kind := _kind_of_store(name):
            yield Secret(name, kind, is_sample=False)
    for name, content in archive.contents(LARGEST):
        kind = _kind_of(name, content)
        if kind and (kind in KINDS_OF_TOKEN or not is_aside(name)):
            yield Secret(name, kind, is_sample=is_aside(name))


def _kind_of_store(name: str) -> str | None:
    if is_aside(name) or not any(fnmatchcase(name, pattern) for pattern in STORES):
        return None
    return "a store of keys"


def _kind_of(path: str, content: bytes) -> str | None:
    """Return what is secret about the file *path*, or None."""
    name = PurePosixPath(path).name
    if content.strip() and name in FILES:
        return FILES[name]
    if b"PRIVATE KEY" in content and (name in KEY_FILES or KEY.search(content)):
        return "a private key"
    for token in TOKENS:
        if token.mark in content and not all(map(_is_made_up, token.pattern.findall(content))):
            return token.kind
    if any(fnmatchcase(name, pattern) for pattern in ENVIRONMENT) and _assigns(name, content):
        return "passwords and settings of a machine"
    return None


def _assigns(name: str, content: bytes) -> bool:
    is_example = any(word in name.lower() for word in SAMPLES)
    return not is_example and ASSIGNED.search(content) is not None


def _is_made_up(token: bytes) -> bool:
    return MADE_UP.search(token) is not None or len(set(token)) < FEWEST_SIGNS
