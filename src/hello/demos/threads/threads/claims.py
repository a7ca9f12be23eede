"""What the tutorial says about Thread and Timer, and what it leaves out."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.threads.facts import JoinRun, ProcessEnd, ThreadFacts, TimerCall

SECTION = "threading模块"


def ident_after_start(facts: ThreadFacts) -> Verdict:
    """Look whether the ident is None, then a number, then the same number."""
    before, during, after = (look.ident for look in facts.looks)
    holds = before is None and during is not None and during == after
    return decide(holds, before=before, during=during, after=after)


def alive_while_it_runs(facts: ThreadFacts) -> Verdict:
    """Look whether the thread is alive at the second of the three moments only."""
    alive = {look.when: look.is_alive for look in facts.looks}
    return decide([*alive.values()] == [False, True, False], is_alive=alive)


def enumerate_lists_the_alive(facts: ThreadFacts) -> Verdict:
    """Look whether the thread is listed and counted at the moments when it is alive."""
    alone = facts.looks[0].count
    agree = all(
        look.listed is look.is_alive and look.count == alone + look.is_alive for look in facts.looks
    )
    return decide(
        agree,
        listed={look.when: look.listed for look in facts.looks},
        active_count=[look.count for look in facts.looks],
    )


def starts_once(facts: ThreadFacts) -> Verdict:
    """Look whether the second start was refused."""
    return decide(facts.second_start is not None, second_start=facts.second_start or "no error")


def join_in_loop(facts: ThreadFacts) -> Verdict:
    """Look whether each thread ended before the next one began."""
    run = facts.joins[0]
    if facts.workers == 1:
        return inconclusive(reason="needs two threads")
    pairs = zip(run.events[::2], run.events[1::2], strict=True)
    in_turn = all(
        first[0] == second[0] and (first[1], second[1]) == ("begins", "ends")
        for first, second in pairs
    )
    return decide(in_turn, threads=facts.workers, most_at_once=most_at_once(run))


def join_after_loop(facts: ThreadFacts) -> Verdict:
    """Look whether every thread had begun before one ended."""
    run = facts.joins[1]
    if facts.workers == 1:
        return inconclusive(reason="needs two threads")
    most = most_at_once(run)
    return decide(most == facts.workers, threads=facts.workers, most_at_once=most)


def most_at_once(run: JoinRun) -> int:
    """Return how many of the threads had begun and not ended, at most."""
    now = most = 0
    for _, event in run.events:
        now += 1 if event == "begins" else -1
        most = max(most, now)
    return most


def daemon_dies(facts: ThreadFacts) -> Verdict:
    """Look whether the process ended without the daemon thread's last line."""
    end = _process(facts, daemon=True)
    holds = end.ended and end.lines == ("the main thread ends",)
    return decide(holds, **_evidence(end))


def process_waits(facts: ThreadFacts) -> Verdict:
    """Look whether the other thread's last line came after the main thread's."""
    end = _process(facts, daemon=False)
    holds = end.ended and end.lines == ("the main thread ends", "the thread ends")
    return decide(holds, **_evidence(end))


def _process(facts: ThreadFacts, *, daemon: bool) -> ProcessEnd:
    return next(end for end in facts.processes if end.daemon is daemon)


def _evidence(end: ProcessEnd) -> dict[str, object]:
    return {
        "thread_wanted_seconds": end.more_seconds,
        "process_lived_seconds": end.seconds,
        "lines": list(end.lines),
    }


def daemon_is_inherited(facts: ThreadFacts) -> Verdict:
    """Look whether what the daemon thread creates is a daemon, and what the main one does not."""
    holds = facts.inherited["daemon thread"] and not facts.inherited["main thread"]
    return decide(holds, daemon_if_created_by=dict(facts.inherited))


def timer_run(facts: ThreadFacts) -> Verdict:
    """Look whether the function ran in the thread that called ``run``."""
    call = _timer(facts, "run")
    return decide(call.by_caller, called_in=call.called_in, run_took_seconds=call.seconds)


