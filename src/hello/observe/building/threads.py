"""One lane a thread: what it did from its start to its end."""

from collections.abc import Iterable, Iterator, Sequence

from hello.observe.building.clocks import Reading, active_stretches
from hello.observe.building.lives import Life, is_main
from hello.observe.building.numbering import Numbers
from hello.observe.building.waiting import Chosen, Found, Waiting, choose
from hello.observe.events import UNKNOWN, Kind, Log
from hello.observe.model import State, Stretch, ThreadLane, Wait

STATES = {"sleep": State.SLEEPING} | dict.fromkeys(("socket", "select", "pipe", "input"), State.IO)
"""By the kind of what is waited for; all others block."""


class ThreadLanes:
    """Makes the lanes of one process's threads, and their waits."""

    def __init__(self, log: Log, numbers: Numbers, origin: int, threshold: int) -> None:
        self._log, self._numbers = log, numbers
        self._origin, self._threshold = origin, threshold

    def lane(self, life: Life, process: int, waits: list[Wait]) -> ThreadLane:
        """Return the lane of *life*, and add what it waited for to *waits*."""
        info, numbers = life.info, self._numbers
        waiting = self._waiting(life)
        chosen = choose(waiting, self._is_shown, len(waits))
        thread = numbers.thread(life.serial)
        waits += [self._wait(thread, one) for one in chosen.waits]
        readings = list(self._readings(life))
        span = (life.start, max(life.end, life.start))
        passive = sorted([*self._shown(chosen, waits), *self._short(chosen, waiting)])
        active = active_stretches(span, passive, readings)
        return ThreadLane(
            name=info.name,
            process=process,
            start=span[0],
            end=span[1],
            stretches=tuple(_joined(sorted([*active, *passive]))),
            native_id=info.native_id,
            is_daemon=info.is_daemon,
            is_main=is_main(info, self._log),
            parent=numbers.thread(info.parent),
            place=numbers.place(info.place),
            was_there=life.was_there,
            was_joined=info.is_joined,
            has_ended=life.has_ended,
            has_failed=life.has_failed,
            has_clock=len(readings) > 1,
            short_waits=chosen.left_out,
            short_time=sum(piece.end - piece.start for piece in chosen.short),
        )

    def _waiting(self, life: Life) -> Waiting:
        waiting = Waiting(life.start, max(life.end, life.start), self._origin)
        is_first = True
        earliest = life.start + self._origin
        for event in life.events:
            if event.kind == Kind.WAITS:
                waiting.begin(event)
            elif event.kind == Kind.GOES_ON:
                waiting.finish(event, is_first=is_first and event.at >= earliest)
            elif event.kind == Kind.SAMPLE:
                continue
            is_first = False
        waiting.close()
        return waiting

    def _shown(self, chosen: Chosen, waits: Sequence[Wait]) -> Iterator[Stretch]:
        for start, end, wait in chosen.pieces:
            yield Stretch(start, end, waits[wait].state, wait)

    def _short(self, chosen: Chosen, waiting: Waiting) -> Iterator[Stretch]:
        for start, end, wait in chosen.short:
            yield Stretch(start, end, self._state(waiting.waits[wait].began.what))

    def _state(self, what: int) -> State:
        return STATES.get(self._log.objects[what].kind, State.BLOCKED)

    def _is_shown(self, wait: Found) -> bool:
        return wait.end - wait.start >= self._threshold

    def _wait(self, thread: int, wait: Found) -> Wait:
        began, numbers = wait.began, self._numbers
        return Wait(
            thread=thread,
            what=numbers.object(began.what),
            start=wait.start,
            end=wait.end,
            state=self._state(began.what),
            outcome=wait.outcome,
            place=numbers.place(began.place),
            holder=numbers.thread(began.other),
            taken_at=numbers.place(began.value),
            freed_by=numbers.thread(wait.freed_by),
        )

    def _readings(self, life: Life) -> Iterator[Reading]:
        for event in life.events:
            if event.cpu != UNKNOWN:
                at = event.at - self._origin
                yield Reading(at, event.cpu, event.kind != Kind.SAMPLE)
            elif event.kind == Kind.STARTED:
                yield Reading(event.at - self._origin, 0, is_own=True)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield *stretches*, what goes on unchanged as one."""
    before: Stretch | None = None
    for stretch in stretches:
        if before and before[2:] == stretch[2:]:
            before = before._replace(end=stretch.end)
            continue
        if before:
            yield before
        before = stretch
    if before:
        yield before
