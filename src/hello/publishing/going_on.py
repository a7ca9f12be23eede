"""How to go on with a publication that was broken off: with the very files that have begun to go.

Built again, most projects come out with other bytes, which the index then refuses. So what came
of a project is kept, in a folder for temporary files, where the user is told.
"""

import shlex
import tempfile
from pathlib import Path

from hello.publishing.model import Repository
from hello.rehearsal.keeping import keep_artifacts
from hello.rehearsal.model import Report
from hello.rehearsal.plan import Plan


def command_for(folder: Path, repository: Repository, index_url: str | None) -> str:
    """Return the command that publishes what is kept in *folder*."""
    words = ["helloworld", "publish", str(folder), "--repository", repository.name]
    return shlex.join([*words, *(["--index-url", index_url] if index_url else [])])


def keep_for_later(plan: Plan, report: Report) -> Path:
    """Return a new folder with the artifacts and the report, as ``rehearse --keep`` fills one.

    Raises OSError where it cannot be made.
    """
    name, version = plan.wheel.name.split("-")[:2]
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-{version}-"))
    keep_artifacts(report, plan, folder)
    return folder
