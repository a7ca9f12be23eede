"""The matrix for a person (terminal, HTML page) and for a program (JSON)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hello.matrix.model import Artifact, Outcome, Row
from hello.matrix.tutorial import COMMANDS
from hello.page import escaped, heading
from hello.wrapping import Wrapped

TITLES = {
    "en": "The tutorial's setup.py commands, run",
    "zh": "教程中的 setup.py 命令，实际运行的结果",
}

LABELS = {
    "why": {"en": "why", "zh": "原因"},
    "made": {"en": "made", "zh": "生成"},
    "installed": {"en": "installed", "zh": "安装"},
    "ran": {"en": "ran", "zh": "运行"},
    "instead": {"en": "instead", "zh": "如今改用"},
}

NARROW = 60
"""Below this width the particulars stand below the command, not beside it."""

STYLES = {
    Outcome.WORKS: "green",
    Outcome.THROUGH_HELLOWORLD: "cyan",
    Outcome.DEPRECATED: "yellow",
    Outcome.NEEDS: "bold red",
    Outcome.FAILED: "bold red",
}

KILO = 1000
WIDEST = max(len(command.line) for command in COMMANDS)
INSTEAD = {command.line: command for command in COMMANDS}


def as_data(row: Row, language: str) -> dict[str, object]:
    """Return *row* by names and values that ``json`` can write; ``error`` only where it has one."""
    data: dict[str, object] = {
        "command": row.command,
        "outcome": row.outcome,
        "artifacts": [{"name": one.name, "bytes": one.size} for one in row.artifacts],
        "installed": row.installed,
        "ran": list(row.ran),
        "instead": INSTEAD[row.command].instead(language),
        "seconds": row.seconds,
    }
    return data | ({"error": row.error} if row.error else {})


class Entry:
    """A renderable: a *row* with its particulars, for any width."""

    def __init__(self, row: Row, language: str) -> None:
        self._row = row
        self._language = language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        head = Text.assemble(
            (self._row.outcome, style_of(self._row)), (f"  {self._row.seconds:.1f} s", "dim")
        )
        said = particulars(self._row, self._language)
        lines: list[RenderableType] = [Wrapped(line) for line in said]
        name = Text(self._row.command, style="bold")
        if options.max_width < NARROW:
            yield name
            for line in (head, *lines):
                yield Padding(line, (0, 0, 0, 2))
            return
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, width=WIDEST)
        table.add_column(ratio=1)
        table.add_row(name, head)
        for line in lines:
            table.add_row("", line)
        yield table


def style_of(row: Row) -> str:
    """Return the style of the row's outcome."""
    return next(style for outcome, style in STYLES.items() if row.outcome.startswith(outcome))


def particulars(row: Row, language: str) -> list[str]:
    """Return what there is to say of *row* beside its outcome, one fact a line."""
    said = {
        "why": row.error,
        "made": ", ".join(map(in_words, row.artifacts)),
        "installed": row.installed,
        "ran": ", ".join(row.ran),
        "instead": INSTEAD[row.command].instead(language),
    }
    colon = "：" if language == "zh" else ": "
    return [f"{LABELS[key][language]}{colon}{value}" for key, value in said.items() if value]


def in_words(artifact: Artifact) -> str:
    """Return an artifact's name and size."""
    return f"{artifact.name} ({artifact.size / KILO:.1f} kB)"


def summary(rows: Sequence[Row], seconds: float) -> str:
    """Return how many commands there were, how many of each outcome, and what it took."""
    counts = Counter(row.outcome for row in rows)
    said = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    return f"{len(rows)} command{'' if len(rows) == 1 else 's'} in {seconds:.1f} s: {said}"


class Progress:
    """A renderable: one line a command, for a terminal that shows them live."""

    def __init__(self, commands: Iterable[str]) -> None:
        self._rows: dict[str, Row | None] = dict.fromkeys(commands)

    def note(self, command: str, row: Row | None) -> None:
        """Take note of what is known of *command* now."""
        self._rows[command] = row

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        for command, row in self._rows.items():
            said = Text(row.outcome, style_of(row)) if row else Text("...", "dim")
            table.add_row(command, said)
        yield table


def as_document(rows: Sequence[Row], seconds: float, project: str, language: str) -> str:
    """Return the matrix of *project* as reStructuredText."""
    parts = [heading(TITLES[language]), f"{escaped(project)}: {escaped(summary(rows, seconds))}\n"]
    for row in rows:
        parts += [
            heading(f"setup.py {row.command}", "-"),
            f"**{escaped(row.outcome)}** ({row.seconds:.1f} s)\n",
            *(f"* {escaped(line)}" for line in particulars(row, language)),
            "",
        ]
    return "\n".join(parts)
