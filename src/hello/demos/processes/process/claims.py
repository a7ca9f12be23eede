"""What the tutorial says about processes, and what it leaves out."""

from collections.abc import Iterator

from hello.claims import Claim, Verdict, decide, inconclusive, it_depends
from hello.demos.processes.process.costs import DECIDED, share_below
from hello.demos.processes.process.facts import Comparison, ProcessFacts, Search, Start, Times

SECTION = "Process进程"
PROCESSES_AND_THREADS = "进程和线程"

START_IS_SMALL = 0.1
"""A part of the time so small that larger work would not change much."""

ALONE = 0.9
"""The share of a core that one who is not disturbed gets, less what measuring costs."""

NO_GAIN = 0.9
"""A second core would bring the ratio of the times near to a half."""

SIGTERM = 15


def starts_slower(facts: ProcessFacts) -> Verdict:
    """Look whether nearly every process start took longer than nearly every thread start."""
    thread = facts.start("thread").times
    shares = {
        start.kind: share_below(thread.rounds, start.times.rounds) for start in _processes(facts)
    }
    evidence: dict[str, object] = {
        "median_ms": {start.kind: f"{in_ms(start.times)}" for start in facts.starts}
    }
    if all(share >= DECIDED for share in shares.values()):
        return decide(True, **evidence)  # noqa: FBT003  # the verdict itself
    if any(share <= 1 - DECIDED for share in shares.values()):
        return decide(False, **evidence)  # noqa: FBT003  # the verdict itself
    return inconclusive(reason="the spread swallows the difference", **evidence)


def computes_faster(facts: ProcessFacts) -> Verdict:
    """Look for a size at which threads win, and a larger one at which processes do."""
    evidence: dict[str, object] = {
        "cores": facts.cores,
        "gil": facts.gil,
        "workers": facts.workers,
        "break_even": {search.method: bracket_in_words(search) for search in facts.searches},
    }
    if not facts.searched:
        return inconclusive(reason="one size only; leave out --size", **evidence)
    if facts.workers == 1:
        return inconclusive(reason="needs two workers", **evidence)
    if all(search.threads_win and search.processes_win for search in facts.searches):
        return it_depends(**evidence)
    never = [search for search in facts.searches if _never_faster(facts, search)]
    if never:
        return decide(False, never_faster=[one.method for one in never], **evidence)  # noqa: FBT003  # the verdict itself
    return inconclusive(reason="the spread or the time limit came first", **evidence)


def _processes(facts: ProcessFacts) -> Iterator[Start]:
    return (start for start in facts.starts if start.kind != "thread")


def _never_faster(facts: ProcessFacts, search: Search) -> bool:
    """Return whether processes gain nothing even where their start no longer matters."""
    if search.processes_win or not search.comparisons:
        return False
    largest = search.comparisons[-1]
    start_seconds = facts.workers * facts.start(search.method).times.median
    if start_seconds > START_IS_SMALL * largest.processes.median or _disturbed(facts, largest):
        return False
    pairs = zip(largest.processes.rounds, largest.threads.rounds, strict=True)
    return all(process > NO_GAIN * thread for process, thread in pairs)


def _disturbed(facts: ProcessFacts, compared: Comparison) -> bool:
    """Return whether somebody else had the cores: that says nothing of processes."""
    cores = min(facts.cores, facts.workers)
    threads_had = compared.threads_cpu / compared.threads.median / (1 if facts.gil else cores)
    processes_had = compared.processes_cpu / compared.processes.median / cores
    return min(threads_had, processes_had) < ALONE


def in_ms(times: Times) -> str:
    """Return the median and the spread in milliseconds."""
    low, middle, high = map(_digits, (times.lowest, times.median, times.highest))
    return f"{middle} [{low} to {high}]"


def _digits(seconds: float) -> str:
    """Return milliseconds with two or three digits."""
    return f"{1000 * seconds:.2g}" if seconds < 0.1 else f"{1000 * seconds:,.0f}"  # noqa: PLR2004  # 100 ms


def bracket_in_words(search: Search) -> str:
    """Return between which sizes the break-even is."""
    low, high = search.threads_win, search.processes_win
    if low and high:
        return f"between {low:,} and {high:,} steps"
    if high:
        return f"below {high:,} steps"
    if low:
        return f"above {low:,} steps"
    return "not found"


def memory_is_not_shared(facts: ProcessFacts) -> Verdict:
    """Look whether the parent's global is still what the parent made it."""
    seen = {one.method: [one.in_child, one.in_parent] for one in facts.memories}
    return decide(
        all(one.in_child != one.in_parent for one in facts.memories), child_and_parent_see=seen
    )


