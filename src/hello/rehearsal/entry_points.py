"""An entry point that cannot be loaded since what it names is not there."""

import difflib

from hello.rehearsal.declaring import mentioned_in
from hello.rehearsal.importing import Failure
from hello.rehearsal.installed import Point
from hello.rehearsal.telling import several
from hello.rehearsal.verdicts import Cause, Role, Subject

USUAL = ("main", "cli", "app", "run")
"""What the functions of scripts are called, where no name is near."""


def mistyped(point: Point, failure: Failure, subject: Subject) -> Cause | None:
    """Say what *point* names in vain; None where its *failure* has another reason."""
    if failure.name == "NotCallableError":
        fact = f"it names '{_plain(point)}', which cannot be called"
        return _cause(point, subject, fact, f"name a function of '{point.module}'")
    if failure.name == "NoAttributeError":
        fact = f"it names '{_plain(point)}', but '{point.module}' has no '{failure.module}'"
        near = _nearest(failure, subject)
        remedy = _instead(point, subject, f"{point.module}:{near}") if near else ""
        return _cause(point, subject, fact, remedy or _offer(failure.names, point))
    is_missing = failure.name == "ModuleNotFoundError" and failure.module
    if is_missing and f"{point.module}.".startswith(f"{failure.module}."):
        fact = f"it names '{_plain(point)}', but there is no module '{failure.module}'"
        near = _nearest_module(point, subject)
        remedy = _instead(point, subject, near) if near else ""
        return _cause(point, subject, fact, remedy or f"name a module of {subject.installed.name}")
    return None


def _offer(names: tuple[str, ...], point: Point) -> str:
    return f"name what is in '{point.module}': {several(names) or 'it has no function'}"


def _plain(point: Point) -> str:
    return point.value.partition("[")[0].strip().replace(" ", "")


def _nearest(failure: Failure, subject: Subject) -> str | None:
    near = difflib.get_close_matches(failure.module or "", failure.names, n=1)
    usual = USUAL if subject.role is Role.SCRIPT else ()
    return next((one for one in (*near, *usual) if one in failure.names), None)


def _nearest_module(point: Point, subject: Subject) -> str | None:
    """Return the entry point with the likeliest module; the attribute may be wrong, too."""
    module, _, last = _plain(point).rpartition(".")
    if ":" not in point.value and module in subject.installed.modules:
        return f"{module}:{last}"
    modules = [name for name in subject.installed.modules if not name.endswith("__main__")]
    near = difflib.get_close_matches(point.module, modules, n=1)
    return _plain(point).replace(point.module, near[0], 1) if near else None


def _instead(point: Point, subject: Subject, value: str) -> str:
    file = mentioned_in(subject.source, _plain(point))
    where = f" in {file}" if file else ""
    return f"write '{value}' instead of '{_plain(point)}'{where}"


def _cause(point: Point, subject: Subject, fact: str, remedy: str) -> Cause:
    is_warning = subject.role is Role.PLUGIN
    return Cause(("point", point.value), "mistyped-entry-point", fact, remedy, is_warning)
