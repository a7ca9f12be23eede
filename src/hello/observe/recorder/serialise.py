"""A Log as a file, and back: columns of numbers, times as differences, compressed.

A file is complete or not there: it gets its name when all of it is written.
"""

import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import asdict, fields
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from hello.observe.events import Counts, Deadlock, Event, Kind, Log, ObjectInfo, Place, ThreadInfo

SUFFIX = ".hello-log"
FORMAT = "hello-log 1"


def write(log: Log, path: Path) -> None:
    """Write *log* to *path*."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_bytes(packed(log))
    partial.replace(path)


def read(path: Path) -> Log:
    """Return the Log of a file. Raise OSError, or ValueError where it is none of ours."""
    return unpacked(path.read_bytes())


def packed(log: Log) -> bytes:
    """Return *log* as bytes."""
    columns = [list(column) for column in zip(*log.events, strict=True)] or [[] for _ in range(8)]
    columns[0] = _differences(columns[0])
    columns[7] = _differences(columns[7])
    plain = {one.name: getattr(log, one.name) for one in fields(log)}
    plain |= {
        "format": FORMAT,
        "events": columns,
        "threads": {number: asdict(one) for number, one in log.threads.items()},
        "counts": {number: asdict(one) for number, one in log.counts.items()},
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpacked(data: bytes) -> Log:
    """Return the Log that became *data*. Raise ValueError where it is none."""
    try:
        found: dict[str, Any] = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
        if found.pop("format") != FORMAT:
            raise KeyError("another format")  # noqa: TRY301 (told like what is missing)
        return _log(found)
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a recording: {error}") from error


def _log(found: dict[str, Any]) -> Log:
    columns = found.pop("events")
    columns[0] = list(accumulate(columns[0]))
    columns[7] = list(accumulate(columns[7]))
    columns[2] = list(map(Kind, columns[2]))
    return Log(
        **found
        | {
            "events": list(map(Event._make, zip(*columns, strict=True))),
            "threads": {int(key): ThreadInfo(**one) for key, one in found["threads"].items()},
            "objects": {int(key): ObjectInfo(*one) for key, one in found["objects"].items()},
            "counts": {int(key): Counts(**one) for key, one in found["counts"].items()},
            "places": tuple(Place(*one) for one in found["places"]),
            "deadlocks": tuple(_deadlock(*one) for one in found["deadlocks"]),
            "notes": tuple(found["notes"]),
        }
    )


def _deadlock(
    at: int,
    threads: Sequence[int],
    objects: Sequence[int],
    stacks: Sequence[Sequence[Sequence[Any]]],
    has_ended: bool,  # noqa: FBT001 (the fields of a Deadlock in their order)
) -> Deadlock:
    read_stacks = tuple(tuple(Place(*place) for place in stack) for stack in stacks)
    return Deadlock(at, tuple(threads), tuple(objects), read_stacks, has_ended)


def _differences(numbers: list[int]) -> list[int]:
    return numbers[:1] + [later - earlier for earlier, later in pairwise(numbers)]
