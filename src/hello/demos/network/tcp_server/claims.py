"""What the tutorial's TCP server shows, and what its listing does today."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.network.tcp_server.facts import ServerFacts

SECTION = "TCP编程"


def _is_one_piece(facts: ServerFacts) -> Verdict:
    seen = facts.borders
    return decide(
        "".join(seen.received) == "".join(seen.sent) and len(seen.received) < len(seen.sent),
        sends=list(seen.sent),
        receives=list(seen.received),
    )


def _only_the_relay_tears(facts: ServerFacts) -> Verdict:
    seen = facts.tearing
    said = sorted(seen.said)
    return decide(
        sorted(seen.through_recv_relay) != said and sorted(seen.through_server) == said,
        relay_of_recv=list(seen.through_recv_relay),
        server=list(seen.through_server),
    )


def _all_hear_all(facts: ServerFacts) -> Verdict:
    counts = {len(spoken.heard) for spoken in facts.conversation}
    return decide(
        counts == {facts.clients},
        clients=facts.clients,
        lines=len(facts.conversation),
        heard_by_each=sum(len(spoken.heard) for spoken in facts.conversation) / facts.clients,
    )


def _all_but_the_last_are_heard_once(facts: ServerFacts) -> Verdict:
    seen = facts.loop_variable
    *others, last = seen.passed_on.values()
    if seen.said == 1 or not others:
        return inconclusive(reason="needs two clients that say two lines each")
    return decide(
        set(others) == {1} and last == seen.said,
        said_by_each=seen.said,
        passed_on=list(seen.passed_on.values()),
    )


def _leaving_ends_one(facts: ServerFacts) -> Verdict:
    seen = facts.leaving
    one_less = all(before - after == 1 for before, after in (seen.clients, seen.threads))
    return decide(one_less, clients=list(seen.clients), threads=list(seen.threads))


def _others_go_on(facts: ServerFacts) -> Verdict:
    seen = facts.stalled
    if seen.told is None and seen.said == seen.heard:
        return inconclusive(reason="the system kept all for it that was said", size=seen.size)
    return decide(
        seen.said == seen.heard,
        said=seen.said,
        heard=seen.heard,
        bytes=seen.size,
        longest_wait_ms=round(1000 * seen.longest_wait),
        it_was_told=seen.told,
    )


CLAIMS = (
    Claim(
        "tcp-server.no-borders",
        "A TCP connection is a stream of bytes without message borders: two sends may arrive as"
        " one.",
        "TCP 连接是没有消息边界的字节流：两次 send 的内容可能一次就收到。",
        SECTION,
        _is_one_piece,
    ),
    Claim(
        "tcp-server.whole-lines",
        "A server that passes on what recv returns tears lines into each other; one that collects"
        " whole lines does not.",
        "服务端若收到什么就转发什么，不同客户端的行会互相撕裂；先凑成完整的行再转发就不会。",
        SECTION,
        _only_the_relay_tears,
    ),
    Claim(
        "tcp-server.everyone",
        "Every client hears every line, also its own.",
        "每个客户端都能收到每一行，包括自己说的。",
        SECTION,
        _all_hear_all,
    ),
    Claim(
        "tcp-server.loop-variable",
        "Where the loop that sends takes over the name of the file that is read, as in the"
        " tutorial, all clients but the last are heard once.",
        "发送循环若像教程那样占用了读取所用的变量名，那么除最后一个客户端外，"
        "每个客户端只有第一行会被转发。",
        SECTION,
        _all_but_the_last_are_heard_once,
    ),
    Claim(
        "tcp-server.leaving",
        "A client that leaves is noticed at once: recv returns nothing, and its thread ends.",
        "客户端离开立即就能发现：recv 返回空字节串，它的线程随之结束。",
        SECTION,
        _leaving_ends_one,
    ),
    Claim(
        "tcp-server.stalled-reader",
        "A client that never reads costs the others no line, if nobody waits for it for long.",
        "只要不长时间等待从不读取的客户端，其他客户端就一行也不会丢。",
        SECTION,
        _others_go_on,
    ),
)
