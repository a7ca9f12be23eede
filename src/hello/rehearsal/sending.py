"""A program, not a module: sends files to an index as ``twine upload`` does, and says what came.

``uploading`` starts it. It calls twine's own command, once a file, but in one process: starting
Python with twine takes longer than the rest. It runs by its path, in Python's own environment:
nothing of ``hello`` can be imported.
"""

import json
import logging
import os
import sys
from base64 import b64encode
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

REQUESTS = "HELLOWORLD_UPLOADS"
"""The variable with what to send, as JSON; passwords are in it, so it is no argument."""

TAKEN, REFUSED, UNFIT, UNANSWERED = "taken", "refused", "unfit", "unanswered"
"""The index took it; the index refused it; twine does; nobody answered."""

NO_LOGIN = "no-login"
"""Nothing was sent, as twine has no user and password, or none that can be sent."""

MISLED = "misled"
"""The address is not one that takes uploads, says twine; the index sends it elsewhere, mostly."""

KINDS = {
    "NonInteractive": NO_LOGIN,
    "TrustedPublishingFailure": NO_LOGIN,
    "InvalidConfiguration": NO_LOGIN,
    "UnableToReadConfigurationFile": NO_LOGIN,
    "RedirectDetected": MISLED,
    "InvalidPyPIUploadURL": MISLED,
    "UnreachableRepositoryURLDetected": MISLED,
}
"""What twine's exceptions are about, by name: not each twine has all. Others are about the file."""

ATTESTATION = ".publish.attestation"
"""What a file's name is followed by in that of its attestation (PEP 740)."""

STARS = "***"

SHORTEST = 4
"""A shorter password stands in any text by chance."""

LAST_OF_HTTP = 0xFF
"""The last character, in Latin-1, of what requests sends as a password."""


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


def send(file: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Send one *file*; return the kind of answer, the HTTP status and what was said."""
    import requests
    from twine.commands import upload

    found: dict[str, Any]
    user = secret = ""
    try:
        beside = [one for one in [file + ATTESTATION] if request["attests"] and Path(one).exists()]
        settings = _settings(request, attests=bool(beside))
        # Before anything is sent: what is missing or cannot be sent is told by itself.
        user, secret = settings.username or "", settings.password or ""
        if wrong := fault_of(secret):
            return {"kind": NO_LOGIN, "reason": f"{_place_of(settings, request)} {wrong}"}
        upload.upload(settings, [file, *beside])
    except requests.HTTPError as error:
        answer = error.response
        assert answer is not None  # noqa: S101  # twine raises it because of an answer
        said = {"reason": str(answer.reason or ""), "body": answer.text[:10_000]}
        found = {"kind": REFUSED, "status": answer.status_code, **said}
    except requests.RequestException as error:
        found = {"kind": UNANSWERED, "reason": innermost(error)}
    except Exception as error:  # noqa: BLE001  # what reads archives raises whatever it likes
        found = _as_unsent(error, file)
    else:
        return {"kind": TAKEN}
    told = {name: hidden(found[name], user, secret) for name in ("reason", "body") if name in found}
    return found | told


def _settings(request: Mapping[str, Any], *, attests: bool) -> Any:
    """Return what twine goes by; the options are those of its command."""
    import argparse

    from twine.settings import Settings

    options = ["--non-interactive", "--disable-progress-bar"]
    if attests:
        options.append("--attestations")
    options += _destination(request)
    parser = argparse.ArgumentParser()
    Settings.register_argparse_arguments(parser)
    parsed = parser.parse_args(options)
    if request["user"]:
        parsed.username, parsed.password = request["user"], request["password"]
    return Settings.from_argparse(parsed)


def _destination(request: Mapping[str, Any]) -> list[str]:
    """Return the options that say where to: a section of .pypirc, if it is for that address.

    With a URL alone, twine does not look into .pypirc for the password.
    """
    from configparser import Error

    from twine import exceptions, utils

    name, url = request["repository"], request["url"]
    if name and not request["user"]:
        try:
            section = utils.get_config(utils.DEFAULT_CONFIG_FILE).get(name, {})
        except (Error, UnicodeError):
            # It quotes the line, and that may be the one with the password.
            raise exceptions.InvalidConfiguration(".pypirc is no file of settings") from None
        if utils.normalize_repository_url(section.get("repository") or "") == url:
            os.environ.pop("TWINE_REPOSITORY_URL", None)
            return ["--repository", name]
    return ["--repository-url", url]


def _as_unsent(error: Exception, file: str) -> dict[str, Any]:
    """Return what to say of an *error* before anything was sent."""
    from twine import exceptions

    is_told = isinstance(error, exceptions.TwineException)
    reason = str(error) if is_told else f"{type(error).__name__}: {error}"
    kind = KINDS.get(type(error).__name__, UNFIT)
    return {"kind": kind, "reason": reason.replace(file, Path(file).name)}


def fault_of(password: str) -> str:
    """Return why *password* cannot be sent, without quoting it; "" where it can."""
    if any(ord(one) < ord(" ") for one in password):
        return "has a line break or another control character in it"
    if any(ord(one) > LAST_OF_HTTP for one in password):
        return "has characters in it that cannot be sent"
    return ""


def _place_of(settings: Any, request: Mapping[str, Any]) -> str:
    """Say where the password comes from."""
    if request["user"]:
        return "the password"
    if "TWINE_PASSWORD" in os.environ:
        return "TWINE_PASSWORD"
    in_file = settings.repository_config.get("password") is not None
    return "the password in .pypirc" if in_file else "the password in keyring"


def hidden(said: str, user: str, secret: str) -> str:
    """Return what was *said* without the *secret*: an index may say back what it was sent."""
    if len(secret) < SHORTEST:
        return said
    sent = b64encode(f"{user}:{secret}".encode("latin-1", "replace")).decode()
    forms = (sent, secret, repr(secret)[1:-1], quote(secret, safe=""))
    for text in (said, unescape(said)):
        if any(form in text for form in forms):
            said = text
            for form in forms:
                said = said.replace(form, STARS)
    return said


def innermost(error: BaseException) -> str:
    """Return what the operating system or the protocol said; requests wraps it three times."""
    while error.__context__ is not None:
        error = error.__context__
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


if __name__ == "__main__":
    main(Path(sys.argv[1]))
