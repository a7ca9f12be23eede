"""The first step: what the index has already of the release."""

from collections.abc import Mapping

from hello.errors import HelloError
from hello.publishing.course import Course, State
from hello.publishing.flow import Flow, finding_of, tried
from hello.publishing.offered import files_on
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.offered import Offer


def look_at_index(flow: Flow) -> Found:
    """Note in the course what the index has already; find where that stands in the way."""
    course = flow.course
    offered = tried(lambda: files_on(course.repository, course.release.name))
    if isinstance(offered, HelloError):
        return Found((), (finding_of("index-fails", offered),))
    for name, expected in course.release.sha256.items():
        course.states[name] = _state(offered.get(name), expected)
    if other := [name for name, state in course.states.items() if state is State.OTHER]:
        fact = (
            f"{course.release.name} {course.release.version} is on the index, with other bytes:"
            f" {', '.join(other)}"
        )
        remedy = (
            "raise the version, and rehearse that: an index takes no file name twice;"
            " or, after a run that was broken off, publish the folder that it named"
        )
        return Found((), (Finding("version-exists", fact, remedy),))
    return Found((_about(course, offered),))


def _state(offer: Offer | None, expected: str) -> State:
    """Tell what an index has: an *offer* without a hash is believed until the file is fetched."""
    if offer is None:
        return State.NEW
    return State.THERE if offer.sha256 in {None, expected} else State.OTHER


def _about(course: Course, offered: Mapping[str, Offer]) -> str:
    release = course.release
    there = [name for name, state in course.states.items() if state.is_there]
    knows = all(offered[name].sha256 for name in there)
    how = "with these very bytes" if knows else "by the name: the index does not tell all hashes"
    if course.is_there:
        return f"{release.name} {release.version} is there already, {how}"
    if there:
        return f"there already, {how}: {', '.join(there)}"
    if offered:
        return (
            f"the index has {len(offered)} files of {release.name},"
            f" but not version {release.version}"
        )
    return f"the index has nothing named {release.name} yet"
