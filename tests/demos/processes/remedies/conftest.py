"""A real redis-server on loopback, and the result of one run of the demo."""

import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import redis

from hello.demos.processes.remedies import demonstrate
from hello.demos.processes.remedies.facts import Remedies

HIGH_PORTS = range(20_000, 60_000)
ATTEMPTS = 20


class Server(NamedTuple):
    """A redis-server that answers at ``url``; its password is a part of that."""

    url: str
    password: str
    process: subprocess.Popen[str]

    def keys(self) -> list[bytes]:
        """Return the names of all that it holds."""
        with redis.Redis.from_url(self.url) as client:
            return list(client.keys())


@contextmanager
def redis_server(folder: Path) -> Iterator[Server]:
    """Run a redis-server on a random port; where that is taken, on another."""
    program = shutil.which("redis-server")
    if sys.platform == "win32":
        pytest.skip("other system: no redis-server on Windows")
    assert program, "redis-server is not installed: apt-get install redis-server"
    password = secrets.token_hex(8)
    for _ in range(ATTEMPTS):
        port = secrets.choice(HIGH_PORTS)
        with subprocess.Popen(
            [program, "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(
                f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
                f'save ""\nappendonly no\ndir "{folder}"\n'
            )
            process.stdin.close()
            try:
                if any("Ready to accept connections" in line for line in process.stdout):
                    yield Server(f"redis://:{password}@127.0.0.1:{port}/0", password, process)
                    return
            finally:
                process.kill()
    pytest.fail(f"redis-server did not start in {ATTEMPTS} attempts")


@pytest.fixture(scope="session")
def redis_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server that all tests share; each leaves it empty."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def another_redis(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Return what starts a server that a test may kill."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(redis_server(tmp_path))


@pytest.fixture(scope="session")
def result() -> Remedies:
    """Return what the demo finds with its default parameters."""
    return demonstrate()
