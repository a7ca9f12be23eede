"""What is claimed of every executor; each demo adds what is its own."""

from collections.abc import Callable
from typing import NamedTuple

from hello.claims import Claim, Verdict
from hello.demos.processes.thread_executor import checks
from hello.demos.processes.thread_executor.facts import ExecutorFacts

SECTION = "ThreadPoolExecutor对象"


class Statement(NamedTuple):
    """A claim that has no demo yet."""

    slug: str
    english: str
    chinese: str
    check: Callable[[ExecutorFacts], Verdict]


STATEMENTS = (
    Statement(
        "first-completed",
        "wait(FIRST_COMPLETED) returns as soon as one task is done.",
        "只要有一个任务完成，wait(FIRST_COMPLETED) 就会返回。",
        checks.first_completed,
    ),
    Statement(
        "first-exception",
        "wait(FIRST_EXCEPTION) returns when a task fails, not when one succeeds.",
        "wait(FIRST_EXCEPTION) 在有任务抛出异常时返回；任务正常完成不会让它返回。",
        checks.first_exception,
    ),
    Statement(
        "all-completed",
        "wait(ALL_COMPLETED) returns when all are done, failed ones too.",
        "wait(ALL_COMPLETED) 等到所有任务都结束才返回，失败的任务也算结束。",
        checks.all_completed,
    ),
    Statement(
        "wait-is-a-snapshot",
        "The sets that wait() returned do not change when the tasks go on.",
        "wait() 返回的两个集合是当时的快照，之后任务完成，集合也不会变。",
        checks.snapshot,
    ),
    Statement(
        "as-completed-order",
        "as_completed() gives the futures in the order in which they are done.",
        "as_completed() 按完成的先后给出 future，与提交的先后无关。",
        checks.order_of_completion,
    ),
    Statement(
        "map-order",
        "map() gives the results in the order of its input, whoever is done first.",
        "map() 按输入的顺序给出结果，不管哪个任务先完成。",
        checks.order_of_map,
    ),
    Statement(
        "result-timeout",
        "result(timeout) ends the waiting, not the task.",
        "result(timeout) 超时只是不再等待，任务本身并不停止。",
        checks.timeout,
    ),
    Statement(
        "exception-is-kept",
        "exception() returns what the task raised, result() raises it; None if nothing was raised.",
        "exception() 返回任务抛出的异常，result() 则重新抛出它；没有异常时返回 None。",
        checks.exception,
    ),
    Statement(
        "cancel-queued",
        "cancel() takes a task that waits out of the queue: it never runs.",
        "cancel() 能取消排队中的任务，它再也不会执行。",
        checks.cancel_queued,
    ),
    Statement(
        "cancel-running",
        "cancel() does nothing to a task that runs: its result still comes.",
        "cancel() 对正在执行的任务不起作用，结果照样返回。",
        checks.cancel_running,
    ),
    Statement(
        "with-waits",
        "The end of the with block waits until all tasks are done.",
        "with 代码块结束时，会等所有任务完成。",
        checks.block_waits,
    ),
    Statement(
        "with-closes",
        "After the with block, submit() raises RuntimeError.",
        "with 代码块结束之后，submit() 抛出 RuntimeError。",
        checks.block_closes,
    ),
)


def claims_of(demo: str, section: str, *own: Statement) -> tuple[Claim[ExecutorFacts], ...]:
    """Return the claims of the demo called *demo*: what all executors do, and its *own*."""
    return tuple(
        Claim(f"{demo}.{one.slug}", one.english, one.chinese, section, one.check)
        for one in (*STATEMENTS, *own)
    )


CLAIMS = claims_of(
    "thread-executor",
    SECTION,
    Statement(
        "one-process",
        "The tasks of a thread pool run in the process that submitted them.",
        "线程池的任务就在提交任务的那个进程里执行。",
        checks.one_process,
    ),
)
