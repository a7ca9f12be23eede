"""Folders as ``helloworld rehearse --keep`` fills them, without the rehearsal: in a moment."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from tiny_projects import sdist_of, wheel_of

from hello.publishing.passed import NEEDED
from hello.rehearsal.data import as_data
from hello.rehearsal.model import Artifact, Outcome, Report, StepResult

MAIN = "def main():\n    print('tiny')\n"


def fill(
    folder: Path,
    name: str = "tiny",
    *,
    outcomes: Mapping[str, Outcome] = {},
    requires: Sequence[str] = (),
) -> Path:
    """Write a wheel, an sdist and their report into *folder*; return that.

    *outcomes* are of the steps that did not simply pass.
    """
    wheel = wheel_of(folder, name, {f"{name}.py": MAIN}, f"{name} = {name}:main", requires)
    return report_on(folder, name, (wheel, sdist_of(folder, wheel)), outcomes)


def report_on(
    folder: Path, name: str, files: Sequence[Path], outcomes: Mapping[str, Outcome] = {}
) -> Path:
    """Write into *folder* the report of a rehearsal after which there were these *files*."""
    steps = tuple(StepResult(one, outcomes.get(one, Outcome.PASSED), ("fine",)) for one in NEEDED)
    artifacts = tuple(
        Artifact(path.name, sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in sorted(files)
    )
    text = json.dumps(as_data(Report(name, "1.0", steps, artifacts, 1.0)))
    (folder / "report.json").write_text(text, encoding="utf-8")
    return folder
