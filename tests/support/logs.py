"""Logs written by hand: what a recorder would have noted. Times are ns from the beginning."""

from dataclasses import replace

from hello.observe.events import (
    UNKNOWN,
    Counts,
    Deadlock,
    Event,
    Kind,
    Log,
    ObjectInfo,
    Place,
    ThreadInfo,
)

BEGAN = 5_000_000
MAIN = 1


class Writing:
    """A log in the making; its first thread is MAIN."""

    def __init__(self, process: int = 100, parent: int = 1, began: int = BEGAN) -> None:
        self.log = Log(process, parent, "bank.py", "3.11", began, 1000.0)
        self.events: list[Event] = []
        self.places = [Place("", 0, "")]
        self.threads = {MAIN: ThreadInfo("MainThread", native_id=process)}
        self.objects: dict[int, ObjectInfo] = {}
        self.counts: dict[int, Counts] = {}
        self.deadlocks: list[Deadlock] = []

    def place(self, line: int, function: str = "pay") -> int:
        self.places.append(Place("/home/ann/bank.py", line, function))
        return len(self.places) - 1

    def thing(self, kind: str, name: str = "", line: int = 0, bound: int = 0) -> int:
        number = 1 + len(self.objects)
        place = self.place(line, "") if line else 0
        self.objects[number] = ObjectInfo(kind, place, name, bound)
        return number

    def thread(self, name: str, at: int = 0, *, parent: int = MAIN, line: int = 0) -> int:
        number = 1 + len(self.threads)
        place = self.place(line) if line else 0
        self.threads[number] = ThreadInfo(name, number, parent=parent, place=place)
        self.note(at, number, Kind.STARTED, other=parent, place=place)
        return number

    def note(self, at: int, thread: int, kind: Kind, what: int = 0, **more: int) -> None:
        self.events.append(Event(self.log.began + at, thread, kind, what, **more))

    def ends(self, thread: int, at: int, cpu: int = UNKNOWN, value: int = 1) -> None:
        self.note(at, thread, Kind.ENDED, value=value, cpu=cpu)

    def waits(  # noqa: PLR0913  # what there is to say of a wait
        self,
        thread: int,
        what: int,
        start: int,
        end: int | None,
        *,
        holder: int = UNKNOWN,
        line: int = 0,
        taken: int = 0,
        freed_by: int = UNKNOWN,
        value: int = 1,
        cpu: int = UNKNOWN,
    ) -> None:
        """Wait from *start* to *end*, or for ever, on *line* for what was taken on line *taken*."""
        place, taken_at = (self.place(number) if number else 0 for number in (line, taken))
        self.note(
            start, thread, Kind.WAITS, what, other=holder, place=place, value=taken_at, cpu=cpu
        )
        if end is not None:
            self.note(end, thread, Kind.GOES_ON, what, other=freed_by, value=value, cpu=cpu)

    def held(self, thread: int, what: int, start: int, end: int, line: int = 0) -> None:
        place = self.place(line) if line else 0
        self.note(end, thread, Kind.HELD, what, place=place, value=end - start)

    def nested(self, thread: int, at: int, what: int, *held: tuple[int, int], line: int) -> None:
        """Take *what* on *line* while holding each of *held*: an object and its line."""
        place = self.place(line)
        for other, other_line in held:
            taken_at = self.place(other_line)
            self.note(at, thread, Kind.NESTED, what, other=taken_at, place=place, value=other)

    def done(self, ended: int, **more: object) -> Log:
        """Return the log."""
        ordered = sorted(self.events, key=lambda event: event.at)
        return replace(  # type: ignore[no-any-return,unused-ignore]  # the fields of a Log
            self.log,
            ended=self.log.began + ended,
            events=ordered,
            threads=self.threads,
            objects=self.objects,
            places=self.places,
            counts=self.counts,
            deadlocks=self.deadlocks,
            **more,  # type: ignore[arg-type]  # the fields of a Log
        )
