"""What the tutorial says of a UDP server, and what it would have to do if there were one."""

from hello.claims import Claim, Verdict, decide
from hello.demos.network.udp_server.facts import UdpServerFacts

SECTION = "UDP编程"

IN = "you are in"


def keeps_borders(facts: UdpServerFacts) -> Verdict:
    """Compare the texts that were sent with what came, receive by receive."""
    return decide(
        facts.heard == facts.said,
        sent=[len(text.encode()) for text in facts.said],
        received=[len(text.encode()) for text in facts.heard],
        unit="bytes",
    )


def known_by_heartbeat(facts: UdpServerFacts) -> Verdict:
    """Look who is still in: the one whose heart beats, and the silent one before and after."""
    beating = [beat.answer for beat in facts.beats if beat.client == "alice"]
    silent = [beat.answer for beat in facts.beats if beat.client == "bob"]
    in_time = tuple(second for second in facts.spoken_at if second < facts.expiry)
    return decide(
        set(beating) == {IN} and IN not in silent and facts.heard_by_silent == in_time,
        expiry_seconds=facts.expiry,
        beating=beating,
        silent=silent,
        spoken_at=list(facts.spoken_at),
        silent_heard=list(facts.heard_by_silent),
    )


def no_amplification(facts: UdpServerFacts) -> Verdict:
    """Compare sizes: what a stranger sent, and what was sent back to its address."""
    return decide(
        all(reply.received <= reply.sent for reply in facts.replies) and not facts.stranger_heard,
        sent=[reply.sent for reply in facts.replies],
        received=[reply.received for reply in facts.replies],
        messages_of_the_room=facts.stranger_heard,
    )


def cookie_is_bound(facts: UdpServerFacts) -> Verdict:
    """Look at the answer to one client that shows the cookie of another."""
    return decide(facts.other_cookie != IN, answer=facts.other_cookie)


def loses(facts: UdpServerFacts) -> Verdict:
    """Count what a client with a full buffer got of messages that all were sent without error."""
    return decide(
        len(facts.burst_heard) < facts.burst,
        sent_without_error=facts.burst,
        received=len(facts.burst_heard),
    )


def loss_is_noticed(facts: UdpServerFacts) -> Verdict:
    """Compare what the client knows to be missing with what is."""
    said = range(facts.burst_first, facts.burst_first + facts.burst)
    lost = tuple(number for number in said if number not in facts.burst_heard)
    return decide(
        facts.missing == lost and len(set(facts.burst_heard)) == facts.burst - len(lost),
        lost=len(lost),
        noticed=len(facts.missing),
        last_number=facts.last_number,
    )


CLAIMS = (
    Claim(
        "udp-server.borders",
        "A datagram keeps its borders: what was sent at once is received at once.",
        "数据报保持边界：一次发送的内容，一次接收得到。",
        SECTION,
        keeps_borders,
    ),
    Claim(
        "udp-server.heartbeat",
        "The server knows its clients by their heartbeats, and forgets who is silent for 10 s.",
        "服务端凭心跳认识客户端，沉默满 10 秒的就被忘掉。",
        SECTION,
        known_by_heartbeat,
    ),
    Claim(
        "udp-server.no-amplification",
        "Who has not sent back a cookie gets no more bytes than it sent, and none of the chat.",
        "没有送回 cookie 的一方，收到的字节不会多于它发出的，也听不到聊天内容。",
        SECTION,
        no_amplification,
    ),
    Claim(
        "udp-server.cookie",
        "A cookie lets in only the address that it was sent to.",
        "一个 cookie 只对收到它的那个地址有效。",
        SECTION,
        cookie_is_bound,
    ),
    Claim(
        "udp-server.loses",
        "Datagrams get lost even within one machine, and the sender sees no error.",
        "即使在同一台机器上，数据报也会丢失，而发送方看不到任何错误。",
        SECTION,
        loses,
    ),
    Claim(
        "udp-server.numbers",
        "By the messages' numbers a client notices each that was lost, also the last.",
        "凭消息的编号，客户端能发现丢失的每一条，包括最后一条。",
        SECTION,
        loss_is_noticed,
    ),
)
