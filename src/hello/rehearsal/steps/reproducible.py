"""Builds once more, elsewhere, and compares bit for bit.

What differs inside the files is a fault; in compiled files a warning, as compilers do it. What
differs only in the times, owners and modes that archives keep of them is the custom of some
backends, of setuptools always (setuptools issue 2133: its sdists, and with another umask its
wheels): it is told, and a warning only where the project has a backend of its own.
"""

from pathlib import Path

from hello.rehearsal.archives import compare, read_archive
from hello.rehearsal.backend_errors import failure_of
from hello.rehearsal.build_environment import bench_of, epoch_of
from hello.rehearsal.build_system import read_build_system
from hello.rehearsal.building import BackendError, unpack
from hello.rehearsal.difference import COMPILED, INSIDE, Pair, around, inside
from hello.rehearsal.elsewhere import copy_elsewhere, other_umask, other_variables
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.plan import Plan

OURS = (
    "; with 'HelloWorld' in requires of [build-system] and 'replace_commands = true' in "
    "[helloworld] of setup.cfg they come out the same"
)


def take(plan: Plan) -> Found:
    """Build what ``plan.dist`` has in another copy, and compare."""
    room = plan.room_for("reproducible")
    try:
        again = _build_again(plan, room)
    except BackendError as error:
        failure = failure_of(error.output, plan.source, plan.processes.environment)
        fact = f"in another folder, time zone and locale it does not build: {failure.text}"
        return Found((), (_finding(fact, "let the build depend on its source alone"),))
    first = (plan.sdist, plan.wheel)
    for one, other in zip(first, again, strict=True):
        if one.name != other.name:
            fact = f"built again, {one.name} is named {other.name}"
            return Found((), (_finding(fact, "do not compute the version from the time"),))
    pairs = [_pair(one, other) for one, other in zip(first, again, strict=True)]
    differing = [pair for pair in pairs if not pair.is_same]
    evidence = [f"{pair.first.name}: built again, the same bytes" for pair in pairs if pair.is_same]
    findings: tuple[Finding, ...] = ()
    if any(pair.members(*INSIDE) for pair in differing):
        findings = (_inside(plan, differing),)
    elif differing and read_build_system(plan.source).distribution is None:
        whole = "; ".join(f"the {pair.kind} in {around(pair)}" for pair in differing)
        fact = f"built again, the files are the same, but not what is kept of them: {whole}"
        remedy = "let the backend write fixed modes, and the time in SOURCE_DATE_EPOCH"
        findings = (_finding(fact, remedy, is_warning=True),)
    else:
        ours = OURS if read_build_system(plan.source).is_setuptools else ""
        evidence += [f"{_custom(pair)}{ours}" for pair in differing]
    return Found((*evidence, _circumstances(plan)), findings)


def _build_again(plan: Plan, room: Path) -> tuple[Path, Path]:
    """Return the second sdist, and the wheel from it."""
    umask = other_umask(room)
    tree = copy_elsewhere(plan, room / "another" / "folder", umask)
    bench = bench_of(plan, room, umask, **other_variables(plan, room))
    sdist = bench.build("sdist", tree, room / "sdist")
    wheel = bench.build("wheel", unpack(sdist, room / "unpacked"), room / "wheel")
    return sdist, wheel


def _pair(first: Path, second: Path) -> Pair:
    if first.read_bytes() == second.read_bytes():
        return Pair(first, second, {}, is_same=True)
    return Pair(first, second, compare(read_archive(first), read_archive(second)), is_same=False)


def _inside(plan: Plan, pairs: list[Pair]) -> Finding:
    """Return the finding for files that differ; compiled ones are a custom of compilers."""
    names = [name for pair in pairs for name in pair.members(*INSIDE)]
    fact, remedy = inside(pairs, plan.processes.environment)
    return _finding(fact, remedy, is_warning=all(name.endswith(COMPILED) for name in names))


def _custom(pair: Pair) -> str:
    return f"{pair.first.name}: built again, the same files; the backend changes its {around(pair)}"


def _finding(fact: str, remedy: str, *, is_warning: bool = False) -> Finding:
    return Finding("not-reproducible", fact, remedy, is_warning)


def _circumstances(plan: Plan) -> str:
    return (
        "the second build had another folder, umask, time zone, locale, hash seed and order of "
        f"files; both had SOURCE_DATE_EPOCH={epoch_of(plan)}"
    )
