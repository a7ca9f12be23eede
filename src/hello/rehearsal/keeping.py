"""What stays of a rehearsal: the artifacts, and the report as JSON and as a page."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hello.errors import HelloError
from hello.rehearsal.data import as_data
from hello.rehearsal.model import Report
from hello.rehearsal.plan import Plan


def keep(
    report: Report, plan: Plan, *, folder: Path | None, page: Path | None, language: str
) -> None:
    """Write what is to stay, before the room is removed: into *folder*, and the file *page*.

    Raises HelloError where that cannot be.
    """
    files = [page] if page else []
    if folder:
        with _writing(folder):
            keep_artifacts(report, plan, folder)
        files.append(folder / "report.html")
    if files:
        text = _page(report, plan, language)
        for file in files:
            with _writing(file):
                file.write_text(text, encoding="utf-8")


def keep_artifacts(report: Report, plan: Plan, folder: Path) -> None:
    """Copy what was built to *folder*, and write the report there; raise OSError."""
    for path in plan.artifacts:
        shutil.copy2(path, folder)
    text = json.dumps(as_data(report), ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(f"{text}\n", encoding="utf-8")


def _page(report: Report, plan: Plan, language: str) -> str:
    # Only here: half a second that is spent on no other report.
    from hello.rehearsal.html.page import render
    from hello.rehearsal.particulars import gather

    return render(report, gather(plan), language)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HelloError(
            f"cannot keep the report: {error.strerror}", str(path), next_step="give another place"
        ) from None
