"""How to go on with a publication that was broken off: with the very files that have begun to go.

Built again, most projects come out with other bytes, which the index then refuses. So what came
of a project is kept before the first file goes, in a folder for temporary files: there it is
also after ``kill -9``. It goes when nobody needs it any more.
"""

import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hello.errors import HelloError
from hello.interrupts import interrupts_held_back
from hello.publishing.course import Course
from hello.publishing.model import Repository
from hello.rehearsal.keeping import keep_artifacts
from hello.rehearsal.model import Report
from hello.rehearsal.plan import Plan


def command_for(folder: Path, repository: Repository, index_url: str | None) -> str:
    """Return the command that publishes what is kept in *folder*."""
    words = ["helloworld", "publish", str(folder), "--repository", repository.name]
    return shlex.join([*words, *(["--index-url", index_url] if index_url else [])])


@contextmanager
def kept_meanwhile(plan: Plan, report: Report, course: Course) -> Iterator[Path]:
    """Yield a new folder with the artifacts and the report, as ``rehearse --keep`` fills one.

    It stays where the body ends with a *course* that has a way on, else it is removed. Raises
    HelloError where it cannot be made.
    """
    folder = _new_folder(plan)
    try:
        with _explained(folder):
            keep_artifacts(report, plan, folder)
        yield folder
    finally:
        if not course.way_on:
            with interrupts_held_back():
                shutil.rmtree(folder, ignore_errors=True)


def is_left_over(folder: Path, course: Course) -> bool:
    """Tell whether ``kept_meanwhile`` made *folder*, and the whole *course* is done."""
    is_own = folder.resolve().parent == Path(tempfile.gettempdir()).resolve()
    wheel = next(path.name for path in course.release.files if path.suffix == ".whl")
    return course.is_done and is_own and folder.resolve().name.startswith(_beginning(wheel))


def _new_folder(plan: Plan) -> Path:
    with _explained(Path(tempfile.gettempdir())):
        return Path(tempfile.mkdtemp(prefix=_beginning(plan.wheel.name)))


def _beginning(wheel: str) -> str:
    name, version = wheel.split("-")[:2]
    return f"{name}-{version}-"


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HelloError(
            f"the files cannot be kept for a second run: {error.strerror}",
            str(folder),
            next_step="nothing was uploaded; set TMPDIR to a folder with more space",
        ) from None
