"""What the tutorial says of UDP and TCP, part by part, and how it is decided."""

from statistics import median

from hello.claims import Claim, Verdict, decide, inconclusive, it_depends
from hello.demos.network.udp_vs_tcp.facts import Comparison, Delivery, Race, Ways

SECTION = "socketserver模块 总结"
FAIR = "the weather was fair: try more messages, or more --drop"


def udp_unreliable(seen: Comparison) -> Verdict:
    """Look whether what went wrong on the way, or for want of room, stayed wrong."""
    sent_to = (*seen.file.udp, *seen.chat.udp)
    late = seen.late_reader
    mishaps = sum(one.mishaps for one in sent_to)
    missing = late.sent - late.udp_arrived
    if not mishaps and not missing:
        return inconclusive(reason=FAIR)
    return decide(
        any(not one.whole for one in sent_to) or missing,
        mishaps_on_the_way=mishaps,
        messages=sum(len(one.fates) for one in sent_to),
        lost=sum(one.lost for one in sent_to),
        twice=sum(one.twice for one in sent_to),
        late=sum(one.late for one in sent_to),
        lost_without_a_relay_as_nobody_read=missing,
        error_seen_by_the_sender=late.udp_error,
    )


def tcp_reliable(seen: Comparison) -> Verdict:
    """Look whether every stream arrived as it was sent, however it was cut and held up."""
    streams = (*seen.file.tcp, *seen.chat.tcp)
    late = seen.late_reader
    return decide(
        all(one.whole for one in streams) and late.tcp_whole,
        streams=len(streams),
        whole=sum(one.whole for one in streams),
        sender_waited_for_a_late_reader_after_bytes=late.tcp_stopped_after,
        then_whole=late.tcp_whole,
        note="what a network loses, the system sends again before a program could see it",
    )


def udp_connectionless(seen: Comparison) -> Verdict:
    """Look whether the first datagram was data, and one to nobody no error."""
    links = seen.connections
    return decide(
        links.udp_heard == links.clients and links.udp_sockets == 1 and links.udp_to_nobody is None,
        clients_heard=links.udp_heard,
        sockets_of_the_server=links.udp_sockets,
        error_of_sending_to_nobody=links.udp_to_nobody,
    )


def tcp_connected(seen: Comparison) -> Verdict:
    """Look whether TCP refused to send without a connection, and to connect to nobody."""
    links = seen.connections
    return decide(
        links.tcp_unconnected and links.tcp_to_nobody and links.tcp_sockets == 1 + links.clients,
        clients_heard=links.tcp_heard,
        sockets_of_the_server=links.tcp_sockets,
        error_of_sending_unconnected=links.tcp_unconnected,
        error_of_connecting_to_nobody=links.tcp_to_nobody,
    )


def udp_fast(seen: Comparison) -> Verdict:
    """Look who won each race; say that it depends where each of the two won one."""
    evidence = {race.job: _result(race) for race in seen.races}
    winners = {race.faster for race in seen.races}
    if {"UDP", "TCP"} <= winners:
        return it_depends(**evidence, on="what is sent")
    if None in winners:
        return inconclusive(reason="the rounds do not agree", **evidence)
    return decide(winners == {"UDP"}, **evidence)


def _result(race: Race) -> str:
    times = [f"{1000 * median(one):.2f}" for one in (race.udp, race.tcp)]
    ratios = race.ratios
    return (
        f"{race.faster or 'nobody'} faster: UDP {times[0]} ms, TCP {times[1]} ms; TCP takes "
        f"{median(ratios):.2f} times as long ({ratios[0]:.2f} to {ratios[-1]:.2f}, "
        f"{len(ratios)} rounds)"
    )