def timer_start(facts: ThreadFacts) -> Verdict:
    """Look whether the function ran in another thread than the one that called ``start``."""
    call = _timer(facts, "start")
    holds = call.called_in is not None and not call.by_caller
    return decide(holds, called_in=call.called_in, start_took_seconds=call.seconds)


def timer_cancel(facts: ThreadFacts) -> Verdict:
    """Look whether nobody called the function."""
    call = _timer(facts, "cancel")
    return decide(call.called_in is None, called_in=call.called_in or "no thread")


def _timer(facts: ThreadFacts, method: str) -> TimerCall:
    return next(call for call in facts.timers if call.method == method)


def error_stays(facts: ThreadFacts) -> Verdict:
    """Look whether the exception came to ``threading.excepthook`` and not out of ``join``."""
    failure = facts.failure
    holds = failure.from_join is None and failure.to_excepthook == failure.raised
    return decide(
        holds,
        raised=failure.raised,
        join_raised=failure.from_join or "nothing",
        excepthook_got=failure.to_excepthook or "nothing",
    )


CLAIMS = (
    Claim(
        "threads.ident-after-start",
        "A thread has no ident before start(), and keeps the one it gets.",
        "线程在 start() 之前没有 ident；得到之后不再改变。",
        SECTION,
        ident_after_start,
    ),
    Claim(
        "threads.alive-while-it-runs",
        "is_alive() is true from start() until the thread has ended, and only then.",
        "从 start() 到线程结束，is_alive() 为真，其余时间为假。",
        SECTION,
        alive_while_it_runs,
    ),
    Claim(
        "threads.enumerate-alive",
        "threading.enumerate() lists the threads that are alive, and active_count() counts them.",
        "threading.enumerate() 列出的正是活着的线程，active_count() 是它们的个数。",
        SECTION,
        enumerate_lists_the_alive,
    ),
    Claim(
        "threads.starts-once",
        "A thread that has ended cannot be started again.",
        "已经结束的线程不能再次启动。",
        SECTION,
        starts_once,
    ),
    Claim(
        "threads.join-in-loop",
        "join() inside the loop that starts the threads makes them run one after the other.",
        "在启动线程的循环里调用 join()，线程就一个接一个地运行。",
        SECTION,
        join_in_loop,
    ),
    Claim(
        "threads.join-after-loop",
        "With join() after the loop, all threads are under way at once.",
        "把 join() 写在循环之后，所有线程可以同时进行。",
        SECTION,
        join_after_loop,
    ),
    Claim(
        "threads.daemon-dies",
        "A daemon thread dies with the main thread, in the middle of its work.",
        "主线程结束时，守护线程随之消亡，哪怕工作只做了一半。",
        SECTION,
        daemon_dies,
        seconds=15.0,
    ),
    Claim(
        "threads.process-waits",
        "The process waits for a thread that is no daemon, though the main thread has ended.",
        "主线程结束之后，进程仍会等待非守护线程。",
        SECTION,
        process_waits,
        seconds=15.0,
    ),
    Claim(
        "threads.daemon-inherited",
        "A thread is a daemon by default if the one that creates it is; the main thread is none.",
        "daemon 的默认值取自创建它的线程；主线程不是守护线程。",
        SECTION,
        daemon_is_inherited,
    ),
    Claim(
        "threads.timer-run",
        "Timer.run() calls the function in the caller's own thread, and the caller waits.",
        "Timer.run() 在调用者自己的线程里执行函数，调用者只能等待。",
        SECTION,
        timer_run,
    ),
    Claim(
        "threads.timer-start",
        "Timer.start() calls the function in a thread of its own.",
        "Timer.start() 在新的线程里执行函数。",
        SECTION,
        timer_start,
    ),
    Claim(
        "threads.timer-cancel",
        "A Timer that is cancelled in time never calls its function.",
        "及时取消的 Timer 不会执行它的函数。",
        SECTION,
        timer_cancel,
    ),
    Claim(
        "threads.error-stays",
        "An exception in a thread does not come out of join(); threading.excepthook gets it.",
        "线程里的异常不会从 join() 抛出，而是交给 threading.excepthook。",
        SECTION,
        error_stays,
    ),
)
