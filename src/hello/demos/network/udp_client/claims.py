"""What the tutorial says of a UDP client, and what follows from UDP."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.network.udp_client.facts import UdpClientFacts

SECTION = "UDP编程"
HEARTBEAT = "01"
TUTORIALS_BUFFER = 1_024


def beats(facts: UdpClientFacts) -> Verdict:
    """Look at each heartbeat up to the restart: its byte, and the time since the one before."""
    before = [beat for beat in facts.beats if beat.second < facts.restarted_at]
    times = [beat.second for beat in before]
    gaps = [round(b - a, 3) for a, b in zip([0.0, *times], times, strict=False)]
    return decide(
        len(before) == int(facts.restarted_at / facts.interval)
        and {beat.data for beat in before} == {HEARTBEAT}
        and all(abs(gap - facts.interval) <= facts.interval / 10 for gap in gaps),
        interval_seconds=facts.interval,
        sent_at=times,
        data=sorted({beat.data for beat in before}),
    )


def vanishes(facts: UdpClientFacts) -> Verdict:
    """Count the datagrams that sendto took for a port where nobody listens."""
    return decide(facts.vanished == facts.unheard, sent=facts.unheard, no_error=facts.vanished)


def is_refused(facts: UdpClientFacts) -> Verdict:
    """Look at the error of a connected socket after it sent to nobody."""
    return decide(
        facts.connected_error in {"ConnectionRefusedError", "ConnectionResetError"},
        error=facts.connected_error or "none",
    )


def is_cut(facts: UdpClientFacts) -> Verdict:
    """Look at what two calls of recv(1024) returned of a longer datagram and the next one."""
    return decide(
        facts.cut_received == TUTORIALS_BUFFER and facts.cut_next == "the next",
        sent=facts.cut_size,
        received=facts.cut_received,
        then=facts.cut_next[:20],
    )


def knows_what_it_missed(facts: UdpClientFacts) -> Verdict:
    """Compare what the client said it missed with what was lost."""
    if not facts.lost:
        return inconclusive(reason="no message was lost")
    said = [one.text for one in facts.said if one.text.startswith("* missed")]
    many = f"{len(facts.lost)} messages: {facts.lost[0]} to {facts.lost[-1]}"
    one = f"1 message: {facts.lost[0]}"
    expected = "* missed " + (one if len(facts.lost) == 1 else many)
    return decide(
        said == [expected] and not set(facts.lost) & set(facts.heard),
        lost=list(facts.lost),
        heard=list(facts.heard),
        said=said,
    )


def rejoins(facts: UdpClientFacts) -> Verdict:
    """Look whether and when the client was in again after the restart, and what it said."""
    said = [one.text for one in facts.said if "restarted" in one.text]
    waited = None if facts.rejoined_at is None else facts.rejoined_at - facts.restarted_at
    return decide(
        waited is not None and waited <= facts.interval and len(said) == 1,
        restarted_at=facts.restarted_at,
        in_again_at=facts.rejoined_at,
        said=said,
    )


CLAIMS = (
    Claim(
        "udp-client.heartbeat",
        r"The client sends the byte b'\x01' every 3 seconds (or --interval), also in silence.",
        r"客户端每 3 秒（或 --interval）发送一次字节 b'\x01'，没人说话时也一样。",
        SECTION,
        beats,
    ),
    Claim(
        "udp-client.vanishes",
        "What is sent to a port where nobody listens vanishes: sendto reports no error.",
        "发往无人监听的端口的数据报就此消失：sendto 不报错。",
        SECTION,
        vanishes,
    ),
    Claim(
        "udp-client.refused",
        "A connected UDP socket learns that nobody listens: its next recv raises an error.",
        "调用过 connect 的 UDP 套接字会得知无人监听：下一次 recv 抛出异常。",
        SECTION,
        is_refused,
    ),
    Claim(
        "udp-client.cut",
        "recv(1024) of a longer datagram loses the rest: the next recv returns the next datagram.",
        "recv(1024) 接收更长的数据报会丢掉其余部分：下一次 recv 得到的是下一个数据报。",
        SECTION,
        is_cut,
    ),
    Claim(
        "udp-client.missed",
        "The client knows by their numbers which messages it has missed, and says so.",
        "客户端凭编号知道错过了哪些消息，并且会说出来。",
        SECTION,
        knows_what_it_missed,
    ),
    Claim(
        "udp-client.rejoins",
        "The answer to its heartbeat tells the client of a restart; it joins again and says so.",
        "心跳的应答让客户端得知服务端重启了；它重新加入，并说明情况。",
        SECTION,
        rejoins,
    ),
)
