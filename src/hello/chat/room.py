"""Who is in, and what each is still to be sent. No socket, no thread.

The room is one log of what was said, and a member that is behind is a place in it: a line
waits in memory once, however many wait for it. Members that are in step (nearly all, nearly
always) have no place: the server sends them the batch that ``commit`` returns, and reports
only who did not take all of it.

What waits for one member is bounded by ``Limits.outbox`` and one batch. While somebody's
outbox is full the room ``is_paused``: the server reads no sender further. Who has not emptied
a full outbox within ``Limits.patience`` is slow: told and dropped, or told how many lines it
misses.
"""

import time
from collections.abc import Callable
from typing import Any

from hello.chat.counters import Counters
from hello.chat.limits import Limits
from hello.chat.protocol import NEWLINE, LineReader, ProtocolError, notice

PIECE = 262_144
"""Bytes: the most that ``outgoing`` offers; more than a socket takes at a time."""

GRACE = 2.0
"""Seconds for which a member that has to go may still take what it is owed."""

NOWHERE = -1
"""The place in the log of a member that reads no more of it."""


class Member:
    """Somebody in a room: ``handle`` is the server's own, the rest is the room's.

    ``closing`` means on its way out.
    """

    __slots__ = (
        "closing", "deadline", "full_since", "handle", "heard_at", "is_stuck", "left_out", "name",
        "place", "private", "reader", "until",
    )  # fmt: skip

    def __init__(self, name: str, handle: Any, reader: LineReader, now: float) -> None:
        self.name = name
        self.handle = handle
        self.reader = reader
        self.heard_at = now
        self.closing = False
        self.place = NOWHERE
        self.until: int | None = None  # the place in the log where its reading ends
        self.private = b""  # comes before what it reads in the log
        self.left_out = 0  # lines that it misses and has not been told of
        self.full_since: float | None = None
        self.is_stuck = False  # it was found slow, and has taken nothing since
        self.deadline = 0.0  # when it is cut, once it is closing