def fork_copies(facts: ProcessFacts) -> Verdict:
    """Look whether a child by fork, and no other, begins with what its parent had changed."""
    copies = {one.method: one.at_start == one.in_parent for one in facts.memories}
    if "fork" not in copies or len(copies) == 1:
        return inconclusive(reason="needs fork and another start method", copies=copies)
    return decide(
        all(copied == (method == "fork") for method, copied in copies.items()),
        begins_with={one.method: one.at_start for one in facts.memories},
    )


def exit_code_tells(facts: ProcessFacts) -> Verdict:
    """Look whether the exit code is None until the end, and then tells its kind."""
    codes = facts.exit_codes
    new, running, _ = facts.stages
    holds = (
        (new.exit_code, running.exit_code) == (None, None)
        and codes["returns"] == 0
        and codes["sys.exit(3)"] == 3  # noqa: PLR2004  # as the name of the way says
        and (codes["raises"] or 0) > 0
        and (codes["is killed"] or 0) < 0
    )
    return decide(holds, new=new.exit_code, running=running.exit_code, **codes)


def join_does_not_tell(facts: ProcessFacts) -> Verdict:
    """Look whether both joins returned None, with the process alive after the first only."""
    _, in_vain, ended = facts.stages
    holds = in_vain.alive and not ended.alive
    returned = [in_vain.join_returned, ended.join_returned]
    return decide(
        holds and returned == [None, None],
        join_returned=returned,
        alive_after=[in_vain.alive, ended.alive],
    )


def terminate_skips_finally(facts: ProcessFacts) -> Verdict:
    """Look whether the process ended by the signal, and its finally clause said nothing."""
    seen = facts.termination
    holds = not seen.alive and not seen.last_words and seen.exit_code == -SIGTERM
    return decide(
        holds, first_words=seen.began, last_words=seen.last_words, exit_code=seen.exit_code
    )


def daemon_is_ended(facts: ProcessFacts) -> Verdict:
    """Look whether a parent ends its daemon unfinished, and waits for another child."""
    daemon, other = facts.inheritance
    holds = (
        not daemon.parent_waited
        and "tidied up" not in daemon.last_words
        and other.parent_waited
        and "tidied up" in other.last_words
    )
    return decide(
        holds,
        waited_for={"daemon": daemon.parent_waited, "other": other.parent_waited},
        finished={
            "daemon": "tidied up" in daemon.last_words,
            "other": "tidied up" in other.last_words,
        },
    )


CLAIMS = (
    Claim(
        "process.starts-slower",
        "A process starts slower than a thread, by every start method.",
        "无论用哪种启动方式，进程的启动都比线程慢。",
        SECTION,
        starts_slower,
    ),
    Claim(
        "process.computes-faster",
        "Processes compute faster than threads.",
        "进程的运算速度比线程快。",
        SECTION,
        computes_faster,
    ),
    Claim(
        "process.memory-not-shared",
        "Processes do not share memory: a global that the child changes stays as it was in the"
        " parent.",
        "进程之间不共享内存：子进程修改全局变量，父进程里的值不变。",
        PROCESSES_AND_THREADS,
        memory_is_not_shared,
    ),
    Claim(
        "process.fork-copies",
        "A child by fork begins with a copy of its parent's variables; by spawn or forkserver it"
        " begins with what the module sets when imported.",
        "fork 出来的子进程一开始就有父进程变量的副本；spawn 和 forkserver 则从模块导入时的值开始。",
        PROCESSES_AND_THREADS,
        fork_copies,
    ),
    Claim(
        "process.exit-code-tells",
        "exitcode is None until the process has ended; 0 then says that it ended well, a positive"
        " number that it failed, a negative one which signal ended it.",
        "进程结束之前 exitcode 是 None；结束之后，0 表示正常，正数表示出错，负数表示被哪个信号"
        "终止。",
        SECTION,
        exit_code_tells,
    ),
    Claim(
        "process.join-does-not-tell",
        "join(timeout) returns None whether or not the process has ended; is_alive() tells.",
        "无论进程结束与否，join(timeout) 都返回 None；要知道结果，得问 is_alive()。",
        SECTION,
        join_does_not_tell,
    ),
    Claim(
        "process.terminate-skips-finally",
        "terminate() ends a process on the spot: its finally clause does not run.",
        "terminate() 会让进程立刻终止，finally 子句不会执行。",
        SECTION,
        terminate_skips_finally,
    ),
    Claim(
        "process.daemon-is-ended",
        "A process that ends also ends its daemon children, but waits for the others.",
        "进程结束时，会终止自己的守护子进程；对其他子进程，则等它们做完。",
        SECTION,
        daemon_is_ended,
    ),
)
