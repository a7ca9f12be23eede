"""Put the parts of a trace together, process by process."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from hello.observe.building.families import parent_of
from hello.observe.building.holding import with_holder
from hello.observe.building.lives import lives
from hello.observe.building.naming import made_unique, process_names
from hello.observe.building.nesting import orders
from hello.observe.building.numbering import Numbers, Places
from hello.observe.building.objects import ObjectLanes, all_objects
from hello.observe.building.passing import arrows
from hello.observe.building.threads import ThreadLanes
from hello.observe.building.window import Window
from hello.observe.events import UNKNOWN, Event, Kind, Log
from hello.observe.model import Circle, ObjectLane, Order, ProcessLane, ThreadLane, Trace, Wait


class Assembly:
    """All that was found so far; times are moved so that the window's origin is 0."""

    def __init__(self, logs: Sequence[Log], window: Window, threshold: int) -> None:
        self._logs, self._window, self._threshold = logs, window, threshold
        self._names = process_names(logs)
        self._places = Places()
        self._processes: list[ProcessLane] = []
        self._threads: list[ThreadLane] = []
        self._objects: list[ObjectLane] = []
        self._waits: list[Wait] = []
        self._orders: list[Order] = []
        self._circles: list[Circle] = []

    def add(self, index: int, log: Log) -> None:
        """Add one process; its parent has to be there before."""
        # Threads note what they do at once, so neighbours can have changed places.
        events = sorted(log.events, key=attrgetter("at"))
        log = replace(log, objects=all_objects(log, events))
        numbers = Numbers(log, self._places)
        numbers.count_objects(log.objects, len(self._objects))
        first_thread, first_wait = len(self._threads), len(self._waits)
        self._add_threads(index, log, events, numbers)
        self._add_objects(index, log, events, numbers, first_wait)
        nested = (event for event in events if event.kind == Kind.NESTED)
        self._orders += orders(nested, numbers, self._window.origin)
        self._circles += self._circles_of(log, numbers)
        self._add_process(index, log, first_thread)

    def _add_threads(self, index: int, log: Log, events: Sequence[Event], numbers: Numbers) -> None:
        origin, span = self._window.origin, self._window.part(log)
        shown = lives(log, events, span, origin) if self._window.covers(log) else []
        numbers.count_threads((life.serial for life in shown), len(self._threads))
        lanes = ThreadLanes(log, numbers, origin, self._threshold)
        self._threads += [lanes.lane(life, index, self._waits) for life in shown]

    def _add_objects(
        self, index: int, log: Log, events: Sequence[Event], numbers: Numbers, first_wait: int
    ) -> None:
        waits_of: dict[int, list[int]] = {}
        for number in range(first_wait, len(self._waits)):
            waits_of.setdefault(self._waits[number].what, []).append(number)
        lanes = ObjectLanes(log, numbers, self._window)
        lanes.read(events)
        for lane in lanes.lanes(index, self._waits, waits_of):
            self._objects.append(lane)
            for number in lane.waits if lane.holds else ():
                self._waits[number] = with_holder(self._waits[number], lane.holds)

    def _circles_of(self, log: Log, numbers: Numbers) -> Iterator[Circle]:
        for seen in log.deadlocks:
            yield Circle(
                at=max(seen.at - self._window.origin, 0),
                threads=tuple(map(numbers.thread, seen.threads)),
                objects=tuple(map(numbers.object, seen.objects)),
                stacks=tuple(tuple(map(self._places.number, stack)) for stack in seen.stacks),
                has_ended=seen.has_ended,
            )

    def _add_process(self, index: int, log: Log, first_thread: int) -> None:
        start, end = self._window.part(log)
        self._processes.append(
            ProcessLane(
                number=log.process,
                parent=parent_of(index, self._logs),
                name=self._names[index],
                program=log.program,
                python=log.python,
                start=start,
                end=end,
                threads=tuple(range(first_thread, len(self._threads))),
                dropped=log.dropped,
            )
        )

    def trace(self) -> Trace:
        """Return the whole."""
        root = self._logs[0]
        moved = (self._window.origin - root.began) / 1_000_000_000
        threads = tuple(self._named_threads())
        objects = tuple(self._named_objects())
        return Trace(
            program=root.program,
            python=root.python,
            began_at=root.began_at + moved,
            end=self._window.end - self._window.origin,
            processes=tuple(self._processes),
            threads=threads,
            objects=objects,
            waits=tuple(self._waits),
            arrows=tuple(arrows(threads, objects, self._waits)),
            orders=tuple(self._orders),
            deadlocks=tuple(self._circles),
            places=self._places.known(),
            notes=tuple(dict.fromkeys(note for log in self._logs for note in log.notes)),
            threshold=self._threshold,
        )

    def _named_threads(self) -> Iterator[ThreadLane]:
        for thread, name in zip(self._threads, self._unique(self._threads), strict=True):
            yield replace(thread, name=name)

    def _named_objects(self) -> Iterator[ObjectLane]:
        named = [self._named_for_its_thread(one) for one in self._objects]
        for one, name in zip(named, self._unique(named), strict=True):
            yield replace(one, name=name)

    def _named_for_its_thread(self, one: ObjectLane) -> ObjectLane:
        """Return *one*; what stands for a thread's end gets the thread's name."""
        ended = self._waits[one.waits[0]].holder if one.kind == "Thread" and one.waits else UNKNOWN
        if ended == UNKNOWN:
            return one
        return replace(one, name=f"Thread '{self._threads[ended].name}'")

    def _unique(self, lanes: Sequence[ThreadLane | ObjectLane]) -> list[str]:
        """Return the names; those that several processes have say which one."""
        shared = Counter(name for name, _ in {(lane.name, lane.process) for lane in lanes})
        return made_unique(
            f"{lane.name} ({self._names[lane.process]})" if shared[lane.name] > 1 else lane.name
            for lane in lanes
        )
