"""A chat server as most asyncio tutorials have it: a task a client, a write a line.

With --uvloop as its only argument it runs on that event loop.
"""

import asyncio
import sys
from importlib import import_module

writers: set[asyncio.StreamWriter] = set()


async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Give every line of one client to all, until it leaves."""
    writers.add(writer)
    try:
        while line := await reader.readline():
            for one in list(writers):
                one.write(line)
                await one.drain()
    except ConnectionError:
        pass
    finally:
        writers.discard(writer)
        writer.close()


async def serve() -> None:
    """Serve until terminated."""
    server = await asyncio.start_server(relay, "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve on the loop that the command line asks for."""
    if "--uvloop" in sys.argv:
        # By its name, so that type checks need not have it.
        import_module("uvloop").run(serve())
    else:
        asyncio.run(serve())


if __name__ == "__main__":
    main()
