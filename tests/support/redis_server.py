"""A real redis-server with a password, that a test may kill and start again."""

import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

HIGH_PORTS = range(20_000, 60_000)
ATTEMPTS = 20


class RedisServer:
    """A redis-server that answers at ``url``; its ``password`` is a part of that."""

    def __init__(self, folder: Path, *lines: str, host: str = "127.0.0.1") -> None:
        """Let it listen at *host*, which is this machine, with *lines* of configuration too."""
        self._folder, self._lines, self.host = folder, lines, host
        self.password = secrets.token_hex(8)
        self.port = 0
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{self.host}:{self.port}/0"

    def start(self, *prefix: str) -> None:
        """Start it; the first time on a random port, where that is taken on another.

        *prefix* stands before the command: ``ip netns exec NAME``.
        """
        if self.port:
            assert self._answers(prefix), f"port {self.port} is no longer free"
            return
        for _ in range(ATTEMPTS):
            self.port = secrets.choice(HIGH_PORTS)
            if self._answers(prefix):
                return
        pytest.fail(f"redis-server did not start in {ATTEMPTS} attempts")

    def _answers(self, prefix: tuple[str, ...]) -> bool:
        self.process = subprocess.Popen(
            [*prefix, _program(), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert self.process.stdin
        assert self.process.stdout
        settings = (
            f"bind {self.host}", f"port {self.port}", f"requirepass {self.password}",
            'save ""', "appendonly no", f'dir "{self._folder}"', *self._lines,
        )  # fmt: skip
        self.process.stdin.write("\n".join(settings) + "\n")
        self.process.stdin.close()
        if any("Ready to accept connections" in line for line in self.process.stdout):
            return True
        self.kill()
        return False

    def kill(self) -> None:
        """End it by SIGKILL: it takes leave of nobody."""
        if self.process:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout
            self.process.stdout.close()
            self.process = None

    def keys(self) -> list[bytes]:
        """Return the names of all that it holds."""
        with redis.Redis.from_url(self.url) as client:
            return list(client.keys())


def _program() -> str:
    if sys.platform == "win32":
        pytest.skip("other system: no redis-server on Windows")
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed: apt-get install redis-server"
    return program


@contextmanager
def redis_server(folder: Path, *lines: str) -> Iterator[RedisServer]:
    """Run a redis-server on loopback, with *lines* of configuration."""
    server = RedisServer(folder, *lines)
    try:
        server.start()
        yield server
    finally:
        server.kill()
