"""What is said of a server in one thread, and how ``hello-selectors --play`` finds out."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.network.selectors_demo.facts import SelectorsFacts

SECTION = "selectors模块"
MORE = 10
"""A loop that spins is woken, and computes, so many times as much as one that waits."""

SPINS = 0.001
"""Seconds on a processor below which nothing can be compared."""


def one_thread(facts: SelectorsFacts) -> Verdict:
    """Look whether there was one more thread, however many had come, and all heard all."""
    talk = facts.talk
    joined = talk.said[: talk.clients]
    heard = [len(said.heard) for said in talk.said]
    expected = [*range(1, len(joined) + 1), *[talk.clients] * (len(talk.said) - len(joined))]
    return decide(
        set(talk.threads) == {1} and heard == expected,
        clients=talk.clients,
        threads_of_the_server=max(talk.threads),
        lines=len(talk.said),
        heard=f"{sum(heard)} of {sum(expected)}",
    )


def finished_later(facts: SelectorsFacts) -> Verdict:
    """Look whether a send took a part, and the rest came later, in order."""
    lazy, full = facts.lazy, facts.full
    if not lazy.outbox or full.first == full.size:
        return inconclusive(reason="the system took all at once: try more --megabytes")
    return decide(
        lazy.in_order and full.arrived,
        bytes_for_the_lazy_client=lazy.size,
        waited_in_the_server=lazy.outbox,
        arrived_later=lazy.then,
        in_order=lazy.in_order,
        first_send_on_a_full_socket=f"{full.first} of {full.size}",
        sends_until_all_was_handed_over=full.sends,
    )


def leaver_noticed(facts: SelectorsFacts) -> Verdict:
    """Look whether the server let all go, and then did next to nothing, unlike a spinning loop."""
    leaving = facts.leaving
    spins = leaving.mistaken.cpu
    if leaving.noticed == leaving.left and spins < SPINS:
        return inconclusive(reason="the loop to compare with had no processor")
    return decide(
        leaving.noticed == leaving.left and leaving.server_cpu * MORE < spins,
        left=leaving.left,
        noticed=leaving.noticed,
        in_ms=round(1000 * leaving.seconds),
        processor_ms_of_the_server=round(1000 * leaving.server_cpu, 2),
        processor_ms_of_a_loop_that_spins=round(1000 * spins, 2),
    )


def listing_spins(facts: SelectorsFacts) -> Verdict:
    """Look whether a loop that takes b"" for data is woken again and again."""
    leaving = facts.leaving
    return decide(
        leaving.mistaken.wake_ups > MORE * max(leaving.mended.wake_ups, 1),
        in_ms=round(1000 * leaving.seconds),
        wake_ups_with_the_mistake=leaving.mistaken.wake_ups,
        wake_ups_without=leaving.mended.wake_ups,
    )


def full_socket_harmless(facts: SelectorsFacts) -> Verdict:
    """Look whether the others heard all while one did not read, and all the line after that."""
    lazy = facts.lazy
    if not lazy.outbox and lazy.alive:
        return inconclusive(reason="no socket was ever full: try more --megabytes")
    return decide(
        lazy.others == lazy.size and lazy.alive,
        waited_in_the_server=lazy.outbox,
        heard_meanwhile_by_another=f"{lazy.others} of {lazy.size}",
        all_heard_the_line_after_that=lazy.alive,
    )


def listing_dies(facts: SelectorsFacts) -> Verdict:
    """Look whether a plain send to a full socket raises what the listing does not catch."""
    full = facts.full
    if full.first == full.size:
        return inconclusive(reason="the socket was never full: try more --megabytes")
    return decide(full.error == "BlockingIOError", first_send=full.first, then=full.error)


CLAIMS = (
    Claim(
        "selectors.one-thread",
        "One thread serves every client.",
        "一个线程就能为所有客户端服务。",
        SECTION,
        one_thread,
    ),
    Claim(
        "selectors.finished-later",
        "A non-blocking send that would block takes a part; the rest is finished later, in order.",
        "非阻塞的 send 在会阻塞时只发出一部分，其余的稍后按次序发完。",
        SECTION,
        finished_later,
    ),
    Claim(
        "selectors.leaver-noticed",
        "The server notices at once that a client has left, and then rests.",
        "客户端一离开，服务端马上就会察觉，之后不再空转。",
        SECTION,
        leaver_noticed,
    ),
    Claim(
        "selectors.listing-spins",
        "A loop that takes the end of a connection for data, as the listing does, spins.",
        "像教程代码那样把连接的结束当作数据，循环就会空转。",
        SECTION,
        listing_spins,
    ),
    Claim(
        "selectors.full-socket-harmless",
        "A client whose socket is full stops neither the server nor the others.",
        "一个客户端的 socket 满了，既不会让服务端停下，也不影响别的客户端。",
        SECTION,
        full_socket_harmless,
    ),
    Claim(
        "selectors.listing-dies",
        "A plain send to a full socket, as in the listing, raises an error that ends the loop.",
        "像教程代码那样直接向满了的 socket 发送，会抛出异常，循环就此终止。",
        SECTION,
        listing_dies,
    ),
)
