"""Installs into an environment: with uv where it is installed, as it is ten times as fast.

Where uv does not succeed, pip has the last word: its errors are those that users will meet.
"""

import os
import re
import sys
import sysconfig
from functools import partial
from pathlib import Path
from shutil import which

from hello.errors import HelloError
from hello.rehearsal.local_files import requirements_of, wheel_of
from hello.rehearsal.pip_settings import settings_for_uv
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
    "PIP_PROXY": "",
    "UV_HTTP_RETRIES": "0",
    "UV_NO_CONFIG": "1",
    "UV_DEFAULT_INDEX": "",
    "UV_INDEX": "",
    "UV_EXTRA_INDEX_URL": "",
    "UV_FIND_LINKS": "",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}
"""The settings by which only the index of ``--index-url`` is asked."""


def install(plan: Plan, environment: Environment, *arguments: str | Path) -> Ended:
    """Install into *environment* what *arguments* say; return how it ended, and the output.

    They are requirements, files, ``--no-deps``, ``--no-index``, ``--find-links FOLDER`` and
    ``--index-url URL``; the latter on loopback, and then no other index is asked, nor is
    anything put into a cache. Otherwise it is the index that this machine is set up for.
    Raises HelloError where that cannot be reached, or there is neither uv nor pip.
    """
    is_private = "--index-url" in arguments
    uv = find_uv(plan)
    if uv is not None:
        ended = _with_uv(plan, uv, environment, arguments, is_private=is_private)
        if ended.code == 0 or not has_pip():
            return ended
    ended = _with_pip(plan, environment, arguments, is_private=is_private)
    if ended.code != 0 and not is_private and NO_NETWORK.search(ended.output):
        raise HelloError(
            "the package index cannot be reached", next_step="connect, or take --offline"
        )
    return ended


def find_uv(plan: Plan) -> str | None:
    """Return the path of uv: the one beside the running Python, else the one on PATH."""
    own = sysconfig.get_path("scripts")
    return which("uv", path=own) or which("uv", path=plan.processes.environment.get("PATH"))


def _with_uv(
    plan: Plan,
    uv: str,
    environment: Environment,
    arguments: tuple[str | Path, ...],
    *,
    is_private: bool,
) -> Ended:
    """Let uv install it; files first and alone: uv would keep what it caches of them for ever."""
    files = [Path(one) for one in arguments if isinstance(one, Path) and one.is_file()]
    files = [file for file in files if file.name.endswith(ARTIFACTS)]
    others = tuple(one for one in arguments if one not in files)
    run = partial(_run_uv, plan, uv, environment, is_private=is_private)
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
    *,
    is_private: bool,
) -> Ended:
    usual = settings_for_uv(plan, PIP) if has_pip() and not is_private else {}
    return plan.processes.run(
        *(uv, "pip", "install", "--python", environment.python),
        *("--quiet", "--no-progress", "--color", "never", "--no-python-downloads"),
        *(("--no-cache",) if is_private else ()),
        *(("--offline",) if plan.is_offline and not is_private else ()),
        *arguments,
        cwd=environment.folder,
        environment=ONE_INDEX_ALONE if is_private else usual,
        seconds=SECONDS,
    )


def _with_pip(
    plan: Plan, environment: Environment, arguments: tuple[str | Path, ...], *, is_private: bool
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
        *(("--no-cache-dir",) if is_private else ()),
        *(("--no-index",) if plan.is_offline and not is_private else ()),
        *arguments,
        cwd=environment.folder,
        environment=ONE_INDEX_ALONE if is_private else {},
        seconds=SECONDS,
    )
