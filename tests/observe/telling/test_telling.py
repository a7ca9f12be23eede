"""Facts in sentences, English and Chinese."""

from dataclasses import replace

import pytest

from hello.observe.events import Place
from hello.observe.findings import Findings
from hello.observe.findings.contention import Contended
from hello.observe.findings.deadlocks import DeadlockFact, Member
from hello.observe.findings.growth import Growing
from hello.observe.findings.inversions import Inversion, Step
from hello.observe.findings.joins import NeverJoined
from hello.observe.findings.listing import Listed
from hello.observe.findings.time_spent import ObjectTime, ThreadTime
from hello.observe.findings.unseen import Reason, Unseen
from hello.observe.findings.waits import LongWait
from hello.observe.model import Outcome
from hello.observe.telling import Said, chinese, english, tell
from hello.observe.telling.words import magnitude

PAY = Place("/home/ann/bank.py", 12, "main.<locals>.pay")
TOP = Place("/home/ann/bank.py", 40, "<module>")
WAIT = LongWait(
    PAY, "Lock", "Lock 'a'", "one", 0.5, 1.5, Outcome.GOT, "two", TOP, 0, 1, 1.5, is_io=False
)
JOIN = LongWait(
    TOP, "Thread", "Thread 'x'", "Main", 0, 2.0, "still waiting", "x", None, 0, 3, 6, is_io=False
)
BARE = LongWait(
    None, "Queue", "Queue", "one", 0, 0.002, "gave up", None, None, 0, 1, 0.002, is_io=False
)
MEMBERS = (
    Member("one", "Lock 'b'", PAY, "two", TOP, (TOP, PAY)),
    Member("two", "Lock 'a'", None, "one", None, ()),
)
JOINING = Member("one", "Thread 'two'", PAY, "two", None, (PAY,), is_join=True)
HANDED = replace(WAIT, other_holders=2)
FACTS = {
    "wait": WAIT,
    "handed": HANDED,
    "join": JOIN,
    "bare": BARE,
    "lock": Contended("Lock 'a'", 9.0, 2, 50, 2, 7.0, PAY, 8.0),
    "bare lock": Contended("Lock", 9.0, 1, 0, 1, 0.0, None, 0.0),
    "thread": ThreadTime("one", 10.0, 2.5, 0.5, 6.0, 1.0, 0.0, has_clock=True),
    "clockless": ThreadTime("one", 10.0, 4.0, 0.0, 5.0, 0.0, 1.0, has_clock=False),
    "no time": ThreadTime("one", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, has_clock=False),
    "object": ObjectTime("Lock 'a'", 0.0345, 1),
    "deadlock": DeadlockFact(2.0, MEMBERS, has_ended=False),
    "broken": DeadlockFact(2.0, MEMBERS, has_ended=True),
    "itself": DeadlockFact(2.0, (Member("one", "Lock 'b'", PAY, "one", TOP, ()),), has_ended=False),
    "ended": DeadlockFact(2.0, MEMBERS[:1], has_ended=False),
    "orders": Inversion((Step("one", "a", PAY, "b", TOP), Step(None, "b", None, "a", None)), 2, 3),
    "threads": NeverJoined(TOP, 5, ("a", "b", "c"), 2, 1, 1),
    "queue": Growing("Queue 'jobs'", 1, 30, 12.3456),
    "dropped": Unseen(Reason.DROPPED, 5, 2.0),
    "short": Unseen(Reason.SHORT, 1, 0.003),
    "no clock": Unseen(Reason.NO_CLOCK, 2),
    "note": Unseen(Reason.NOTE, text="gevent was not seen"),
}
ENGLISH = {
    "handed": "1.50 s at bank.py:12 in pay: one waited for Lock 'a', "
    "held most of the time by two, which took it at bank.py:40, and by 2 others",
    "wait": "1.50 s at bank.py:12 in pay: one waited for Lock 'a', held by two, "
    "which took it at bank.py:40",
    "join": "2.00 s at bank.py:40: Main waited for the end of x, and was still waiting at the end; "
    "all 3 waits there took 6.00 s",
    "bare": "2.00 ms: one waited for Queue, until its time was up",
    "lock": "Lock 'a': 9.00 s lost by 2 threads in 2 waits (taken 50 times); "
    "held for up to 7.00 s; taken at bank.py:12 in pay it cost 8.00 s",
    "bare lock": "Lock: 9.00 s lost by 1 thread in 1 wait",
    "thread": "one: blocked 60 %, running 25 %, ready 5 %, asleep 10 % of 10.0 s",
    "clockless": "one: blocked 50 %, running or ready 40 %, in I/O 10 % of 10.0 s",
    "no time": "one: nothing of 0 us",
    "object": "Lock 'a': 34.5 ms in 1 wait",
    "deadlock": "one, two wait for each other, seen at 2.00 s, never broken",
    "broken": "one, two wait for each other, seen at 2.00 s, broken later",
    "itself": "one waits for itself, seen at 2.00 s, never broken",
    "ended": "one waits for two, which has ended, seen at 2.00 s, never broken",
    "orders": "2 locks, taken in a circle by 2 threads; so were 3 groups of locks",
    "threads": "5 threads started at bank.py:40: a, b, c and 2 more; "
    "2 still there at the end; 1 daemon; 1 ended by an exception",
    "queue": "Queue 'jobs': from 1 to 30 items, 12.3 more each second, and it has no bound",
    "dropped": "the oldest 5 events: the recorder keeps a bounded number, "
    "so this is the last 2.00 s",
    "short": "1 wait under the threshold, 3.00 ms together",
    "no clock": "running and ready told apart: 2 threads had no processor clock that could be read",
    "note": "gevent was not seen",
}
CHINESE = {
    "handed": "1.50 秒：one 在 bank.py:12（pay）等待 Lock 'a'，"
    "主要持有者是 two（其间另有 2 个线程），在 bank.py:40 取得",
    "wait": "1.50 秒：one 在 bank.py:12（pay）等待 Lock 'a'，持有者是 two，在 bank.py:40 取得",
    "join": "2.00 秒：Main 在 bank.py:40 等待 x 结束，到记录结束时仍在等待；"
    "这一行的 3 次等待共 6.00 秒",
    "bare": "2.00 毫秒：one 等待 Queue，直到时限已到",
    "lock": "Lock 'a'：2 个线程等待 2 次（共取得 50 次），共损失 9.00 秒；"
    "最长一次持有 7.00 秒；其中 bank.py:12（pay）处的持有造成 8.00 秒",
    "bare lock": "Lock：1 个线程等待 1 次，共损失 9.00 秒",
    "thread": "one：共 10.0 秒，其中阻塞 60 %，运行 25 %，就绪 5 %，睡眠 10 %",
    "clockless": "one：共 10.0 秒，其中阻塞 50 %，运行或就绪 40 %，I/O 10 %",
    "deadlock": "one、two 互相等待，第 2.00 秒时发现，一直没有解除",
    "broken": "one、two 互相等待，第 2.00 秒时发现，后来解除",
    "itself": "one 在等待自己，第 2.00 秒时发现，一直没有解除",
    "ended": "one 在等待已经结束的 two，第 2.00 秒时发现，一直没有解除",
    "threads": "在 bank.py:40 启动的 5 个线程：a、b、c等；结束时仍有 2 个存在；"
    "1 个是守护线程；1 个因异常而结束",
    "queue": "Queue 'jobs'：从 1 项增加到 30 项，每秒增加 12.3 项，且没有上限",
}


