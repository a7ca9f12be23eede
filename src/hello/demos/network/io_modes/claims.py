"""What the tutorial says of blocking and non-blocking, synchronous and asynchronous."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.network.io_modes.facts import IoModesFacts, Mode

SECTION = "IO多路复用"
SYNCHRONOUS = (Mode.BLOCKING, Mode.POLLING, Mode.SELECT)
ASYNCHRONOUS = (Mode.THREAD, Mode.ASYNCIO)

BEGAN_LATE = "the call began when the data was there already"


def blocking_waits(facts: IoModesFacts) -> Verdict:
    """Look whether recv came back before or after the data was written."""
    read = facts.read(Mode.BLOCKING)
    if read.first.start > read.written:
        return inconclusive(reason=BEGAN_LATE)
    return decide(
        read.waited and read.first.gave_data,
        called_ms=ms(read.first.start),
        written_ms=ms(read.written),
        returned_ms=ms(read.first.end),
        answer=read.first.answer,
    )


def non_blocking_returns(facts: IoModesFacts) -> Verdict:
    """Look whether recv came back before the data was written, and with what."""
    read = facts.read(Mode.POLLING)
    return decide(
        not read.waited and not read.first.gave_data and read.last.gave_data,
        returned_ms=ms(read.first.end),
        written_ms=ms(read.written),
        answer=read.first.answer,
        calls=read.calls,
    )


def synchronous_gives(facts: IoModesFacts) -> Verdict:
    """Look at what the last call returned in each of the modes in which that is recv."""
    reads = [facts.read(mode) for mode in SYNCHRONOUS]
    return decide(
        all(read.last.gave_data and read.receiver == read.reader for read in reads),
        **{read.mode: f"{read.last.call} {read.last.answer}" for read in reads},
    )


def asynchronous_promises(facts: IoModesFacts) -> Verdict:
    """Look at what the first call returned, when, and whether the data came later."""
    reads = [facts.read(mode) for mode in ASYNCHRONOUS]
    return decide(
        all(
            not read.waited and not read.first.gave_data and read.data == facts.sent
            for read in reads
        ),
        **{read.mode: f"{read.first.call} {read.first.answer}" for read in reads},
    )


def two_questions(facts: IoModesFacts) -> Verdict:
    """Look for calls with each of the four pairs of answers."""
    first = facts.read(Mode.BLOCKING)
    if first.first.start > first.written or _select_began_late(facts):
        return inconclusive(reason=BEGAN_LATE)
    seen = {(read.waited, read.first.gave_data) for read in facts.reads}
    seen.add((False, facts.ready_at_once.gave_data))
    return decide(
        len(seen) == len((False, True)) ** 2,
        waits_and_gives=(True, True) in seen,
        waits_and_gives_not=(True, False) in seen,
        waits_not_and_gives=(False, True) in seen,
        neither=(False, False) in seen,
    )


def select_waits_for_many(facts: IoModesFacts) -> Verdict:
    """Look at one select for several sockets, and at the recv after it."""
    read = facts.read(Mode.SELECT)
    if _select_began_late(facts):
        return inconclusive(reason=BEGAN_LATE)
    return decide(
        read.waited and not read.first.gave_data and read.last.gave_data and facts.sockets > 1,
        sockets=facts.sockets,
        select=read.first.answer,
        then_recv=read.last.answer,
        calls=read.calls,
    )


def _select_began_late(facts: IoModesFacts) -> bool:
    read = facts.read(Mode.SELECT)
    return read.first.start > read.written


def somebody_else_waits(facts: IoModesFacts) -> Verdict:
    """Count the other work that the reading thread did before the data was written."""
    blocked = facts.read(Mode.BLOCKING)
    others = [facts.read(mode) for mode in ASYNCHRONOUS]
    return decide(
        blocked.steps == 0 and all(read.steps > 0 for read in others),
        steps={read.mode: read.steps for read in (blocked, *others)},
        thread_that_waits={read.mode: read.receiver for read in (blocked, *others)},
        own_clock_ms={read.mode: ms(read.cpu_seconds) for read in (blocked, *others)},
    )


def ms(seconds: float) -> float:
    """Return *seconds* in milliseconds."""
    return round(1000 * seconds, 2)


CLAIMS = (
    Claim(
        "io-modes.blocking",
        "A blocking read does not return at once, but when the data is there.",
        "阻塞的读取不会立即返回，数据到了才返回。",
        SECTION,
        blocking_waits,
    ),
    Claim(
        "io-modes.non-blocking",
        "A non-blocking read returns at once: without data it raises, and you ask again.",
        "非阻塞的读取立即返回：没有数据就抛出异常，需要再问。",
        SECTION,
        non_blocking_returns,
    ),
    Claim(
        "io-modes.synchronous",
        "Synchronous: the call gives the result directly, it returns the data itself.",
        "同步：直接得到结果，调用返回的就是数据。",
        SECTION,
        synchronous_gives,
    ),
    Claim(
        "io-modes.asynchronous",
        "Asynchronous: the call does not give the result, only a promise; the data comes later.",
        "异步：不直接得到结果，调用只给出一个承诺，数据稍后才到。",
        SECTION,
        asynchronous_promises,
    ),
    Claim(
        "io-modes.two-questions",
        "Whether you get the result and whether you wait are two questions: all four pairs exist.",
        "是否得到结果、是否需要等待，是两个不同的问题：四种组合都存在。",
        SECTION,
        two_questions,
    ),
    Claim(
        "io-modes.select",
        "One select() waits for several sockets; it gives no data, the recv() after it does.",
        "一次 select() 等待多个 socket；它不给出数据，之后的 recv() 才给出。",
        SECTION,
        select_waits_for_many,
    ),
    Claim(
        "io-modes.who-waits",
        "A blocked thread does nothing else; in an asynchronous read it works on meanwhile.",
        "阻塞的线程做不了别的事；异步读取时，线程可以同时继续工作。",
        SECTION,
        somebody_else_waits,
    ),
)
