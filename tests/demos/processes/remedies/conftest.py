"""A real redis-server on loopback, and the result of one run of the demo."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis_server import RedisServer, redis_server

from hello.demos.processes.remedies import demonstrate
from hello.demos.processes.remedies.facts import Remedies


@pytest.fixture(scope="session")
def redis_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Return a server that all tests share; each leaves it empty."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def another_redis(tmp_path: Path) -> Iterator[Callable[[], RedisServer]]:
    """Return what starts a server that a test may kill."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(redis_server(tmp_path))


@pytest.fixture(scope="session")
def result() -> Remedies:
    """Return what the demo finds with its default parameters."""
    return demonstrate()
