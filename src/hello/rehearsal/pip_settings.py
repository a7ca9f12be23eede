"""The package indexes that pip is set up for, told to uv, which does not read pip's files.

Without them uv would look for a company's own packages on the public index, where anybody
may have put something of the same name.
"""

import shlex
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit
from urllib.request import url2pathname

from hello.rehearsal.plan import Plan
from hello.workbench.processes import Processes

OF_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
"""The variables that say to uv what a key says to pip."""

SEPARATORS = {"UV_FIND_LINKS": ","}

_known: dict[Path, dict[str, str]] = {}
_lock = Lock()


def settings_for_uv(plan: Plan, pip: tuple[str | Path, ...]) -> dict[str, str]:
    """Return the variables that let uv ask the indexes that the command *pip* asks.

    None where the user has told uv itself, by variables, which to ask.
    """
    if any(name.startswith("UV_") and "INDEX" in name for name in plan.processes.environment):
        return {}
    with _lock:  # several steps install at the same time
        if plan.room not in _known:
            _known[plan.room] = _ask(plan.processes, pip, plan.room)
        return _known[plan.room]


def _ask(processes: Processes, pip: tuple[str | Path, ...], folder: Path) -> dict[str, str]:
    ended = processes.run(*pip, "config", "list", cwd=folder)
    return read_settings_of_pip(ended.output) if ended.code == 0 else {}


def read_settings_of_pip(listed: str) -> dict[str, str]:
    """Return the variables for uv, from what ``pip config list`` says.

    >>> read_settings_of_pip("global.index-url='https://user@example.com/simple'")
    {'UV_DEFAULT_INDEX': 'https://user@example.com/simple'}
    """
    found: dict[str, str] = {}
    # The weakest first, as later ones replace them; pip lists them by name.
    ranks = {"global": 0, "user": 1, "site": 2, "install": 3, ":env:": 4}
    lines = [line.partition("=") for line in listed.splitlines()]
    for name, _, value in sorted(lines, key=lambda line: ranks.get(line[0].partition(".")[0], 3)):
        variable = OF_UV.get(name.rpartition(".")[2])
        words = " ".join(shlex.split(value)).split() if variable else []
        there = [word for word in words if _may_be_there(word)]
        if variable and there:
            found[variable] = SEPARATORS.get(variable, " ").join(there)
    # As pip does it: what its user has set up is to be installed, not an older one.
    return found | ({"UV_INDEX_STRATEGY": "unsafe-best-match"} if "UV_INDEX" in found else {})


def _may_be_there(place: str) -> bool:
    """Return False for a folder that does not exist: pip passes over it, uv would fail."""
    parts = urlsplit(place)
    if parts.scheme in {"http", "https"}:
        return True
    return Path(url2pathname(parts.path) if parts.scheme == "file" else place).exists()
