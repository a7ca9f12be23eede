"""What ``helloworld trace`` says itself, in English and Chinese."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "{program}: {seconds:.2f} s, {threads}, {processes}, {end}",
        "thread": "1 thread",
        "threads": "{number} threads",
        "process": "1 process",
        "processes": "{number} processes",
        "code": "exit code {code}",
        "signal": "ended by {signal}",
        "deadline": "ended at the deadline",
        "record": "from a record",
        "calm": "No thread waited for another.",
        "deadlock": "deadlock: {names} wait for each other now",
        "itself": "deadlock: {names} waits for itself now",
        "ended": "deadlock: {names} waits now for {holder}, which has ended",
        "and": ", ",
        "none": "No record of {program}.",
        "killed": "No record of {program}: it was killed before the first one was written.",
    },
    "zh": {
        "head": "{program}：{seconds:.2f} 秒，{threads}，{processes}，{end}",
        "thread": "1 个线程",
        "threads": "{number} 个线程",
        "process": "1 个进程",
        "processes": "{number} 个进程",
        "code": "退出码 {code}",
        "signal": "被 {signal} 终止",
        "deadline": "到期被终止",
        "record": "取自记录文件",
        "calm": "没有线程等待过别的线程。",
        "deadlock": "死锁：{names} 正在互相等待",
        "itself": "死锁：{names} 正在等待自己",
        "ended": "死锁：{names} 正在等待已经结束的 {holder}",
        "and": "、",
        "none": "没有 {program} 的记录。",
        "killed": "没有 {program} 的记录：程序在第一次写下记录之前就被杀死了。",
    },
}


def say(language: str, key: str, **values: object) -> str:
    """Return a sentence."""
    return WORDS[language][key].format(**values)


def counted(language: str, key: str, number: int) -> str:
    """Return a number of *key*, ``thread`` or ``process``."""
    if number == 1:
        return say(language, key)
    return say(language, "processes" if key == "process" else "threads", number=number)
