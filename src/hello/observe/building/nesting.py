"""In which order locks were taken, one within the other."""

from collections.abc import Iterable, Iterator

from hello.observe.building.numbering import Numbers
from hello.observe.events import Event
from hello.observe.model import Order


def orders(events: Iterable[Event], numbers: Numbers, origin: int) -> Iterator[Order]:
    """Yield an order for each of the NESTED *events*, with what else was held then."""
    groups: dict[tuple[int, int, int, int], list[Event]] = {}
    for event in events:
        key = (event.thread, event.at, event.what, event.place)
        groups.setdefault(key, []).append(event)
    for group in groups.values():
        held = [numbers.object(event.value) for event in group]
        if numbers.object(group[0].what) in held:
            continue  # its own RLock once more: nobody waits for that
        for event in group:
            first, second = numbers.object(event.value), numbers.object(event.what)
            yield Order(
                thread=numbers.thread(event.thread),
                at=max(event.at - origin, 0),
                first=first,
                first_place=numbers.place(event.other),
                second=second,
                second_place=numbers.place(event.place),
                guards=tuple(sorted({*held} - {first})),
            )
