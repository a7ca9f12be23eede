"""An index to read from, page by page as a test wants it to answer.

::

    with serving({"/simple/tiny/": Reply(b"<a href=...>")}) as index:
        files_on(index.repository, "tiny")

"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from hello.publishing.model import Release, Repository

HTML = "text/html; charset=utf-8"
JSON = "application/vnd.pypi.simple.v1+json"


class Reply(NamedTuple):
    """What a page is answered; *kind* is its content type."""

    body: bytes = b""
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = {}
    drips: bool = False
    """Send a byte now and then, and never come to an end."""
    hangs_up_after: int | None = None
    """Close the connection after so many bytes of the body; its whole length is announced."""


SILENCE = Reply(drips=True, status=0)
"""No answer at all, until the client hangs up."""

MISSING = Reply(b"nothing here", status=404)

DRIPS = 400
"""So many times, that is for 20 seconds: a client that waits for ever is to fail, not to hang."""

Pages = dict[str, Reply | list[Reply]]
"""By path; of a list, each reply is given once, and the last one for ever."""


@dataclass
class Running:
    """An index that runs; *asked* are the paths that were, with the headers beside."""

    url: str
    pages: Pages
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    drops: int = 0
    """How often a byte was sent, or could have been, while it drips."""

    @property
    def repository(self) -> Repository:
        """Return it as one that has a JSON API, too."""
        places = (f"{self.url}legacy/", f"{self.url}simple/", f"{self.url}pypi/")
        return Repository("local", *places)


def simple_json(files: Sequence[Path], **hashes: str) -> Reply:
    """Return the page of the *files* as PEP 691 has it; *hashes* replaces all of theirs."""
    listed = [
        {"filename": one.name, "url": f"../../files/{one.name}", "hashes": hashes or digests(one)}
        for one in files
    ]
    document = {"meta": {"api-version": "1.1"}, "name": "tiny", "files": listed}
    return Reply(json.dumps(document).encode(), JSON)


def simple_html(files: Sequence[Path]) -> Reply:
    """Return the page of the *files* as PEP 503 has it."""
    links = "".join(
        f"<a href='../../files/{one.name}#sha256={digests(one)['sha256']}'>{one.name}</a><br>"
        for one in files
    )
    return Reply(f"<!DOCTYPE html><html><body>{links}</body></html>".encode())


def digests(file: Path) -> dict[str, str]:
    return {"sha256": hashlib.sha256(file.read_bytes()).hexdigest()}


def shelf(files: Sequence[Path], name: str = "tiny") -> Pages:
    """Return the pages of an index that has these *files* of the project *name*."""
    pages: Pages = {f"/simple/{name}/": simple_json(files)}
    for one in files:
        pages[f"/files/{one.name}"] = Reply(one.read_bytes(), "application/octet-stream")
    return pages


def release_of(files: Sequence[Path], name: str = "tiny") -> Release:
    hashes = {one.name: digests(one)["sha256"] for one in files}
    return Release(name, "1.0", tuple(files), hashes)


@contextmanager
def serving(pages: Pages) -> Iterator[Running]:
    """Serve *pages*, which may be changed meanwhile; whatever else is asked for is missing."""
    over = threading.Event()
    running = Running("", pages)
    handler = type("Handler", (_Handler,), {"running": running, "over": over})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield running
    finally:
        over.set()
        server.shutdown()
        thread.join(30)
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    running: Running
    over: threading.Event

    def do_GET(self) -> None:
        self.running.asked.append(self.path)
        self.running.headers.append(dict(self.headers))
        reply = self.running.pages.get(self.path, MISSING)
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        self.close_connection = True
        with suppress(OSError):
            self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        if reply.status:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if not reply.drips:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
        if reply.drips:
            self._drip(b" " if reply.status else b"")
        self.wfile.write(reply.body[: reply.hangs_up_after])

    def _drip(self, drop: bytes) -> None:
        for _ in range(DRIPS):
            if self.over.wait(0.05):
                return
            self.running.drops += 1
            self.wfile.write(drop)

    def log_message(self, *_: object) -> None:
        pass
