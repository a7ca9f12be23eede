"""A demo's own timeline: it runs under the recorder, and what its threads did is drawn."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hello.catalogue import DEMOS
from hello.errors import WrongUseError

# Only types: a demo that is not recorded waits for none of it to load.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from rich.console import RenderableType

    from hello.observe.events import Log

TERMINAL = "-"
"""Stands for no file: the timeline is drawn below the picture."""

CHAPTERS_WITHOUT = ("packaging", "language")
"""Their demos have one thread, which waits for nobody."""

timeline_option = click.option(
    "--timeline",
    is_flag=False,
    flag_value=TERMINAL,
    metavar="[FILE]",
    help="Draw which thread ran, waited, and for whom; or write that to FILE: a page (.html), "
    "JSON for Perfetto (.json), or a record for 'helloworld trace' (.hello).",
)


def with_timeline(module_name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what adds ``--timeline`` to a command, or nothing to one without threads."""
    chapters = {demo.module: demo.chapter for demo in DEMOS}
    has_none = chapters.get(module_name) in CHAPTERS_WITHOUT
    return (lambda command: command) if has_none else timeline_option


_folders: list[Path] = []
"""Where the processes of the recording under way leave what they recorded."""


def environment_of_programs() -> dict[str, str]:
    """Return what makes a Python program record, in its environment; nothing while none is to.

    Such a program may not be started with ``-I`` or ``-E``.
    """
    if not _folders:
        return {}
    from hello.tracing.settings import Settings

    return Settings(str(_folders[-1])).environment({})


class Timeline:
    """Where the timeline goes, None for nowhere, and what was recorded as soon as the run ends.

    Raise WrongUseError where the file could not be written.
    """

    def __init__(self, target: str | None, *, as_json: bool) -> None:
        self._target = target
        self._file = None if target in {None, TERMINAL} else Path(str(target))
        self._logs: Sequence[Log] = ()
        if target == TERMINAL and as_json:
            raise WrongUseError(
                "--timeline would draw into the JSON", next_step="write it to a file: --timeline F"
            )
        if self._file:
            from hello.tracing import outputs

            outputs.check([self._file], None)

    @contextmanager
    def recorded(self, program: str) -> Iterator[None]:
        """Record the body and the processes that it makes, if that was asked for."""
        if self._target is None:
            yield
            return
        from tempfile import TemporaryDirectory

        from hello.observe.recorder import recording

        with TemporaryDirectory(prefix="hello-timeline-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            _folders.append(folder)
            try:
                with recording(children=folder) as recorder:
                    yield
            finally:
                _folders.remove(folder)
            logs = [recorder.log(), *_children(folder)]
        self._logs = [replace(log, program=program) for log in logs]

    def pictures(self, language: str) -> Iterator[RenderableType]:
        """Yield what is to be drawn."""
        if self._target == TERMINAL:
            from hello.observe.building import build
            from hello.observe.gantt import Gantt

            yield ""
            yield Gantt(build(self._logs), language)

    def write(self, language: str) -> None:
        """Write the file, if there is to be one. Raise OSError."""
        if self._file:
            from hello.observe.building import build
            from hello.tracing import outputs

            outputs.write(self._file, build(self._logs), self._logs, language)


def _children(folder: Path) -> Iterator[Log]:
    from hello.observe.recorder.serialise import SUFFIX, read

    for file in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(OSError, ValueError):
            yield read(file)
