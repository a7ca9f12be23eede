"""A trace as a file that Perfetto, ``chrome://tracing`` and vizviewer open.

Source: the Trace Event Format, in its JSON object form.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import TextIO

from hello.observe.chrome.marks import marks
from hello.observe.chrome.slices import slices
from hello.observe.chrome.tracks import Entry, Tracks
from hello.observe.model import Trace

__all__ = ["entries", "text", "write"]


def write(trace: Trace, stream: TextIO) -> None:
    """Write *trace* to *stream*, whose encoding has to be UTF-8. Raise OSError."""
    stream.writelines(text(trace))


def text(trace: Trace) -> Iterator[str]:
    """Yield the file's text, an entry at a time: all of it can be many times the trace's size."""
    yield f'{{"displayTimeUnit":"ms","otherData":{_written(_facts(trace))},"traceEvents":['
    separator = "\n"
    for entry in entries(trace):
        yield separator + _written(entry)
        separator = ",\n"
    yield "\n]}\n"


def entries(trace: Trace) -> Iterator[Entry]:
    """Yield each event: names first, then what lasts, then what points to that."""
    tracks = Tracks(trace)
    return chain(tracks.names(), slices(trace, tracks), marks(trace, tracks))


# Perfetto shows \\uXXXX literally.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _written(part: Entry) -> str:
    # What is no text in a name, such as an undecodable byte, becomes an escape that JSON has too.
    return _encode(part).encode("utf-8", "backslashreplace").decode("utf-8")


def _facts(trace: Trace) -> dict[str, str]:
    began = datetime.fromtimestamp(trace.began_at, UTC).isoformat(timespec="milliseconds")
    facts = {"program": trace.program, "python": trace.python, "began": began}
    if trace.dropped:
        facts["dropped events"] = str(trace.dropped)
    return facts | {f"note {number}": note for number, note in enumerate(trace.notes, 1)}