def udp_large_files(seen: Comparison) -> Verdict:
    """Look whether a file came through the same weather whole."""
    ways = seen.file
    (udp,), (tcp,) = ways.udp, ways.tcp
    if not udp.mishaps:
        return inconclusive(reason=FAIR)
    return decide(
        udp.whole,
        bytes=ways.bytes,
        udp=_in_words(udp),
        udp_directly=_in_words(ways.udp_directly[0]),
        tcp=_in_words(tcp),
    )


def udp_no_group_chat(seen: Comparison) -> Verdict:
    """Look whether all members of a chat saw the same, and how much they saw if not."""
    ways = seen.chat
    evidence = _members(ways)
    directly = any(one.whole for one in ways.udp_directly)
    if directly and not any(one.mishaps for one in ways.udp):
        return inconclusive(reason=FAIR, **evidence)
    if directly and not all(one.whole for one in ways.udp):
        return it_depends(**evidence, on="what the network loses, and whether a hole matters")
    return decide(not directly, **evidence)


def _members(ways: Ways) -> dict[str, object]:
    return {
        "members": len(ways.udp),
        "saw_all_in_order_directly": sum(one.whole for one in ways.udp_directly),
        "in_the_weather": [_in_words(one) for one in ways.udp],
        "over_tcp": sum(one.whole for one in ways.tcp),
    }


def tcp_everything(seen: Comparison) -> Verdict:
    """Look whether TCP did each of the jobs; borders of messages are what it does not keep."""
    (file,) = seen.file.tcp
    chat = seen.chat.tcp
    links = seen.connections
    return decide(
        file.whole and all(one.whole for one in chat) and links.tcp_heard == links.clients,
        file_whole=file.whole,
        chat_members_with_every_line=sum(one.whole for one in chat),
        clients_served=links.tcp_heard,
        not_kept=f"borders: {seen.messages} sends of the file came as {file.reads} reads",
    )


def _in_words(one: Delivery) -> str:
    if one.whole:
        return "as it was sent"
    number = len(one.fates)
    return f"of {number}: {one.lost} lost, {one.twice} twice, {one.late} late"


CLAIMS = (
    Claim(
        "udp-vs-tcp.udp-unreliable",
        "UDP is unreliable: what is lost, doubled or overtaken on the way stays so.",
        "UDP 不可靠：路上丢失、重复、乱序的数据，到了终点依然如此。",
        SECTION,
        udp_unreliable,
    ),
    Claim(
        "udp-vs-tcp.tcp-reliable",
        "TCP is reliable: every byte arrives, once and in its order.",
        "TCP 可靠：每个字节都会到达，不多不少，次序不变。",
        SECTION,
        tcp_reliable,
    ),
    Claim(
        "udp-vs-tcp.udp-connectionless",
        "UDP has no connection: the first datagram is data, and sending to nobody is no error.",
        "UDP 无连接：第一个数据报就是数据；对方不存在，发送也不报错。",
        SECTION,
        udp_connectionless,
    ),
    Claim(
        "udp-vs-tcp.tcp-connected",
        "TCP needs a connection: nothing is sent before it, and to nobody there is none.",
        "TCP 需要连接：没有连接就不能发送；对方不存在，也就连接不上。",
        SECTION,
        tcp_connected,
    ),
    Claim(
        "udp-vs-tcp.udp-fast",
        "UDP is fast and TCP is slow.",
        "UDP 传输快，TCP 传输慢。",
        SECTION,
        udp_fast,
    ),
    Claim(
        "udp-vs-tcp.udp-large-files",
        "UDP suits the transfer of large files.",
        "UDP 适合传输大型文件。",
        SECTION,
        udp_large_files,
    ),
    Claim(
        "udp-vs-tcp.udp-no-group-chat",
        "UDP does not suit a group chat.",
        "UDP 不适合设计群聊。",
        SECTION,
        udp_no_group_chat,
    ),
    Claim(
        "udp-vs-tcp.tcp-nearly-everything",
        "TCP can do nearly everything.",
        "TCP 几乎可以实现所有事情。",
        SECTION,
        tcp_everything,
    ),
)
