"""Sessions of requests that end at a deadline, whatever the other side does.

The timeout of requests is one for each piece that comes; who sends a byte now and then is
listened to for ever. Here a timer shuts the sockets down.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Sockets:
    """The sockets of a session: shut down together, and from then on as soon as they are there."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: list[socket.socket] = []
        self._is_over = False

    def add(self, one: Any) -> None:
        # A proxy's TLS within TLS is no socket; what reads it has the timeout of requests.
        if isinstance(one, socket.socket):
            with self._lock:
                self._open.append(one)
                if self._is_over:
                    _shut_down(one)

    def shut_down(self) -> None:
        with self._lock:
            self._is_over = True
            for one in self._open:
                _shut_down(one)


def _shut_down(one: socket.socket) -> None:
    with suppress(OSError):
        # Not the method of an SSLSocket: it takes away what another thread is reading with.
        socket.socket.shutdown(one, socket.SHUT_RDWR)


@contextmanager
def session_until(seconds: float) -> Iterator[requests.Session]:
    """Yield a session whose connections are shut down after so many *seconds*."""
    sockets = _Sockets()
    timer = Timer(seconds, sockets.shut_down)
    timer.daemon = True
    timer.start()
    try:
        with requests.Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, _Adapter(sockets))
            yield session
    finally:
        timer.cancel()
        timer.join()


class _Adapter(HTTPAdapter):
    """Makes connections whose sockets are known to *sockets*."""

    def __init__(self, sockets: _Sockets) -> None:
        self._pools = _pools_of(sockets)
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **settings: Any) -> None:
        super().init_poolmanager(*arguments, **settings)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **settings)
        if not proxy.lower().startswith("socks"):  # those have pools of their own
            manager.pool_classes_by_scheme = self._pools
        return manager


def _pools_of(sockets: _Sockets) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
