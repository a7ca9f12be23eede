"""Uploads by twine, for whom it may concern: files, an index and who we are there in, answers out.

The rehearsal uploads to its own index on loopback; nothing here knows of that.
"""

import html
import http
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hello.errors import HelloError
from hello.rehearsal import sending
from hello.rehearsal.redaction import STARS, redacted
from hello.workbench.processes import Processes

SECONDS = 600.0
"""For all of one call."""

LONGEST = 300
"""Characters of an answer that are quoted."""


@dataclass(frozen=True)
class Login:
    """Who we are at an index."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Upload:
    """Files for the index at *url*. Without a *login*, twine looks for one as it usually does.

    In the section *repository* of .pypirc, too, if that is for the same address. With *attests*,
    which not every index takes, a file comes with its attestation (PEP 740), if one lies beside.
    """

    url: str
    files: tuple[Path, ...]
    login: Login | None = None
    repository: str = ""
    attests: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of one file; *kind* is one of the constants of ``sending``."""

    file: str
    kind: str
    status: int | None = None
    """The HTTP status of a refusal."""
    said: str = ""
    """The reason in one line: the index's, twine's or the system's."""

    @property
    def is_taken(self) -> bool:
        """Tell whether the index has it now."""
        return self.kind == sending.TAKEN

    def __str__(self) -> str:
        return f"{self.status or ''} {self.said}".strip()


def upload(
    processes: Processes,
    room: Path,
    *uploads: Upload,
    environment: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> list[list[Answer]]:
    """Upload, one after the other, and return for each of *uploads* the answers to its files.

    Each ends with the first file that is not taken, so it may have less answers than files.
    *room* is a folder for notes. *environment* comes on top of that of *processes*. No password
    is ever an argument of a program, nor in an answer.
    """
    report = room / "answers"
    requests = json.dumps([_as_data(one) for one in uploads])
    try:
        ended = processes.run(
            sys.executable,
            "-P",  # beside the program are modules of ours, whose names others have, too
            sending.__file__,
            report,
            cwd=room,
            environment={**(environment or {}), sending.REQUESTS: requests},
            seconds=seconds,
        )
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    finally:
        report.unlink(missing_ok=True)  # an index may have repeated what nobody should read
    answers: list[list[Answer]] = [[] for _ in uploads]
    for data in map(json.loads, lines):
        login = uploads[data["request"]].login
        answers[data["request"]].append(_answer(data, login))
    if ended.code == 0:
        return answers
    reason = f"no end after {seconds:g} s" if ended.code is None else redacted(ended.last_line)
    raise HelloError(
        f"twine broke off: {reason}; {arrived(*_last_begun(uploads, answers))}",
        next_step="try again",
    )


def arrived(one: Upload, answers: Sequence[Answer]) -> str:
    """Say in a few words which files of an upload the index has, and which it lacks."""
    there = [answer.file for answer in answers if answer.is_taken]
    missing = [file.name for file in one.files if file.name not in there]
    return f"arrived: {', '.join(there) or 'none'}; not arrived: {', '.join(missing) or 'none'}"


def _last_begun(
    uploads: Sequence[Upload], answers: Sequence[list[Answer]]
) -> tuple[Upload, list[Answer]]:
    """Return the upload that was under way: the first that has no end."""
    for one, said in zip(uploads, answers, strict=True):
        if len(said) < len(one.files) and all(answer.is_taken for answer in said):
            return one, said
    return uploads[-1], answers[-1]


def _as_data(one: Upload) -> dict[str, Any]:
    login = one.login or Login("", "")
    return {
        "url": one.url,
        "repository": one.repository,
        "files": [str(file) for file in one.files],
        "attests": one.attests,
        "user": login.user,
        "password": login.password,
    }


def _answer(data: Mapping[str, Any], login: Login | None) -> Answer:
    said = _said(data.get("status"), data.get("reason", ""), data.get("body", ""))
    if login is not None and login.password:
        said = said.replace(login.password, STARS)
    shown = redacted(said)
    return Answer(Path(data["file"]).name, data["kind"], data.get("status"), shown)


def _said(status: int | None, reason: str, body: str) -> str:
    """Return in one line why: the status line's own words, or else those of the page.

    The public index says it in the status line, pypiserver in a page around ``<pre>``.
    """
    usual = {one.value: one.phrase for one in http.HTTPStatus}.get(status or 0, "")
    page = re.search(r"<pre>(.*?)</pre>", body, re.DOTALL)
    if page is not None:
        body = page.group(1).strip().partition("\n")[0].removeprefix("None")
    is_telling = reason and reason.lower() != usual.lower()
    told = reason if is_telling or "<html" in body.lower() else body or reason or usual
    line = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", told)).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."
