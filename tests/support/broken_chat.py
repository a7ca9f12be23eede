"""Chat servers that are broken on purpose."""

import pytest

from hello.chat.servers.connection import Connection


def lose_own_lines(patch: pytest.MonkeyPatch) -> None:
    """Let a guest who says a line get another in its place; what it says to enter comes back.

    It holds for each server with a thread for each client.
    """
    receive, send = Connection.receive, Connection.send
    said: dict[Connection, bytes] = {}

    def remember(self: Connection, seconds: float | None = None) -> bytes:
        said[self] = receive(self, seconds)
        return said[self]

    def send_others(self: Connection, data: bytes | memoryview) -> int:
        is_own = b" says " in bytes(data) and said.get(self) == data
        return send(self, b"\n".rjust(len(data), b"?") if is_own else data)

    patch.setattr(Connection, "receive", remember)
    patch.setattr(Connection, "send", send_others)
