"""Facts in Chinese sentences; names of threads and kinds of objects stay as in the program."""

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
    "deadlocks": "死锁",
    "inversions": "可能导致死锁的加锁顺序",
    "waits": "最长的等待",
    "contended": "争用最多的锁",
    "threads": "各线程的时间花在哪里",
    "objects": "时间都在等什么",
    "never_joined": "从未 join 的线程",
    "growing": "只增不减的队列",
    "unseen": "未能看到的内容",
}

ONLY_JOINS = "等待线程结束"
"""Instead of the longest waits, where there are no others."""

ENDINGS = {
    Outcome.REFUSED: "，直到时限已到",
    Outcome.FAILED: "，被异常打断",
    Outcome.UNFINISHED: "，到记录结束时仍在等待",
}

UNITS = {"s": "秒", "ms": "毫秒", "us": "微秒"}


def more(number: int) -> str:
    """Return words for what is left out."""
    return f"另有 {number} 项"


def time(seconds: float) -> str:
    """Return a time with its unit."""
    number, unit = magnitude(seconds)
    return f"{number} {UNITS[unit]}"


def at(place: Place | None) -> str:
    """Return words for a place; nothing where it is not known."""
    if place is None:
        return ""
    function = function_of(place)
    return f" {line_of(place)}（{function}）" if function else f" {line_of(place)} "


def deadlock(fact: DeadlockFact) -> Said:
    """Tell of a deadlock and of each thread in it."""
    names = "、".join(member.thread for member in fact.members)
    until = "后来解除" if fact.has_ended else "一直没有解除"
    whom = "互相等待"
    if fact.waits_for_itself:
        whom = "在等待自己"
    elif fact.ended_holder:
        whom = f"在等待已经结束的 {fact.ended_holder}"
    text = f"{names} {whom}，第 {time(fact.at)}时发现，{until}"
    return Said(text, tuple(map(_member, fact.members)))


def _member(member: Member) -> Said:
    stack = tuple(Said(at(place).strip()) for place in member.stack)
    waits = f"{member.thread} {_in(member.waits_at)}等待"
    if member.is_join:
        return Said(f"{waits} {member.held_by} 结束", stack)
    taken = f"，在{at(member.taken_at)}取得" if member.taken_at else ""
    return Said(f"{waits} {member.waits_for}，持有者是 {member.held_by}{taken}", stack)


def _in(place: Place | None) -> str:
    return f"在{at(place)}" if place else ""


def inversion(fact: Inversion) -> Said:
    """Tell of orders that make a circle."""
    groups = f"，共有 {fact.circles} 组锁如此" if fact.circles > 1 else ""
    text = f"{len(fact.steps)} 把锁的加锁顺序成环，见于 {fact.threads} 个线程{groups}"
    return Said(text, tuple(map(_step, fact.steps)))


def _step(step: Step) -> Said:
    who = step.thread or "某个线程"
    held = f"{who} {_in(step.held_at)}取得 {step.held} 后未释放"
    return Said(f"{held}，又{_in(step.taken_at)}取得 {step.taken}")


def long_wait(fact: LongWait) -> Said:
    """Tell of the longest wait on a line, and of all on it."""
    text = f"{time(fact.longest)}：{fact.thread} {_in(fact.place)}等待{_for_what(fact)}"
    text += ENDINGS.get(Outcome(fact.outcome), "")
    if fact.waits > 1:
        text += f"；这一行的 {fact.waits} 次等待共 {time(fact.seconds)}"
    return Said(text)


def _for_what(fact: LongWait) -> str:
    if fact.kind == "Thread":
        return f" {fact.holder or fact.what} 结束"
    others = f"（其间另有 {fact.other_holders} 个线程）" if fact.other_holders else ""
    who = "主要持有者" if others else "持有者"
    held = f"，{who}是 {fact.holder}{others}" if fact.holder else ""
    taken = f"，在{at(fact.taken_at)}取得" if held and fact.taken_at else ""
    return f" {fact.what}{held}{taken}"


def contended(fact: Contended) -> Said:
    """Tell what a lock cost."""
    of_all = f"（共取得 {fact.taken} 次）" if fact.taken else ""
    text = f"{fact.what}：{fact.threads} 个线程等待 {fact.waits} 次{of_all}"
    text += f"，共损失 {time(fact.seconds)}"
    if fact.longest_hold:
        text += f"；最长一次持有 {time(fact.longest_hold)}"
    if fact.blamed:
        text += f"；其中{at(fact.blamed)}处的持有造成 {time(fact.blamed_seconds)}"
    return Said(text)


def thread_time(fact: ThreadTime) -> Said:
    """Tell what a thread did, the states that it was in."""
    shares = "，".join(_shares(fact)) or "无"
    return Said(f"{fact.thread}：共 {time(fact.life)}，其中{shares}")


def _shares(fact: ThreadTime) -> Iterator[str]:
    running = "运行" if fact.has_clock else "运行或就绪"
    spent = {
        "阻塞": fact.blocked,
        running: fact.running,
        "就绪": fact.ready,
        "睡眠": fact.sleeping,
        "I/O": fact.io,
    }
    for state, seconds in spent.items():
        if share := percent(seconds, fact.life):
            yield f"{state} {share} %"


def object_time(fact: ObjectTime) -> Said:
    """Tell how long one object was waited for."""
    return Said(f"{fact.what}：等待 {fact.waits} 次，共 {time(fact.seconds)}")


def not_joined(fact: NeverJoined) -> Said:
    """Tell of the threads that one line started."""
    names = "、".join(fact.names)
    names += "等" if fact.threads > len(fact.names) else ""
    text = f"{_in(fact.place)}启动的 {fact.threads} 个线程：{names}"
    text += f"；结束时仍有 {fact.still_there} 个存在" if fact.still_there else ""
    text += f"；{fact.daemons} 个是守护线程" if fact.daemons else ""
    text += f"；{fact.failed} 个因异常而结束" if fact.failed else ""
    return Said(text)


def growing(fact: Growing) -> Said:
    """Tell how a queue grew."""
    speed = f"，每秒增加 {fact.per_second:.3g} 项" if fact.per_second else ""
    return Said(f"{fact.what}：从 {fact.first} 项增加到 {fact.last} 项{speed}，且没有上限")


def unseen(fact: Unseen) -> Said:
    """Tell what is missing."""
    texts = {
        Reason.DROPPED: f"最早的 {fact.number} 个事件：记录器只保留有限的数量，"
        f"这里是最后的 {time(fact.seconds)}",
        Reason.SHORT: f"{fact.number} 次短于阈值的等待，共 {time(fact.seconds)}",
        Reason.NO_CLOCK: f"运行与就绪的区别：{fact.number} 个线程没有可读的处理器时钟",
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
