"""A file that could not be opened: not installed, or only beside the source tree."""

from hello.rehearsal.configuration import read_configuration
from hello.rehearsal.declaring import FILES
from hello.rehearsal.lost_files import Lost, lost_file, source_of
from hello.rehearsal.places import Place
from hello.rehearsal.shipping import how_to_ship
from hello.rehearsal.verdicts import Cause, Subject


def missing_file(text: str, subject: Subject) -> Cause | None:
    """Say which file *text* misses; None where it speaks of no file of the project's."""
    lost = lost_file(subject.installed, subject.source, subject.project, text)
    if lost is None:
        return None
    return _data(lost, subject) if lost.is_near else _beside(lost, subject)


def _data(lost: Lost, subject: Subject) -> Cause:
    package = lost.package or next(iter(subject.installed.roots), "")
    there = source_of(subject.source, lost.path) if lost.package else None
    name = lost.path.rpartition("/")[2]
    elsewhere = sorted(subject.source.rglob(name)) if name else []
    if there:
        fact = f"it opens {lost.path}, which the project has and the wheel has not"
        place = Place(there.relative_to(subject.source).as_posix(), lost.path)
        folders = [name.replace(".", "/") for name in subject.installed.packages]
        remedy = how_to_ship(read_configuration(subject.source), [place], folders)
    elif elsewhere:
        shown = elsewhere[0].relative_to(subject.source).as_posix()
        fact = f"it opens {lost.path}, which is not installed; the project has {shown}"
        remedy = _without(name, subject) or (
            f"move {shown} into the package '{package}', and open it by importlib.resources"
        )
    else:
        fact = f"it opens {lost.path}, which is neither installed nor in the project"
        remedy = f"add {lost.path} to the project, or do not open it"
    return Cause(("data", lost.path), "missing-data-file", fact, remedy)


def _beside(lost: Lost, subject: Subject) -> Cause:
    package = next(iter(subject.installed.roots), "")
    name = lost.path.rpartition("/")[2]
    return Cause(
        ("source", lost.path),
        "test-needs-source",
        f"it opens {lost.path}, which is only in the source tree",
        _without(name, subject) or f"open it by importlib.resources, in the package '{package}'",
    )


def _without(name: str, subject: Subject) -> str:
    """Return how to do without the file *name*, where nobody has it once it has done its work."""
    if name not in {*FILES, "PKG-INFO"}:
        return ""
    ask = f"importlib.metadata.version('{subject.installed.name}')"
    return f"take {ask}, or whatever it is, from the metadata, not from {name}"
