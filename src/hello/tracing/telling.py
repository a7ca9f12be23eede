"""What becomes of the records: words, pictures, files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hello import edge
from hello.observe.building import build
from hello.observe.events import Log
from hello.observe.findings import findings
from hello.observe.findings.data import as_data
from hello.observe.model import Trace
from hello.screen import console
from hello.tracing import outputs
from hello.tracing.running import Ended
from hello.tracing.summary import summary
from hello.tracing.words import say


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    files: Sequence[Path] = ()
    json_file: Path | None = None
    """``-`` is stdout."""
    language: str = "en"
    threshold: int = 0
    """ns."""
    last: float | None = None
    """Seconds."""
    has_timeline: bool = False
    is_quiet: bool = False


def tell(logs: Sequence[Log], program: str, ended: Ended | None, wanted: Wanted) -> None:
    """Tell on stderr what *logs* say of *program*, and write the files. Raise OSError."""
    screen = console(stderr=True)
    if not logs:
        was_killed = ended is not None and ended.code < 0
        key = "killed" if was_killed else "none"
        screen.print(say(wanted.language, key, program=program), soft_wrap=True)
        return
    last = None if wanted.last is None else int(wanted.last * 1e9)
    trace = build(logs, threshold=wanted.threshold, last=last)
    found = findings(trace)
    if not wanted.is_quiet:
        screen.print(*summary(trace, found, ended, wanted.language), sep="\n")
    if wanted.has_timeline:
        draw(trace, wanted.language)
    for file in wanted.files:
        outputs.write(file, trace, logs, wanted.language)
    if wanted.json_file is not None:
        write_json(wanted.json_file, as_data(found))


def draw(trace: Trace, language: str) -> None:
    """Draw the lanes on stderr."""
    from hello.observe.gantt import Gantt

    console(stderr=True).print(Gantt(trace, language=language))


def write_json(file: Path, value: object) -> None:
    """Write JSON to *file*."""
    if str(file) == "-":
        edge.print_json(value)
    else:
        text = json.dumps(value, ensure_ascii=False, indent=2)
        file.write_text(f"{text}\n", encoding="utf-8", errors="surrogatepass")
