"""A module that could not be imported: it is undeclared, lost, mistyped, or nobody's fault."""

import difflib
import sys

from hello.rehearsal.declaring import dependencies_in
from hello.rehearsal.installed import Installed, normalised
from hello.rehearsal.lost_files import source_of
from hello.rehearsal.providers import (
    DEVELOPERS,
    Requirement,
    provider,
    removed_in,
    requirements,
    same,
)
from hello.rehearsal.verdicts import Cause, Excuse, Role, Subject, Verdict


def missing_module(module: str, subject: Subject, where: str) -> Verdict:
    """Say why there is no *module*; *where* is the place of the import, or ``""``."""
    top = module.partition(".")[0]
    if is_own(module, subject.installed):
        return _own(module, subject, where)
    if top in sys.stdlib_module_names:
        return Excuse(f"it needs the module '{module}', which Python has not got here")
    if version := removed_in(module):
        return Cause(
            ("removed", top),
            "import-fails",
            f"it imports '{top}', which the standard library has not had since Python {version}"
            f"{where}",
            f"do without '{top}', or say in Requires-Python for which versions it is",
            is_warning=not subject.role.is_for_all,
        )
    if excuse := _excuse(module, subject):
        return excuse
    if _is_there(top, subject.installed):
        return _other_version(module, subject, where)
    return _undeclared(module, subject, where)


def is_own(module: str, installed: Installed) -> bool:
    """Return whether *module* would be the project's; it may share a namespace with others."""
    top = module.partition(".")[0]
    roots = [root for root in installed.roots if root.partition(".")[0] == top]
    if any(module == root or module.startswith(f"{root}.") for root in roots):
        return True
    return not roots and top in installed.top_level


def _own(module: str, subject: Subject, where: str) -> Cause:
    path = module.replace(".", "/")
    is_in_source = any(source_of(subject.source, f"{path}{end}") for end in (".py", "/__init__.py"))
    near = difflib.get_close_matches(module, subject.installed.modules, n=1)
    if is_in_source:
        remedy = f"let the build put {path} into the wheel: is its folder among the packages?"
    elif near:
        remedy = f"did you mean '{near[0]}'?"
    else:
        remedy = f"add {path}.py, or do not import it"
    fact = f"it imports its own module '{module}', which is not installed{where}"
    return Cause(("own", module), "import-fails", fact, remedy)


def _excuse(module: str, subject: Subject) -> Excuse | None:
    """Return why what only some have need not work without *module*."""
    top = module.partition(".")[0]
    wanted = subject.point.extras if subject.point else ()
    extras = [one.extra for one in _declared(module, subject.installed) if one.extra]
    if extras and (set(extras) & set(wanted) or not _is_main(subject)):
        return Excuse(f"it is for the extra '{extras[0]}'")
    if subject.role.is_for_all:
        return None
    words = [word for part in subject.name.split(".")[1:] for word in (part, *part.split("_"))]
    is_named_after = any(same(word).startswith(same(top)) for word in words)
    if top in DEVELOPERS or subject.role is Role.PLUGIN or is_named_after:
        return Excuse(f"it is for those who have '{top}'")
    return None


def _is_main(subject: Subject) -> bool:
    """Return whether all users depend on it: a package beside the main one may be an extra's."""
    name = same(subject.installed.name)
    is_beside = name in map(same, subject.installed.roots) and name != same(subject.name)
    return subject.role.is_for_all and not (subject.role is Role.ROOT and is_beside)


def _declared(module: str, installed: Installed) -> list[Requirement]:
    """Return the requirements that name a distribution which may have *module*."""
    declared = [
        one
        for one in requirements(installed.requires)
        if normalised(one.name) != normalised(installed.name)
    ]
    name = provider(module, declared) or module.partition(".")[0]
    return [one for one in declared if same(one.name) == same(name)]


def _is_there(top: str, installed: Installed) -> bool:
    packages = installed.environment.packages
    return (packages / top).is_dir() or (packages / f"{top}.py").is_file()


def _other_version(module: str, subject: Subject, where: str) -> Cause:
    top = module.partition(".")[0]
    return Cause(
        ("version", module),
        "import-fails",
        f"it imports '{module}', which the installed '{top}' has not got{where}",
        f"require a version of '{top}' that has it, or the extra that brings it along",
        is_warning=not subject.role.is_for_all,
    )


def _undeclared(module: str, subject: Subject, where: str) -> Cause:
    top = module.partition(".")[0]
    declared = _declared(module, subject.installed)
    name = declared[0].name if declared else provider(module, ())
    fact, remedy = _what_is_declared(top, name, declared, dependencies_in(subject.source))
    if top == "pkg_resources":
        remedy = "take importlib.resources or importlib.metadata instead of 'pkg_resources'"
    called = f"'{top}' (of {name})" if name and name != top else f"'{top}'"
    return Cause(
        ("undeclared", top),
        "undeclared-dependency",
        f"it imports {called}, {fact}{where}",
        remedy,
        is_warning=not subject.role.is_for_all,
    )


def _what_is_declared(
    top: str, name: str | None, declared: list[Requirement], there: str
) -> tuple[str, str]:
    """Return what is wrong with the declaration, and how to mend it in *there*."""
    if not declared:
        added = f"'{name}'" if name else f"the distribution that has '{top}' (is it '{top}'?)"
        return "which no dependency brings along", f"add {added} to {there}"
    # What is required in any case counts first, then what is under some condition.
    first = min(declared, key=lambda one: (bool(one.extra), bool(one.condition)))
    if first.extra:
        return (
            f"which is only in the extra '{first.extra}'",
            f"add '{name}' to {there}, or catch the ImportError and say what to install",
        )
    if first.condition:
        return (
            f"which is only required where {first.condition}",
            f"require '{name}' without that condition in {there}, or do without it",
        )
    return (
        f"which the installed {name} has not got",
        f"require a version of '{name}' that has '{top}', in {there}",
    )
