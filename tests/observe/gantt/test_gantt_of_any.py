"""What holds for the picture of any trace."""

from math import ceil

import pytest
from any_traces import traces
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pictures import drawn
from rich.cells import cell_len

from hello.observe.gantt import Gantt
from hello.observe.gantt.scale import Scale
from hello.observe.gantt.threads import cells
from hello.observe.model import State, Trace

calm = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For a busy machine."""

lasting = traces.filter(lambda trace: trace.end > 0)


@calm
@given(traces, some.integers(20, 200), some.sampled_from(["en", "zh"]))
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "gbk"])
def test_it_fits(encoding: str, trace: Trace, width: int, language: str) -> None:
    text = drawn([Gantt(trace, language)], width, encoding)

    assert max(map(cell_len, text.splitlines())) <= width
    assert all(each.isprintable() for each in text.splitlines())


@calm
@given(traces, some.integers(0, 900_000), some.integers(1, 100_000))
def test_each_part_can_be_drawn(trace: Trace, start: int, length: int) -> None:
    end = min(start + length, trace.end)
    if start < end:
        assert drawn([Gantt(trace, start=start, end=end)])


@calm
@given(lasting, some.integers(1, 200))
def test_what_is_not_there_is_not_drawn(trace: Trace, width: int) -> None:
    """A column shows a state that the thread had in its time, or a moment of running."""
    scale = Scale(0, trace.end, width)
    for lane in trace.threads:
        seen: list[set[State]] = [set() for _ in range(width)]
        for one in lane.stretches:
            for column, _ in scale.shares(one.start, one.end):
                seen[column].add(one.state)
        for column, cell in enumerate(cells(lane, scale)):
            assert cell.state in seen[column] | {State.NEW}
            assert State.RUNNING in seen[column] or not cell.ran


@calm
@given(lasting, some.integers(20, 200))
def test_what_takes_a_whole_column_is_drawn_there(trace: Trace, width: int) -> None:
    scale = Scale(0, trace.end, width)
    for lane in trace.threads:
        found = cells(lane, scale)
        for one in lane.stretches:
            first, last = (at * width / trace.end for at in (one.start, one.end))
            for cell in found[ceil(first) : int(last)]:
                assert cell.state is one.state


@calm
@given(some.integers(0, 10**12), some.integers(1, 10**12), some.integers(1, 200), some.data())
def test_shares_are_all_of_a_stretch(
    start: int, length: int, width: int, data: some.DataObject
) -> None:
    scale = Scale(start, start + length, width)
    edges = some.integers(start - length, start + 2 * length)
    first, last = sorted((data.draw(edges), data.draw(edges)))

    shares = dict(scale.shares(first, last))

    inside = max(min(last, scale.end) - max(first, scale.start), 0)
    assert sum(shares.values()) == pytest.approx(inside, rel=1e-9, abs=1e-3)
    assert all(0 <= column < width for column in shares)
    assert all(0 <= share <= scale.cell * 1.001 for share in shares.values())
