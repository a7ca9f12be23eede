"""What the tutorial says of socketserver, and what it leaves out."""

from hello.claims import Claim, Verdict, decide
from hello.demos.network.socketserver_demo.facts import Failing, SocketserverFacts

SECTION = "socketserver模块"

IN_ORDER = ["setup", "handle", "finish"]


def _in_order(facts: SocketserverFacts) -> Verdict:
    served = facts.one_at_a_time, facts.threading
    orders = [one.methods_of(client) for one in served for client in one.clients]
    return decide(
        all(order == IN_ORDER for order in orders),
        connections=len(orders),
        in_this_order=orders.count(IN_ORDER),
    )


def _several_at_once(facts: SocketserverFacts) -> Verdict:
    threads = {step.thread for step in facts.threading.steps}
    return decide(
        facts.threading.most_at_once == facts.clients == len(threads),
        clients=facts.clients,
        at_once=facts.threading.most_at_once,
        threads=len(threads),
    )


def _one_at_a_time(facts: SocketserverFacts) -> Verdict:
    seen = facts.one_at_a_time
    return decide(
        seen.most_at_once == 1 and seen.answered == facts.clients,
        clients=facts.clients,
        at_once=seen.most_at_once,
        answered=seen.answered,
    )


def _goes_on(facts: SocketserverFacts) -> Verdict:
    seen = facts.in_handle
    return decide(seen.next_answered and seen.called[-1:] == ("finish",), **_evidence(seen))


def _finish_is_left_out(facts: SocketserverFacts) -> Verdict:
    seen = facts.in_setup
    return decide(seen.next_answered and "finish" not in seen.called, **_evidence(seen))


def _evidence(seen: Failing) -> dict[str, object]:
    return {"called": list(seen.called), "next_client_answered": seen.next_answered}


def _everyone_hears_everything(facts: SocketserverFacts) -> Verdict:
    heard = [len(spoken.heard) for spoken in facts.conversation]
    return decide(
        heard == [facts.clients] * (facts.clients * facts.lines),
        clients=facts.clients,
        lines=len(heard),
        heard_by_each=sum(heard) / facts.clients,
    )


CLAIMS = (
    Claim(
        "socketserver.in-order",
        "For each connection setup, handle and finish are called, in this order.",
        "对每个连接依次调用 setup、handle、finish。",
        SECTION,
        _in_order,
    ),
    Claim(
        "socketserver.threading",
        "ThreadingMixIn serves several clients at once, each in a thread of its own.",
        "ThreadingMixIn 同时服务多个客户端，每个客户端一个线程。",
        SECTION,
        _several_at_once,
    ),
    Claim(
        "socketserver.one-at-a-time",
        "Without it, a client waits until the handler of the one before has finished.",
        "没有它时，客户端要等前一个客户端的处理结束才轮得到。",
        SECTION,
        _one_at_a_time,
    ),
    Claim(
        "socketserver.goes-on",
        "A handler that raises in handle does not end the server, and its finish is called.",
        "handle 中抛出异常，服务端照常运行，finish 也仍会被调用。",
        SECTION,
        _goes_on,
    ),
    Claim(
        "socketserver.setup-fails",
        "A handler that raises in setup does not end the server either, but its finish is not"
        " called.",
        "setup 中抛出异常，服务端也照常运行，但 finish 不会被调用。",
        SECTION,
        _finish_is_left_out,
    ),
    Claim(
        "socketserver.everyone",
        "A chat needs no more than these three methods: every client hears every line.",
        "有这三个方法就能写聊天室：每个客户端都能收到每一行。",
        SECTION,
        _everyone_hears_everything,
    ),
)
