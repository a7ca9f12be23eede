"""A client that does not read for a while, and what the others notice of it: nothing."""

from contextlib import ExitStack

from hello.chat.limits import Limits
from hello.demos.network.selectors_demo.clients import Client, running
from hello.demos.network.selectors_demo.facts import Lazy

LINE = 1_024
LINES_AT_A_TIME = 256
LITTLE_ROOM = 4_096
HOLDS_ALL = Limits(outbox=1 << 30, patience=60.0)
"""The lazy client of this demo is never too slow, and the others are never held back."""

HERE = b"I am here\n"


def be_lazy(megabytes: int) -> Lazy:
    """Let Tom say so much while Li does not read; Anna does."""
    size = megabytes << 20
    said = b"".join(b"%0*d\n" % (LINE - 1, number) for number in range(size // LINE))
    with running(HOLDS_ALL) as server, ExitStack() as stack:
        everyone: list[Client] = []
        for name, room in (("Tom", None), ("Anna", None), ("Li", LITTLE_ROOM)):
            everyone.append(stack.enter_context(Client(server, name, room)))
            # Whoever hears its own line is in the room.
            everyone[-1].say(HERE)
            for one in everyone:
                one.hear(len(HERE))
        tom, anna, li = everyone
        others = 0
        for start in range(0, size, LINE * LINES_AT_A_TIME):
            batch = said[start : start + LINE * LINES_AT_A_TIME]
            tom.say(batch)
            if tom.hear(len(batch)) != batch:
                break
            others += len(batch) if anna.hear(len(batch)) == batch else 0
        outbox = server.counters.peak_outbox
        got = li.hear(size)
        tom.say(HERE)
        alive = all(one.hear(len(HERE)) == HERE for one in everyone)
    return Lazy(size, outbox, others, len(got), got == said, alive)
