"""What the tutorial says of Condition, and what it leaves out."""

from hello.claims import Claim
from hello.demos.threads.condition import checks

SECTION = "Condition状况"

CLAIMS = (
    Claim(
        "condition.notify-one",
        "notify() wakes one of the waiting threads.",
        "notify() 唤醒一个正在等待的线程。",
        SECTION,
        checks.notify_wakes_one,
    ),
    Claim(
        "condition.notify-n",
        "notify(n) wakes n of the waiting threads, or all where there are fewer.",
        "notify(n) 唤醒 n 个正在等待的线程，不足 n 个时全部唤醒。",
        SECTION,
        checks.notify_wakes_n,
    ),
    Claim(
        "condition.notify-all",
        "notify_all() wakes all waiting threads.",
        "notify_all() 唤醒所有正在等待的线程。",
        SECTION,
        checks.notify_all_wakes_all,
    ),
    Claim(
        "condition.in-order",
        "notify() takes the threads in the order in which they began to wait;"
        " the documentation does not promise it.",
        "notify() 按开始等待的先后顺序选取线程，但文档并未作此保证。",
        SECTION,
        checks.in_order_of_arrival,
    ),
    Claim(
        "condition.releases-lock",
        "A thread in wait() does not hold the lock: others can take it meanwhile.",
        "线程在 wait() 中并不占有锁，其他线程此时可以取得这把锁。",
        SECTION,
        checks.waiting_releases_lock,
    ),
    Claim(
        "condition.woken-takes-lock",
        "A woken thread goes on only after the notifier has released the lock.",
        "被唤醒的线程要等通知方释放锁之后才能继续执行。",
        SECTION,
        checks.woken_waits_for_lock,
    ),
    Claim(
        "condition.needs-lock",
        "Without the lock, wait() and notify() raise RuntimeError.",
        "没有取得锁就调用 wait() 或 notify()，会引发 RuntimeError。",
        SECTION,
        checks.needs_the_lock,
    ),
    Claim(
        "condition.lost-notify",
        "A notify() that comes before the wait() is lost.",
        "notify() 若早于 wait()，这次通知就丢失了。",
        SECTION,
        checks.early_notify_is_lost,
    ),
    Claim(
        "condition.wait-for",
        "wait_for(predicate) does not wait where the predicate is already true.",
        "wait_for(predicate) 在条件已经成立时不会等待。",
        SECTION,
        checks.predicate_is_looked_at_first,
    ),
)
