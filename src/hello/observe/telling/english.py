"""Facts in English sentences, which survive an ascii terminal where names do."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hello.observe.findings.contention import Contended
from hello.observe.findings.deadlocks import DeadlockFact, Member
from hello.observe.findings.growth import Growing
from hello.observe.findings.inversions import Inversion, Step
from hello.observe.findings.joins import NeverJoined
from hello.observe.findings.time_spent import ObjectTime, ThreadTime
from hello.observe.findings.unseen import Reason, Unseen
from hello.observe.findings.waits import LongWait
from hello.observe.model import Outcome, Place
from hello.observe.telling.words import Said, function_of, line_of, magnitude, percent

TITLES: Mapping[str, str] = {
    "deadlocks": "Deadlocks",
    "inversions": "Locks taken in orders that can deadlock",
    "waits": "Longest waits",
    "contended": "Most contended locks",
    "threads": "What the threads did with their time",
    "objects": "What the waiting was for",
    "never_joined": "Threads that were never joined",
    "growing": "Queues that only grow",
    "unseen": "What was not seen",
}

ONLY_JOINS = "Waits for threads to end"
"""Instead of the longest waits, where there are no others."""

ENDINGS = {
    Outcome.REFUSED: ", until its time was up",
    Outcome.FAILED: ", until an exception came",
    Outcome.UNFINISHED: ", and was still waiting at the end",
}


def more(number: int) -> str:
    """Return words for what is left out."""
    return f"and {number} more"


def time(seconds: float) -> str:
    """Return a time with its unit."""
    return " ".join(magnitude(seconds))


def counted(number: int, noun: str) -> str:
    """Return *number* and *noun*, with an s for several."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def at(place: Place | None) -> str:
    """Return where *place* is, with a space before it; nothing where it is not known."""
    if place is None:
        return ""
    function = function_of(place)
    return f" at {line_of(place)} in {function}" if function else f" at {line_of(place)}"


def deadlock(fact: DeadlockFact) -> Said:
    """Tell of a deadlock and of each thread in it."""
    names = ", ".join(member.thread for member in fact.members)
    until = "broken later" if fact.has_ended else "never broken"
    whom = " wait for each other"
    if fact.waits_for_itself:
        whom = " waits for itself"
    elif fact.ended_holder:
        whom = f" waits for {fact.ended_holder}, which has ended"
    text = f"{names}{whom}, seen at {time(fact.at)}, {until}"
    return Said(text, tuple(map(_member, fact.members)))


def _member(member: Member) -> Said:
    stack = tuple(Said(at(place).strip()) for place in member.stack)
    waits = f"{member.thread} waits{at(member.waits_at)} for"
    if member.is_join:
        return Said(f"{waits} the end of {member.held_by}", stack)
    taken = f", taken{at(member.taken_at)}" if member.taken_at else ""
    return Said(f"{waits} {member.waits_for}, held by {member.held_by}{taken}", stack)


def inversion(fact: Inversion) -> Said:
    """Tell of orders that make a circle."""
    threads = counted(fact.threads, "thread")
    groups = f"; so were {fact.circles} groups of locks" if fact.circles > 1 else ""
    text = f"{len(fact.steps)} locks, taken in a circle by {threads}{groups}"
    return Said(text, tuple(map(_step, fact.steps)))


def _step(step: Step) -> Said:
    held = f", taken{at(step.held_at)}" if step.held_at else ""
    who = step.thread or "a thread"
    return Said(f"{who} took {step.taken}{at(step.taken_at)} while it held {step.held}{held}")


def long_wait(fact: LongWait) -> Said:
    """Tell of the longest wait on a line, and of all on it."""
    text = f"{time(fact.longest)}{at(fact.place)}: {fact.thread} waited {_for_what(fact)}"
    text += ENDINGS.get(Outcome(fact.outcome), "")
    if fact.waits > 1:
        text += f"; all {fact.waits} waits there took {time(fact.seconds)}"
    return Said(text)


