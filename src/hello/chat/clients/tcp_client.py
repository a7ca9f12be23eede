"""The TCP chat client: its options, and the chat of whoever sits at it."""

import functools
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hello.chat.clients.dialling import ClientSettings
from hello.chat.clients.line_editor import LineEditor
from hello.chat.clients.tcp_link import TcpLink
from hello.chat.entrance.access import client_context, read_token
from hello.chat.servers.server_options import Seconds
from hello.errors import HelloError, WrongUseError

QUIT = "quit"
LONGEST_NAME = 64
LAST_WAIT = 1.0
"""Seconds that a person who wants to leave waits for own lines at the most."""

FILE = click.Path(path_type=Path)


def tcp_client_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let *function* take the client's options, as ``settings`` and ``patience``."""

    @functools.wraps(function)
    def with_settings(**parameters: Any) -> Any:
        own = {name: parameters.pop(name) for name in OPTIONS}
        return function(settings=settings_of(**own), **parameters)

    for option in (wait_option, *reversed(OPTIONS.values())):
        option(with_settings)
    return with_settings


OPTIONS = {
    "host": click.option(
        "--host", default=ClientSettings.host, show_default=True, help="Where the server is."
    ),
    "port": click.option(
        "--port",
        type=click.IntRange(1, 65_535),
        default=ClientSettings.port,
        show_default=True,
        help="The server's port.",
    ),
    "name": click.option("--name", help="The name before your lines.  [default: your login name]"),
    "token_file": click.option(
        "--token-file", type=FILE, metavar="FILE", help="Show the token in this file to get in."
    ),
    "tls_ca": click.option(
        "--tls-ca",
        type=FILE,
        metavar="FILE",
        help="Encrypt, and trust who has a certificate signed by this one.",
    ),
    "tls_name": click.option(
        "--tls-name", help="The name in the server's certificate.  [default: --host]"
    ),
    "retries": click.option(
        "--retry",
        "retries",
        type=click.IntRange(0, 1_000_000),
        default=0,
        show_default=True,
        help="Without a connection, try again up to so many times in a row.",
    ),
}


wait_option = click.option(
    "--wait",
    "patience",
    type=Seconds(0.1, 3600),
    default=10.0,
    show_default=True,
    help="With lines from a pipe: at the end, wait so many seconds for them to come back.",
)


def settings_of(
    *,
    name: str | None,
    token_file: Path | None,
    tls_ca: Path | None,
    tls_name: str | None,
    **place: Any,
) -> ClientSettings:
    """Return the settings for what the user gave; raise WrongUseError where it does not fit."""
    if tls_name is not None and tls_ca is None:
        raise WrongUseError("--tls-name without --tls-ca", tls_name, next_step="give both")
    return ClientSettings(
        name=name_or_login(name),
        token=read_token(token_file) if token_file else None,
        tls=client_context(tls_ca) if tls_ca else None,
        tls_name=tls_name,
        **place,
    )


def name_or_login(name: str | None) -> str:
    """Return *name*, or the user's login name. Raise WrongUseError for what is no name.

    A tab would end it, and who begins with ``*`` would speak as the server.
    """
    if name is None:
        name = _login_name()
    if (
        not name.strip()
        or not name.isprintable()
        or name.startswith("*")
        or len(name) > LONGEST_NAME
    ):
        next_step = f"take 1 to {LONGEST_NAME} printable characters that do not begin with *"
        raise WrongUseError("this is no name", name, next_step=next_step)
    return name


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # the last since 3.13
        return "guest"


def chat(settings: ClientSettings, patience: float) -> None:
    """Chat: send lines of stdin, show those that arrive, until ``quit`` or the end of stdin.

    If nobody types them, wait until all have come back, up to *patience* seconds
    without any. Raise HelloError where the server is gone or lines are missing.
    """
    editor = LineEditor()
    link = TcpLink(settings, show=editor.show, tell=editor.tell, ended=editor.stop)
    try:
        link.start()
        for line in editor.lines():
            if line == QUIT:
                break
            link.say(line)
        if editor.is_stopped:
            link.raise_error()
        missing = link.finish(LAST_WAIT if editor.is_interactive else patience)
    finally:
        link.close()
    if missing and not editor.is_interactive:
        link.raise_error()
        raise HelloError(
            f"{missing:,} lines have not come back",
            settings.address,
            next_step="is that a chat server, which sends lines back to who said them?",
        )