class Room:
    """A room; ``counters`` counts what goes on in it."""

    def __init__(
        self, limits: Limits, counters: Counters, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits
        self.counters = counters
        self.clock = clock
        self.in_step: set[Member] = set()
        """Who is to be sent the next batch as it is."""
        self.waiting_size = 0
        """How many bytes were said since the last commit."""
        self.local_part = b""
        """What this room's own members said of the last batch: the backplane's share."""
        self.members: set[Member] = set()
        self._behind: set[Member] = set()
        self._full: set[Member] = set()
        self._closing: set[Member] = set()
        self._ending: list[Member] = []  # those of them that are to have the next batch yet
        self._said: list[bytes] = []
        self._injected: list[bytes] = []
        self._batch = b""
        self._log = bytearray()
        self._start = 0  # the place of the log's first byte
        self._end = 0  # the place after all that was ever committed

    # Who is in

    def join(self, name: str, handle: Any = None) -> Member:
        """Let somebody in: it is sent what is committed from now on."""
        member = Member(name, handle, LineReader(self.limits), self.clock())
        self.members.add(member)
        self.in_step.add(member)
        self.counters.one_more()
        return member

    def leave(self, member: Member) -> None:
        """Forget *member*, and what it was still to be sent."""
        if member not in self.members:
            return
        self._owe_no_more(member)
        for group in (self.members, self.in_step, self._behind, self._full, self._closing):
            group.discard(member)
        if not self._behind:
            self._log.clear()
        self.counters.one_less()

    def idle(self, seconds: float) -> list[Member]:
        """Return who has said nothing for so long."""
        since = self.clock() - seconds
        return [one for one in self.members if one.heard_at <= since and not one.closing]

    # What is said

    def receive(self, member: Member, data: bytes) -> None:
        """Take what *member* said; the line that breaks a rule is its last."""
        if member.closing:
            return
        member.heard_at = self.clock()
        self.counters.bytes_in += len(data)
        try:
            self._say(member.reader.feed(data))
        except ProtocolError as error:
            self._say(error.lines)
            self.dismiss(member, str(error))

    def _say(self, lines: bytes) -> None:
        if lines:
            self._said.append(lines)
            self.waiting_size += len(lines)

    def inject(self, lines: bytes) -> None:
        """Take whole *lines* that were said in another server's room."""
        self._injected.append(lines)
        self.waiting_size += len(lines)

    def announce(self, text: str) -> None:
        """Let the server say *text* to all of its own members."""
        self.inject(notice(text))

    def commit(self) -> bytes:
        """Return all that was said since the last commit, for everyone ``in_step``."""
        if not self.waiting_size:
            return b""
        self.local_part = b"".join(self._said)
        batch = self._batch = b"".join((self.local_part, *self._injected))
        self._said.clear()
        self._injected.clear()
        self.waiting_size = 0
        self._count(batch)
        self._end += len(batch)
        for member in self._ending:
            member.until = self._end
        self._ending.clear()
        if self._behind:
            self._trim()
            self._log += batch
            for member in self._behind:
                self._look_whether_full(member)
        return batch

    def _count(self, batch: bytes) -> None:
        lines = batch.count(NEWLINE)
        reading = (one for one in self._behind if one.place != NOWHERE and one.until is None)
        readers = len(self.in_step) + sum(1 for _ in reading)
        local = lines if len(batch) == len(self.local_part) else self.local_part.count(NEWLINE)
        self.counters.lines_in += local
        self.counters.lines_out += lines * readers
        self.counters.bytes_out += len(batch) * readers

    # Who is sent what

    def fell_behind(self, member: Member, count: int) -> None:
        """Note that *member* took only *count* bytes of the batch."""
        if not self._log:
            self._start = self._end - len(self._batch)
            self._log += self._batch
        self.in_step.discard(member)
        self._behind.add(member)
        member.place = self._end - len(self._batch) + count
        if member.until is not None:
            member.until = self._end
        self._look_whether_full(member)

    def is_behind(self, member: Member) -> bool:
        """Return whether ``outgoing`` has something for *member*."""
        return member in self._behind

    def outgoing(self, member: Member) -> memoryview:
        """Return what to send next to *member*; empty if it is in step.

        Release it before anything else is asked of the room.
        """
        if not member.private and member.left_out:
            member.private = notice(f"too slow: {member.left_out:,} lines left out")
            member.left_out = 0
        if member.private:
            return memoryview(member.private)
        if member not in self._behind or member.place == NOWHERE:
            return memoryview(b"")
        first = member.place - self._start
        return memoryview(self._log)[first : min(first + PIECE, self._stop(member) - self._start)]

    def sent(self, member: Member, count: int) -> None:
        """Note that *member* took *count* bytes of ``outgoing``."""
        member.is_stuck = member.is_stuck and not count
        if member.private:
            member.private = member.private[count:]
            self.counters.bytes_out += count
        else:
            member.place += count
        if member.until is not None:
            member.deadline = self.clock() + GRACE
        if not (member.private or member.left_out or self._lag(member)):
            self._catch_up(member)

    def _stop(self, member: Member) -> int:
        return self._end if member.until is None else member.until

    def _lag(self, member: Member) -> int:
        return 0 if member.place == NOWHERE else self._stop(member) - member.place

    def _catch_up(self, member: Member) -> None:
        self._behind.discard(member)
        self._full.discard(member)
        member.full_since = None
        if member.place != NOWHERE and member.until is None:
            self.in_step.add(member)
        member.place = NOWHERE
        if not self._behind:
            self._log.clear()

    def _trim(self) -> None:
        """Forget what nobody waits for, but for the byte before: it tells where a line begins."""
        places = [one.place for one in self._behind if one.place != NOWHERE]
        lowest = min(places, default=self._end - len(self._batch))
        if lowest - 1 > self._start:
            del self._log[: lowest - 1 - self._start]
            self._start = lowest - 1

    # Who is slow

    @property
    def is_paused(self) -> bool:
        """Whether the senders are to be read no further."""
        return bool(self._full)

    def _look_whether_full(self, member: Member) -> None:
        """Note whether the outbox of *member* is full; on its way out it keeps the log as long."""
        waiting = 0 if member.place == NOWHERE else self._end - member.place
        self.counters.peak_outbox = max(self.counters.peak_outbox, waiting)
        if waiting < self.limits.outbox or member.full_since is not None:
            return
        if member.is_stuck:
            # The others have been patient with it once.
            if member.closing:
                member.deadline = 0.0
            else:
                self._skip(member)
            return
        member.full_since = self.clock()
        self._full.add(member)

    def next_expiry(self) -> float | None:
        """Return after how many seconds ``expire`` or ``finished`` has something to do, if ever."""
        full = [
            one.full_since + self.limits.patience
            for one in self._full
            if one.full_since is not None
        ]
        first = min([*full, *(one.deadline for one in self._closing)], default=None)
        return None if first is None else max(0.0, first - self.clock())

    def expire(self) -> list[Member]:
        """Deal with those whose outbox has been full too long; return them."""
        since = self.clock() - self.limits.patience
        slow = [one for one in self._full if one.full_since is not None and one.full_since <= since]
        for member in slow:
            if member.closing:
                member.deadline = 0.0
                self._full.discard(member)
            elif self.limits.slow == "skip":
                self._skip(member)
            else:
                self.counters.dropped += 1
                self.dismiss(member, "too slow: dropped")
        return slow

    def _skip(self, member: Member) -> None:
        self._full.discard(member)
        member.full_since = None
        member.private += self._rest_of_line(member)
        member.is_stuck = True
        left_out = self._owe_no_more(member)
        member.left_out += left_out
        self.counters.skipped_lines += left_out
        member.place = self._end

    def _owe_no_more(self, member: Member) -> int:
        """Take back what *member* is still owed of the log; return how many lines that is."""
        if member.place == NOWHERE:
            return 0
        first, stop = member.place - self._start, self._stop(member) - self._start
        lines = self._log.count(NEWLINE, first, stop)
        self.counters.lines_out -= lines
        self.counters.bytes_out -= stop - first
        return lines

    def _rest_of_line(self, member: Member) -> bytes:
        """Return what *member* lacks of the line that it has a part of; it then has that."""
        first = member.place - self._start
        if member.place == NOWHERE or first <= 0 or self._log[first - 1 : first] == NEWLINE:
            return b""
        rest = bytes(self._log[first : self._log.index(NEWLINE, first) + 1])
        member.place += len(rest)
        self.counters.bytes_out -= len(rest)  # `sent` counts what is private
        return rest

    # Who has to go

    def tell(self, member: Member, text: str) -> None:
        """Say *text* to *member* alone, before what it reads next."""
        member.private += self._rest_of_line(member) + notice(text)
        if member in self.in_step:
            self.in_step.discard(member)
            self._behind.add(member)
            member.place = self._end
            if not self._log:
                self._start = self._end

    def dismiss(self, member: Member, text: str) -> None:
        """Say *text* to *member* as the last that it hears: it gets no more lines."""
        if member.closing:
            return
        self.tell(member, text)
        self._owe_no_more(member)
        member.place = NOWHERE
        member.left_out = 0
        self._full.discard(member)
        self._close(member)

    def end_of_input(self, member: Member) -> None:
        """Let *member*, which will say no more, have what was said so far; then it goes."""
        if member.closing:
            return
        if self.waiting_size:
            self._ending.append(member)
        else:
            member.until = self._end
        self._close(member)

    def _close(self, member: Member) -> None:
        member.closing = True
        member.deadline = self.clock() + GRACE
        self._closing.add(member)

    def finished(self) -> list[Member]:
        """Return who is to be cut now: has all that it is owed, or had time enough."""
        if not self._closing:
            return []
        now = self.clock()
        ending = set(self._ending)
        return [
            one
            for one in self._closing
            if (one not in self._behind and one not in ending) or one.deadline <= now
        ]
