"""An index on loopback that answers as the public one does, and fails as a test wants it to.

    with PublicIndex() as index:
        ...  # twine upload --repository-url index.upload, as __token__ with index.token
        assert "tiny-1.0.tar.gz" in index.files

What can be set and read is in ``index_shelf``; what is refused, in ``index_rules``.
"""

import base64
import binascii
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index_accounts import account_of
from index_forms import parsed
from index_pages import Page, page_at
from index_refusals import RefusedError
from index_rules import take
from index_shelf import Account, Reply, Shelf, Stored, Visit, new_token

if TYPE_CHECKING:  # what makes certificates is not needed for an index without
    from tls import Certificates

__all__ = ["TOKEN_USER", "Account", "PublicIndex", "Reply", "Stored", "Visit", "new_token"]

TOKEN_USER = "__token__"  # noqa: S105  # a name that everybody has
LONGEST_WAIT = 120.0
"""Seconds for which an index that never answers holds a connection at most."""


class PublicIndex(Shelf):
    """An index that runs in the body of a ``with``; each test has its own."""

    def __init__(self, certificates: "Certificates | None" = None) -> None:
        """Make ready; with *certificates* it is an https one."""
        super().__init__()
        self.lock = threading.RLock()
        self.ends = threading.Event()
        self._certificates = certificates

    def __enter__(self) -> Self:
        """Start to answer."""
        self._server = _Server(self)
        if self._certificates is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificates.cert, self._certificates.key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.base = self.url
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End, with all that still waits for an answer."""
        self.ends.set()
        self._server.shutdown()
        self._thread.join(60)
        self._server.server_close()

    @property
    def url(self) -> str:
        scheme = "http" if self._certificates is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}/"

    @property
    def upload(self) -> str:
        return f"{self.url}legacy/"

    @property
    def simple(self) -> str:
        return f"{self.url}simple/"

    @property
    def json(self) -> str:
        return f"{self.url}pypi/"

    def asked(self, method: str) -> list[str]:
        """Return the paths of the requests that came by *method*."""
        return [visit.path for visit in self.visits if visit.method == method]


class _Server(ThreadingHTTPServer):
    """Its threads are waited for at the end: nothing of a test runs on into the next."""

    daemon_threads = False

    def __init__(self, index: PublicIndex) -> None:
        self.index = index
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that go away."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 60  # for a client that sends nothing: a thread would wait for ever

    @property
    def index(self) -> PublicIndex:
        return self.server.index

    def do_GET(self) -> None:
        if self._is_answered_as_told():
            return
        with self.index.lock:
            page = page_at(self.index, self.path, self.headers.get("Accept", "*/*"))
        self._send(page)

    def do_POST(self) -> None:
        if self._is_answered_as_told():
            return
        if self.path == "/_/oidc/mint-token":
            self._mint()
        elif self.path == "/legacy/":
            self._take_upload()
        elif self.path == "/legacy":
            self._body()
            text = "An upload was attempted to /legacy but the expected upload URL is /legacy/"
            self._send_line(308, f"{text} (with a trailing slash)", location="/legacy/")
        else:
            self._body()
            self._send_line(405, "Method Not Allowed")

    def _is_answered_as_told(self) -> bool:
        """Answer, or do not, where the test wants this whatever was asked."""
        index = self.index
        user, _ = self._login()
        accept = self.headers.get("Accept", "")
        with index.lock:
            index.visits.append(Visit(self.command, self.path, user, accept))
        if index.is_dead:
            self._hang_up()
            return True
        if index.never_answers:
            self._body()
            index.ends.wait(LONGEST_WAIT)
            self._hang_up()
            return True
        replies = index.replies if self.command == "POST" else index.page_replies
        with index.lock:
            reply = replies.pop(0) if replies else None
        if reply is not None:
            self._body()
            self._send_line(reply.status, reply.reason, reply.body)
        return reply is not None

    def _take_upload(self) -> None:
        index = self.index
        if index.dies_after_bytes is not None:
            length = int(self.headers["Content-Length"])
            part = self.rfile.read(min(index.dies_after_bytes, length))
            with index.lock:
                index.dropped[self.path] += len(part)
                index.is_dead = True
            self._hang_up()
            return
        body = self._body()
        try:
            with index.lock:
                account = account_of(index, *self._login())
                take(index, account, parsed(body, self.headers["Content-Type"]))
                is_last = self._dies_now()
        except RefusedError as error:
            self._send_line(error.status, str(error), f"<h1>{error.status} {error}</h1>")
            return
        if is_last and index.dies_unanswered:
            self._hang_up()
        else:
            self._send(Page(b""))

    def _dies_now(self) -> bool:
        index = self.index
        if index.dies_after_files is not None:
            index.dies_after_files -= 1
            index.is_dead = index.dies_after_files <= 0
        index.is_dead = index.is_dead or index.dies_unanswered
        return index.is_dead

    def _mint(self) -> None:
        """Change the identity of a workflow for a token, as trusted publishing does."""
        import json

        index = self.index
        identity = json.loads(self._body())["token"]
        if not index.publisher_of:
            text = "valid token, but no corresponding publisher (Publisher with matching claims "
            error = {"code": "invalid-publisher", "description": f"{text}was not found)"}
            data = {"message": "Token request failed", "errors": [error]}
            self._send(Page(json.dumps(data).encode(), "application/json", 422))
            return
        token = new_token()
        projects = frozenset({index.publisher_of})
        with index.lock:
            index.accounts[token] = Account(identity, projects, is_publisher=True)
        self._send(Page(json.dumps({"success": True, "token": token}).encode(), "application/json"))

    def _login(self) -> tuple[str, str]:
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        try:
            login = base64.b64decode(given)
        except binascii.Error:
            return "", ""
        user, _, password = login.decode("latin-1").partition(":")
        return user, password

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send_line(self, status: int, reason: str, body: str = "", location: str = "") -> None:
        """Answer as the upload API does: with all that is to be said in the status line."""
        line = reason.encode("latin-1", "replace").decode("latin-1")
        self.send_response(status, line)
        self.send_header("Content-Type", "text/html; charset=UTF-8")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body.encode())

    def _send(self, page: Page) -> None:
        self.send_response(page.status)
        self.send_header("Content-Type", page.kind)
        self.send_header("Content-Length", str(len(page.body)))
        # A cache that heeds this does not see what was uploaded since.
        self.send_header("Cache-Control", "max-age=600, public")
        self.send_header("Vary", "Accept")
        if page.location:
            self.send_header("Location", page.location)
        self.end_headers()
        self.wfile.write(page.body)

    def _hang_up(self) -> None:
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass
