"""Asks the index that pip is set up for whether a name is free."""

from collections.abc import Iterator
from pathlib import Path

from hello.errors import HelloError
from hello.rehearsal.name_check import UnreachableError, versions_of
from hello.rehearsal.names import look_alikes
from hello.rehearsal.plan import Plan
from hello.scaffold.naming import ANOTHER
from hello.workbench.environments import has_pip
from hello.workbench.processes import Processes

TAKEN = "the index has a project of this name"
TOO_LIKE = "the index refuses this name, as it has '{}', which looks the same"

SAID = {
    "en": {
        "asking": "asking the index for {name} ...",
        "free": "the index has no project '{name}', nor one of {count} names that look like it",
        "no pip": "name not looked up: pip is not installed",
        "no answer": "name not looked up: the index does not answer",
    },
    "zh": {
        "asking": "正在索引上查 {name} ……",
        "free": "索引上没有叫 '{name}' 的项目，也没有和它相像的 {count} 个名字",
        "no pip": "没有查名字：没有安装 pip",
        "no answer": "没有查名字：索引没有回应",
    },
}


def look_up(processes: Processes, room: Path, name: str, language: str) -> Iterator[str]:
    """Yield what comes of asking for *name*, in sentences; raise HelloError where it is taken.

    An index takes names that look the same for the same. Each answer takes about a second.
    """
    said = SAID[language]
    if not has_pip():
        yield said["no pip"]
        return
    yield said["asking"].format(name=name)
    plan = Plan(room, room, processes)
    try:
        if versions_of(plan, name):
            raise HelloError(TAKEN, name, next_step=ANOTHER)
        for other in look_alikes(name):
            if versions_of(plan, other):
                raise HelloError(TOO_LIKE.format(other), name, next_step=ANOTHER)
    except UnreachableError:
        yield said["no answer"]
        return
    yield said["free"].format(name=name, count=len(look_alikes(name)))
