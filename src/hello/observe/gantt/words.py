"""The words of the picture, English and Chinese."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hello.observe.model import State
from hello.observe.telling import chinese, english


class Words(NamedTuple):
    """All that the picture says in one language; letters and digits name threads and objects."""

    states: Mapping[State, str]
    time: Callable[[float], str]
    units: Mapping[str, str]
    facts: Callable[[str, int, int], str]
    """Of a program, after its name: its time, and how many threads and processes it has."""
    part: Callable[[str, str], str]
    """From when to when, where that is not all."""
    process: str
    more_threads: Callable[[int], str]
    more_objects: Callable[[int], str]
    ran: str
    or_ready: Callable[[str], str]
    """Of threads whose running and ready are not told apart."""
    blank: str
    waits_held: Callable[[str, str], str]
    waits_for: Callable[[str], str]
    waits_end: Callable[[str], str]
    held: Callable[[str], str]
    let: str
    items: str
    failed: str
    deadlock: Callable[[str, str], str]
    """Of the threads in it, and when it was seen."""
    not_shown: str
    started: str
    let_go_on: str
    passing: Callable[[str, str, int, str], str]
    """Who let whom go on, how often, through what."""
    separator: str
    more: Callable[[int], str]
    nothing: str


def _english_facts(time: str, threads: int, processes: int) -> str:
    several = f" in {processes} processes" if processes > 1 else ""
    return f": {time}, {english.counted(threads, 'thread')}{several}"


def _chinese_facts(time: str, threads: int, processes: int) -> str:
    several = f"{processes} 个进程，共 " if processes > 1 else ""
    return f"：{time}，{several}{threads} 个线程"


def _english_passing(sender: str, receiver: str, times: int, what: str) -> str:
    through = f" through {what}" if what else ""
    return f"{sender} -> {receiver} {english.counted(times, 'time')}{through}"


def _chinese_passing(sender: str, receiver: str, times: int, what: str) -> str:
    through = f"（通过 {what}）" if what else ""
    return f"{sender} -> {receiver} {times} 次{through}"


ENGLISH = Words(
    states={state: str(state) for state in State},
    time=english.time,
    units={"s": "s", "ms": "ms", "us": "us"},
    facts=_english_facts,
    part=lambda start, end: f", shown from {start} to {end}",
    process="process",
    more_threads=lambda number: f"and {english.counted(number, 'more thread')}, less busy",
    more_objects=lambda number: f"and {english.counted(number, 'more object')}, less waited for",
    ran="ran for a moment",
    or_ready=lambda who: f"running, for {who} running or ready",
    blank="(blank) not begun or ended",
    waits_held=lambda what, who: f"waits for {what}, held by {who}",
    waits_for=lambda what: f"waits for {what}",
    waits_end=lambda who: f"waits for {who} to end",
    held=lambda who: f"held by {who}",
    let="lets others go on",
    items="items in the queue",
    failed="ended by an exception",
    deadlock=lambda who, at: f"deadlock of {who}, seen at {at}",
    not_shown="a thread or object not shown",
    started="Who started whom: ",
    let_go_on="Who let whom go on: ",
    passing=_english_passing,
    separator="; ",
    more=english.more,
    nothing="nothing was recorded",
)

CHINESE = Words(
    states={
        State.NEW: "新建",
        State.READY: "就绪",
        State.RUNNING: "运行",
        State.BLOCKED: "阻塞",
        State.SLEEPING: "睡眠",
        State.IO: "等待 I/O",
        State.TERMINATED: "终止",
    },
    time=chinese.time,
    units=chinese.UNITS,
    facts=_chinese_facts,
    part=lambda start, end: f"，此处为 {start}到 {end}",
    process="进程",
    more_threads=lambda number: f"另有 {number} 个较空闲的线程",
    more_objects=lambda number: f"另有 {number} 个等待较少的对象",
    ran="短暂运行",
    or_ready=lambda who: f"运行（{who} 为运行或就绪）",
    blank="（空白）尚未开始或已经结束",
    waits_held=lambda what, who: f"等待 {what}，由 {who} 持有",
    waits_for=lambda what: f"等待 {what}",
    waits_end=lambda who: f"等待 {who} 结束",
    held=lambda who: f"由 {who} 持有",
    let="让别的线程继续",
    items="队列中的项数",
    failed="因异常而结束",
    deadlock=lambda who, at: f"{who} 死锁，第 {at}时发现",
    not_shown="未画出的线程或对象",
    started="谁启动谁：",
    let_go_on="谁让谁继续：",
    passing=_chinese_passing,
    separator="；",
    more=chinese.more,
    nothing="没有记录到任何内容",
)
