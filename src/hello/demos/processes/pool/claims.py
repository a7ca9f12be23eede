"""What the tutorial says about pools, and what it leaves out."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.processes.pool.facts import PoolFacts

SECTION = "Pool进程池"


def apply_blocks(facts: PoolFacts) -> Verdict:
    """Look whether ``apply`` was not back while its task waited."""
    return decide(not facts.early["apply"], returned_before_its_task_ended=facts.early["apply"])


def apply_async_does_not(facts: PoolFacts) -> Verdict:
    """Look whether ``apply_async`` was back while its task waited."""
    early = facts.early["apply_async"]
    return decide(early, returned_before_its_task_ended=early)


def callback_in_parent(facts: PoolFacts) -> Verdict:
    """Look whether all callbacks ran in the process that made the pool."""
    pids = sorted({call.pid for call in facts.calls})
    holds = pids == [facts.main_pid] and facts.main_pid != facts.worker_pid
    return decide(
        holds, callbacks_in=pids, pool_made_in=facts.main_pid, task_ran_in=facts.worker_pid
    )


def callback_in_one_thread(facts: PoolFacts) -> Verdict:
    """Look whether all callbacks ran in one thread, and that not the main one."""
    threads = sorted({call.thread for call in facts.calls})
    holds = len(threads) == 1 and not any(call.is_main_thread for call in facts.calls)
    return decide(holds, threads=threads, calls=len(facts.calls))


def error_callback_gets_exception(facts: PoolFacts) -> Verdict:
    """Look whether the failed task's exception went to error_callback alone."""
    got = [[call.kind, call.value] for call in facts.calls]
    # Sorted: the two tasks run side by side, and either may be done first.
    kinds = sorted((call.kind, call.is_exception) for call in facts.calls)
    return decide(kinds == [("callback", False), ("error_callback", True)], calls=got)


def slow_callback_delays(facts: PoolFacts) -> Verdict:
    """Look whether a result did not come before the callback of an earlier one was done."""
    seen = facts.slow_callback
    if not (seen.worker_done and seen.afterwards):
        return inconclusive(reason="the later task did not end")
    return decide(
        not seen.while_held, later_task_done=seen.worker_done, its_result_came=seen.while_held
    )


def map_keeps_order(facts: PoolFacts) -> Verdict:
    """Look whether the results of ``map`` are in the order of the arguments."""
    return decide(facts.map == tuple(range(facts.tasks)), task_that_ended_last=0, results=facts.map)


def imap_unordered_gives_as_they_come(facts: PoolFacts) -> Verdict:
    """Look whether the task that ended last came last."""
    results = facts.imap_unordered
    holds = results[-1] == 0 and sorted(results) == list(range(facts.tasks))
    return decide(holds, task_that_ended_last=0, results=results)


def close_finishes(facts: PoolFacts) -> Verdict:
    """Look whether a closed pool refused a new task and finished all the old ones."""
    end = facts.end("close")
    holds = end.refused.startswith("ValueError") and end.finished == end.results == facts.tasks
    return decide(
        holds, tasks=facts.tasks, finished=end.finished, results=end.results, new_task=end.refused
    )


def terminate_drops(facts: PoolFacts) -> Verdict:
    """Look whether a terminated pool finished none of its tasks."""
    return _dropped(facts, "terminate")


def with_terminates(facts: PoolFacts) -> Verdict:
    """Look whether the end of a with block finished none of the tasks either."""
    return _dropped(facts, "with")


def _dropped(facts: PoolFacts, how: str) -> Verdict:
    end = facts.end(how)
    return decide(
        end.finished == end.results == 0,
        tasks=facts.tasks,
        finished=end.finished,
        results=end.results,
    )


def killed_worker_loses_task(facts: PoolFacts) -> Verdict:
    """Look whether later results came, of a pool made whole again, but never the lost one."""
    seen = facts.lost_worker
    if not seen.later_results:
        return inconclusive(reason="no later result came either")
    return decide(
        seen.new_workers > 0 and not seen.told,
        new_workers=seen.new_workers,
        later_results=len(seen.later_results),
        lost_result_came=seen.told,
    )


def executor_tells(facts: PoolFacts) -> Verdict:
    """Look whether the executor raised BrokenProcessPool for the lost task and the next one."""
    broken = set(facts.executor.values()) == {"BrokenProcessPool"}
    return decide(broken, lost_task=facts.executor["told"], next_task=facts.executor["later"])


CLAIMS = (
    Claim(
        "pool.apply-blocks",
        "apply blocks: it returns when its task has ended.",
        "apply 会阻塞，任务做完才返回。",
        SECTION,
        apply_blocks,
    ),
    Claim(
        "pool.apply-async-does-not",
        "apply_async does not block: it returns before its task has ended.",
        "apply_async 不阻塞，任务还没做完就返回。",
        SECTION,
        apply_async_does_not,
    ),
    Claim(
        "pool.callback-in-parent",
        "A callback runs in the process that made the pool, not in the worker.",
        "回调在创建进程池的那个进程里执行，不在工作进程里。",
        SECTION,
        callback_in_parent,
    ),
    Claim(
        "pool.callback-in-one-thread",
        "All callbacks of a pool run in one thread of the pool, not in the main thread.",
        "一个进程池的所有回调都在池的同一个线程里执行，而不是在主线程里。",
        SECTION,
        callback_in_one_thread,
    ),
    Claim(
        "pool.error-callback",
        "When a task raises, error_callback gets the exception, and callback is not called.",
        "任务抛出异常时，error_callback 收到这个异常，callback 不会被调用。",
        SECTION,
        error_callback_gets_exception,
    ),
    Claim(
        "pool.slow-callback-delays",
        "A slow callback holds up the results of all later tasks.",
        "一个回调慢了，后面所有任务的结果都要等它。",
        SECTION,
        slow_callback_delays,
    ),
    Claim(
        "pool.map-keeps-order",
        "map gives the results in the order of the arguments, whatever ends first.",
        "不管哪个任务先做完，map 都按参数的顺序给出结果。",
        SECTION,
        map_keeps_order,
    ),
    Claim(
        "pool.imap-unordered",
        "imap_unordered gives each result as it comes: the task that ends last is last.",
        "imap_unordered 谁先做完就先给谁的结果：最后做完的排在最后。",
        SECTION,
        imap_unordered_gives_as_they_come,
    ),
    Claim(
        "pool.close-finishes",
        "A closed pool refuses new tasks and finishes the old ones.",
        "进程池关闭后不再接受新任务，但会做完已有的任务。",
        SECTION,
        close_finishes,
    ),
    Claim(
        "pool.terminate-drops",
        "A terminated pool leaves its tasks unfinished, and their results never come.",
        "进程池被终止后，没做完的任务就丢下了，它们的结果永远不会来。",
        SECTION,
        terminate_drops,
    ),
    Claim(
        "pool.with-terminates",
        "The end of a with block terminates the pool; it does not wait for the tasks.",
        "with 语句块结束时，进程池会被终止，不会等任务做完。",
        SECTION,
        with_terminates,
    ),
    Claim(
        "pool.killed-worker-loses-task",
        "When a worker is killed, a Pool replaces it, but the result of its task never comes.",
        "工作进程被杀死后，Pool 会补上一个新的，但那个任务的结果永远不会来。",
        SECTION,
        killed_worker_loses_task,
    ),
    Claim(
        "pool.executor-tells",
        "When a worker is killed, a ProcessPoolExecutor raises BrokenProcessPool.",
        "工作进程被杀死后，ProcessPoolExecutor 会抛出 BrokenProcessPool。",
        SECTION,
        executor_tells,
    ),
)
