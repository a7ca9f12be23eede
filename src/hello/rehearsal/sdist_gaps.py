"""What an sdist lacks: the wheel can be built from the tree, and not from the sdist."""

from pathlib import Path

from hello.rehearsal.backend_errors import failure_of
from hello.rehearsal.build_environment import add_requirements, bench_of
from hello.rehearsal.building import BackendError
from hello.rehearsal.inclusion import how_to_include
from hello.rehearsal.model import Finding
from hello.rehearsal.plan import Plan


def lost_by_sdist(plan: Plan, error: BackendError) -> Finding | None:
    """Return the fault where the wheel can be built of the tree; None where it cannot either."""
    room = plan.room_for("build")
    tree = room / "project" / plan.within
    bench = bench_of(plan, room)
    try:
        add_requirements(plan, bench, bench.requires("wheel", tree))
        bench.build("wheel", tree, room / "wheel-of-tree")
    except BackendError:
        return None
    (unpacked,) = (room / "unpacked").iterdir()
    failure = failure_of(error.output, unpacked, plan.processes.environment)
    fact = f"the wheel can be built from the tree, not from the sdist: {failure.text}"
    culprit = _culprit(plan, unpacked, error.output)
    if culprit is None:
        return Finding("sdist-does-not-build", fact, "let the sdist have all that the build reads")
    if culprit not in fact:
        fact += f" (the sdist lacks {culprit})"
    return Finding("sdist-does-not-build", fact, how_to_include(plan.source, culprit))


def _culprit(plan: Plan, unpacked: Path, output: str) -> str | None:
    """Return the file of the source that the sdist lacks, and that *output* names last."""
    missing = [
        path.relative_to(plan.source)
        for path in plan.source.rglob("*")
        if path.is_file()
        and ".git" not in path.parts
        and not (unpacked / path.relative_to(plan.source)).exists()
    ]
    named = [
        (max(output.rfind(path.as_posix()), output.rfind(path.name), _module(output, path)), path)
        for path in missing
    ]
    place, found = max(named, default=(-1, None), key=lambda one: (one[0], -len(one[1].parts)))
    return found.as_posix() if found and place >= 0 else None


def _module(output: str, path: Path) -> int:
    """Return where *output* says that it finds no module of *path*'s name."""
    name = path.parent.name if path.name == "__init__.py" else path.stem
    return output.rfind(f"No module named '{name}'") if path.suffix == ".py" else -1
