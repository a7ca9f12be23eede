"""A TCP chat client; with --play: what it sends, and what arrives.

It connects to a chat server, sends what you type and shows what arrives. "quit", Ctrl-D
and Ctrl-C end it. Lines may come from a pipe too: then it waits at the end until they have
come back.

With --play it shows how it works. Notice the pieces: recv() knows no characters, it cuts
wherever its bytes are full. decode() raises then, and the tutorial's client dies of it; an
incremental decoder keeps the first half of a character until the second one comes. Notice
also what ends a thread that waits in recv(): close() in another thread does not.

Try "--play --piece 1", "--play --piece 1000" and "--play --text hello".
"""

import logging
import socket
import sys
import threading

import click

from hello.bounds import check_bounds
from hello.chat.clients.dialling import ClientSettings
from hello.chat.clients.tcp_client import chat, name_or_login, tcp_client_options
from hello.chat.clients.tcp_link import TcpLink
from hello.demo import Shown, demo_command
from hello.demos.network.tcp_client.claims import CLAIMS
from hello.demos.network.tcp_client.exhibits import PATIENCE, end_thread_in_recv, read_in_pieces
from hello.demos.network.tcp_client.facts import SentLine, TcpClientFacts
from hello.demos.network.tcp_client.picture import picture
from hello.errors import WrongUseError

__all__ = ["CLAIMS", "demonstrate", "main"]

TEXT = "你好，世界"
LONGEST_TEXT = 2000
PIECE = 8
"""Bytes: no multiple of the three that a Chinese character has, so some are cut."""

PIECES = (1, 65_536)

logger = logging.getLogger(__name__)


def demonstrate(*, name: str = "Tom", text: str = TEXT, piece: int = PIECE) -> TcpClientFacts:
    """Say *text* as *name* to a plain server, which sends it back; receive it in pieces; quit.

    A *piece* has 1 to 65536 bytes at most; *text* has at most 2000 characters, in one line.
    Raise WrongUseError for others, and for what is no name.
    Source: tutorial, TCP programming; Python library reference, ``codecs``.
    """
    check_bounds("piece", piece, *PIECES)
    if len(text) > LONGEST_TEXT or not text.isprintable():
        next_step = f"take up to {LONGEST_TEXT} printable characters"
        raise WrongUseError("this text is no line", text[:20], next_step=next_step)
    line, left_thread, saw_end = _chat_once(name_or_login(name), text, piece)
    return TcpClientFacts(
        line=line,
        pieces=read_in_pieces(line.received.encode(), piece),
        endings=tuple(end_thread_in_recv(call) for call in ("close()", "shutdown()")),
        client_left_thread=left_thread,
        server_saw_end=saw_end,
        platform=sys.platform,
    )


def _chat_once(name: str, text: str, piece: int) -> tuple[SentLine, bool, bool]:
    """Let our client say *text* and quit; return it, if a thread is left, if the server knows."""
    before = set(threading.enumerate())
    shown: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = ClientSettings(name, *listener.getsockname())
        client = TcpLink(settings, show=lambda *lines: shown.extend(lines), tell=shown.append)
        try:
            client.start()
            server, _ = listener.accept()
            with server:
                server.settimeout(PATIENCE)
                client.say(text)
                line = _send_back(server, piece)
                client.finish(PATIENCE)
                client.close()
                left_thread = bool(set(threading.enumerate()) - before)
                saw_end = _sees_end(server)
        finally:
            client.close()
    return SentLine(name, text, line.decode(), tuple(shown)), left_thread, saw_end


def _send_back(server: socket.socket, piece: int) -> bytes:
    """Receive a line, and send it back in pieces; return it."""
    with server.makefile("rb") as file:
        line = file.readline()
    for start in range(0, len(line), piece):
        server.sendall(line[start : start + piece])
    return line


def _sees_end(server: socket.socket) -> bool:
    try:
        return server.recv(1) == b""
    except OSError:
        return False


@demo_command(
    __name__,
    "hello-tcp-client --name Tom",
    "hello-tcp-client --host chat.example --tls-ca ca.pem --retry 5",
    "hello-tcp-client --play --piece 1",
    plays=True,
)
@tcp_client_options
@click.option("--text", help=f"With --play: the text to say.  [default: {TEXT}]")
@click.option(
    "--piece",
    type=click.IntRange(*PIECES),
    help=f"With --play: the bytes that one recv takes.  [default: {PIECE}]",
)
def main(
    *, play: bool, settings: ClientSettings, patience: float, text: str | None, piece: int | None
) -> Shown | None:
    """Chat, or show how."""
    if not play:
        if text is not None or piece is not None:
            given = "--piece" if text is None else "--text"
            raise WrongUseError(f"{given} is for the demonstration", next_step="add --play")
        chat(settings, patience)
        return None
    facts = demonstrate(
        name=settings.name, text=TEXT if text is None else text, piece=piece or PIECE
    )
    return Shown(facts, picture(facts))
