"""The package indexes that pip is set up for, told to uv, which does not read pip's files.

Without them uv would look for a company's own packages on the public index, where anybody
may have put something of the same name.
"""

from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit
from urllib.request import url2pathname

from hello.rehearsal.plan import Plan

OF_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
"""The variables that say to uv what a key says to pip."""

WAY = ("proxy", "cert", "client-cert", "trusted-host", "timeout", "keyring-provider")
"""Keys of pip that say how to get to an index, and not to which."""

SEPARATORS = {"UV_FIND_LINKS": ","}

_known: dict[Path, str] = {}
_lock = Lock()


def settings_for_uv(plan: Plan, pip: tuple[str | Path, ...]) -> dict[str, str]:
    """Return the variables that let uv ask the indexes that the command *pip* asks.

    None where the user has told uv itself, by variables, which to ask.
    """
    if any(name.startswith("UV_") and "INDEX" in name for name in plan.processes.environment):
        return {}
    return read_settings_of_pip(_listed(plan, pip))


def way_of_pip(plan: Plan, pip: tuple[str | Path, ...]) -> dict[str, str]:
    """Return the variables that keep how the command *pip* gets to an index, without its files."""
    return read_way_of_pip(_listed(plan, pip))


def _listed(plan: Plan, pip: tuple[str | Path, ...]) -> str:
    with _lock:  # several steps install at the same time
        if plan.room not in _known:
            ended = plan.processes.run(*pip, "config", "list", cwd=plan.room)
            _known[plan.room] = ended.output if ended.code == 0 else ""
        return _known[plan.room]


def read_way_of_pip(listed: str) -> dict[str, str]:
    """Return the variables that say again what ``pip config list`` says of the way to an index.

    >>> read_way_of_pip("global.proxy='http://127.0.0.1:3128'")
    {'PIP_PROXY': 'http://127.0.0.1:3128'}
    """
    settings = ((key, " ".join(words)) for key, words in _settings(listed) if key in WAY)
    return {f"PIP_{key.upper().replace('-', '_')}": value for key, value in settings if value}


def read_settings_of_pip(listed: str) -> dict[str, str]:
    """Return the variables for uv, from what ``pip config list`` says.

    >>> read_settings_of_pip("global.index-url='https://user@example.com/simple'")
    {'UV_DEFAULT_INDEX': 'https://user@example.com/simple'}
    """
    found: dict[str, str] = {}
    for key, words in _settings(listed):
        variable = OF_UV.get(key)
        there = [word for word in words if _may_be_there(word)]
        if variable and there:
            found[variable] = SEPARATORS.get(variable, " ").join(there)
    # As pip does it: what its user has set up is to be installed, not an older one.
    return found | ({"UV_INDEX_STRATEGY": "unsafe-best-match"} if "UV_INDEX" in found else {})


def _settings(listed: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each key with the words of its value, the weakest first: later ones replace them."""
    ranks = {"global": 0, "user": 1, "site": 2, "install": 3, ":env:": 4}
    lines = [line.partition("=") for line in listed.splitlines()]  # pip lists them by name
    for name, _, value in sorted(lines, key=lambda line: ranks.get(line[0].partition(".")[0], 3)):
        key = name.rpartition(".")[2]
        if key in OF_UV or key in WAY:
            yield key, _text(value).split()


def _text(shown: str) -> str:
    """Return the value that pip shows as Python would; it may have several lines."""
    try:
        return str(literal_eval(shown))
    except (ValueError, SyntaxError):
        return shown


def _may_be_there(place: str) -> bool:
    """Return False for a folder that does not exist: pip passes over it, uv would fail."""
    parts = urlsplit(place)
    if parts.scheme in {"http", "https"}:
        return True
    return Path(url2pathname(parts.path) if parts.scheme == "file" else place).exists()
