"""The same executor on processes: what changes, and what a death does.

The calls are those of hello-thread-executor, letter for letter. Notice what is
new: the tasks run in other processes, a lambda cannot get there, and when a
worker is killed in the middle of a task, the whole pool is broken.

Try "--engine dask", where another worker does the task again, and
"--engine thread", to see what is the same.
"""

from hello.demo import Shown, demo_command
from hello.demos.processes.thread_executor import checks
from hello.demos.processes.thread_executor.claims import Statement, claims_of
from hello.demos.processes.thread_executor.facts import ExecutorFacts
from hello.demos.processes.thread_executor.options import demonstrate_on, executor_options
from hello.demos.processes.thread_executor.picture import picture

SECTION = "ProcessPoolExecutor对象"

CLAIMS = claims_of(
    "process-executor",
    SECTION,
    Statement(
        "other-processes",
        "The tasks of a process pool run in other processes.",
        "进程池的任务在别的进程里执行。",
        checks.other_processes,
    ),
    Statement(
        "no-lambda",
        "A process pool cannot run a lambda: it has no name to find it by.",
        "进程池不能执行 lambda：工作进程无法按名字找到它。",
        checks.no_lambda,
    ),
    Statement(
        "death-breaks-pool",
        "When one worker is killed, the pool is broken: its task fails, and so does every other.",
        "一个工作进程被杀死，整个进程池就坏了：它的任务失败，之后的任务也都失败。",
        checks.death_breaks_pool,
    ),
)


def demonstrate(
    *,
    engine: str = "process",
    workers: int = 2,
    scheduler: str | None = None,
    kill_worker: bool | None = None,
) -> ExecutorFacts:
    """Submit, wait, cancel and shut down, on processes unless *engine* says otherwise.

    The parameters and errors are those of ``thread_executor.demonstrate``.
    Source: the tutorial's ProcessPoolExecutor; PEP 3148.
    """
    return demonstrate_on(engine, workers, scheduler, kill_worker=kill_worker)


@demo_command(
    __name__,
    "hello-process-executor",
    "hello-process-executor --workers 4 --log",
    "hello-process-executor --engine dask --kill-worker",
)
@executor_options("process")
def main(*, engine: str, workers: int, scheduler: str | None, kill_worker: bool | None) -> Shown:
    """Show what executors of processes do."""
    facts = demonstrate(
        engine=engine, workers=workers, scheduler=scheduler, kill_worker=kill_worker
    )
    return Shown(facts, picture(facts))
