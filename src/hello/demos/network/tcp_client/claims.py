"""What the tutorial says of its TCP client, and what its listing leaves out."""

from datetime import datetime

from hello.claims import Claim, Verdict, decide, inconclusive, it_depends
from hello.demos.network.tcp_client.facts import Ending, Fate, TcpClientFacts

SECTION = "TCP编程"
TIME = "%Y-%m-%d %H:%M:%S"


def line_format(facts: TcpClientFacts) -> Verdict:
    """Take apart what the server received."""
    line = facts.line
    name, *rest = line.received.split("\t", 2)
    holds = (
        len(rest) == len(("time", "text"))
        and name == line.name
        and _is_time(rest[0])
        and rest[1] == f"{line.text}\n"
    )
    return decide(holds, received=ascii(line.received))


def _is_time(text: str) -> bool:
    try:
        return datetime.strptime(text, TIME).strftime(TIME) == text  # noqa: DTZ007  # wall clock
    except ValueError:
        return False


def recv_cuts_characters(facts: TcpClientFacts) -> Verdict:
    """Count the pieces that are no text by themselves; put together what decoders made of all."""
    cut = sum(piece.alone is None for piece in facts.pieces)
    if not cut:
        return inconclusive(reason="no character was cut", pieces=len(facts.pieces))
    is_whole = "".join(piece.in_order for piece in facts.pieces) == facts.line.received
    is_shown = facts.line.shown == (facts.line.received.removesuffix("\n"),)
    return decide(
        is_whole and is_shown,
        pieces=len(facts.pieces),
        decode_raises_for=cut,
        incremental_decoder_is_whole=is_whole,
        our_client_is_whole=is_shown,
    )


def close_wakes_nobody(facts: TcpClientFacts) -> Verdict:
    """Look at what became of a recv that another thread's close found waiting."""
    ending = _ending(facts, "close()")
    if ending.fate is Fate.RAISED:
        # Either it always came too late, or this system ends a recv in that way.
        undecided = inconclusive if facts.platform == "linux" else it_depends
        return undecided(recv=ending.fate, tries=ending.tries, platform=facts.platform)
    return decide(ending.fate is Fate.WENT_ON, recv=ending.fate, platform=facts.platform)


def quit_ends_the_thread(facts: TcpClientFacts) -> Verdict:
    """Look at what became of a recv that shutdown found waiting, and at what our client left."""
    ending = _ending(facts, "shutdown()")
    return decide(
        ending.fate is Fate.ENDED and facts.server_saw_end and not facts.client_left_thread,
        recv=ending.fate,
        server_saw_the_end=facts.server_saw_end,
        our_client_left_a_thread=facts.client_left_thread,
    )


def _ending(facts: TcpClientFacts, call: str) -> Ending:
    return next(ending for ending in facts.endings if ending.call == call)


CLAIMS = (
    Claim(
        "tcp-client.line",
        "A line is name, tab, time, tab, text, newline.",
        "一行依次是：名字、制表符、时间、制表符、正文、换行符。",
        SECTION,
        line_format,
    ),
    Claim(
        "tcp-client.cut-character",
        "recv can cut a character: decode() of the piece raises, an incremental decoder waits.",
        "recv 可能把一个字符切断：对这一段调用 decode() 会抛出异常，增量解码器则会等到余下的字节。",
        SECTION,
        recv_cuts_characters,
    ),
    Claim(
        "tcp-client.close-wakes-nobody",
        "close() does not end a recv of another thread: it still receives what comes later.",
        "close() 不会结束另一个线程里的 recv：之后到达的数据它照样收到。",
        SECTION,
        close_wakes_nobody,
    ),
    Claim(
        "tcp-client.quit-ends-thread",
        "shutdown() ends that recv at once, and quit in our client leaves no thread behind.",
        "shutdown() 会立即结束这个 recv；在我们的客户端里，quit 之后不会留下线程。",
        SECTION,
        quit_ends_the_thread,
    ),
)
