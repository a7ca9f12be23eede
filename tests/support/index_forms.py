"""The form around an upload, as twine sends it."""

from collections.abc import Iterable

from index_refusals import RefusedError
from index_shelf import Stored


def parsed(body: bytes, kind: str) -> Stored:
    """Return the file in a multipart form, with the form's other fields."""
    # It comes with twine.
    from requests_toolbelt.multipart import decoder  # type: ignore[import-untyped]  # ships none

    fields: dict[str, list[str]] = {}
    filename, content = "", None
    for part in decoder.MultipartDecoder(body, kind).parts:
        about = _parameters(part.headers[b"Content-Disposition"].decode().split(";"))
        if about["name"] == "content":
            filename, content = about["filename"], part.content
        elif part.content.strip() != b"UNKNOWN":
            fields.setdefault(about["name"], []).append(part.content.decode())
    _insist(fields, content)
    return Stored(filename, content or b"", fields)


def _parameters(parts: Iterable[str]) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in parts)
    return {name: value.strip('"') for name, _, value in pairs}


def _insist(fields: dict[str, list[str]], content: bytes | None) -> None:
    if fields.get(":action") != ["file_upload"]:
        text = "Project pre-registration is no longer required or supported, "
        raise RefusedError(410, f"{text}upload your files instead.")
    if fields.get("protocol_version", ["1"]) != ["1"]:
        raise RefusedError(400, "Unknown protocol version.")
    if content is None:
        raise RefusedError(400, "Upload payload does not have a file.")
