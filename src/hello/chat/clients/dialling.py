"""How a client gets into a TCP chat: connect, TLS, token."""

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hello.chat.clients.incoming import IncomingLines
from hello.edge import in_one_line
from hello.errors import HelloError

# ssl takes 5 MB: a client without TLS does not load it.
if TYPE_CHECKING:
    import ssl

CONNECT_TIMEOUT = 10.0
RECV_SIZE = 65_536
NOTICE = "* "
WELCOME = "* welcome"

NO_SERVER = "cannot connect"
GONE = "the server ended the chat"


@dataclass(frozen=True)
class ClientSettings:
    """Where to connect, and as whom.

    ``retries`` is how often to try again, one time after the other, where there is
    no connection. ``tls_name`` is the name in the certificate, if not the host's.
    """

    name: str
    host: str = "127.0.0.1"
    port: int = 9999
    token: bytes | None = None
    tls: "ssl.SSLContext | None" = None
    tls_name: str | None = None
    retries: int = 0

    @property
    def address(self) -> str:
        """HOST:PORT."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class LostError(Exception):
    """There is no connection (any more): the fact, and the reason in a few words.

    With a ``remedy`` there is no sense in trying again without it.
    """

    def __init__(self, fact: str, reason: str, remedy: str = "") -> None:
        super().__init__(fact, reason)
        self.fact, self.reason = fact, reason
        self.remedy = (
            "give the server's token with --token-file" if _is_of_token(reason) else remedy
        )

    def for_user(self, settings: ClientSettings) -> HelloError:
        """Return it as the error that ends the client."""
        otherwise = "is a server running there? (hello-tcp-server)"
        if settings.retries:
            otherwise = f"tried {settings.retries + 1} times"
        elif self.fact == GONE:
            otherwise = "--retry 5 connects again when it is back"
        fact = f"{self.fact} ({self.reason})"
        return HelloError(fact, settings.address, next_step=self.remedy or otherwise)


def _is_of_token(reason: str) -> bool:
    return reason in {"wrong token", "too many wrong tokens"}


def dial(settings: ClientSettings, incoming: IncomingLines) -> tuple[socket.socket, list[str]]:
    """Return a connection that was let in, and the lines that came with it.

    *incoming* holds what came after them. Raise LostError, and no OSError.
    """
    try:
        place = settings.host, settings.port
        connection = socket.create_connection(place, CONNECT_TIMEOUT)
    except OSError as error:
        raise LostError(NO_SERVER, _reason(error)) from error
    except UnicodeError as error:  # such as "a..b" (IDNA)
        raise LostError(NO_SERVER, "not a host's name") from error
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if settings.tls:
            connection = _secured(connection, settings.tls, settings.tls_name or settings.host)
        lines = _let_in(connection, settings.token, incoming)
        connection.settimeout(0)
    except OSError as error:
        connection.close()
        raise LostError(NO_SERVER, _reason(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection, lines


def _reason(error: OSError) -> str:
    text = in_one_line(error)
    return text[:1].lower() + text[1:]


def _secured(connection: socket.socket, context: "ssl.SSLContext", name: str) -> socket.socket:
    """Return *connection* with TLS, after the server has proved that it is *name*."""
    import ssl

    try:
        return context.wrap_socket(connection, server_hostname=name)
    except ssl.SSLCertVerificationError as error:
        remedy = "--tls-ca takes the file of who signed it, --tls-name the name in it"
        reason = f"certificate refused: {error.verify_message.rstrip('.')}"
        raise LostError(NO_SERVER, reason, remedy) from error
    except ssl.SSLError as error:
        raise LostError(NO_SERVER, f"no TLS there: {error.reason}") from error
    except TimeoutError as error:
        raise LostError(NO_SERVER, "no TLS there: no answer") from error


def _let_in(connection: socket.socket, token: bytes | None, incoming: IncomingLines) -> list[str]:
    """Send the *token*, if any; return the lines that came with the server's welcome."""
    if token is None:
        return []
    connection.sendall(token + b"\n")
    lines: list[str] = []
    while not lines:
        data = connection.recv(RECV_SIZE)
        if not data:
            raise LostError(NO_SERVER, "no answer to the token")
        lines = incoming.feed(data)
    if not lines[0].startswith(NOTICE):
        reason = "it asks for no token, and may have shown yours to everybody"
        raise LostError(NO_SERVER, reason, "leave out --token-file")
    if lines[0] != WELCOME:
        raise LostError(NO_SERVER, lines[0].removeprefix(NOTICE))
    return lines


def would_block(settings: ClientSettings) -> tuple[type[OSError], ...]:
    """Return what ``send`` and ``recv`` of a connection raise that are to be called later."""
    if settings.tls is None:
        return (BlockingIOError,)
    import ssl

    return (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
