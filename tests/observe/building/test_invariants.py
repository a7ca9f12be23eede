"""What holds for the trace of any log."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from hello.observe.building import build
from hello.observe.events import Event, Kind, Log, ObjectInfo, Place, ThreadInfo
from hello.observe.findings import as_data, findings
from hello.observe.findings.reading import JOIN, kind_of
from hello.observe.model import UNKNOWN, Outcome, State, Stretch, Trace
from hello.observe.telling import tell

END = 1_000_000
KINDS = ("Lock", "RLock", "Semaphore", "Queue", "sleep", "socket", "Thread")
LIFE = {Kind.STARTED, Kind.ENDED}
numbers = some.integers(-1, 5)
events = some.builds(
    Event,
    at=some.integers(0, END),
    thread=some.integers(1, 3),
    kind=some.sampled_from(Kind),
    what=some.integers(1, len(KINDS)),
    other=numbers,
    place=numbers,
    value=some.integers(-1, END),
    cpu=some.integers(-1, END),
)


def log_of(found: list[Event], over: frozenset[int] = frozenset(), **more: object) -> Log:
    return Log(
        process=7,
        parent=1,
        program="p.py",
        python="3.11",
        began=0,
        began_at=0.0,
        **{"ended": END} | more,  # type: ignore[arg-type]  # the fields of a Log
        events=found,
        threads={
            number: ThreadInfo(f"t{number}", parent=number - 1, has_ended=number in over)
            for number in (1, 2, 3)
        },
        objects={number: ObjectInfo(kind) for number, kind in enumerate(KINDS, 1)},
        places=[Place("", 0, ""), Place("p.py", 1, "f"), Place("p.py", 2, "g")],
    )


lengths = some.none() | some.integers(0, END + 1)
logs = some.builds(
    log_of,
    some.lists(events, max_size=60),
    some.frozensets(some.integers(1, 3)),
    ended=some.integers(0, END),
    dropped=some.integers(0, 1),
    last=lengths,
)
anything = some.builds(
    build,
    some.lists(logs, min_size=1, max_size=2),
    threshold=some.sampled_from([0, END // 50]),
    last=lengths,
)
without_lives = some.lists(events.filter(lambda event: event.kind not in LIFE), max_size=60)


@given(anything)
def test_lanes_have_no_gap_and_no_overlap(trace: Trace) -> None:
    for lane in trace.threads:
        edges = [lane.start, *(stretch.start for stretch in lane.stretches[1:]), lane.end]
        if lane.stretches:
            assert [stretch.start for stretch in lane.stretches] == edges[:-1]
            assert [stretch.end for stretch in lane.stretches] == edges[1:]
        else:
            assert lane.start == lane.end
        assert 0 <= lane.start <= lane.end <= trace.end
        assert all(stretch.start < stretch.end for stretch in lane.stretches)


@given(anything)
def test_neighbours_differ(trace: Trace) -> None:
    for lane in trace.threads:
        assert all(one[2:] != other[2:] for one, other in pairwise(lane.stretches))


@given(anything)
def test_stretches_are_of_their_waits(trace: Trace) -> None:
    for number, lane in enumerate(trace.threads):
        for stretch in lane.stretches:
            if stretch.wait == UNKNOWN:
                assert trace.threshold or stretch.state in {State.RUNNING, State.READY}
                continue
            wait = trace.waits[stretch.wait]
            assert wait.thread == number
            assert wait.state is stretch.state
            assert wait.start <= stretch.start <= stretch.end <= wait.end


@given(without_lives)
def test_every_wait_appears_once(found: list[Event]) -> None:
    trace = build([log_of(found)])

    began = Counter(event.what - 1 for event in found if event.kind == Kind.WAITS)
    acts = [event for event in sorted(found, key=lambda one: one.at) if event.kind != Kind.SAMPLE]
    for thread in (1, 2, 3):
        first = next((event for event in acts if event.thread == thread), None)
        if first and first.kind == Kind.GOES_ON:
            began[first.what - 1] += 1
    assert Counter(wait.what for wait in trace.waits) == began


@given(anything)
def test_no_wait_lies_outside_its_lane(trace: Trace) -> None:
    for wait in trace.waits:
        lane = trace.threads[wait.thread]
        assert 0 <= lane.start <= wait.start <= wait.end <= lane.end <= trace.end


@given(without_lives, some.integers(0, END + 1))
def test_a_window_is_a_part_of_the_whole(found: list[Event], last: int) -> None:
    """Whether it is asked for, or was recorded so: then who gave no sign of life is not there."""
    whole = {lane.name: lane for lane in build([log_of(found)]).threads}
    asked, recorded = build([log_of(found)], last=last), build([log_of(found, last=last)])

    assert len(asked.threads) == len(whole)
    assert {f"t{event.thread}" for event in found} <= {lane.name for lane in recorded.threads}
    start = max(END - last, 0)
    for part in (asked, recorded):
        assert part.end == END - start
        for lane in part.threads:
            assert (lane.start, lane.end) == (0, part.end)
            assert passive(lane.stretches) == passive(
                stretch._replace(start=max(stretch.start - start, 0), end=stretch.end - start)
                for stretch in whole[lane.name].stretches
                if stretch.end > start
            )


def passive(stretches: Iterable[Stretch]) -> list[tuple[int, int, State]]:
    """Return when it waited: the clock tells running from ready at another grain in a part."""
    return [one[:3] for one in stretches if one.state not in {State.RUNNING, State.READY}]


@given(some.lists(events, max_size=60), some.integers(0, END), some.integers(0, 1))
def test_who_ended_before_a_window_has_no_time_in_it(
    found: list[Event], last: int, dropped: int
) -> None:
    """Whether the event that says so was kept, or let go with all else."""
    before = [event._replace(thread=1, at=min(event.at, END - last - 1)) for event in found[::2]]
    rest = [event._replace(thread=2) for event in found[1::2] if event.thread != 1]
    ended = Event(END - last - 1, 1, Kind.ENDED)
    for kept in ([*before, ended], before[:1], []):
        log = log_of([*kept, *rest], frozenset({1}), last=last, dropped=dropped)
        lanes = [lane for lane in build([log]).threads if lane.name == "t1"]
        assert all((lane.stretches, lane.has_ended) == ((), True) for lane in lanes)


@given(anything)
def test_each_object_has_its_waits(trace: Trace) -> None:
    of_objects = [number for one in trace.objects for number in one.waits]

    assert sorted(of_objects) == list(range(len(trace.waits)))
    for number, one in enumerate(trace.objects):
        assert all(trace.waits[wait].what == number for wait in one.waits)


@given(anything)
def test_a_lock_has_one_owner_at_a_time(trace: Trace) -> None:
    for one in trace.objects:
        if one.kind in {"Lock", "RLock"}:
            assert all(hold.end <= after.start for hold, after in pairwise(one.holds))


@given(anything)
def test_arrows_go_forward_between_threads(trace: Trace) -> None:
    for arrow in trace.arrows:
        assert 0 <= arrow.left <= arrow.arrived <= trace.end
        assert arrow.sender != arrow.receiver
        assert max(arrow.sender, arrow.receiver) < len(trace.threads)
    assert [arrow.arrived for arrow in trace.arrows] == sorted(
        arrow.arrived for arrow in trace.arrows
    )


@given(anything)
def test_names_are_unique(trace: Trace) -> None:
    for lanes in (trace.threads, trace.objects, trace.processes):
        names = [lane.name for lane in lanes]
        assert len(set(names)) == len(names)


@given(anything)
def test_sums_agree(trace: Trace) -> None:
    facts = findings(trace, most=1000)

    for lane in facts.threads.facts:
        parts = lane.running + lane.ready + lane.blocked + lane.sleeping + lane.io
        assert abs(parts - lane.life) < 1e-12
    blocked = sum(lane.blocked for lane in facts.threads.facts)
    short = 0 if not trace.threshold else sum(lane.short_time for lane in trace.threads) / 1e9
    of_objects = sum(one.seconds for one in facts.objects.facts)
    assert blocked - short - 1e-9 <= of_objects <= blocked + 1e-9
    waits = [wait for wait in trace.waits if wait.state is not State.SLEEPING]
    joins = [wait for wait in waits if kind_of(trace, wait.what) == JOIN]
    told = sum(line.waits for line in facts.waits.facts)
    assert told == (len(waits) - len(joins) or len(joins))


@given(anything)
def test_only_the_end_leaves_a_wait_unfinished(trace: Trace) -> None:
    for wait in trace.waits:
        if wait.outcome is Outcome.UNFINISHED:
            assert wait.end == trace.threads[wait.thread].end


@given(anything, some.sampled_from(["en", "zh"]))
def test_all_of_it_can_be_told(trace: Trace, language: str) -> None:
    for section in tell(findings(trace), language):
        assert section.title
        assert all(one.text for one in section.said)
    assert set(as_data(findings(trace))) == set(findings(trace).__dataclass_fields__)
