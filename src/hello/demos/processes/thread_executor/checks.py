"""How each claim about executors is decided: by who was let go, and what came back."""

from hello.claims import Verdict, decide, inconclusive
from hello.demos.processes.thread_executor.facts import ExecutorFacts, Waited


def first_completed(facts: ExecutorFacts) -> Verdict:
    """Confirm that ``wait`` returned with one of three tasks, when that one was let go."""
    return _returned(facts.waits[0], done=(0,))


def first_exception(facts: ExecutorFacts) -> Verdict:
    """Confirm that ``wait`` returned when the second task failed, the third being held back."""
    return _returned(facts.waits[1], done=(0, 1))


def all_completed(facts: ExecutorFacts) -> Verdict:
    """Confirm that ``wait`` returned with all three tasks, when the last was let go."""
    return _returned(facts.waits[2], done=(0, 1, 2))


def _returned(waited: Waited, done: tuple[int, ...]) -> Verdict:
    others = tuple(n for n in range(3) if n not in done)
    return decide(
        (waited.done, waited.not_done) == (done, others),
        let_go=list(range(waited.opened + 1)),
        done=list(waited.done),
        not_done=list(waited.not_done),
    )


def snapshot(facts: ExecutorFacts) -> Verdict:
    """Confirm that the first ``wait`` still has as not done what is done by now."""
    first = facts.waits[0]
    if not first.not_done:
        return inconclusive(reason="the first wait left no task undone")
    return decide(
        first.not_done_later == first.not_done,
        not_done=list(first.not_done),
        the_same_set_when_all_are_done=first.not_done_later,
    )


def order_of_completion(facts: ExecutorFacts) -> Verdict:
    """Confirm that the futures came as they were let go, not as they were submitted."""
    seen = facts.completed
    return decide(
        seen.came == seen.opened,
        submitted=list(seen.submitted),
        let_go=list(seen.opened),
        came=list(seen.came),
    )


def order_of_map(facts: ExecutorFacts) -> Verdict:
    """Confirm that the results came as they were asked for, not as they were made."""
    seen = facts.mapped
    return decide(
        seen.came == seen.submitted,
        asked=list(seen.submitted),
        let_go=list(seen.opened),
        came=list(seen.came),
    )


def timeout(facts: ExecutorFacts) -> Verdict:
    """Confirm that ``result(timeout)`` raised, and that the result came later."""
    seen = facts.timeout
    return decide(
        seen.raised == "TimeoutError" and not seen.done_then,
        raised=seen.raised,
        done_then=seen.done_then,
        result_later=seen.later,
    )


def exception(facts: ExecutorFacts) -> Verdict:
    """Confirm that ``exception()`` has what ``result()`` raised, and None for a fine task."""
    seen = facts.failure
    text = "ZeroDivisionError: task 4 divides by zero"
    return decide(
        (seen.exception, seen.raised, seen.of_a_fine_one) == (text, text, None),
        exception=seen.exception,
        result_raised=seen.raised,
        exception_of_a_fine_task=seen.of_a_fine_one,
    )


def cancel_queued(facts: ExecutorFacts) -> Verdict:
    """Confirm that a task in the queue was cancelled, and never started."""
    seen = facts.cancelled
    return decide(
        seen.queued and not seen.queued_ran, cancel_returned=seen.queued, ran=seen.queued_ran
    )


def cancel_running(facts: ExecutorFacts) -> Verdict:
    """Confirm that a task that ran was not cancelled, and that its result came."""
    seen = facts.cancelled
    return decide(
        not seen.running and seen.running_result == 0,
        engine=facts.engine,
        cancel_returned=seen.running,
        result=seen.running_result,
    )


def block_waits(facts: ExecutorFacts) -> Verdict:
    """Confirm that tasks not done at the end of the block were done behind it."""
    seen = facts.ending
    if all(seen.done_before):
        return inconclusive(reason="all tasks were done before the block ended")
    return decide(
        all(seen.done_behind),
        done_at_the_end=list(seen.done_before),
        done_behind_it=list(seen.done_behind),
    )


def block_closes(facts: ExecutorFacts) -> Verdict:
    """Confirm that ``submit`` raised RuntimeError behind the block."""
    refused = facts.ending.refused
    return decide(refused is not None and refused.startswith("RuntimeError"), raised=refused)


def one_process(facts: ExecutorFacts) -> Verdict:
    """Confirm that all tasks ran in the process that submitted them."""
    return decide(set(_pids(facts)) == {facts.parent_pid}, **_where(facts))


def other_processes(facts: ExecutorFacts) -> Verdict:
    """Confirm that no task ran in the process that submitted it."""
    return decide(facts.parent_pid not in _pids(facts), **_where(facts))


def _where(facts: ExecutorFacts) -> dict[str, object]:
    return {
        "engine": facts.engine,
        "our_process": facts.parent_pid,
        "of_the_tasks": sorted(set(_pids(facts))),
        "threads": sorted({place.thread for place in facts.places}),
    }


def _pids(facts: ExecutorFacts) -> list[int]:
    return [place.pid for place in facts.places]


def no_lambda(facts: ExecutorFacts) -> Verdict:
    """Confirm that a lambda did not reach the worker."""
    return decide(facts.lambda_error is not None, engine=facts.engine, error=facts.lambda_error)


def death_breaks_pool(facts: ExecutorFacts) -> Verdict:
    """Confirm that the task of a dead worker was lost, and that the pool took no other."""
    seen = facts.death
    if seen is None:
        return inconclusive(reason="no worker was killed", engine=facts.engine)
    broken = "BrokenProcessPool"
    return decide(
        (seen.error or "").startswith(broken) and (seen.next_error or "").startswith(broken),
        engine=facts.engine,
        task=seen.error or seen.result,
        next_task=seen.next_error or seen.next_result,
    )
