"""What ``hello-modules`` finds out, as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Search:
    """One ``import greet``: folders in the order of ``sys.path``, and what came of it.

    ``holders`` have a ``greet.py``; ``looked`` are those that Python opened;
    ``beyond`` says whether it went on to the standard library. ``found`` is None
    where it found nothing, and the ``error`` says so.
    """

    path: tuple[str, ...]
    holders: tuple[str, ...]
    looked: tuple[str, ...]
    beyond: bool
    found: str | None
    error: str | None


@dataclass(frozen=True)
class Executed:
    """A statement, the module bodies it ran, and the names it bound with their values."""

    statement: str
    ran: tuple[str, ...]
    bound: Mapping[str, str]
    files: Mapping[str, str]
    error: str | None


@dataclass(frozen=True)
class Guard:
    """What a module with a self-test prints when imported, and with ``python -m``."""

    module: str
    on_import: tuple[str, ...]
    as_main: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """A script beside a ``random.py`` and a ``time.py``: which of the two it gets."""

    command: str
    gets_ours: Mapping[str, bool]


@dataclass(frozen=True)
class ImportFacts:
    """All that the demo saw.

    ``attribute`` is ``t.t2`` used after ``import t`` alone. ``runs`` counts, for
    each import of ``once``, how often its body ran; ``reload_runs`` likewise.
    """

    searches: tuple[Search, ...]
    statements: tuple[Executed, ...]
    attribute: Executed
    runs: tuple[int, ...]
    reload_runs: int
    guards: tuple[Guard, ...]
    scripts: tuple[Script, ...]

    def executed(self, statement: str) -> Executed:
        """Return what *statement* did; raise LookupError where it was not executed."""
        for executed in self.statements:
            if executed.statement == statement:
                return executed
        raise LookupError(statement)

    def guard(self, module: str) -> Guard:
        """Return what *module* printed; raise LookupError where it was not tried."""
        for guard in self.guards:
            if guard.module == module:
                return guard
        raise LookupError(module)
