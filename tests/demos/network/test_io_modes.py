"""The demo of I/O modes: its claims and a broken twin of each, its bounds, its picture."""

import json
import selectors
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import asdict, replace
from types import SimpleNamespace, TracebackType
from typing import Any, Self

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len

from hello.claims import Outcome, Verdict
from hello.demos.network.io_modes import CLAIMS, demonstrate, main, modes, wire
from hello.demos.network.io_modes.facts import IoModesFacts, Mode
from hello.demos.network.io_modes.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("io-modes.") for claim in CLAIMS]


def verdict_on(claim: str, facts: IoModesFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"io-modes.{claim}")


@pytest.fixture(scope="module")
def facts() -> IoModesFacts:
    return demonstrate()


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Return what breaks the demo, with little patience; no thread may be left in the end."""
    before = set(threading.enumerate())
    monkeypatch.setattr(wire, "PATIENCE", 0.3)
    monkeypatch.setattr(modes, "PATIENCE", 0.3)
    yield monkeypatch
    assert set(threading.enumerate()) == before


class SubmitsAndWaits:
    """A pool that runs what it gets at once: submit() comes back with the result."""

    def __init__(self, *_settings: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def submit(self, function: Callable[[], bytes]) -> Future[bytes]:
        future: Future[bytes] = Future()
        future.set_result(function())
        return future


def blocking_that_polls(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(modes, "blocking", lambda one: replace(modes.polling(one), mode=Mode.BLOCKING))


def polling_that_blocks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(modes, "polling", lambda one: replace(modes.blocking(one), mode=Mode.POLLING))


def recv_that_counts(patch: pytest.MonkeyPatch) -> None:
    """A recv that gives the number of bytes, as recv_into does."""
    call = modes.Reader.call

    def counting(reader: modes.Reader, name: str, function: Callable[..., Any], *rest: Any) -> Any:
        def count(*arguments: Any) -> Any:
            answer = function(*arguments)
            return len(answer) if isinstance(answer, bytes) else answer

        return call(reader, name, count, *rest)

    patch.setattr(modes.Reader, "call", counting)


def pool_that_waits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(modes, "ThreadPoolExecutor", SubmitsAndWaits)


class SelectsWriters(selectors.DefaultSelector):
    """A selector that asks whether one could write: always."""

    def register(self, fileobj: Any, _events: int, data: Any = None) -> selectors.SelectorKey:
        return super().register(fileobj, selectors.EVENT_WRITE, data)


def select_of_writers(patch: pytest.MonkeyPatch) -> None:
    names = vars(selectors) | {"DefaultSelector": SelectsWriters}
    patch.setattr(modes, "selectors", SimpleNamespace(**names))


TWINS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "blocking": blocking_that_polls,
    "non-blocking": polling_that_blocks,
    "synchronous": recv_that_counts,
    "asynchronous": pool_that_waits,
    "two-questions": select_of_writers,
    "select": select_of_writers,
    "who-waits": pool_that_waits,
}


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str, facts: IoModesFacts) -> None:
    assert verdict_on(claim, facts).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("claim", IDS)
def test_claim_is_refuted_by_its_broken_twin(claim: str, patch: pytest.MonkeyPatch) -> None:
    TWINS[claim](patch)

    assert verdict_on(claim, demonstrate()).outcome is Outcome.REFUTED


@pytest.mark.parametrize("mode", [Mode.BLOCKING, Mode.SELECT], ids=str)
def test_a_call_that_began_late_decides_nothing(mode: Mode, facts: IoModesFacts) -> None:
    """On a busy machine the data may be there before the reader has begun to wait."""
    late = [replace(read, written=-1.0) if read.mode == mode else read for read in facts.reads]
    changed = replace(facts, reads=tuple(late))
    claims = {"blocking" if mode == Mode.BLOCKING else "select", "two-questions"}

    assert {verdict_on(claim, changed).outcome for claim in claims} == {Outcome.INCONCLUSIVE}


def test_every_mode_reads_the_same(facts: IoModesFacts) -> None:
    assert [read.mode for read in facts.reads] == list(Mode)
    assert {read.data for read in facts.reads} == {"hello"}
    assert all(read.written <= read.have for read in facts.reads)
    assert facts.read(Mode.THREAD).receiver.startswith("receiver")
    assert json.loads(json.dumps(asdict(facts)))["sockets"] == 3


@pytest.mark.parametrize("delay", [0.0, 1.1, float("nan")], ids=str)
def test_bounds_hold_for_callers_in_python(delay: float) -> None:
    with pytest.raises(WrongUseError, match="delay out of range"):
        demonstrate(delay=delay)


@pytest.mark.parametrize("mode", range(5), ids=list(Mode))
def test_an_interrupt_leaves_nothing(mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C comes after the first call of each mode."""
    calls: list[str] = []
    call = modes.Reader.call

    def interrupted(reader: modes.Reader, *rest: Any) -> Any:
        answer = call(reader, *rest)
        if reader._calls == 1:  # noqa: SLF001  # to know the first
            calls.append(rest[0])
            if len(calls) == mode + 1:
                raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(modes.Reader, "call", interrupted)
    with leaves_no_thread():
        demonstrate(delay=0.01)


@pytest.mark.parametrize("width", [40, 60, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_picture_fits(width: int, encoding: str, facts: IoModesFacts) -> None:
    lines = drawn(picture(facts), width, encoding).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_the_command_takes_its_option() -> None:
    done = CliRunner().invoke(main, ["--delay", "0.02", "--json"])

    assert json.loads(done.stdout)["result"]["delay_seconds"] == 0.02
