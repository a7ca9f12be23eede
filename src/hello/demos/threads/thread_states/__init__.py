"""What a thread goes through: new, ready, running, blocked, terminated.

One real thread is watched: it computes while a rival computes too, is blocked
in six ways, and ends. Running and ready are told apart by its own processor
clock, which stands still while it is ready; what it is blocked on is read from
its stack. Notice that it is ready at its start, after each wait, and whenever
the rival has the interpreter.

Try "--rivals 0" and see the ready periods go, "--rivals 3", and "--hold 0.1"
to look at the blocked ones.
"""

from time import thread_time

import click

from hello.bounds import check_bounds
from hello.claims.environment import gil_is_enabled
from hello.demo import Shown, demo_command
from hello.demos.threads.thread_states.claims import CLAIMS
from hello.demos.threads.thread_states.facts import StatesFacts
from hello.demos.threads.thread_states.history import contest
from hello.demos.threads.thread_states.memory import append_twice
from hello.demos.threads.thread_states.observer import WATCHED, watch
from hello.demos.threads.thread_states.picture import picture

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_RIVALS = 4
HOLD = (0.005, 1.0)
COMPUTE = (0.02, 1.0)


def demonstrate(*, rivals: int = 1, hold: float = 0.015, compute: float = 0.04) -> StatesFacts:
    """Watch a real thread from its making to its end; no thread is left afterwards.

    *rivals* (0 to 4): threads that compute all the time. *hold* (0.005 to 1):
    seconds that each wait lasts. *compute* (0.02 to 1): seconds of processor time
    that the watched thread uses before its first wait. Raise WrongUseError outside
    these bounds, HelloError where a thread or process gets stuck.
    Source: the tutorial's sections on processes and threads, and on states.
    """
    check_bounds("rivals", rivals, 0, MOST_RIVALS)
    check_bounds("hold", hold, *HOLD)
    check_bounds("compute", compute, *COMPUTE)
    memory = append_twice()
    watched = watch(rivals, hold, compute)
    return StatesFacts(
        rivals=rivals,
        hold=hold,
        gil=gil_is_enabled(),
        clock_step=clock_step(),
        histories=watched.histories,
        waits=watched.waits,
        contest=contest({name: diary.marks for name, diary in watched.diaries.items()}, WATCHED),
        memory=memory,
    )


def clock_step() -> float:
    """Return the seconds by which a thread's processor clock goes forward at once."""
    before = thread_time()
    while (now := thread_time()) == before:
        pass
    return now - before


@demo_command(
    __name__,
    "hello-thread-states",
    "hello-thread-states --rivals 0",
    "hello-thread-states --rivals 3 --compute 0.1 --hold 0.05",
)
@click.option(
    "--rivals",
    type=click.IntRange(0, MOST_RIVALS),
    default=1,
    show_default=True,
    help="Threads that compute all the time.",
)
@click.option(
    "--hold",
    type=click.FloatRange(*HOLD),
    default=0.015,
    show_default=True,
    help="Seconds that the watched thread is kept waiting, each time.",
)
@click.option(
    "--compute",
    type=click.FloatRange(*COMPUTE),
    default=0.04,
    show_default=True,
    help="Seconds of processor time that it uses before its first wait.",
)
def main(rivals: int, hold: float, compute: float) -> Shown:
    """Show a thread's history."""
    facts = demonstrate(rivals=rivals, hold=hold, compute=compute)
    return Shown(facts, picture(facts))
