"""What the tutorial says of threading.local, and what it leaves out."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.thread_local.facts import ThreadLocalFacts

SECTION = "threading.local类"
MISSING = "AttributeError"


def others_get_attribute_error(facts: ThreadLocalFacts) -> Verdict:
    """Look at what each thread found of the value that the main thread had written."""
    found = [visit.found for visit in facts.visits]
    errors = [text for text in found if text.startswith(MISSING)]
    return decide(
        len(errors) == len(found) == facts.threads,
        threads=len(found),
        attribute_errors=len(errors),
        found=sorted(set(found)),
    )


def each_has_its_own(facts: ThreadLocalFacts) -> Verdict:
    """Compare what each thread wrote with what it read after all had written."""
    wrote = [facts.main_wrote, *(visit.wrote for visit in facts.visits)]
    kept = [facts.main_kept, *(visit.kept for visit in facts.visits)]
    return decide(kept == list(map(str, wrote)), wrote=wrote, read_later=kept)


def init_runs_per_thread(facts: ThreadLocalFacts) -> Verdict:
    """Count the runs of a subclass's ``__init__``, and the threads in which it ran."""
    threads = {made.thread for made in facts.made}
    arguments = {made.argument for made in facts.made}
    return decide(
        len(facts.made) == len(threads) == facts.threads + 1 and len(arguments) == 1,
        objects=1,
        threads_with_main=facts.threads + 1,
        runs_of_init=len(facts.made),
        arguments=sorted(arguments),
    )


def values_die_with_their_thread(facts: ThreadLocalFacts) -> Verdict:
    """Count the threads' objects before and after the end of the threads."""
    return decide(
        facts.alive_with_threads == facts.threads and facts.alive_after == 0,
        threads=facts.threads,
        objects_while_they_lived=facts.alive_with_threads,
        objects_after=facts.alive_after,
    )


def other_attributes_are_shared(facts: ThreadLocalFacts) -> Verdict:
    """Look at the loop variable that the threads read from a shared object."""
    if facts.threads == 1:
        return inconclusive(reason="with one thread the first value is the last one")
    last = str(facts.threads - 1)
    return decide(
        facts.read_from_shared == (last,) * facts.threads,
        given_as_argument=list(facts.given),
        read_from_the_object=list(facts.read_from_shared),
    )


def pool_keeps_values(facts: ThreadLocalFacts) -> Verdict:
    """Look at what the tasks of a pool with one worker found."""
    if facts.threads == 1:
        return inconclusive(reason="one task has none before it")
    first, *later = facts.pool
    left_behind = [str(number) for number in range(1, facts.threads)]
    return decide(
        first.startswith(MISSING) and later == left_behind,
        tasks=len(facts.pool),
        first_found=first.partition(":")[0],
        later_found=later,
    )


CLAIMS = (
    Claim(
        "thread-local.attribute-error",
        "What one thread wrote, another does not find: it gets AttributeError.",
        "一个线程写入的属性，其他线程读不到，会得到 AttributeError。",
        SECTION,
        others_get_attribute_error,
    ),
    Claim(
        "thread-local.own-value",
        "Each thread can write the same attribute, and keeps its own value.",
        "各个线程可以写同名属性，各自保留自己的值。",
        SECTION,
        each_has_its_own,
    ),
    Claim(
        "thread-local.init-per-thread",
        "The __init__ of a subclass runs once in each thread, with the same arguments.",
        "子类的 __init__ 在每个用到它的线程里各执行一次，参数相同。",
        SECTION,
        init_runs_per_thread,
    ),
    Claim(
        "thread-local.dies-with-thread",
        "A thread's values are gone when the thread has ended.",
        "线程结束后，它的值也随之消失。",
        SECTION,
        values_die_with_their_thread,
    ),
    Claim(
        "thread-local.shared-loop",
        "The loop variable self.i is not per thread: after the loop all read its last value.",
        "循环变量 self.i 并不是每个线程各有一份：循环结束后，所有线程读到的都是最后一个值。",
        SECTION,
        other_attributes_are_shared,
    ),
    Claim(
        "thread-local.pool-keeps",
        "A pool's thread keeps its values: the next task finds what the last one left.",
        "线程池的线程会保留自己的值：下一个任务会读到上一个任务留下的内容。",
        SECTION,
        pool_keeps_values,
    ),
)
