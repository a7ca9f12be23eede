"""What to do with what the tour has kept: only what 'helloworld publish' will take."""

import shlex
import sys
from pathlib import Path

from hello.publishing.passed import NEEDED
from hello.rehearsal.model import Outcome, Report

PASSED = {Outcome.PASSED, Outcome.WARNED}


def advice(report: Report, kept: Path, project: Path) -> tuple[str, dict[str, str]]:
    """Return which of the tour's sentences ends the *report*, and its values.

    *kept* is the folder that the rehearsal filled. Its files can be published where each step
    that publishing needs has passed; else the *project*, which is then rehearsed whole.
    """
    values = {"folder": str(kept), "project": _quoted(project), "kept": _quoted(kept)}
    if report.outcome is Outcome.FAILED:
        return "report_only", values
    passed = {result.step for result in report.results if result.outcome in PASSED}
    return "report_and_files" if passed.issuperset(NEEDED) else "report_and_project", values


def _quoted(path: Path) -> str:
    """Return *path* as it is typed in a command."""
    return f'"{path}"' if sys.platform == "win32" else shlex.quote(str(path))
