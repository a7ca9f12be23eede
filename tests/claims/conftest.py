"""Demos made up for the runner: each is a module on disk, as a real one."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from textwrap import dedent

import pytest

from hello.catalogue import Demo
from hello.loading import FoundDemo

MODULE = """
from hello.claims import Claim, decide

def demonstrate():
{body}

def check(result):
    return decide(result, result=result)

CLAIMS = (
    Claim("made.first", "first", "第一", "section", check, seconds={seconds}),
    Claim("made.second", "second", "第二", "section", check, seconds={seconds}),
)
main = None
"""

MakeDemo = Callable[..., FoundDemo]


@pytest.fixture
def make_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeDemo]:
    """Return a function that makes a demo with two claims from the body of ``demonstrate``."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(body: str, seconds: float = 5.0) -> FoundDemo:
        indented = "\n".join(f"    {line}" for line in dedent(body).strip().splitlines())
        source = MODULE.format(body=indented, seconds=seconds)
        (tmp_path / "made_demo.py").write_text(source, encoding="utf-8")
        invalidate_caches()
        module = import_module("made_demo")
        return FoundDemo(Demo("made", "added", "made_demo"), "Made 1.0", module, "")

    yield make
    sys.modules.pop("made_demo", None)
