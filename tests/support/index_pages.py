"""The pages of a ``PublicIndex``: the simple API (PEP 503, 691, 714), and the JSON API."""

import html
import json
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple

from index_shelf import Shelf, Stored

from hello.rehearsal.names import normalised

HTML = "text/html"
HTML_V1 = "application/vnd.pypi.simple.v1+html"
JSON_V1 = "application/vnd.pypi.simple.v1+json"
JSON = "application/json"


class Page(NamedTuple):
    """What a request is answered."""

    body: bytes
    kind: str = HTML
    status: int = 200
    location: str = ""


NOT_FOUND = Page(b"<h1>404 Not Found</h1>", status=404)


def page_at(shelf: Shelf, path: str, accept: str) -> Page:  # noqa: PLR0911  # one a kind of page
    """Return what is at *path* for who accepts *accept*."""
    match [part for part in path.partition("?")[0].split("/") if part]:
        case ["simple"]:
            return _all_projects(shelf, accept)
        case ["simple", name]:
            return _project(shelf, name, accept, path)
        case ["pypi", name, "json"]:
            return _json(shelf, name, None)
        case ["pypi", name, version, "json"]:
            return _json(shelf, name, version)
        case ["files", *_]:
            return _file(shelf, path)
        case ["_", "oidc", "audience"]:
            return _as_json({"audience": shelf.audience})
        case ["_", "identity"]:
            return _as_json({"value": _identity(shelf.audience)})
        case _:
            return NOT_FOUND


def preferred(accept: str, offered: Sequence[str]) -> str:
    """Return which of *offered* who sends *accept* likes most; the first, if it is all one.

    >>> preferred("text/html;q=0.1, application/json", ["text/html", "application/json"])
    'application/json'
    """
    liked: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = (one.strip() for one in part.split(";"))
        weights = [float(one[2:]) for one in parameters if one.startswith("q=")]
        liked[kind] = weights[0] if weights else 1.0
    return max(offered, key=lambda kind: liked.get(kind, liked.get("*/*", 0.0)))


def _kind(shelf: Shelf, accept: str) -> str:
    offered = [HTML, HTML_V1] if shelf.has_only_html else [HTML, HTML_V1, JSON_V1]
    return preferred(accept, offered)


def _all_projects(shelf: Shelf, accept: str) -> Page:
    names, kind = sorted(shelf.projects), _kind(shelf, accept)
    if kind == JSON_V1:
        listed = [{"name": name} for name in names]
        return _as_json({"meta": {"api-version": "1.4"}, "projects": listed}, kind)
    links = "".join(f'<a href="/simple/{name}/">{name}</a><br />\n' for name in names)
    return Page(_document(links), kind)


def _project(shelf: Shelf, name: str, accept: str, path: str) -> Page:
    project = normalised(name)
    if project not in shelf.projects:
        return NOT_FOUND
    if project != name or not path.endswith("/"):
        return Page(b"", status=301, location=f"/simple/{project}/")
    files, kind = shelf.look_at(project), _kind(shelf, accept)
    if kind != JSON_V1:
        return Page(_document("".join(_link(shelf, file) for file in files)), kind)
    data = {
        "meta": {"api-version": "1.4"},
        "name": project,
        "project-status": {"status": "active"},
        "versions": sorted({file.first("version") for file in files}),
        "files": [_listed(shelf, file) for file in files],
    }
    return _as_json(data, kind)


def _link(shelf: Shelf, file: Stored) -> str:
    address = f"{shelf.base}{file.path[1:]}#sha256={announced(shelf, file)}"
    requires = html.escape(file.first("requires_python"))
    about = f' data-requires-python="{requires}"' if requires else ""
    core = core_metadata(file)
    about += f' data-core-metadata="sha256={sha256(core).hexdigest()}"' if core else ""
    return f'<a href="{address}"{about}>{file.filename}</a><br />\n'


def _listed(shelf: Shelf, file: Stored) -> dict[str, Any]:
    core = core_metadata(file)
    return {
        "filename": file.filename,
        "url": f"{shelf.base}{file.path[1:]}",
        "hashes": {"sha256": announced(shelf, file)},
        "requires-python": file.first("requires_python") or None,
        "size": len(file.content),
        "upload-time": "2026-11-23T12:00:00.000000Z",
        "yanked": False,
        "core-metadata": {"sha256": sha256(core).hexdigest()} if core else False,
        "provenance": None,
    }


def announced(shelf: Shelf, file: Stored) -> str:
    """Return the sha256 that the index says *file* has."""
    return shelf.announces.get(file.filename, file.sha256)


def core_metadata(file: Stored) -> bytes:
    """Return the METADATA of a wheel, which is offered beside it (PEP 714); of others nothing."""
    if not file.filename.endswith(".whl"):
        return b""
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        info = "-".join(file.filename.split("-")[:2]) + ".dist-info"
        return archive.read(f"{info}/METADATA")


def _json(shelf: Shelf, name: str, version: str | None) -> Page:
    from packaging.version import Version

    files = shelf.look_at(normalised(name))
    versions = sorted({file.first("version") for file in files}, key=Version)
    if not versions or version not in {None, *versions}:
        return _as_json({"message": "Not Found"}, status=404)
    wanted = version or versions[-1]
    of_it = [file for file in files if file.first("version") == wanted]
    fields = ("name", "version", "summary", "description", "author", "requires_python")
    data: dict[str, Any] = {
        "info": {field: of_it[0].first(field) for field in fields},
        "urls": [_told(shelf, file) for file in of_it],
        "vulnerabilities": [],
    }
    if version is None:
        data["releases"] = {
            one: [_told(shelf, file) for file in files if file.first("version") == one]
            for one in versions
        }
    return _as_json(data)


def _told(shelf: Shelf, file: Stored) -> dict[str, Any]:
    return {
        "filename": file.filename,
        "packagetype": file.first("filetype"),
        "digests": {"sha256": announced(shelf, file), "blake2b_256": file.blake2_256},
        "size": len(file.content),
        "url": f"{shelf.base}{file.path[1:]}",
        "yanked": False,
    }


def _identity(audience: str) -> str:
    """Return what a CI gives a workflow to prove who it is: a JWT, here without a signature."""
    parts = ({"alg": "none"}, {"aud": audience, "sub": "repo:learner/tiny"})
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*encoded, "unsigned"))


def _file(shelf: Shelf, path: str) -> Page:
    for file in list(shelf.files.values()):
        kind = "application/octet-stream"
        if file.path == path:
            return Page(shelf.serves.get(file.filename, file.content), kind)
        if f"{file.path}.metadata" == path:
            return Page(core_metadata(file), kind)
    return NOT_FOUND


def _document(body: str) -> bytes:
    meta = '<meta name="pypi:repository-version" content="1.4">'
    return f"<!DOCTYPE html>\n<html><head>{meta}</head><body>\n{body}</body></html>\n".encode()


def _as_json(data: dict[str, Any], kind: str = JSON, status: int = 200) -> Page:
    return Page(json.dumps(data).encode(), kind, status)
