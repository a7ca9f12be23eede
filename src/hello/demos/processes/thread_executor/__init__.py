"""What an executor promises: submit, wait, cancel, results in order.

Each task is held back until the demo lets it go, so you know what can be done
when a call returns. Notice which futures wait() calls done, that
as_completed() turns the order round and map() does not, and that cancel()
helps only a task that still waits in the queue.

Try "--engine process": the same calls, and what changes with processes. With
"--engine dask" they run on a cluster, also a real one: "--scheduler".
"""

from hello.demo import Shown, demo_command
from hello.demos.processes.thread_executor.claims import CLAIMS
from hello.demos.processes.thread_executor.facts import ExecutorFacts
from hello.demos.processes.thread_executor.options import demonstrate_on, executor_options
from hello.demos.processes.thread_executor.picture import picture

__all__ = ["CLAIMS", "demonstrate", "main"]


def demonstrate(
    *,
    engine: str = "thread",
    workers: int = 2,
    scheduler: str | None = None,
    kill_worker: bool | None = None,
) -> ExecutorFacts:
    """Submit, wait, cancel and shut down, on threads unless *engine* says otherwise.

    *workers* (2 to 8): how many tasks run at once. *scheduler*: the address of a
    dask scheduler. *kill_worker*: whether one is killed; None: where it is a
    process of ours. Raise WrongUseError for anything else, and where there is no
    such engine. Source: the tutorial's ThreadPoolExecutor; PEP 3148.
    """
    return demonstrate_on(engine, workers, scheduler, kill_worker=kill_worker)


@demo_command(
    __name__,
    "hello-thread-executor",
    "hello-thread-executor --workers 4 --log",
    "hello-thread-executor --engine dask --scheduler tcp://127.0.0.1:8786",
)
@executor_options("thread")
def main(*, engine: str, workers: int, scheduler: str | None, kill_worker: bool | None) -> Shown:
    """Show what executors do."""
    facts = demonstrate(
        engine=engine, workers=workers, scheduler=scheduler, kill_worker=kill_worker
    )
    return Shown(facts, picture(facts))
