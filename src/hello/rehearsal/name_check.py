"""Asks the index that pip is set up for whether a name is free, and the version new.

Only with ``--check-name``. By pip itself, as that knows the addresses, the passwords and the
proxies: no address of an index stands here.
"""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from hello.rehearsal.model import Finding
from hello.rehearsal.names import is_submodule, look_alikes, prohibited
from hello.rehearsal.plan import Plan
from hello.rehearsal.rules import Case, named
from hello.workbench.environments import has_pip

SECONDS = 60.0
"""For one question."""

PIP = (sys.executable, "-m", "pip", "index", "versions")
QUIET = ("--disable-pip-version-check", "--no-input", "--retries", "0", "--timeout", "15")
ALL = ("--pre", "--ignore-requires-python")

UNREACHED = re.compile(r"Could not fetch URL (?!.*\b404\b)")
"""What ``pip -vv`` says of an index that does not answer, or answers with an error."""

LISTED = re.compile(r"^Available versions: (.*)$", re.MULTILINE)


class UnreachableError(Exception):
    """The index does not answer."""


class Answer(NamedTuple):
    """What came of asking: facts in favour, and findings."""

    evidence: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def check_name(plan: Plan, case: Case) -> Answer:
    """Say whether the project of *case* can be uploaded under its name.

    A name that the index gives to nobody is told without asking, unless a few projects of its
    kind are older than the rule, as importlib-metadata is.
    """
    name, version = case.built.fields.get("name", ""), case.built.fields.get("version", "")
    if not plan.checks_name:
        return Answer((), tuple(_prohibited(case, name, is_new=False)))
    why_not = "offline" if plan.is_offline else "" if has_pip() else "pip is not installed"
    try:
        versions = () if why_not else versions_of(plan, name)
        alike = () if why_not or versions else _taken_look_alikes(plan, name)
    except UnreachableError:
        why_not = "the index does not answer"
    if why_not:
        evidence = (f"name not looked up: {why_not}",)
        return Answer(evidence, tuple(_prohibited(case, name, is_new=False)))
    findings = tuple(_taken(case, name, version, versions, alike))
    if not versions:
        findings += tuple(_prohibited(case, name, is_new=True))
    asked = len(look_alikes(name))
    free = f"the index has no project '{name}', nor one of {asked} names that look like it"
    return Answer(() if findings else (free,), findings)


def _prohibited(case: Case, name: str, *, is_new: bool) -> Iterator[Finding]:
    reason = prohibited(name)
    if reason and (is_new or not is_submodule(name)):
        yield Finding(
            "name-prohibited",
            f"the index gives the name '{name}' to no new project: {reason}",
            f"take another name: {case.keys.of('name')}",
        )


def _taken(
    case: Case, name: str, version: str, versions: tuple[str, ...], alike: tuple[str, ...]
) -> Iterator[Finding]:
    from packaging.utils import canonicalize_version

    if canonicalize_version(version) in {canonicalize_version(one) for one in versions}:
        yield Finding(
            "name-taken",
            f"the index already has {name} {version}, and takes no file twice",
            f"raise the version: {case.keys.of('version')}; if it is not yours, the name",
        )
    elif versions:
        yield Finding(
            "name-taken",
            f"the index has a project '{name}', with {named(versions)}",
            f"if it is not yours, take another name: {case.keys.of('name')}",
            is_warning=True,
        )
    elif alike:
        yield Finding(
            "name-taken",
            f"the index refuses '{name}', as it has '{alike[0]}', which looks the same",
            f"take another name: {case.keys.of('name')}",
        )


def _taken_look_alikes(plan: Plan, name: str) -> tuple[str, ...]:
    return tuple(other for other in look_alikes(name) if versions_of(plan, other))[:1]


def versions_of(plan: Plan, name: str) -> tuple[str, ...]:
    """Return the versions that the index has of project *name*, newest first; () for none.

    Raises UnreachableError where the index does not answer.
    """
    command = (*PIP, "-vv", *QUIET, *ALL, name)
    ended = plan.processes.run(*command, cwd=plan.room_for("metadata"), seconds=SECONDS)
    found = LISTED.search(ended.output)
    if ended.code == 0 and found:
        return tuple(found[1].split(", "))
    if ended.code is None or UNREACHED.search(ended.output):
        raise UnreachableError
    return ()
