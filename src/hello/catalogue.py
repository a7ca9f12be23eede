"""THE list of demos, in teaching order; everything else derives from it.

``setup.py`` runs this file to compute the console entry points, so it imports
the standard library only. Adding a demo means adding one line to ``DEMOS``
(see CONTRIBUTING.rst).
"""

from typing import NamedTuple


class Demo(NamedTuple):
    """One section of the tutorial as a command.

    ``name`` is what ``helloworld run`` takes; ``module`` stands in ``hello.demos``;
    ``in_tour`` marks the one demo of its chapter that ``helloworld tour`` shows.
    ``arguments`` make the command show its demo, where without any it is a server or a client.
    """

    name: str
    chapter: str
    module: str
    in_tour: bool = False
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The installed console command."""
        return f"hello-{self.name}"


CHAPTERS = ("packaging", "language", "concurrency", "network")

PLAY = ("--play",)

DEMOS = (
    Demo("modules", "packaging", "hello.demos.basics.modules", in_tour=True),
    Demo("logging", "language", "hello.demos.basics.logging_demo"),
    Demo("heap-sort", "language", "hello.demos.basics.heap_sort", in_tour=True),
    Demo("concurrency", "concurrency", "hello.demos.processes.concurrency"),
    Demo("remedies", "concurrency", "hello.demos.processes.remedies"),
    Demo("thread-states", "concurrency", "hello.demos.threads.thread_states"),
    Demo("threads", "concurrency", "hello.demos.threads.threads"),
    Demo("thread-local", "concurrency", "hello.demos.threads.thread_local"),
    Demo("queue", "concurrency", "hello.demos.threads.queue_demo"),
    Demo("lifo-queue", "concurrency", "hello.demos.threads.lifo_queue"),
    Demo("priority-queue", "concurrency", "hello.demos.threads.priority_queue"),
    Demo("event", "concurrency", "hello.demos.threads.event"),
    Demo("lock", "concurrency", "hello.demos.threads.lock", in_tour=True),
    Demo("rlock", "concurrency", "hello.demos.threads.rlock"),
    Demo("condition", "concurrency", "hello.demos.threads.condition"),
    Demo("semaphore", "concurrency", "hello.demos.threads.semaphore"),
    Demo("process", "concurrency", "hello.demos.processes.process"),
    Demo("pool", "concurrency", "hello.demos.processes.pool"),
    Demo("thread-executor", "concurrency", "hello.demos.processes.thread_executor"),
    Demo("process-executor", "concurrency", "hello.demos.processes.process_executor"),
    Demo("tcp-server", "network", "hello.demos.network.tcp_server", arguments=PLAY),
    Demo("tcp-client", "network", "hello.demos.network.tcp_client", arguments=PLAY),
    Demo("udp-server", "network", "hello.demos.network.udp_server", arguments=PLAY),
    Demo("udp-client", "network", "hello.demos.network.udp_client", arguments=PLAY),
    Demo("socketserver", "network", "hello.demos.network.socketserver_demo", arguments=PLAY),
    Demo(
        "selectors", "network", "hello.demos.network.selectors_demo", in_tour=True, arguments=PLAY
    ),
    Demo("udp-vs-tcp", "network", "hello.demos.network.udp_vs_tcp"),
    Demo("io-modes", "network", "hello.demos.network.io_modes"),
)

PROGRAMS = {"say_hello": "hello.greeting:main", "helloworld": "hello.cli:main"}
"""The console commands that are not demos, and where each starts."""


def console_scripts() -> dict[str, str]:
    """Return every console command of the distribution and its entry point."""
    return PROGRAMS | {demo.command: f"{demo.module}:main" for demo in DEMOS}
