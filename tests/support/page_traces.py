"""Traces for the page: a lock that passes on, a deadlock, processes, names that are markup."""

from dataclasses import replace

from logs import MAIN, Writing

from hello.observe.building import build
from hello.observe.events import Deadlock, Kind, Log
from hello.observe.model import Hold, Outcome, State, Stretch, Trace, Wait

MS = 1_000_000
TURN = 20_000
EVIL = (
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
)


def contention() -> Trace:
    """Ann holds the lock, then Bob; Cleo waits for both. A queue fills. Main waits for Cleo."""
    return build([_contention()])


def _contention(process: int = 100, parent: int = 1) -> Log:
    log = Writing(process, parent)
    lock, jobs = log.thing("Lock", "accounts", 12), log.thing("Queue", "jobs", 13, bound=4)
    nap, end = log.thing("sleep"), log.thing("Thread", "Cleo")
    ann, bob, cleo = (log.thread(name, at=MS, line=20) for name in ("Ann", "Bob", "Cleo"))
    log.waits(ann, nap, 3 * MS, 9 * MS, line=32)
    log.held(ann, lock, 2 * MS, 10 * MS, line=31)
    # Half of the time before, he was ready only.
    bobs = {"holder": ann, "line": 31, "taken": 31, "freed_by": ann, "cpu": MS}
    log.waits(bob, lock, 3 * MS, 10 * MS, **bobs)
    # What is released can be taken before its next owner runs.
    log.held(bob, lock, 10 * MS, 16 * MS - MS // 10, line=31)
    log.waits(cleo, nap, 2 * MS, 3 * MS, line=40)
    log.waits(cleo, lock, 4 * MS, 16 * MS, holder=ann, line=41, taken=31, freed_by=bob)
    log.held(cleo, lock, 16 * MS - MS // 10, 17 * MS, line=41)
    log.waits(MAIN, end, 5 * MS, 18 * MS, holder=cleo, line=50, freed_by=cleo)
    for at, items in enumerate((1, 2, 3, 4, 3, 2)):
        log.note((2 + 2 * at) * MS, ann, Kind.DEPTH, jobs, value=items)
    for thread in (ann, bob):
        log.ends(thread, 17 * MS)
    log.ends(cleo, 18 * MS, value=-1)
    return log.done(20 * MS)


def deadlock() -> Trace:
    """Ann has the left lock and waits for the right one, Bob the other way round."""
    log = Writing()
    left, right = log.thing("Lock", "left", 2), log.thing("Lock", "right", 3)
    ann, bob = log.thread("Ann", at=MS), log.thread("Bob", at=MS)
    log.waits(ann, right, 3 * MS, None, holder=bob, line=7, taken=8)
    log.waits(bob, left, 4 * MS, None, holder=ann, line=9, taken=6)
    stack = (log.place(5, "main"), log.place(7))
    stacks = tuple(tuple(log.places[number] for number in stack) for _ in range(2))
    log.deadlocks.append(Deadlock(log.log.began + 50 * MS, (ann, bob), (right, left), stacks))
    return build([log.done(100 * MS)])


def processes() -> Trace:
    """Two processes with threads of the same names."""
    return build([_contention(), _contention(200, 100)])


def nothing() -> Trace:
    """A program that did nothing, in no time."""
    return build([Writing().done(0)])


def futures() -> Trace:
    """One line makes many things that are waited for once each."""
    log = Writing()
    for number in range(5):
        made = log.thing("Future", line=30)
        log.waits(MAIN, made, (2 * number + 1) * MS, (2 * number + 2) * MS, line=31)
    return build([log.done(20 * MS)])


def moments() -> Trace:
    """Ann runs for a microsecond in a second of waiting, Bob waits for one in a second of running.

    Both have some more of that, so that no stretch is as wide as a pixel.
    """
    log = Writing()
    lock = log.thing("Lock", "accounts", 12)
    ann, bob = log.thread("Ann"), log.thread("Bob")
    for thread, wait, active in ((ann, 999, 1), (bob, 1, 999)):
        for turn in range(2_000):
            begin = turn * MS // 2 + active * 500
            log.waits(thread, lock, begin, begin + wait * 500, line=7)
    return build([log.done(1_000 * MS)])


def hostile() -> Trace:
    """Every name is markup, and an end of the script."""
    log = Writing()
    lock = log.thing("Lock", EVIL, 3)
    evil = log.thread(EVIL, at=MS)
    log.places[-1] = log.places[-1]._replace(file=EVIL, function=EVIL)
    log.held(MAIN, lock, MS, 5 * MS, line=4)
    log.waits(evil, lock, 2 * MS, 5 * MS, holder=MAIN, line=9, taken=4, freed_by=MAIN)
    log.places[-1] = log.places[-1]._replace(file=EVIL, function="\u202eevil\x00")
    trace = build([log.done(10 * MS, notes=(EVIL,))])
    return replace(trace, program=EVIL)


def many(threads: int = 20, turns: int = 2_500) -> Trace:
    """A lock goes round: 2 stretches for each turn of each thread."""
    log = Writing()
    log.thing("Lock", "accounts", 3)
    for number in range(threads):
        log.thread(f"worker {number}")
    trace = build([log.done(threads * turns * TURN)])
    waits, holds = [], []
    stretches: list[list[Stretch]] = [[] for _ in range(threads)]
    for turn in range(threads * turns):
        thread, at = turn % threads, turn * TURN
        own, before = stretches[thread], (turn - 1) % threads
        since = own[-1].end if own else 0
        number = thread * turns + turn // threads
        own += [Stretch(since, at, State.BLOCKED, number), Stretch(at, at + TURN, State.RUNNING)]
        wait = Wait(1 + thread, 0, since, at, State.BLOCKED, Outcome.GOT, 1, 1 + before, 1)
        waits.append((number, wait._replace(freed_by=1 + before)))
        holds.append(Hold(at, at + TURN, 1 + thread, 1))
    lanes = [
        replace(lane, stretches=tuple(own))
        for lane, own in zip(trace.threads[1:], stretches, strict=True)
    ]
    ordered = tuple(wait for _, wait in sorted(waits))
    lock = replace(trace.objects[0], holds=tuple(holds), waits=tuple(range(len(waits))))
    return replace(trace, threads=(trace.threads[0], *lanes), objects=(lock,), waits=ordered)


def inversion() -> Trace:
    """Two locks in both orders, and a thread that nobody joined."""
    log = Writing()
    left, right = log.thing("Lock", "left", 2), log.thing("Lock", "right", 3)
    ann = log.thread("Ann", at=MS, line=20)
    log.nested(ann, 2 * MS, right, (left, 4), line=5)
    log.nested(MAIN, 3 * MS, left, (right, 6), line=7)
    log.held(ann, left, 2 * MS, 3 * MS, line=4)
    log.waits(ann, right, 4 * MS, 5 * MS, line=5)
    log.waits(ann, left, 6 * MS, 7 * MS, line=5)
    return build([log.done(10 * MS)])
