"""What the tutorial says about processes, threads and their states."""

from hello.claims import Claim, Verdict, decide, inconclusive, it_depends
from hello.demos.threads.thread_states.facts import StatesFacts
from hello.demos.threads.thread_states.ways import WAYS
from hello.observe import State

STATES = "线程的状态"
PROCESSES = "进程和线程"

FINE = 0.001
"""A processor clock with steps above this, as on Windows, cannot tell running from ready."""

IDLE = 0.05
"""A thread that uses less of its time than this has not been trying again and again."""

ONE_PROCESSOR = 1.1
"""Seconds of processor time a second; more than 1 needs two, the rest is for the clocks."""

EARLY = 0.001
"""A sleep is timed by another clock than the one it is measured with."""


def whole_life(facts: StatesFacts) -> Verdict:
    """Look whether the history begins new, ready, running and ends terminated."""
    states = [period.state for period in facts.histories["watched"]]
    first = [State.NEW, State.READY, State.RUNNING]
    return decide(
        states[:3] == first and states[-1] is State.TERMINATED,
        first_states=states[:3],
        last_state=states[-1],
        changes=len(states) - 1,
    )


def blocked_on(facts: StatesFacts) -> Verdict:
    """Look whether the stack had, during each wait, the call that waits."""
    stacks = {wait.on: wait.stack for wait in facts.waits}
    evidence = {on: " > ".join(stack) or "not seen" for on, stack in stacks.items()}
    if not all(stacks.values()):
        return inconclusive(reason="a wait was over before it was looked at", seen_in=evidence)
    holds = all(WAYS[on].seen_in in stack for on, stack in stacks.items())
    return decide(holds, seen_in=evidence)


def blocked_is_idle(facts: StatesFacts) -> Verdict:
    """Look at the processor time that was used from entering each wait to leaving it."""
    shares = {wait.on: wait.cpu / (wait.resumed - wait.entered) for wait in facts.waits}
    if facts.clock_step > FINE:
        return _coarse(facts)
    used = {on: f"{100 * share:.2g} %" for on, share in shares.items()}
    return decide(max(shares.values()) < IDLE, processor_used=used)


def ready_after_release(facts: StatesFacts) -> Verdict:
    """Look whether the thread left no wait before that was ended."""
    ready = {wait.on: wait.resumed - wait.released for wait in facts.waits}
    allowed = {"sleep": -EARLY}
    holds = all(seconds >= allowed.get(on, 0) for on, seconds in ready.items())
    return decide(holds, ready_ms={on: round(1000 * seconds, 3) for on, seconds in ready.items()})


def preempted(facts: StatesFacts) -> Verdict:
    """Look whether the thread had several turns while it did nothing but compute."""
    if not facts.rivals:
        return inconclusive(reason="needs a rival")
    if facts.clock_step > FINE:
        return _coarse(facts)
    turns = facts.contest.turns
    if turns == 1 and not facts.gil:
        return it_depends(turns=turns, gil=False, on="how many cores are free")
    return decide(turns > 1, turns=turns, wall_seconds=facts.contest.wall, gil=facts.gil)


def one_runs(facts: StatesFacts) -> Verdict:
    """Look whether all threads together used more than one processor can give."""
    if not facts.rivals:
        return inconclusive(reason="needs a rival")
    if facts.clock_step > FINE:
        return _coarse(facts)
    wall, total = facts.contest.wall, sum(facts.contest.cpu.values())
    evidence = {"wall_seconds": wall, "processor_seconds": total, "gil": facts.gil}
    if not facts.gil:
        return it_depends(**evidence, on="the GIL, which is off")
    return decide(total <= ONE_PROCESSOR * wall, **evidence)


def _coarse(facts: StatesFacts) -> Verdict:
    return inconclusive(
        reason="the processor clock of threads is too coarse", clock_step=facts.clock_step
    )


def threads_share(facts: StatesFacts) -> Verdict:
    """Look whether the list has what the thread appended."""
    memory = facts.memory
    return decide(
        memory.after_thread == (*memory.at_first, 4),
        at_first=list(memory.at_first),
        after_thread=list(memory.after_thread),
    )


def processes_copy(facts: StatesFacts) -> Verdict:
    """Look whether the process changed its list and this one stayed as it was."""
    memory = facts.memory
    holds = memory.in_process != memory.after_thread and memory.after_process == memory.after_thread
    return decide(holds, in_the_process=list(memory.in_process), here=list(memory.after_process))


CLAIMS = (
    Claim(
        "thread-states.threads-share",
        "Threads share memory: what one appends to a list, the others see.",
        "线程共享内存：一个线程往列表里追加的内容，其他线程都看得到。",
        PROCESSES,
        threads_share,
    ),
    Claim(
        "thread-states.processes-copy",
        "Processes do not share it: a process changes a copy, and the original stays.",
        "进程不共享内存：进程修改的是副本，原来的列表不变。",
        PROCESSES,
        processes_copy,
    ),
    Claim(
        "thread-states.whole-life",
        "A thread is new, then ready, then running, and terminated at last.",
        "线程先是新建，然后就绪、运行，最后终止。",
        STATES,
        whole_life,
    ),
    Claim(
        "thread-states.preempted",
        "A thread that waits for nothing is ready again and again: others take its place.",
        "线程什么也不等，也会一再回到就绪状态：它被其他线程抢占了。",
        STATES,
        preempted,
    ),
    Claim(
        "thread-states.one-runs",
        "Of the threads that compute, one is running at a time and the others are ready.",
        "几个线程都在计算时，同一时刻只有一个在运行，其余处于就绪状态。",
        STATES,
        one_runs,
    ),
    Claim(
        "thread-states.blocked-on",
        "A blocked thread can be asked what it waits for: its stack has the call.",
        "从阻塞线程的调用栈可以看出它在等什么。",
        STATES,
        blocked_on,
        seconds=15.0,
    ),
    Claim(
        "thread-states.blocked-idle",
        "A blocked thread uses next to no processor time.",
        "阻塞的线程几乎不占用处理器时间。",
        STATES,
        blocked_is_idle,
    ),
    Claim(
        "thread-states.ready-after-blocked",
        "A blocked thread goes on only after what it waits for has come, and is ready in between.",
        "阻塞的线程要等到条件满足才能继续，在此之后、运行之前处于就绪状态。",
        STATES,
        ready_after_release,
    ),
)
