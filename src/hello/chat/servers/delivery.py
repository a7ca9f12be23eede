"""A room shared by threads, though only one of them at a time has anything to do with it.

A thread that wants something of the room says so in the to-do list, under a lock. If nobody is
delivering, it becomes the deliverer: it does what is on the list, sends everybody what was
said, and looks at the list again, until nothing is left. Others only add to the list meanwhile.
So the slower the sending is, the more one send carries: batches come by themselves under load.

The deliverer never waits for a client. Who takes no more now is left to the lookout, a thread
that waits until the socket has room again, and that watches the time.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from hello.chat.counters import Counters
from hello.chat.limits import Limits
from hello.chat.room import Member, Room
from hello.chat.servers.connection import Connection
from hello.chat.servers.lookout import Lookout

log = logging.getLogger(__name__)

MOST_WAITING = 262_144
"""Bytes on the to-do list after which readers read no further."""

ROUNDS = 16
"""A reader delivers so often in a row at most: its own client wants to be read too."""

LOOK_AGAIN = 1.0
"""Seconds after which one who waits for others looks whether it still has to."""

BROKER_CHECK = 0.01
"""Seconds after which to look whether the broker has caught up: it does not say so."""

FAREWELL = 2.0
"""Seconds for sending what is in the outboxes when the server stops."""

LAST_LINGER = 0.5
"""Seconds for which clients may take their leave after that."""

Task = Callable[[], object]


class Delivery:
    """A room and the connections of its members; ``publish`` gets what they say.

    Every method may be called in any thread.
    """

    def __init__(
        self,
        limits: Limits,
        counters: Counters,
        publish: Callable[[bytes], None] | None = None,
        is_backed_up: Callable[[], bool] = lambda: False,
    ) -> None:
        self._room = Room(limits, counters)  # the deliverer's alone
        self._publish = publish
        self._is_backed_up = is_backed_up
        self._lookout = Lookout(self._look_after)
        self._changed = threading.Condition()  # guards all that follows
        self._tasks: list[Task] = []
        self._waiting_size = 0
        self._is_delivering = False
        self._is_relieved = False
        self._is_paused = False
        self._is_stopping = False
        self._members = 0
        self._connections: set[Connection] = set()

    # Connections, from their first moment to their last

    def admit(self, connection: Connection) -> int:
        """Take care that *connection* is cut at the end; return how many there are now."""
        with self._changed:
            self._connections.add(connection)
            if self._is_stopping:
                connection.cut()
            return len(self._connections)

    def discharge(self, connection: Connection) -> None:
        """Close *connection*; for its reader, which has no more to do with it."""
        with self._changed:
            self._connections.discard(connection)
            self._changed.notify_all()
        connection.close()

    # What threads want of the room

    def join(self, connection: Connection, greeting: str = "") -> None:
        """Let *connection* in: after the *greeting* it is sent what is said from now on."""
        self._want(lambda: self._join(connection, greeting))

    def receive(self, connection: Connection, data: bytes) -> None:
        """Take what *connection* said; return when more may be read."""
        self._want(lambda: self._receive(connection, data), len(data))
        with self._changed:
            while self._is_closed and not connection.has_left.is_set():
                self._changed.wait(LOOK_AGAIN)
            while self._is_backed_up() and not connection.has_left.is_set():
                self._changed.wait(BROKER_CHECK)

    def end_of_input(self, connection: Connection) -> None:
        """Let *connection*, which says no more, have what was said so far; wait until it has."""
        self._want(lambda: self._end_of_input(connection))
        connection.has_left.wait()

    def dismiss(self, connection: Connection, text: str) -> None:
        """Say *text* to *connection* as the last that it hears."""
        self._want(lambda: self._dismiss(connection, text))

    def inject(self, lines: bytes) -> None:
        """Let all hear whole *lines* from another server; return when there may be more."""
        self._want(lambda: self._room.inject(lines), len(lines))
        with self._changed:
            while self._is_closed and not self._is_stopping:
                self._changed.wait(LOOK_AGAIN)

    def announce(self, text: str) -> None:
        """Let the server itself say *text* to all."""
        self._want(lambda: self._room.announce(text))

    @property
    def _is_closed(self) -> bool:
        return self._is_paused or self._waiting_size >= MOST_WAITING

    # Who does it

    def _want(self, task: Task, size: int = 0) -> None:
        with self._changed:
            self._tasks.append(task)
            self._waiting_size += size
            if self._is_delivering:
                return
            self._is_delivering = True
        self._deliver()

    def _look_after(self, writable: Sequence[Connection]) -> None:
        """Go on with those who can be sent to again; for the lookout, also when time is up."""
        with self._changed:
            self._tasks += [partial(self._go_on, connection) for connection in writable]
            self._tasks.append(self._room.expire)
            if self._is_delivering and not self._is_relieved:
                return
            self._is_delivering, self._is_relieved = True, False
        self._deliver()

    def _deliver(self) -> None:
        """Do what is on the list until nothing is left; after some rounds the lookout goes on."""
        for _ in range(ROUNDS):
            with self._changed:
                tasks, self._tasks = self._tasks, []
                self._waiting_size = 0
                self._is_paused = self._room.is_paused
                self._members = len(self._room.members)
                self._is_delivering = bool(tasks)
                self._changed.notify_all()
            if not tasks:
                return
            self._do_round(tasks)
        with self._changed:
            self._is_relieved = True
        self._lookout.wake()

    # What the deliverer does

    def _do_round(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            task()
        if batch := self._room.commit():
            self._send(batch)
            if self._publish and self._room.local_part:
                self._publish(self._room.local_part)
        for member in self._room.finished():
            self._part(member, member.handle)
        self._lookout.alarm_in(self._room.next_expiry())

    def _send(self, batch: bytes) -> None:
        size = len(batch)
        for member in tuple(self._room.in_step):
            connection: Connection = member.handle
            try:
                count = connection.send(batch)
            except OSError:
                self._lose(member, connection)
                continue
            if count < size:
                self._room.fell_behind(member, count)
                self._catch_up(member, connection)

    def _watch(self, connection: Connection) -> None:
        connection.is_watched = True
        self._lookout.watch(connection)

    def _go_on(self, connection: Connection) -> None:
        connection.is_watched = False
        if connection.member is None:
            connection.has_left.set()
        else:
            self._catch_up(connection.member, connection)

    def _catch_up(self, member: Member, connection: Connection) -> None:
        """Send *member* what it is owed, as far as that goes at once."""
        while self._room.is_behind(member) and not connection.is_watched:
            try:
                with self._room.outgoing(member) as data:
                    count = connection.send(data)
            except OSError:
                self._lose(member, connection)
                return
            if count:
                self._room.sent(member, count)
            else:
                self._watch(connection)

    def _join(self, connection: Connection, greeting: str) -> None:
        if self._is_stopping:
            connection.cut()
            return
        log.info("%s came", connection.name)
        member = connection.member = self._room.join(connection.name, connection)
        if greeting:
            self._room.tell(member, greeting)
            self._catch_up(member, connection)

    def _receive(self, connection: Connection, data: bytes) -> None:
        if member := connection.member:
            self._room.receive(member, data)
            self._catch_up(member, connection)

    def _dismiss(self, connection: Connection, text: str) -> None:
        if member := connection.member:
            self._room.dismiss(member, text)
            self._catch_up(member, connection)

    def _end_of_input(self, connection: Connection) -> None:
        connection.is_at_end = True
        if connection.member:
            self._room.end_of_input(connection.member)
        elif not connection.is_watched:
            connection.has_left.set()

    def _part(self, member: Member, connection: Connection) -> None:
        """Let *member* go, which has all that it is owed or had time enough."""
        if self._room.is_behind(member):
            self._lose(member, connection)
            return
        self._forget(member, connection)
        connection.end_output()
        if not connection.is_at_end:
            self._lookout.let_linger(connection)

    def _lose(self, member: Member, connection: Connection) -> None:
        self._forget(member, connection)
        connection.cut()

    def _forget(self, member: Member, connection: Connection) -> None:
        log.info("%s left", connection.name)
        self._room.leave(member)
        connection.member = None
        # What is watched must stay open: the lookout reports it when it is cut.
        if not connection.is_watched:
            connection.has_left.set()

    # The beginning and the end

    def start(self) -> None:
        """Begin to look after slow clients."""
        self._lookout.start()

    def stop(self) -> None:
        """Send everybody what there is to send, and a farewell; cut who is left after that."""
        with self._changed:
            self._is_stopping = True
        self._want(self._say_farewell)
        self._wait_while(lambda: self._members > 0, FAREWELL)
        self._wait_while(lambda: bool(self._connections), LAST_LINGER)
        self._lookout.close()
        with self._changed:
            for connection in self._connections:
                connection.cut()
                connection.has_left.set()
            self._changed.notify_all()

    def _say_farewell(self) -> None:
        self._room.announce("server stops")
        for member in self._room.members:
            self._room.end_of_input(member)
        with self._changed:
            for connection in self._connections:
                if connection.member is None:
                    connection.cut()

    def _wait_while(self, is_so: Callable[[], bool], seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not is_so(), seconds)
