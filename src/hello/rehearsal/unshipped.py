"""What version control has, the sdist has not, and somebody will miss.

Most of what a repository has is no part of a release: how people work on the project. Packages
are judged by the wheel (it is built from the sdist), README and license by the metadata.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from hello.rehearsal.configuration import Configuration
from hello.rehearsal.customs import is_aside, is_hidden, is_test
from hello.rehearsal.inclusion import how_to_include
from hello.rehearsal.inventory import Inventory
from hello.rehearsal.model import Finding
from hello.rehearsal.plan import Plan
from hello.rehearsal.telling import MOST, are, several
from hello.rehearsal.version_control import Sources, not_exported

NATIVE = {".c", ".cc", ".cpp", ".cxx", ".f90", ".h", ".hh", ".hpp", ".pxd", ".pxi", ".pyx", ".rs"}
"""Sources of compiled modules: one that only another platform needs breaks no build here."""

QUOTED_PATH = re.compile(r"""(['"])([\w.][\w./-]*\.\w+)\1""")


@dataclass(frozen=True)
class Gaps:
    """What is missing from an sdist, sorted by who will miss it."""

    by_setup: tuple[str, ...]
    by_tests: tuple[str, ...]
    by_compiler: tuple[str, ...]
    all_tests: int
    """How many tests there are, if none of them is in the sdist."""

    @property
    def all(self) -> tuple[str, ...]:
        """Return all that somebody will miss."""
        return (*self.by_setup, *self.by_compiler, *self.by_tests)


def find_gaps(plan: Plan, sdist: Inventory, sources: Sources, configuration: Configuration) -> Gaps:
    """Return what the *sdist* lacks of the *sources*, but for what is left out on purpose."""
    missing = [
        name for name in sorted(sources.tracked) if name not in sdist.sizes and not is_hidden(name)
    ]
    named = {name for _, name in QUOTED_PATH.findall(configuration.setup_py)}
    tested = {_suite(name) for name in sdist.sizes if is_test(name) and name.endswith(".py")}
    there = {PurePosixPath(name).parent for name in sdist.sizes}
    gaps = {name for name in missing if name in named}
    gaps |= {name for name in missing if _suite(name) in tested and _is_of_tests(name)}
    gaps |= {name for name in missing if _is_native(name) and PurePosixPath(name).parent in there}
    gaps -= not_exported(plan, gaps) if sources.is_git and gaps else set()
    kept = [name for name in sorted(gaps) if not configuration.keeping_out(name, of_wheel=False)]
    tests = [name for name in sources.tracked if is_test(name) and name.endswith(".py")]
    return Gaps(
        by_setup=tuple(name for name in kept if name in named),
        by_tests=tuple(name for name in kept if name not in named and is_test(name)),
        by_compiler=tuple(name for name in kept if name not in named and not is_test(name)),
        all_tests=0 if tested else len(tests),
    )


def finding_of(plan: Plan, gaps: Gaps, configuration: Configuration) -> Finding:
    """Return the warning about the *gaps*: the build went well without them."""
    names = list(gaps.all)
    if gaps.by_setup:
        reason = f"setup.py names {_it(names, gaps.by_setup[0])}"
    elif gaps.by_compiler:
        reason = f"other platforms may need {_it(names, gaps.by_compiler[0])}"
    else:
        reason = "the tests that are in it may not pass without"
    fact = f"{several(names)} {are(names)} not in the sdist, and {reason}"
    return Finding("missing-from-sdist", fact, _remedy(plan, gaps, configuration), is_warning=True)


def _it(names: list[str], first: str) -> str:
    return "it" if len(names) == 1 else first


def _remedy(plan: Plan, gaps: Gaps, configuration: Configuration) -> str:
    needed = (*gaps.by_setup, *gaps.by_compiler)
    if not configuration.is_setuptools:
        return how_to_include(plan.source, gaps.all[0])
    suites = sorted({str(suite) for name in gaps.by_tests if (suite := _suite(name))})
    included = " ".join(needed[:MOST]) + (" ..." if len(needed) > MOST else "")
    lines = [f"'include {included}'"] if needed else []
    lines += [f"'graft {suite}'" for suite in suites]
    return f"add {' and '.join(lines)} to MANIFEST.in"


def _is_of_tests(name: str) -> bool:
    """Return whether a file among tests is one that they need: no text for people."""
    return not name.lower().endswith((".md", ".rst"))


def _is_native(name: str) -> bool:
    return PurePosixPath(name).suffix in NATIVE and "/" in name and not is_aside(name)


def _suite(name: str) -> PurePosixPath | None:
    """Return the topmost folder of tests that the file *name* is in."""
    folders = list(PurePosixPath(name).parents)[-2::-1]
    return next((folder for folder in folders if is_test(f"{folder}/x")), None)
