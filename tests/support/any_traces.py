"""Traces of logs without sense, for hypothesis: what a recorder could have noted, and could not."""

from hypothesis import strategies as some

from hello.observe.building import build
from hello.observe.events import Deadlock, Event, Kind, Log, ObjectInfo, Place, ThreadInfo

END = 1_000_000
KINDS = ("Lock", "RLock", "Semaphore", "Queue", "sleep", "socket", "Thread")
NAMES = ("MainThread", "工作线程", "a\nb\x1b[31m", "x" * 60)

numbers = some.integers(-1, 5)
events = some.builds(
    Event,
    at=some.integers(0, END),
    thread=some.integers(1, len(NAMES)),
    kind=some.sampled_from(Kind),
    what=some.integers(1, len(KINDS)),
    other=numbers,
    place=numbers,
    value=some.integers(-1, END),
    cpu=some.integers(-1, END),
)
circles = some.builds(
    Deadlock,
    at=some.integers(0, END),
    threads=some.just((1, 2)),
    objects=some.just((1, 2)),
    stacks=some.just(((), ())),
)


def log_of(found: list[Event], **more: object) -> Log:
    """Return the log with these events."""
    return Log(
        process=7,
        parent=1,
        program="p.py",
        python="3.11",
        began=0,
        began_at=0.0,
        ended=END,
        events=found,
        threads={number: ThreadInfo(name) for number, name in enumerate(NAMES, 1)},
        objects={number: ObjectInfo(kind, 1, "x") for number, kind in enumerate(KINDS, 1)},
        places=[Place("", 0, ""), Place("p.py", 1, "f"), Place("p.py", 2, "g")],
        **more,  # type: ignore[arg-type]  # the fields of a Log
    )


logs = some.builds(
    log_of,
    some.lists(events, max_size=60),
    dropped=some.integers(0, 1),
    deadlocks=some.lists(circles, max_size=1),
)
traces = some.builds(
    build,
    some.lists(logs, min_size=1, max_size=2),
    threshold=some.sampled_from([0, END // 50]),
    last=some.sampled_from([None, END // 2]),
)
