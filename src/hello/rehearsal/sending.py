"""A program, not a module: sends files to an index as ``twine upload`` does, and says what came.

``uploading`` starts it. It calls twine's own command, once a file, but in one process: starting
Python with twine takes longer than the rest. It runs by its path, in Python's own environment:
nothing of ``hello`` can be imported.
"""

import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REQUESTS = "HELLOWORLD_UPLOADS"
"""The variable with what to send, as JSON; passwords are in it, so it is no argument."""

TAKEN, REFUSED, UNFIT, UNANSWERED = "taken", "refused", "unfit", "unanswered"
"""The index took it; the index refused it; twine does; nobody answered."""


def main(report: Path) -> None:
    """Send what the variable says, and write a line to *report* for each file at once."""
    requests = json.loads(os.environ.pop(REQUESTS))
    if all(request["user"] for request in requests):
        # Slow to import, and none of its business. twine takes it as not installed.
        sys.modules["keyring"] = None  # type: ignore[assignment]  # "cannot be imported"
    logging.getLogger("twine").setLevel(logging.CRITICAL)
    with report.open("w", encoding="utf-8", buffering=1) as lines:
        for number, request in enumerate(requests):
            for file in request["files"]:
                answer = send(file, request)
                print(json.dumps({"request": number, "file": file, **answer}), file=lines)
                if answer["kind"] != TAKEN:
                    break  # as twine does


def send(file: str, request: Mapping[str, str]) -> dict[str, Any]:
    """Send one *file*; return the kind of answer, the HTTP status and what was said."""
    import requests
    from twine.commands import upload
    from twine.exceptions import TwineException

    options = ["--non-interactive", "--disable-progress-bar", "--repository-url", request["url"]]
    if request["user"]:
        # By variables, as twine is used in CI; and with them it looks for no others.
        os.environ.update(TWINE_USERNAME=request["user"], TWINE_PASSWORD=request["password"])
        options += ["--config-file", os.devnull]
    try:
        upload.main([*options, file])
    except requests.HTTPError as error:
        answer = error.response
        assert answer is not None  # noqa: S101  # twine raises it because of an answer
        said = {"reason": str(answer.reason or ""), "body": answer.text[:10_000]}
        return {"kind": REFUSED, "status": answer.status_code, **said}
    except requests.RequestException as error:
        return {"kind": UNANSWERED, "reason": innermost(error)}
    except Exception as error:  # noqa: BLE001  # what reads archives raises whatever it likes
        is_told = isinstance(error, TwineException)
        reason = str(error) if is_told else f"{type(error).__name__}: {error}"
        return {"kind": UNFIT, "reason": reason.replace(file, Path(file).name)}
    return {"kind": TAKEN}


def innermost(error: BaseException) -> str:
    """Return what the operating system or the protocol said; requests wraps it three times."""
    while error.__context__ is not None:
        error = error.__context__
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


if __name__ == "__main__":
    main(Path(sys.argv[1]))
