"""A chat server in one thread: it asks the system which sockets are ready, and serves those.

The tutorial's section on selectors, with what its listing lacks: a client's leaving is
noticed, a socket that takes no more now is finished later, and all that came in while the
server was busy goes out in one send a client. A send costs some 6 microseconds however little
it carries, so that is what makes it fast.
"""

import logging
from time import monotonic
from typing import TYPE_CHECKING

from hello.chat.counters import Counters
from hello.chat.entrance.arrival import Arrival
from hello.chat.entrance.listening import address_text
from hello.chat.room import Room
from hello.chat.servers.doorway import Doorway
from hello.chat.servers.mailbox import Mailbox
from hello.chat.servers.watch import READ, WRITE, Peer, Watch
from hello.chat.settings import ServerSettings

# It costs 3 MB, which a server without one does not have.
if TYPE_CHECKING:
    from hello.chat.backplane import Backplane

log = logging.getLogger(__name__)

READ_SIZE = 262_144
"""Bytes to take from one client at a time."""

BATCH_SIZE = 262_144
"""Bytes after which a batch goes out, though more may be there to read: what a send costs the
system hardly grows up to this size."""

FAREWELL = 2.0
"""Seconds for sending what is in the outboxes when the server stops."""

BROKER_CHECK = 0.01
"""Seconds after which to look whether the broker has caught up: it does not say so."""

IDLE_CHECKS = 4
"""How often to look for idle clients within the time after which they are."""


