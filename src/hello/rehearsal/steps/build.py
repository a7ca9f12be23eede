"""Builds the sdist, and the wheel from it, as ``python -m build`` does: in an own environment."""

import shutil
import time
from pathlib import Path

from hello.rehearsal.build_environment import add_requirements, make_environment, versions_of
from hello.rehearsal.build_faults import finding_of
from hello.rehearsal.build_system import read_build_system
from hello.rehearsal.building import BackendError, Bench, unpack
from hello.rehearsal.model import Found
from hello.rehearsal.plan import Plan

SUFFIXES = {"sdist": ".tar.gz", "wheel": ".whl"}
"""How the files are called that an index takes (PEP 625, PEP 427)."""


def take(plan: Plan) -> Found:
    """Build the two artifacts into ``plan.dist``. Where that fails, nothing is there."""
    room = plan.room_for("build")
    tree = plan.copy_source(room / "project")
    plan.dist.mkdir()
    evidence: list[str] = []
    kind, source = "sdist", tree
    try:
        bench = make_environment(plan)
        evidence += _make(plan, bench, kind, source)
        kind, source = "wheel", unpack(plan.sdist, room / "unpacked")
        evidence += _make(plan, bench, kind, source)
    except BackendError as error:
        shutil.rmtree(plan.dist)
        return Found(tuple(evidence), (finding_of(plan, kind, source, error),))
    return Found((_built_by(plan, bench), *evidence))


def _make(plan: Plan, bench: Bench, kind: str, source: Path) -> list[str]:
    """Make the artifact of this *kind*; return what is to say about it."""
    add_requirements(plan, bench, bench.requires(kind, source))
    target = plan.room_for("build") / kind
    began = time.perf_counter()
    made = bench.build(kind, source, target)
    seconds = time.perf_counter() - began
    there = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    if made.name not in there:
        raise BackendError("invalid", f"the backend says that it made {made.name}, and did not")
    if len(there) != 1:
        raise BackendError("invalid", f"the backend made {len(there)} files: {', '.join(there)}")
    if not made.name.endswith(SUFFIXES[kind]):
        raise BackendError("invalid", f"the {kind} is no {SUFFIXES[kind]} file: {made.name}")
    shutil.move(made, plan.dist / made.name)
    size = (plan.dist / made.name).stat().st_size
    how = "from the sdist, " if kind == "wheel" else ""
    return [f"{made.name}: {size:,} bytes, {how}in {seconds:.1f} s"]


def _built_by(plan: Plan, bench: Bench) -> str:
    system = read_build_system(plan.source)
    return f"built by {system.backend}, with {versions_of(bench, system.requires)}"
