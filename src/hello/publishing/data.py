"""The publication for a program: names and values that ``json`` can write."""

from dataclasses import asdict

from hello.publishing.course import Result
from hello.publishing.model import Repository
from hello.rehearsal.data import step_as_data


def as_data(result: Result) -> dict[str, object]:
    """Return *result* as ``helloworld publish --json`` writes it."""
    return {
        "project": result.release.name,
        "version": result.release.version,
        "outcome": result.outcome,
        "index": _index(result.repository),
        "steps": [step_as_data(step) for step in result.results],
        "files": [
            {"file": sent.file, "sha256": sent.sha256, "bytes": sent.size, "state": sent.state}
            for sent in result.files
        ],
        "finish": result.way_on,
    }


def _index(repository: Repository) -> dict[str, str]:
    return {key: value for key, value in asdict(repository).items() if value}
