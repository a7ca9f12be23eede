"""An index that answers uploads as a test wants it to, and remembers what came."""

import base64
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Reply(NamedTuple):
    """What an upload is answered; a status of 0 closes the connection instead."""

    status: int = 200
    reason: str = "OK"
    body: str = ""


HANG_UP = Reply(0)


@dataclass
class Visited:
    """Where the index is, and what was uploaded: who, and which file."""

    url: str
    logins: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """What somebody wanted to have; it has nothing to give."""


@contextmanager
def answering(*replies: Reply) -> Iterator[Visited]:
    """Answer the first upload with the first of *replies*, and so on; then with the last."""
    visited = Visited("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(visited, replies))
    visited.port = server.server_port
    visited.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield visited
    finally:
        server.shutdown()
        thread.join(30)
        server.server_close()


def _handler(visited: Visited, replies: Sequence[Reply]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = replies[min(len(visited.files), len(replies) - 1)]
            login = self.headers.get("Authorization", "").removeprefix("Basic ")
            visited.logins.append(base64.b64decode(login).decode())
            visited.files += re.findall(r'filename="([^"]*)"', body.decode("latin-1"))
            self.close_connection = True
            if reply.status:
                self.send_response(reply.status, reply.reason)
                self.end_headers()
                self.wfile.write(reply.body.encode())

        def do_GET(self) -> None:
            visited.asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