def _for_what(fact: LongWait) -> str:
    if fact.kind == "Thread":
        return f"for the end of {fact.holder or fact.what}"
    most = "most of the time " if fact.other_holders else ""
    held = f", held {most}by {fact.holder}" if fact.holder else ""
    taken = f", which took it{at(fact.taken_at)}" if held and fact.taken_at else ""
    others = f", and by {counted(fact.other_holders, 'other')}" if fact.other_holders else ""
    return f"for {fact.what}{held}{taken}{others}"


def contended(fact: Contended) -> Said:
    """Tell what a lock cost."""
    waits = counted(fact.waits, "wait")
    of_all = f" (taken {counted(fact.taken, 'time')})" if fact.taken else ""
    text = f"{fact.what}: {time(fact.seconds)} lost by {counted(fact.threads, 'thread')}"
    text += f" in {waits}{of_all}"
    if fact.longest_hold:
        text += f"; held for up to {time(fact.longest_hold)}"
    if fact.blamed:
        text += f"; taken{at(fact.blamed)} it cost {time(fact.blamed_seconds)}"
    return Said(text)


def thread_time(fact: ThreadTime) -> Said:
    """Tell what a thread did, the states that it was in."""
    shares = ", ".join(_shares(fact)) or "nothing"
    return Said(f"{fact.thread}: {shares} of {time(fact.life)}")


def _shares(fact: ThreadTime) -> Iterator[str]:
    running = "running" if fact.has_clock else "running or ready"
    spent = {
        "blocked": fact.blocked,
        running: fact.running,
        "ready": fact.ready,
        "asleep": fact.sleeping,
        "in I/O": fact.io,
    }
    for state, seconds in spent.items():
        if share := percent(seconds, fact.life):
            yield f"{state} {share} %"


def object_time(fact: ObjectTime) -> Said:
    """Tell how long one object was waited for."""
    return Said(f"{fact.what}: {time(fact.seconds)} in {counted(fact.waits, 'wait')}")


def not_joined(fact: NeverJoined) -> Said:
    """Tell of the threads that one line started."""
    names = ", ".join(fact.names)
    rest = fact.threads - len(fact.names)
    text = f"{counted(fact.threads, 'thread')} started{at(fact.place)}: {names}"
    text += f" and {rest} more" if rest else ""
    text += f"; {fact.still_there} still there at the end" if fact.still_there else ""
    text += f"; {counted(fact.daemons, 'daemon')}" if fact.daemons else ""
    text += f"; {fact.failed} ended by an exception" if fact.failed else ""
    return Said(text)


def growing(fact: Growing) -> Said:
    """Tell how a queue grew."""
    speed = f", {fact.per_second:.3g} more each second" if fact.per_second else ""
    return Said(f"{fact.what}: from {fact.first} to {fact.last} items{speed}, and it has no bound")


def unseen(fact: Unseen) -> Said:
    """Tell what is missing."""
    texts = {
        Reason.DROPPED: f"the oldest {counted(fact.number, 'event')}: "
        f"the recorder keeps a bounded number, so this is the last {time(fact.seconds)}",
        Reason.SHORT: f"{counted(fact.number, 'wait')} under the threshold, "
        f"{time(fact.seconds)} together",
        Reason.NO_CLOCK: f"running and ready told apart: {counted(fact.number, 'thread')} "
        "had no processor clock that could be read",
        Reason.NOTE: fact.text,
    }
    return Said(texts[fact.reason])


SENTENCES: Mapping[type, Callable[[Any], Said]] = {
    DeadlockFact: deadlock,
    Inversion: inversion,
    LongWait: long_wait,
    Contended: contended,
    ThreadTime: thread_time,
    ObjectTime: object_time,
    NeverJoined: not_joined,
    Growing: growing,
    Unseen: unseen,
}
