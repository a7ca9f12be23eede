"""The environment that projects are built in."""

import os
import sys
from pathlib import Path

import pytest
from processes import output_of

from hello.workbench.environments import install_hook

SOURCES = Path(__file__).parents[2] / "src"

LOAD_HOOKS = """
from importlib.metadata import entry_points
for point in entry_points(group="setuptools.finalize_distribution_options"):
    if point.name.startswith("helloworld"):
        print(point.load().__module__)
"""


@pytest.mark.parametrize("before", ["", str(SOURCES)], ids=["another", "this-one"])
def test_our_hook_is_found_whatever_the_project(before: str, tmp_path: Path) -> None:
    """Setup.py puts the project's modules first: this project has one of the hook's name."""
    install_hook(tmp_path)
    path = os.pathsep.join([before, str(tmp_path)] if before else [str(tmp_path)])

    said = output_of(sys.executable, "-c", LOAD_HOOKS, environment={"PYTHONPATH": path})

    assert "helloworld_setup_commands.hook" in said.split()
