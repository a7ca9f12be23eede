"""Finds and imports demos: our own, and those that other distributions add.

A distribution adds a demo by an entry point in the group ``hello.demos``; the
entry point's name is the demo's, its value the module.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import NamedTuple

import hello
from hello.catalogue import DEMOS, Demo
from hello.errors import HelloError, unknown

GROUP = "hello.demos"
ADDED = "added"
"""The chapter of every demo that another distribution adds."""

PARTS = ("demonstrate", "CLAIMS", "main")
"""What a demo's module has to have."""


class FoundDemo(NamedTuple):
    """A demo, the distribution that it comes from, and its module or why there is none."""

    demo: Demo
    distribution: str
    module: ModuleType | None
    error: str

    @property
    def summary(self) -> str:
        """The first line of the module's docstring, or what went wrong."""
        if self.module is None:
            return self.error
        return (self.module.__doc__ or "").strip().partition("\n")[0]

    def loaded(self) -> ModuleType:
        """Return the module; raise HelloError where it could not be imported."""
        if self.module is None:
            raise HelloError(
                f"demo {self.demo.name!r} of {self.distribution} cannot be loaded: {self.error}",
                next_step="tell its authors, or uninstall it",
            )
        return self.module


def find_demos() -> tuple[FoundDemo, ...]:
    """Return all demos in teaching order, the added ones last."""
    own = [_load(demo, f"HelloWorld {hello.__version__}") for demo in DEMOS]
    return (*own, *_added())


def find_demo(name: str) -> FoundDemo:
    """Return the demo called *name*, or whose command is *name*; raise WrongUseError."""
    demos = find_demos()
    for found in demos:
        if name in {found.demo.name, found.demo.command}:
            return found
    names = [found.demo.name for found in demos]
    raise unknown("demo", name, names, otherwise="'helloworld list' shows them all")


def _added() -> Iterator[FoundDemo]:
    own_names = {demo.name for demo in DEMOS}
    for point in sorted(entry_points(group=GROUP)):
        demo = Demo(point.name, ADDED, point.module)
        if point.name in own_names:
            yield FoundDemo(demo, _origin(point), None, "HelloWorld has a demo of this name")
        else:
            yield _load(demo, _origin(point))


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown distribution"


def _load(demo: Demo, distribution: str) -> FoundDemo:
    try:
        module = import_module(demo.module)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # another's module may raise anything
        return FoundDemo(demo, distribution, None, f"{type(error).__name__}: {error}")
    missing = [part for part in PARTS if not hasattr(module, part)]
    if missing:
        return FoundDemo(demo, distribution, None, f"the module lacks {', '.join(missing)}")
    return FoundDemo(demo, distribution, module, "")
