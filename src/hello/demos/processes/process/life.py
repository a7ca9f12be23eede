"""A process from start to end: a small program, as the tutorial's listing is one.

Run it as ``python life.py REQUEST``. REQUEST is a JSON object: ``methods`` (start
methods; all but the memory is looked at with the first one) and ``seconds`` (after
which it ends itself). See ``own_process`` for what it writes.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any

PATIENCE = 20.0
"""Seconds after which a message that has not come is taken for lost."""

MOMENT = 0.05
"""Seconds for which to wait in vain: nothing can come, however long one waits."""

kingdom = "as imported"


def conquer(sender: Connection) -> None:
    """Say what the variable is in this process; change it; say it again."""
    global kingdom  # noqa: PLW0603  # a global that one process changes is the experiment
    sender.send(kingdom)
    kingdom = "changed by the child"
    sender.send(kingdom)


def do_nothing() -> None:
    """Return."""


def fail() -> None:
    """Raise an exception that nobody catches."""
    raise LookupError("raised on purpose")


def die() -> None:
    """End as one does whom the system kills."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def wait_for(gate: Connection) -> None:
    """Wait until a message comes."""
    gate.poll(PATIENCE)


def tidy_up(sender: Connection, gate: Connection) -> None:
    """Wait, and say in a finally clause that it ran."""
    try:
        sender.send("working")
        gate.poll(PATIENCE)
    finally:
        sender.send("tidied up")


def leave(sender: Connection, gate: Connection, method: str, daemon: bool) -> None:  # noqa: FBT001  # as in Process(daemon=...)
    """Start a process that waits, and end without joining it."""
    context: Any = multiprocessing.get_context(method)
    context.Process(target=tidy_up, args=(sender, gate), daemon=daemon).start()


def memory(context: Any) -> dict[str, str]:
    """Change a global on both sides; return what each side sees."""
    global kingdom  # noqa: PLW0603  # a global that one process changes is the experiment
    kingdom = "changed by the parent"
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=conquer, args=(sender,))
    with receiver, sender:
        child.start()
        at_start, in_child = received(receiver), received(receiver)
        child.join()
    seen = {"at_start": at_start, "in_child": in_child, "in_parent": kingdom}
    kingdom = "as imported"
    return seen


def stages(context: Any) -> list[dict[str, object]]:
    """Return what a process says of itself: new, after a join in vain, after its end."""
    gate, opener = context.Pipe(duplex=False)
    with gate, opener:
        child = context.Process(target=wait_for, args=(gate,), name="P0")
        seen = [stage("new", child)]
        child.start()
        returned = child.join(MOMENT)
        seen.append(stage("after join(timeout)", child, returned))
        opener.send("go")
        returned = child.join()
        seen.append(stage("after join()", child, returned))
    return seen


def stage(when: str, child: Any, returned: object = None) -> dict[str, object]:
    """Return what *child* says of itself, and what the join before *returned*."""
    return {
        "when": when,
        "pid": child.pid,
        "alive": child.is_alive(),
        "exit_code": child.exitcode,
        "join_returned": returned,
    }


def exit_codes(context: Any) -> dict[str, int | None]:
    """Return the exit code of each way to end."""
    ways: dict[str, tuple[Callable[..., object], tuple[object, ...]]] = {
        "returns": (do_nothing, ()),
        "sys.exit(3)": (sys.exit, (3,)),
        "raises": (fail, ()),
        "is killed": (die, ()),
    }
    codes = {}
    for way, (target, arguments) in ways.items():
        child = context.Process(target=target, args=arguments)
        child.start()
        child.join(PATIENCE)
        codes[way] = child.exitcode
    return codes


def termination(context: Any) -> dict[str, object]:
    """Terminate a process in its try block; return what came of it."""
    receiver, sender = context.Pipe(duplex=False)
    gate, opener = context.Pipe(duplex=False)
    child = context.Process(target=tidy_up, args=(sender, gate))
    with receiver, gate, opener:
        child.start()
        sender.close()
        began = received(receiver)
        child.terminate()
        child.join(PATIENCE)
        return {
            "began": began,
            "exit_code": child.exitcode,
            "alive": child.is_alive(),
            "last_words": rest(receiver),
        }


def inheritance(context: Any, *, daemon: bool) -> dict[str, object]:
    """End a process that has a child of its own; return whether it waited for that one."""
    receiver, sender = context.Pipe(duplex=False)
    gate, opener = context.Pipe(duplex=False)
    arguments = (sender, gate, context.get_start_method(), daemon)
    parent = context.Process(target=leave, args=arguments)
    with receiver, gate, opener:
        parent.start()
        sender.close()
        # A parent that waits does so for ever; one that ends needs a little time.
        parent.join(PATIENCE if daemon else MOMENT)
        waited = parent.is_alive()
        opener.send("go")
        parent.join(PATIENCE)
        return {"daemon": daemon, "parent_waited": waited, "last_words": rest(receiver)}


def received(receiver: Connection) -> str:
    """Return the next message; raise TimeoutError where none comes, EOFError where none can."""
    if not receiver.poll(PATIENCE):
        raise TimeoutError(f"no message after {PATIENCE:g} s")
    return str(receiver.recv())


def rest(receiver: Connection) -> list[str]:
    """Return all messages up to the end of the last process that could send one."""
    messages = []
    try:
        while True:
            messages.append(received(receiver))
    except EOFError:
        return messages


def life(methods: list[str]) -> dict[str, object]:
    """Return what the first of *methods* shows, and the memory with each of them."""
    contexts: dict[str, BaseContext] = {name: multiprocessing.get_context(name) for name in methods}
    first = contexts[methods[0]]
    return {
        "memory": {name: memory(context) for name, context in contexts.items()},
        "stages": stages(first),
        "exit_codes": exit_codes(first),
        "termination": termination(first),
        "inheritance": [inheritance(first, daemon=daemon) for daemon in (True, False)],
    }


def main() -> None:
    """Look at what the command line asks for."""
    request: dict[str, Any] = json.loads(sys.argv[1])
    if hasattr(signal, "alarm"):
        signal.alarm(request["seconds"])
    print(json.dumps({"answer": life(request["methods"])}))


if __name__ == "__main__":
    main()
