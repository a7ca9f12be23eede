"""Another distribution's demos, where a process of ours finds them."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

AddDemo = Callable[[str, str], dict[str, str]]


@pytest.fixture
def add_demo(tmp_path: Path) -> AddDemo:
    """Return a function that lays out a distribution with one demo.

    It takes the demo's name and source; it returns the environment variables
    with which a process finds it.
    """

    def add(name: str, source: str) -> dict[str, str]:
        site = tmp_path / "site"
        info = site / "added_demos-2.1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: added-demos\nVersion: 2.1\n")
        (info / "entry_points.txt").write_text(f"[hello.demos]\n{name} = added_{name}\n")
        (site / f"added_{name}.py").write_text(dedent(source), encoding="utf-8")
        return {"PYTHONPATH": str(site)}

    return add