class SelectorsServer:
    """The server; see ``ServerSettings``. Raise HelloError where it cannot listen."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.counters = Counters()
        self._room = Room(settings.limits, self.counters)
        self._watch = Watch()
        self._doorway = Doorway(
            settings, self.counters, self._watch, self._let_in, lambda: len(self._room.members)
        )
        self.address = self._doorway.address
        self._buffer = memoryview(bytearray(READ_SIZE))
        self._mailbox = Mailbox()
        self._parked: list[Peer] = []  # whom nobody reads while the room is paused
        self._has_mail = False  # that waits while the room is paused
        self._stopping = False
        self._backplane: Backplane | None = None
        if settings.backplane is not None:
            self._join_rooms(settings.backplane)

    def _join_rooms(self, url: str) -> None:
        from hello.chat.backplane import Backplane

        self._backplane = Backplane(url, self.inject, self.announce)
        try:
            self._backplane.start()
        except BaseException:
            self._close()
            raise

    # From other threads

    def stop(self) -> None:
        """Let ``run`` end; from any thread, and from a signal handler."""
        self._stopping = True
        self._mailbox.wake()

    def inject(self, lines: bytes) -> None:
        """Let all hear whole *lines* from another server; wait while there is no room for them."""
        while not self._mailbox.put(lambda: self._room.inject(lines), FAREWELL):
            if self._stopping:
                return

    def announce(self, text: str) -> None:
        """Let the server itself say *text*."""
        self._mailbox.put(lambda: self._room.announce(text), FAREWELL)

    # The loop

    def run(self) -> None:
        """Serve until ``stop``; then send what is still to be sent, and close everything."""
        self._doorway.open()
        self._watch.set(Peer(self._mailbox, self._take_from_mailbox), READ)
        try:
            while not self._stopping:
                self._turn(self._patience())
            self._say_farewell()
        finally:
            self._close()

    def _turn(self, seconds: float | None) -> None:
        """Wait for what is ready, at most so long, and serve it."""
        for peer, events in self._watch.ready(seconds):
            if events & WRITE:
                self._catch_up(peer)
            if events & peer.events & READ:
                peer.on_read(peer)
                if self._room.waiting_size >= BATCH_SIZE:
                    self._deliver()
        self._deliver()
        self._look_at_the_clock()

    def _patience(self) -> float | None:
        """Return after how many seconds there is something to do though no socket is ready."""
        waits = self._doorway.patience()
        if (expiry := self._room.next_expiry()) is not None:
            waits.append(expiry)
        if self.settings.idle_timeout and self._room.members:
            waits.append(self.settings.idle_timeout / IDLE_CHECKS)
        if self._parked and not self._room.is_paused:
            waits.append(BROKER_CHECK)
        return max(0.0, min(waits)) if waits else None

    def _look_at_the_clock(self) -> None:
        room = self._room
        for member in room.expire():
            log.info("%s is too slow", member.name)
        if self.settings.idle_timeout:
            for member in room.idle(self.settings.idle_timeout):
                if not member.handle.is_parked:
                    room.dismiss(member, f"idle for {self.settings.idle_timeout:g} s")
                    self._listen_to(member.handle)
        for member in room.finished():
            self._forget(member.handle)
            self._doorway.see_off(member.handle)
        self._doorway.cut_who_is_late()
        if self._parked and not self._is_paused:
            self._read_on()
        if self._has_mail and not room.is_paused:
            self._has_mail = False
            self._mailbox.wake()

    @property
    def _is_paused(self) -> bool:
        """Whether nobody is to be read: a member is slow, or the broker is."""
        return self._room.is_paused or (self._backplane is not None and self._backplane.is_full)

    def _listen_to(self, peer: Peer) -> None:
        """Wait for what there is to do with *peer* as things are now."""
        events = 0 if peer.at_end or peer.is_parked else READ
        if peer.member and self._room.is_behind(peer.member):
            events |= WRITE
        self._watch.set(peer, events)

    # Who is there

    def _let_in(self, peer: Peer, arrival: Arrival | None) -> None:
        try:
            name = address_text(peer.connection.getpeername())
        except OSError:  # gone again
            self._cut(peer)
            return
        member = peer.member = self._room.join(name, peer)
        peer.on_read = self._hear
        log.info("%s came", name)
        if arrival:
            if not self._doorway.gate.is_open:
                self._room.tell(member, "welcome")
            self._room.receive(member, arrival.rest)
        self._listen_to(peer)

    def _hear(self, peer: Peer) -> None:
        """Take what *peer* said, unless the room is paused."""
        room, member = self._room, peer.member
        assert member is not None  # noqa: S101  # what reads it says so
        if self._is_paused:
            self._park(peer)
            return
        try:
            # Into one buffer for all: recv() would make a new one of this size each time.
            count = peer.connection.recv_into(self._buffer)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._cut(peer)
            return
        if count:
            room.receive(member, bytes(self._buffer[:count]))
        else:
            peer.at_end = True
            room.end_of_input(member)
        if member.closing:
            self._listen_to(peer)

    def _read_on(self) -> None:
        """Wait again for what those have to say who were not read."""
        parked, self._parked = self._parked, []
        for peer in parked:
            peer.is_parked = False
            if peer.connection.fileno() >= 0:
                if peer.member:  # it has something to say: it was we who did not hear
                    peer.member.heard_at = self._room.clock()
                self._listen_to(peer)

    def _deliver(self) -> None:
        """Send all that was said to everybody, in one send each."""
        room = self._room
        batch = room.commit()
        if not batch:
            return
        if self._backplane and room.local_part:
            self._backplane.publish(room.local_part)
        size, short, gone = len(batch), [], []
        for member in room.in_step:
            try:
                count = member.handle.connection.send(batch)
            except (BlockingIOError, InterruptedError):
                count = 0
            except OSError:
                gone.append(member)
                continue
            if count != size:
                short.append((member, count))
        for member, count in short:
            room.fell_behind(member, count)
            self._listen_to(member.handle)
        for member in gone:
            self._cut(member.handle)

    def _catch_up(self, peer: Peer) -> None:
        """Send *peer* more of what it has not got yet."""
        room, member = self._room, peer.member
        if member is None:
            return
        try:
            with room.outgoing(member) as data:
                count = peer.connection.send(data)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._cut(peer)
            return
        room.sent(member, count)
        if not room.is_behind(member):
            self._listen_to(peer)

    def _take_from_mailbox(self, _mailbox: Peer) -> None:
        """Do what other threads asked for; later if the room is paused.

        The mailbox is not parked: ``stop`` is to be heard then too.
        """
        self._mailbox.calm()
        while not self._room.is_paused:
            if (action := self._mailbox.take()) is None:
                return
            action()
        self._has_mail = True

    def _park(self, peer: Peer) -> None:
        """Do not read *peer* while the room is paused."""
        peer.is_parked = True
        self._parked.append(peer)
        self._listen_to(peer)

    # Who goes

    def _forget(self, peer: Peer) -> None:
        if peer.member:
            log.info("%s went", peer.member.name)
            self._room.leave(peer.member)
            peer.member = None

    def _cut(self, peer: Peer) -> None:
        self._forget(peer)
        self._doorway.cut(peer)

    def _say_farewell(self) -> None:
        """Send all what it is still to be sent, as far as that goes in time."""
        room = self._room
        self._doorway.shut()
        room.announce("server stops")
        self._deliver()
        for member in [*room.members]:
            room.end_of_input(member)
        self._look_at_the_clock()
        until = monotonic() + FAREWELL
        while room.members and monotonic() < until:
            self._turn(min(self._patience() or 0.0, until - monotonic()))

    def _close(self) -> None:
        if self._backplane:
            self._backplane.close()
        for member in [*self._room.members]:
            self._cut(member.handle)
        for thing in (self._doorway, self._mailbox, self._watch):
            thing.close()
