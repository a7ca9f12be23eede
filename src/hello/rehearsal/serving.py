"""A program, not a module: pypiserver on loopback, for as long as its stdin is open.

``index`` starts it. pypiserver's own command takes port 0, but never tells which port it got; and
it outlives whoever is killed. This one ends when the pipe to its stdin does, however that came.
It runs by its path, in Python's own environment: nothing of ``hello`` can be imported.
"""

import os
import socket
import socketserver
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

LOOPBACK = "127.0.0.1"
PATIENCE = 10.0
"""Seconds that a client may be silent."""
USER = "rehearsal"
PASSWORD = "HELLOWORLD_INDEX_PASSWORD"  # noqa: S105  # the name of a variable
"""The variable with the password: whoever lists processes sees their arguments."""


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """A thread for each request: a client that stops half-way holds up nobody."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without asking the resolver for our name, which takes seconds where it is down."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]
        self.setup_environ()

    def shutdown_request(self, request: Any) -> None:
        """Take what a refused client is still sending: cut off, it would never see the answer."""
        request.settimeout(PATIENCE)
        with suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            while request.recv(1 << 16):
                pass
        self.close_request(request)


class Handler(WSGIRequestHandler):
    """Keeps no log, and asks the resolver for no client's name."""

    def address_string(self) -> str:
        """Return the client's address as it is."""
        return str(self.client_address[0])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(files: Path, room: Path) -> None:
    """Serve the folder *files*, and write the port to *room*, until stdin ends."""
    # passlib tries it where it is installed, and fails with bcrypt 5 (passlib 1.7.4 is the last).
    sys.modules["bcrypt"] = None  # type: ignore[assignment]  # as the import system has it: absent
    passwords = room / "passwords"
    write_passwords(passwords, os.environ.pop(PASSWORD))
    server = make_server(LOOPBACK, 0, application(files, passwords), Server, Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    announce(room / "port", server.server_port)
    sys.stdin.buffer.read()


def write_passwords(file: Path, password: str) -> None:
    """Write an htpasswd file with one user. The scheme is the one that needs no further package."""
    from passlib.apache import HtpasswdFile

    table = HtpasswdFile(default_scheme="apr_md5_crypt")
    table.set_password(USER, password)
    file.touch(mode=0o600)
    file.write_bytes(table.to_string())


def application(files: Path, passwords: Path) -> Any:
    """Return pypiserver's application: what is not in *files* it looks for nowhere else."""
    import pypiserver
    from pypiserver.config import Config

    options = ("--disable-fallback", "--hash-algo=sha256", "--backend=simple-dir")
    login = ("--authenticate=update", f"--passwords={passwords}")
    config = Config.from_args(["run", *options, *login, "--log-stream=none", str(files)])
    app = pypiserver.app_from_config(config)
    return pypiserver.setup_routes_from_config(app, config)


def announce(file: Path, port: int) -> None:
    """Write *port* to *file*, which is there only when it is whole."""
    draft = file.with_name("port.draft")
    draft.write_text(str(port), encoding="ascii")
    draft.replace(file)


if __name__ == "__main__":
    serve(*map(Path, sys.argv[1:]))
