"""Room and protocol under whatever sequence of events hypothesis thinks of.

The machine plays the server, as plainly as can be: it hands the room what clients sent, and
gives each client as much of a batch as its socket has space for. It compares what each got
with the list of all committed lines: whole, in order, from the moment it joined until it
goes, with no gap but one that it is told of; and what is for it alone at line borders only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from hello.chat.counters import Counters
from hello.chat.limits import Limits
from hello.chat.room import Member, Room

OUTBOX = 20
MAX_LINE = 24
PATIENCE = 1.0

LEFT_OUT = re.compile(rb"\* too slow: ([\d,]+) lines left out\n")
DROPPED = b"* too slow: dropped\n"
TOO_LONG = b"* line longer than 24 bytes\n"
NOT_UTF8 = b"* not UTF-8\n"

LINE = st.text("abc 你é", max_size=7).map(lambda text: text.encode() + b"\n")
LINES = st.lists(LINE, max_size=6).map(b"".join)
BEGINNINGS = [b"a", "é".encode(), "你".encode()[:1]]
MISTAKES = [b"x" * MAX_LINE, b"x" * MAX_LINE + b"\n", b"\xff\n", "你".encode()[:2] + b"\n"]


class Heard(NamedTuple):
    """What a client made of all that it got."""

    place: int
    """How many of the committed lines lie behind it: got, or left out."""
    lines: int
    """How many of them it got."""
    untold: list[bytes]
    """What it was not told yet of what is for it alone."""
    part: bytes
    """What it has of a line that is not whole yet."""


@dataclass(eq=False)
class Peer:
    """A client as the machine knows it; ``space`` is what its socket still takes."""

    member: Member
    first: int
    """The place among the committed lines of the first that it has to get."""
    is_stuck: bool
    space: int = 0
    got: bytearray = field(default_factory=bytearray)
    told: list[bytes] = field(default_factory=list)
    unfinished: bytes = b""
    """What it said of a line that has no end yet."""
    is_on_its_way_out: bool = False
    last: int | None = None
    """The place up to which it has to get lines, once it has half closed."""
    most: int | None = None
    """How many lines it may get at most, once it was dismissed."""
    was_waited_for: bool = False
    """It was found slow, and has taken nothing since."""

    def take(self, data: bytes | memoryview) -> int:
        """Take what fits, and return how much that was."""
        count = min(len(data), self.space) if self.is_stuck else len(data)
        self.got += data[:count]
        if self.is_stuck:
            self.space -= count
        self.was_waited_for = self.was_waited_for and not count
        return count


class Server(RuleBasedStateMachine):
    """A server in a few lines, whose clients do what they like."""

    peers = Bundle("peers")

    @initialize(slow=st.sampled_from(["drop", "skip"]), strict=st.booleans())
    def open_the_room(self, *, slow: Literal["drop", "skip"], strict: bool) -> None:
        self.now = 1000.0
        self.limits = Limits(MAX_LINE, OUTBOX, PATIENCE, slow, strict)
        self.counters = Counters()
        self.room = Room(self.limits, self.counters, clock=lambda: self.now)
        self.committed: list[bytes] = []
        self.said: list[bytes] = []
        self.injected: list[bytes] = []
        self.inside: dict[Member, Peer] = {}
        self.ending: list[Peer] = []
        self.everybody: list[Peer] = []
        self.notices = 0

    # What clients do

    @rule(target=peers, is_stuck=st.booleans())
    def join(self, *, is_stuck: bool) -> Peer:
        self.commit()
        member = self.room.join(f"peer {len(self.everybody)}")
        peer = self.inside[member] = Peer(member, len(self.committed), is_stuck)
        self.everybody.append(peer)
        return peer

    @rule(peer=peers)
    def reset(self, peer: Peer) -> None:
        if self.is_in(peer):
            self.cut(peer)

    @rule(peer=peers, data=LINES, cut=st.integers(0, 20))
    def speak(self, peer: Peer, data: bytes, cut: int) -> None:
        """In two pieces: the cut may be in a line, and in a character."""
        self.hear(peer, data[:cut])
        self.hear(peer, data[cut:])

    @rule(peer=peers, beginning=st.sampled_from(BEGINNINGS))
    def begin_a_line(self, peer: Peer, beginning: bytes) -> None:
        self.hear(peer, beginning)

    @rule(peer=peers, before=LINES, mistake=st.sampled_from(MISTAKES), after=LINES)
    def make_a_mistake(self, peer: Peer, before: bytes, mistake: bytes, after: bytes) -> None:
        self.hear(peer, before + mistake + after)

    @rule(peer=peers)
    def half_close(self, peer: Peer) -> None:
        if self.is_heard(peer):
            self.room.end_of_input(peer.member)
            assert peer.member.closing
            peer.is_on_its_way_out = True
            if self.said or self.injected:
                self.ending.append(peer)
            else:
                peer.last = len(self.committed)
            self.cut_finished()

    @rule(peer=peers, space=st.integers(1, 2 * OUTBOX) | st.just(1_000))
    def read(self, peer: Peer, space: int) -> None:
        """Read a little, or all that there is; the buffer is then no larger than before."""
        peer.space = space
        self.catch_up(peer)
        peer.space = min(peer.space, OUTBOX)

    # What the server does

    @rule()
    def commit(self) -> None:
        batch = self.room.commit()

        assert batch == b"".join((*self.said, *self.injected))
        assert self.room.local_part == b"".join(self.said) or not batch
        self.committed += [*self.said, *self.injected]
        self.said, self.injected = [], []
        for peer in self.ending:
            peer.last = len(self.committed)
        self.ending = []
        for peer in self.peers_of(self.room.in_step) if batch else []:
            count = peer.take(batch)
            if count < len(batch):
                self.room.fell_behind(peer.member, count)
        self.cut_finished()

    @rule(peer=peers)
    def tell(self, peer: Peer) -> None:
        if self.is_in(peer) and not peer.is_on_its_way_out:
            self.notices += 1
            self.room.tell(peer.member, f"for you {self.notices}")
            peer.told.append(f"* for you {self.notices}\n".encode())
            self.catch_up(peer)

    @rule(peer=peers)
    def dismiss(self, peer: Peer) -> None:
        if self.is_in(peer) and not peer.is_on_its_way_out:
            self.notices += 1
            self.room.dismiss(peer.member, f"go {self.notices}")
            self.dismissed(peer, f"* go {self.notices}\n".encode())

    @rule(lines=LINES)
    def inject(self, lines: bytes) -> None:
        if lines and not self.room.is_paused:
            self.room.inject(lines)
            self.injected += lines.splitlines(keepends=True)

    @rule()
    def announce(self) -> None:
        self.notices += 1
        self.room.announce(f"for all {self.notices}")
        self.injected.append(f"* for all {self.notices}\n".encode())

    @rule(seconds=st.floats(0.1, 1.5))
    def time_goes_by(self, seconds: float) -> None:
        self.now += seconds
        self.expire()

    @rule()
    def patience_ends(self) -> None:
        """However many are slow: they hold the others up no longer than this."""
        self.now += PATIENCE
        self.expire()

        assert not self.room.is_paused

    # How it does that

    def peers_of(self, members: Iterable[Member]) -> list[Peer]:
        """Return their peers, always in the same order: hypothesis repeats what it found."""
        found = set(members)
        return [peer for peer in self.inside.values() if peer.member in found]

    def is_in(self, peer: Peer) -> bool:
        return peer.member in self.inside

    def is_heard(self, peer: Peer) -> bool:
        return self.is_in(peer) and not peer.is_on_its_way_out and not self.room.is_paused

    def hear(self, peer: Peer, data: bytes) -> None:
        if self.is_heard(peer):
            self.room.receive(peer.member, data)
            lines, mistake, peer.unfinished = look_at(peer.unfinished + data, self.limits)
            self.said += lines
            assert peer.member.closing == (mistake is not None)
            if mistake:
                self.dismissed(peer, mistake)

    def catch_up(self, peer: Peer) -> None:
        while self.is_in(peer) and self.room.is_behind(peer.member):
            piece = self.room.outgoing(peer.member)
            assert piece
            count = peer.take(piece)
            piece.release()
            self.room.sent(peer.member, count)
            if not count:
                break
        self.cut_finished()

    def expire(self) -> None:
        for peer in self.peers_of(self.room.expire()):
            peer.was_waited_for = True
            if self.limits.slow == "drop" and not peer.is_on_its_way_out:
                self.dismissed(peer, DROPPED)
        self.cut_finished()

    def dismissed(self, peer: Peer, notice: bytes) -> None:
        assert peer.member.closing
        heard = self.heard(peer)
        peer.most = heard.lines + bool(heard.part)
        peer.told.append(notice)
        peer.is_on_its_way_out = True
        self.catch_up(peer)

    def cut_finished(self) -> None:
        for peer in self.peers_of(self.room.finished()):
            if peer.member.deadline > self.now:
                heard = self.heard(peer)
                assert not heard.part
                assert not heard.untold
                assert heard.place == peer.last or peer.most is not None
            self.cut(peer)

    def cut(self, peer: Peer) -> None:
        self.room.leave(peer.member)
        del self.inside[peer.member]
        self.ending = [one for one in self.ending if one is not peer]

    def heard(self, peer: Peer) -> Heard:
        """Return what *peer* makes of what it got; fail where it should have got anything else."""
        place, count, untold = peer.first, 0, list(peer.told)
        *lines, part = peer.got.split(b"\n")
        for line in (bytes(line) + b"\n" for line in lines):
            gap = LEFT_OUT.fullmatch(line)
            if untold and line == untold[0]:
                del untold[0]
            elif gap and self.limits.slow == "skip":
                place += int(gap[1].replace(b",", b""))
            else:
                assert line in self.committed[place : place + 1]
                place, count = place + 1, count + 1
        nexts = (*self.committed[place : place + 1], *untold[:1], b"* too slow: 1 lines left out")
        assert not part or any(one.startswith(part[:12]) for one in nexts), (part, nexts)
        return Heard(place, count, untold, bytes(part))

    # What always holds

    @invariant()
    def all_got_what_was_said_and_nothing_else(self) -> None:
        for peer in self.inside.values():
            heard = self.heard(peer)
            assert heard.place <= (len(self.committed) if peer.last is None else peer.last)
            assert peer.most is None or heard.lines <= peer.most
            if not self.room.is_behind(peer.member):
                assert (heard.part, heard.untold) == (b"", [])
                assert heard.place == len(self.committed) or peer.is_on_its_way_out

    @invariant()
    def only_who_does_not_read_is_behind(self) -> None:
        behind = [peer for peer in self.inside.values() if self.room.is_behind(peer.member)]

        assert all(peer.is_stuck for peer in behind)

    @invariant()
    def full_outboxes_and_nothing_else_pause_the_room(self) -> None:
        """Give or take a line: the rest of one that a notice waits for goes before the outbox.

        Once the others have waited for somebody, they do not again before it takes something.
        """
        waiting = [self.waiting(peer) for peer in self.inside.values() if not peer.was_waited_for]
        if self.limits.slow == "drop" and any(lines >= OUTBOX + MAX_LINE for lines, _ in waiting):
            assert self.room.is_paused
        if self.room.is_paused:
            assert any(lines + notices > 0 for lines, notices in waiting)
            assert self.room.next_expiry() is not None

    def waiting(self, peer: Peer) -> tuple[int, int]:
        """Return how many bytes of lines and of notices there are that *peer* has not got."""
        if peer.most is not None:
            return 0, 0
        heard = self.heard(peer)
        lines = sum(map(len, self.committed[heard.place :]))
        return lines - len(heard.part), sum(map(len, heard.untold))

    @invariant()
    def the_counters_count(self) -> None:
        counters = self.counters
        assert counters.now_clients == len(self.inside) == len(self.room.members)
        assert counters.accepted == len(self.everybody)
        assert counters.left == len(self.everybody) - len(self.inside)
        assert counters.dropped == sum(DROPPED in peer.told for peer in self.everybody)

    def teardown(self) -> None:
        """Let all of them read: what they then have is what was counted."""
        self.commit()
        for peer in list(self.inside.values()):
            peer.is_stuck = False
            self.catch_up(peer)
        self.all_got_what_was_said_and_nothing_else()

        assert not self.room.is_paused
        assert self.room.next_expiry() is None
        assert self.counters.bytes_out == sum(len(peer.got) for peer in self.everybody)
        heard = [self.heard(peer) for peer in self.everybody]
        torn = sum(one.part != b"" for one in heard)  # by a reset; these may be counted or not
        assert 0 <= self.counters.lines_out - sum(one.lines for one in heard) <= torn


def look_at(data: bytes, limits: Limits) -> tuple[list[bytes], bytes | None, bytes]:
    """Return the good lines of *data*, what is said of the line after them, and the rest."""
    good: list[bytes] = []
    *lines, rest = data.split(b"\n")
    for line in lines:
        mended = line.decode(errors="replace").encode()
        if len(line) >= limits.max_line:
            return good, TOO_LONG, b""
        if limits.strict and mended != line:
            return good, NOT_UTF8, b""
        good.append(mended + b"\n")
    return good, TOO_LONG if len(rest) >= limits.max_line else None, rest


TestServer = Server.TestCase
TestServer.settings = settings(max_examples=300, stateful_step_count=50, deadline=None)
