"""A Plan for the tests of single steps: a copy of a project, and programs that end with the test.

::

    with planned(tmp_path, project, is_offline=True) as plan:
        found = take(plan)

"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hello.rehearsal.opening import copy_project, place_in_work_tree, variables
from hello.rehearsal.plan import Plan
from hello.workbench.processes import Processes, cores


@contextmanager
def planned(tmp_path: Path, project: Path, **settings: Any) -> Iterator[Plan]:
    """Copy *project*; yield its Plan, made with the *settings*; end all programs.

    ``plan.source`` is the copy, as in a rehearsal. The room is below *tmp_path*, in a folder
    of its own for each call.
    """
    room = _new_folder(tmp_path).resolve()
    (room / "tmp").mkdir()
    processes = Processes(room, variables(os.environ, room), cores())
    project = project.resolve()
    plan = Plan(project, room, processes, within=place_in_work_tree(project), **settings)
    try:
        copy_project(plan)
        yield plan
    finally:
        processes.cancel()


def _new_folder(parent: Path) -> Path:
    number = 1
    while (folder := parent / f"room{number}").exists():
        number += 1
    folder.mkdir()
    return folder
