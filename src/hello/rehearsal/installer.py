"""Installs into an environment: with uv where it is installed, as it is ten times as fast.

Where uv does not succeed, pip has the last word: its errors are those that users will meet.
"""

import os
import re
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from shutil import which

from hello.errors import HelloError
from hello.rehearsal.addresses import is_loopback
from hello.rehearsal.local_files import requirements_of, wheel_of
from hello.rehearsal.pip_settings import settings_for_uv, way_of_pip
from hello.rehearsal.plan import Plan
from hello.workbench.environments import Environment, has_pip
from hello.workbench.processes import Ended

PIP = (sys.executable, "-m", "pip")

ARTIFACTS = (".whl", ".tar.gz")

SECONDS = 300.0
"""For one installation, with all that it fetches and builds."""

NO_NETWORK = re.compile(
    r"Name or service not known|failure in name resolution|nodename nor servname"
    r"|getaddrinfo failed|Network is unreachable|No route to host|Cannot connect to proxy"
    r"|NewConnectionError|ConnectTimeoutError|NameResolutionError"
)
"""What pip says of an index that it cannot reach."""

ONE_INDEX_ALONE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_NO_INDEX": "0",
    "UV_NO_CONFIG": "1",
    "UV_DEFAULT_INDEX": "",
    "UV_INDEX": "",
    "UV_EXTRA_INDEX_URL": "",
    "UV_FIND_LINKS": "",
}
"""The settings by which only the index of ``--index-url`` is asked."""

ON_LOOPBACK = {
    "PIP_PROXY": "",
    "UV_HTTP_RETRIES": "0",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}
"""Besides, where that is on loopback: no proxy leads there."""


def install(plan: Plan, environment: Environment, *arguments: str | Path) -> Ended:
    """Install into *environment* what *arguments* say; return how it ended, and the output.

    They are requirements, files, ``--no-deps``, ``--no-index``, ``--find-links FOLDER`` and
    ``--index-url URL``; with the latter no other index is asked, and nothing is taken from a
    cache or put into one. Otherwise it is the index that this machine is set up for.
    Raises HelloError where the index cannot be reached, unless that is on loopback, and where
    there is neither uv nor pip.
    """
    alone = _settings_for_one(plan, arguments)
    uv = find_uv(plan)
    if uv is not None:
        ended = _with_uv(plan, uv, environment, arguments, alone)
        if ended.code == 0 or not has_pip():
            return ended
    ended = _with_pip(plan, environment, arguments, alone)
    is_near = is_loopback(index_named_by(arguments))
    if ended.code != 0 and not is_near and NO_NETWORK.search(ended.output):
        raise NoNetworkError
    return ended


class NoNetworkError(HelloError):
    """An index cannot be reached."""

    def __init__(self) -> None:
        super().__init__(
            "the package index cannot be reached", next_step="connect, or take --offline"
        )


def index_named_by(arguments: Sequence[str | Path]) -> str:
    """Return the URL after ``--index-url``; nothing without it."""
    words = [*map(str, arguments), ""]
    return words[words.index("--index-url") + 1] if "--index-url" in words else ""


def _settings_for_one(plan: Plan, arguments: Sequence[str | Path]) -> Mapping[str, str] | None:
    """Return the variables by which only the index in *arguments* is asked; None without one."""
    index = index_named_by(arguments)
    if not index:
        return None
    if is_loopback(index):
        return ONE_INDEX_ALONE | ON_LOOPBACK
    return (way_of_pip(plan, PIP) if has_pip() else {}) | ONE_INDEX_ALONE


def find_uv(plan: Plan) -> str | None:
    """Return the path of uv: the one beside the running Python, else the one on PATH."""
    own = sysconfig.get_path("scripts")
    return which("uv", path=own) or which("uv", path=plan.processes.environment.get("PATH"))


def _with_uv(
    plan: Plan,
    uv: str,
    environment: Environment,
    arguments: tuple[str | Path, ...],
    alone: Mapping[str, str] | None,
) -> Ended:
    """Let uv install it; files first and alone: uv would keep what it caches of them for ever."""
    files = [Path(one) for one in arguments if isinstance(one, Path) and one.is_file()]
    files = [file for file in files if file.name.endswith(ARTIFACTS)]
    others = tuple(one for one in arguments if one not in files)
    run = partial(_run_uv, plan, uv, environment, alone=alone)
    if not files:
        return run(others)
    wheels = [wheel for file in files if (wheel := wheel_of(plan, environment, file))]
    lists = [requires for wheel in wheels if (requires := requirements_of(wheel)) is not None]
    if len(lists) < len(files):
        return Ended(1, "uv is not asked: pip says better what is wrong with this file")
    options = tuple(one for one in others if one != "--no-deps")
    ended = run((*options, "--no-deps", "--no-cache", *wheels))
    requires = [one for some in lists for one in some]
    if ended.code != 0 or "--no-deps" in others or not requires:
        return ended
    return run((*options, *requires))


def _run_uv(
    plan: Plan,
    uv: str,
    environment: Environment,
    arguments: tuple[str | Path, ...],
    alone: Mapping[str, str] | None,
) -> Ended:
    usual = settings_for_uv(plan, PIP) if has_pip() and alone is None else {}
    return plan.processes.run(
        *(uv, "pip", "install", "--python", environment.python),
        *("--quiet", "--no-progress", "--color", "never", "--no-python-downloads"),
        *(("--no-cache",) if alone is not None else ()),
        *(("--offline",) if plan.is_offline and alone is None else ()),
        *arguments,
        cwd=environment.folder,
        environment=usual if alone is None else alone,
        seconds=SECONDS,
    )


def _with_pip(
    plan: Plan,
    environment: Environment,
    arguments: tuple[str | Path, ...],
    alone: Mapping[str, str] | None,
) -> Ended:
    if not has_pip():
        raise HelloError(
            "pip is not installed for the Python that runs this",
            sys.executable,
            next_step="run 'python -m ensurepip' with it",
        )
    return plan.processes.run(
        *(*PIP, "--python", environment.python, "install"),
        *("--disable-pip-version-check", "--no-input", "--quiet", "--retries", "1"),
        *(("--no-cache-dir",) if alone is not None else ()),
        *(("--no-index",) if plan.is_offline and alone is None else ()),
        *arguments,
        cwd=environment.folder,
        environment=alone or {},
        seconds=SECONDS,
    )
