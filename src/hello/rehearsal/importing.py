"""Imports a project's packages, and loads its entry points, in processes of their own."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from hello.rehearsal.installed import SCRIPT_GROUPS, Installed, Point
from hello.rehearsal.plan import Plan
from hello.workbench.tracebacks import FRAME

PROBE = Path(__file__).with_name("probe.py")

SECONDS = 30.0
"""For one import; a large package compiles much when it is imported for the first time."""

TOGETHER = 10
"""As many deadlines may pass in one process, which then is ended from outside."""


@dataclass(frozen=True)
class Failure:
    """Why a program or an import ended: an exception's name, or ``exit`` or ``hangs``."""

    name: str
    message: str = ""
    frames: tuple[tuple[str, int], ...] = ()
    module: str | None = None
    """What an ImportError could not import."""
    file: str | None = None
    """What could not be opened."""
    names: tuple[str, ...] = ()
    """What can be called where an entry point's attribute is not there."""


class Imported(NamedTuple):
    """How an import went, or the loading of an entry point."""

    what: str
    failure: Failure | None
    seconds: float = 0.0
    printed: str = ""
    threads: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Read(NamedTuple):
    """A module that no import of a package reached: what it needs that is not there."""

    name: str
    missing: tuple[tuple[str, int], ...]
    syntax: str
    line: int


Steps = Mapping[str, Point | None]
"""Modules to import, each with None; or entry points to load, with any key."""


class Importing:
    """Imports in one environment, each process in an empty folder below *folder*."""

    def __init__(self, plan: Plan, installed: Installed, folder: Path) -> None:
        self._plan = plan
        self._installed = installed
        self._folder = folder
        self._numbers = count()

    def imports(
        self, names: Sequence[str], modules: Mapping[str, str]
    ) -> tuple[list[Imported], list[Read]]:
        """Import *names*, and read those of *modules* (name to path) that were not imported then.

        What is in a package that failed is left out.
        """
        packages = self._installed.environment.packages
        places = [[name, str(packages / path)] for name, path in modules.items()]
        done, read = self._all(dict.fromkeys(names), places)
        failed = {one.what for one in done if one.failure}
        return self._confirmed([one for one in done if not _parents(one.what) & failed]), read

    def points(self, points: Sequence[Point]) -> dict[Point, Imported]:
        """Load the entry points *points*."""
        keys = {str(number): point for number, point in enumerate(points)}
        done, _ = self._all(keys)
        return {keys[one.what]: one for one in self._confirmed(done, keys)}

    def _confirmed(self, done: list[Imported], steps: Steps | None = None) -> list[Imported]:
        """Take again what failed beside others, in a process of its own."""
        if len(done) == 1:
            return done
        return [
            self._all({one.what: (steps or {}).get(one.what)})[0][0] if one.failure else one
            for one in done
        ]

    def _all(
        self, steps: Steps, modules: Sequence[Sequence[str]] = ()
    ) -> tuple[list[Imported], list[Read]]:
        """Take *steps* in one process, and go on in another one behind what has ended it."""
        done: list[Imported] = []
        read: list[Read] = []
        waiting = list(steps)
        while waiting:
            records = self._probe(
                imports=[key for key in waiting if not steps[key]],
                points=[
                    [key, point.value, point.group in SCRIPT_GROUPS]
                    for key in waiting
                    if (point := steps[key])
                ],
                modules=modules,
            )
            done += [_imported(record) for record in records if "seconds" in record]
            read += [_read(record) for record in records if "missing" in record]
            ended = {one.what for one in done}
            unfinished = next((key for key in waiting if key not in ended), None)
            if unfinished is None:
                break
            done.append(Imported(unfinished, _end(records[-1])))
            waiting = waiting[waiting.index(unfinished) + 1 :]
        return done, read

    def _probe(self, **orders: Sequence[Any]) -> list[dict[str, Any]]:
        """Run the probe; return its records, with one of how it ended as the last."""
        number = next(self._numbers)
        asked, said = self._folder / f"orders-{number}", self._folder / f"results-{number}"
        asked.write_text(json.dumps({"seconds": SECONDS, **orders}), encoding="utf-8")
        place = self._folder / f"import-{number}"
        environment = surroundings(self._plan, self._installed, place)
        ended = self._plan.processes.run(
            *(self._installed.environment.python, "-P", PROBE, asked, said),
            cwd=place / "cwd",
            environment=environment,
            seconds=SECONDS * TOGETHER,
        )
        text = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
        lines = [line for line in text.splitlines() if line.startswith("{")]
        hung = [(file, int(line)) for file, line in FRAME.findall(text)]
        return [*map(json.loads, lines), {"code": ended.code, "hung": hung}]


def surroundings(plan: Plan, installed: Installed, folder: Path) -> dict[str, str]:
    """Make *folder*, with an empty ``home`` and ``cwd``; return the variables to be set there.

    No window is to open on the user's screen, and no page in the browser.
    """
    home = folder / "home"
    for made in (home, folder / "cwd"):
        made.mkdir(parents=True)
    path = plan.processes.environment.get("PATH", os.defpath)
    below = partial(os.path.join, home)
    return {
        **dict.fromkeys(("HOME", "USERPROFILE"), str(home)),
        **dict.fromkeys(("XDG_CONFIG_HOME", "APPDATA"), below("config")),
        **dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA"), below("cache")),
        "XDG_DATA_HOME": below("data"),
        "XDG_STATE_HOME": below("state"),
        "PATH": os.pathsep.join([str(installed.environment.scripts), path]),
        "DISPLAY": "",
        "WAYLAND_DISPLAY": "",
        "QT_QPA_PLATFORM": "offscreen",
        "BROWSER": "true",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }


def _parents(name: str) -> set[str]:
    """Return the packages that *name* is in: ``a`` and ``a.b`` for ``a.b.c``."""
    parts = name.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))}


def _read(record: dict[str, Any]) -> Read:
    missing = tuple((name, line) for name, line in record["missing"])
    return Read(record["what"], missing, record.get("syntax", ""), record.get("line", 0))


def _imported(record: dict[str, Any]) -> Imported:
    failure = record.get("failure")
    return Imported(
        what=record["what"],
        failure=_failure(failure) if failure else None,
        seconds=record["seconds"],
        printed=record["printed"],
        threads=tuple(record["threads"]),
        files=tuple(record["files"]),
    )


def _failure(record: dict[str, Any]) -> Failure:
    frames = tuple((file, line or 0) for file, line in record["frames"])
    names = tuple(record["names"])
    return Failure(**{**record, "frames": frames, "names": names})


def _end(record: dict[str, Any]) -> Failure:
    """Return the failure of a step that has ended its process."""
    frames = tuple(reversed(record["hung"]))  # faulthandler begins with the innermost
    if frames or record["code"] is None:
        return Failure("hangs", f"it does not end in {SECONDS:g} s", frames)
    code = record["code"]
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return Failure("exit", f"it ends the process {how}")
