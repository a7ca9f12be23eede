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
    """

    name: str
    chapter: str
    module: str
    in_tour: bool = False

    @property
    def command(self) -> str:
        """The installed console command."""
        return f"hello-{self.name}"


CHAPTERS = ("packaging", "language", "concurrency", "network")

DEMOS = (
    Demo("modules", "packaging", "hello.demos.basics.modules", in_tour=True),
    Demo("logging", "language", "hello.demos.basics.logging_demo"),
    Demo("heap-sort", "language", "hello.demos.basics.heap_sort", in_tour=True),
    Demo("thread-local", "concurrency", "hello.demos.threads.thread_local"),
    Demo("event", "concurrency", "hello.demos.threads.event", in_tour=True),
    Demo("condition", "concurrency", "hello.demos.threads.condition"),
)

PROGRAMS = {"say_hello": "hello.greeting:main", "helloworld": "hello.cli:main"}
"""The console commands that are not demos, and where each starts."""


def console_scripts() -> dict[str, str]:
    """Return every console command of the distribution and its entry point."""
    return PROGRAMS | {demo.command: f"{demo.module}:main" for demo in DEMOS}
