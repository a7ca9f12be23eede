"""The UDP chat client: its options, and the chat of whoever sits at it."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hello.chat.clients.line_editor import LineEditor
from hello.chat.clients.tcp_client import LAST_WAIT, OPTIONS, QUIT, name_or_login
from hello.chat.entrance.credentials import read_token
from hello.chat.udp.udp_conversation import (
    Event,
    Gone,
    Heard,
    Missed,
    Refused,
    Rejoined,
    Unreturned,
)
from hello.chat.udp.udp_link import UdpClientSettings, UdpLink
from hello.errors import HelloError

OF_DATAGRAMS = ("host", "port", "name", "token_file", "retries")
"""Those of the TCP client's options that make sense here."""


def udp_client_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let *function* take the client's options, as ``settings``."""

    @functools.wraps(function)
    def with_settings(**parameters: Any) -> Any:
        own = {name: parameters.pop(name) for name in OF_DATAGRAMS}
        return function(settings=settings_of(**own), **parameters)

    for name in reversed(OF_DATAGRAMS):
        OPTIONS[name](with_settings)
    return with_settings


def settings_of(*, name: str | None, token_file: Path | None, **place: Any) -> UdpClientSettings:
    """Return the settings for what the user gave; raise WrongUseError where it does not fit."""
    token = read_token(token_file) if token_file else None
    return UdpClientSettings(name=name_or_login(name), token=token, **place)


def chat(settings: UdpClientSettings) -> None:
    """Chat: send lines of stdin, show those that arrive, until ``quit`` or the end of stdin.

    If nobody types them, wait for each until it has come back or must be given up: nothing is
    sent twice. Raise HelloError where the server is gone or lines have not come back.
    """
    editor = LineEditor()

    def hear(event: Event) -> None:
        if isinstance(event, Heard):
            editor.show(event.text)
        elif text := as_text(event, is_typed=editor.is_interactive):
            editor.tell(text)

    link = UdpLink(settings, hear, ended=editor.stop)
    try:
        link.start()
        _say_lines(link, editor)
        if editor.is_stopped:
            link.raise_error()
        missing = link.finish(LAST_WAIT if editor.is_interactive else None)
    finally:
        link.close()
    link.raise_error()
    if missing and not editor.is_interactive:
        raise HelloError(
            f"{missing:,} of {link.said:,} lines have not come back",
            next_step="UDP loses: say them again, or take hello-tcp-client",
        )


def _say_lines(link: UdpLink, editor: LineEditor) -> None:
    for line in editor.lines():
        if line == QUIT:
            return
        try:
            link.say(line)
        except HelloError as error:
            link.raise_error()
            if not editor.is_interactive:
                raise
            editor.tell(str(error))


def as_text(event: Event, *, is_typed: bool) -> str:
    """Return what the client itself says of *event*; empty if nothing."""
    text = ""
    match event:
        case Missed(first, last):
            text = "missed " + _messages(first, last)
        case Rejoined(is_new=True):
            text = "the server was restarted: joined again; what was said meanwhile is lost"
        case Rejoined():
            text = "joined again"
        # At the end of a pipe they are counted.
        case Unreturned(said) if is_typed:
            text = f"has not come back: {said}"
        case Refused(reason):
            text = f"not taken: {reason}"
        case Gone(reason, pause):
            text = f"{reason}; trying again" + (f" in {pause:.1f} s" if pause else "")
    return text and f"* {text}"


def _messages(first: int, last: int) -> str:
    if first == last:
        return f"1 message: {first}"
    return f"{last - first + 1:,} messages: {first} to {last}"