@pytest.mark.parametrize("name", FACTS)
def test_in_english(name: str) -> None:
    fact = FACTS[name]

    assert english.SENTENCES[type(fact)](fact).text == ENGLISH[name]


@pytest.mark.parametrize("name", CHINESE)
def test_in_chinese(name: str) -> None:
    fact = FACTS[name]

    assert chinese.SENTENCES[type(fact)](fact).text == CHINESE[name]


def all_text(said: Said) -> str:
    return said.text + "".join(map(all_text, said.details))


@pytest.mark.parametrize("name", FACTS)
def test_english_survives_an_ascii_terminal(name: str) -> None:
    fact = FACTS[name]

    assert all_text(english.SENTENCES[type(fact)](fact)).isascii()


@pytest.mark.parametrize("name", sorted(FACTS.keys() - {"note"}))
def test_chinese_is_chinese(name: str) -> None:
    fact = FACTS[name]

    text = all_text(chinese.SENTENCES[type(fact)](fact))

    assert not text.isascii()
    assert "  " not in text


def test_a_deadlock_has_each_stack() -> None:
    said = english.deadlock(FACTS["deadlock"])  # type: ignore[arg-type]  # it is one

    one, two = said.details
    assert (
        one.text == "one waits at bank.py:12 in pay for Lock 'b', held by two, taken at bank.py:40"
    )
    assert [line.text for line in one.details] == ["at bank.py:40", "at bank.py:12 in pay"]
    assert two.text == "two waits for Lock 'a', held by one"


def test_a_deadlock_with_a_join_waits_for_a_threads_end() -> None:
    fact = DeadlockFact(2.0, (JOINING, MEMBERS[1]), has_ended=False)

    assert english.deadlock(fact).details[0].text == (
        "one waits at bank.py:12 in pay for the end of two"
    )
    assert chinese.deadlock(fact).details[0].text == "one 在 bank.py:12（pay）等待 two 结束"


def test_orders_have_both_places() -> None:
    said = english.inversion(FACTS["orders"])  # type: ignore[arg-type]  # it is one
    zh = chinese.inversion(FACTS["orders"])  # type: ignore[arg-type]  # it is one

    assert [one.text for one in said.details] == [
        "one took b at bank.py:40 while it held a, taken at bank.py:12 in pay",
        "a thread took a while it held b",
    ]
    assert [one.text for one in zh.details] == [
        "one 在 bank.py:12（pay）取得 a 后未释放，又在 bank.py:40 取得 b",
        "某个线程 取得 b 后未释放，又取得 a",
    ]


def test_sections_are_what_was_found() -> None:
    kinds = dict.fromkeys(Findings.__dataclass_fields__, Listed(()))
    found = Findings(**kinds | {"waits": Listed((WAIT,), more=4)})  # type: ignore[arg-type]  # of one kind

    (section,) = tell(found, "en")
    (zh,) = tell(found, "zh")

    assert (section.kind, section.title, section.more) == ("waits", "Longest waits", "and 4 more")
    assert (zh.title, zh.more) == ("最长的等待", "另有 4 项")
    assert section.said == (Said(ENGLISH["wait"]),)


def test_both_languages_tell_all_kinds() -> None:
    assert english.SENTENCES.keys() == chinese.SENTENCES.keys()
    assert english.TITLES.keys() == chinese.TITLES.keys() == Findings.__dataclass_fields__.keys()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 us"),
        (9.996e-4, "1.00 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.00 s"),
        (1234.5, "1234 s"),
    ],
)
def test_times_have_three_digits(seconds: float, said: str) -> None:
    assert " ".join(magnitude(seconds)) == said
