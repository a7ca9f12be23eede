"""Why an import failed or a script ended: a fault of the project, or nobody's.

What this machine lacks (a display, a terminal, a module that only other systems have) is no
fault, nor is a package for an extra that was not asked for.
"""

import linecache
import re
import sys
from pathlib import Path

from hello.rehearsal.entry_points import mistyped
from hello.rehearsal.importing import Failure
from hello.rehearsal.missing_files import missing_file
from hello.rehearsal.missing_modules import is_own, missing_module
from hello.rehearsal.verdicts import Cause, Excuse, Role, Subject, Verdict

NO_DISPLAY = re.compile(
    r"no display name|couldn't connect to display|[Cc]annot open display|cannot connect to X"
    r"|could not connect to display|no Qt platform plugin|could not load the Qt platform"
    r"|DisplayNameError|Unable to open display|unable to initialize SDL|cannot find a display"
)
NO_TERMINAL = re.compile(
    r"Inappropriate ioctl|setupterm|cbreak\(\) returned ERR|not a (?:terminal|tty)|no terminal"
    r"|EOF when reading a line|/dev/tty|endwin\(\) returned ERR|cannot find terminfo"
)
NO_LIBRARY = re.compile(
    r"([\w.+-]+\.(?:so(?:\.\d+)*|dylib|dll))\b.*(?:cannot open|not loaded|found)"
)

DELIBERATE = {
    *("ImportError", "NotImplementedError", "RuntimeError", "OSError", "EnvironmentError"),
    *("ImproperlyConfigured", "AppRegistryNotReady", "SkipTest", "Skipped", "SystemExit"),
}
"""What a package raises on purpose that is for other systems, or for other libraries' users."""

OTHER_SYSTEM = re.compile(r"assert\b.*\b(?:sys\.platform|os\.name|platform\.system)")
"""How a module says which system it is for; type checkers read no further on others."""

CANNOT_IMPORT = re.compile(
    r"cannot import name '(\w+)' from (?:partially initialized module )?'([\w.]+)'"
)


def elsewhere(text: str) -> Excuse | None:
    """Return what *text* says that this machine lacks, or None."""
    if NO_DISPLAY.search(text):
        return Excuse("it needs a display")
    if NO_TERMINAL.search(text):
        return Excuse("it needs a terminal")
    if found := NO_LIBRARY.search(text):
        return Excuse(f"it needs the system's library {found[1]}")
    return None


def verdict_of(failure: Failure, subject: Subject) -> Verdict:
    """Say why what *subject* names has failed."""
    if subject.point and (cause := mistyped(subject.point, failure, subject)):
        return cause
    if excuse := elsewhere(failure.message):
        return excuse
    if failure.name in {"hangs", "exit"}:
        return _fails(failure.message, failure, subject)
    if verdict := _of_import(failure, subject) or _of_file(failure, subject):
        return verdict
    said = f"{failure.name}: {failure.message}" if failure.message else failure.name
    return _on_purpose(said, failure, subject) or _fails(said, failure, subject)


def _on_purpose(said: str, failure: Failure, subject: Subject) -> Excuse | None:
    if failure.name == "AssertionError" and OTHER_SYSTEM.search(_line(failure)):
        return Excuse("it is for another system")
    if subject.role in {Role.PACKAGE, Role.PLUGIN} and failure.name in DELIBERATE:
        return Excuse(said)
    return None


def _of_import(failure: Failure, subject: Subject) -> Verdict | None:
    where = place_in(failure, subject)
    if failure.name == "ModuleNotFoundError" and failure.module:
        return missing_module(failure.module, subject, where)
    if name := CANNOT_IMPORT.search(failure.message):
        return _no_name(name[1], name[2], subject, where)
    return None


def _of_file(failure: Failure, subject: Subject) -> Verdict | None:
    if failure.name in {"SyntaxError", "ImportError"}:
        return None
    return missing_file(repr(failure.file) if failure.file else failure.message, subject)


def place_in(failure: Failure, subject: Subject) -> str:
    """Return the innermost place in the project's own code: `` (demo/cli.py, line 3)``."""
    packages = subject.installed.environment.packages
    for file, line in reversed(failure.frames):
        path = Path(file)
        if path.is_relative_to(packages):
            name = path.relative_to(packages).as_posix()
            if name in subject.installed.files:
                return f" ({name}, line {line})"
    return ""


def _line(failure: Failure) -> str:
    """Return the line of code that raised it; nothing where it cannot be read."""
    return linecache.getline(*failure.frames[-1]) if failure.frames else ""


def _no_name(name: str, module: str, subject: Subject, where: str) -> Cause:
    if is_own(module, subject.installed):
        remedy = f"is '{name}' misspelt, or do the modules import one another?"
    elif (top := module.partition(".")[0]) in sys.stdlib_module_names:
        remedy = "import what all versions of Python have that Requires-Python says"
    else:
        remedy = f"require a version of '{top}' that has it, or import what the newest one has"
    fact = f"it imports '{name}' from '{module}', which has no such name{where}"
    return Cause(("name", module, name), "import-fails", fact, remedy)


def _fails(said: str, failure: Failure, subject: Subject) -> Cause:
    where = place_in(failure, subject)
    fault = "script-crashes" if subject.role is Role.SCRIPT else "import-fails"
    remedy = f"mend{where.replace(' (', ' ').rstrip(')')}" if where else "mend what it does first"
    key = ("raises", failure.name, failure.message, where)
    return Cause(key, fault, f"{said}{where}", remedy)
