"""One lane an object: who held it when, how many items it had."""

from collections.abc import Iterable, Sequence

from hello.observe.building.holding import holds
from hello.observe.building.naming import object_name
from hello.observe.building.numbering import Numbers
from hello.observe.building.window import Window
from hello.observe.events import Event, Kind, Log, ObjectInfo
from hello.observe.model import Counts, Depth, Hold, ObjectLane, Wait


class ObjectLanes:
    """Makes the lanes of one process's objects."""

    def __init__(self, log: Log, numbers: Numbers, window: Window) -> None:
        self._log, self._numbers = log, numbers
        self._origin, self._span = window.origin, window.part(log)
        # What was counted in all does not agree with what is told of a part.
        self._counts = log.counts if window.is_whole(log) else {}
        self._held: dict[int, list[Hold]] = {}
        self._depths: dict[int, list[Depth]] = {}

    def read(self, events: Iterable[Event]) -> None:
        """Take the HELD and DEPTH *events* that are in the trace."""
        for event in events:
            if event.kind == Kind.HELD:
                self._read_held(event)
            elif event.kind == Kind.DEPTH:
                depth = Depth(max(event.at - self._origin, self._span[0]), event.value)
                self._depths.setdefault(event.what, []).append(depth)

    def _read_held(self, event: Event) -> None:
        end = event.at - self._origin
        if end >= self._span[0]:
            start = max(end - event.value, self._span[0])
            thread, place = self._numbers.thread(event.thread), self._numbers.place(event.place)
            self._held.setdefault(event.what, []).append(Hold(start, end, thread, place))

    def lanes(
        self, process: int, waits: Sequence[Wait], waits_of: dict[int, list[int]]
    ) -> Iterable[ObjectLane]:
        """Yield a lane for each object of the log; *waits_of*: those of each, by its number."""
        for serial, info in self._log.objects.items():
            own = waits_of.get(self._numbers.object(serial), [])
            found = holds(self._held.get(serial, ()), [waits[one] for one in own], info.kind)
            yield ObjectLane(
                name=object_name(info, self._log.places),
                kind=info.kind,
                process=process,
                place=self._numbers.place(info.place),
                bound=info.bound,
                counts=self._counts.get(serial) or Counts(),
                holds=tuple(found),
                depths=tuple(_one_a_moment(self._depths.get(serial, ()))),
                waits=tuple(own),
            )


def _one_a_moment(depths: Iterable[Depth]) -> Iterable[Depth]:
    """Return the last of each moment: all from before the trace fall on its first."""
    return {depth.at: depth for depth in depths}.values()


def all_objects(log: Log, events: Iterable[Event]) -> dict[int, ObjectInfo]:
    """Return the objects of *log*, also those that only its *events* know."""
    named = {event.what for event in events if event.kind in {Kind.WAITS, Kind.GOES_ON, Kind.HELD}}
    return dict(log.objects) | {
        serial: ObjectInfo("object") for serial in sorted(named - log.objects.keys())
    }
