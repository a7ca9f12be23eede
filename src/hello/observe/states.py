"""What a thread can be doing."""

from enum import StrEnum


class State(StrEnum):
    """What a thread does, in the tutorial's words: it has not begun, or is one of four.

    Two kinds of being blocked have a state of their own: asleep for a time, and waiting for
    something outside of the program.
    """

    NEW = "new"
    READY = "ready"
    RUNNING = "running"
    BLOCKED = "blocked"
    SLEEPING = "sleeping"
    IO = "in I/O"
    TERMINATED = "terminated"
