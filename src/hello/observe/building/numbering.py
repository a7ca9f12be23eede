"""Numbers that hold for a whole trace, for those that hold for one process."""

from collections.abc import Iterable

from hello.observe.events import UNKNOWN, Log, Place


class Places:
    """The lines of all processes, each once; number 0 is no place."""

    def __init__(self) -> None:
        self._numbers = {Place("", 0, ""): 0}

    def number(self, place: Place) -> int:
        """Return the number of *place*."""
        return self._numbers.setdefault(place, len(self._numbers))

    def known(self) -> tuple[Place, ...]:
        """Return all, by their numbers."""
        return tuple(self._numbers)


class Numbers:
    """What one process's serial numbers are in the trace."""

    def __init__(self, log: Log, places: Places) -> None:
        self._places = [places.number(place) for place in log.places]
        self._threads: dict[int, int] = {}
        self._objects: dict[int, int] = {}

    def count_threads(self, serials: Iterable[int], first: int) -> None:
        """Give the threads *serials*, in this order, numbers from *first* on."""
        self._threads = {serial: number for number, serial in enumerate(serials, first)}

    def count_objects(self, serials: Iterable[int], first: int) -> None:
        """Give the objects *serials*, in this order, numbers from *first* on."""
        self._objects = {serial: number for number, serial in enumerate(serials, first)}

    def thread(self, serial: int) -> int:
        """Return a thread's number, or UNKNOWN, also for one that the trace does not show."""
        return self._threads.get(serial, UNKNOWN)

    def object(self, serial: int) -> int:
        """Return an object's number, or UNKNOWN."""
        return self._objects.get(serial, UNKNOWN)

    def place(self, number: int) -> int:
        """Return a place's number, or 0."""
        return self._places[number] if 0 <= number < len(self._places) else 0
