"""Who sees what a thread, or a process, does to a list."""

import json
import subprocess
import sys
import threading

from hello.demos.threads.thread_states.facts import Memory
from hello.demos.threads.thread_states.ways import PATIENCE
from hello.errors import HelloError

APPEND = """
import json, sys
numbers = json.load(sys.stdin)
numbers.append(5)
print(json.dumps(numbers))
"""


def append_twice() -> Memory:
    """Let a thread append 4 to a list, then a process append 5 to what it gets of it."""
    numbers = [1, 2, 3]
    at_first = tuple(numbers)
    append_in_thread(numbers)
    after_thread = tuple(numbers)
    in_process = append_in_process(numbers)
    return Memory(at_first, after_thread, tuple(numbers), tuple(in_process))


def append_in_thread(numbers: list[int]) -> None:
    """Append 4 in another thread."""
    thread = threading.Thread(target=numbers.append, args=(4,))
    thread.start()
    thread.join(PATIENCE)


def append_in_process(numbers: list[int]) -> list[int]:
    """Return what a real process has made of *numbers*; raise HelloError where it fails.

    A process can be given a copy only. multiprocessing makes one too, with pickle.
    """
    command = [sys.executable, "-I", "-S", "-c", APPEND]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(numbers),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise HelloError(
            "a Python process failed", str(error), next_step=f"see whether {sys.executable!r} runs"
        ) from error
    return list(json.loads(done.stdout))
