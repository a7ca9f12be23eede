"""The same source in other circumstances: as a second person has it, on a second machine.

Another folder, umask, time zone, locale and hash seed, other times of the files, and folders
that list their files in the opposite order.
"""

import os
import stat
import time
from pathlib import Path

from hello.rehearsal.plan import Plan

AGE = 1_000_000
"""So many seconds older are all files, as if taken from version control at another time."""

REVERSED_LISTINGS = '''\
"""Lists every folder in the opposite order: what depends on it, differs between machines."""

import os

_listdir, _scandir = os.listdir, os.scandir


class _Reversed:
    def __init__(self, *arguments):
        with _scandir(*arguments) as entries:
            self._entries = iter(list(entries)[::-1])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._entries = iter(())


os.listdir = lambda *arguments: _listdir(*arguments)[::-1]
os.scandir = _Reversed
'''


def other_umask(room: Path) -> int:
    """Return the umask of other people: 002, or 022 for those who have that."""
    # What a new file gets: asking for the umask itself would change it for all threads.
    new = room / "new"
    new.touch()
    return 0o022 if new.stat().st_mode & stat.S_IWGRP else 0o002


def copy_elsewhere(plan: Plan, target: Path, umask: int) -> Path:
    """Copy the source to *target*, with the modes and times that git would give it there.

    Returns the folder of the project in it.
    """
    target.parent.mkdir(parents=True)
    tree = plan.copy_source(target)
    then = time.time() - AGE
    for folder, folders, files in os.walk(tree):
        for name in (*folders, *files):
            path = Path(folder, name)
            if path.is_symlink():
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            runs = mode & stat.S_IXUSR
            path.chmod((0o777 if runs else 0o666) & ~umask)
            os.utime(path, (then, then))
    return tree


def other_variables(plan: Plan, room: Path) -> dict[str, str]:
    """Return the variables of the second build; Python finds our listings in *room*."""
    (room / "sitecustomize.py").write_text(REVERSED_LISTINGS, encoding="utf-8")
    now = plan.processes.environment
    locale = now.get("LC_ALL") or now.get("LC_CTYPE") or now.get("LANG") or "C"
    return {
        # 13.5 hours east of what is now: another day for more than half of each day.
        "TZ": "ELSEWHERE-13:30" if now.get("TZ") != "ELSEWHERE-13:30" else "UTC0",
        "LC_ALL": "C" if locale.startswith("C.") else "C.UTF-8",
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(room),
    }
