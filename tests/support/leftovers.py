"""What a test may not leave behind in this process."""

import os
import threading
from contextlib import suppress
from pathlib import Path


def threads_and_descriptors() -> set[object]:
    """Return all that live. Afterwards there may be fewer: an earlier test's may end meanwhile."""
    return {*threading.enumerate(), *_descriptors()}


def _descriptors() -> set[object]:
    """Return each with the file that it stands for: a number is soon given again."""
    folder = Path("/dev/fd")
    found: set[object] = set()
    for path in folder.iterdir() if folder.exists() else ():
        with suppress(OSError):  # the folder's own is closed again
            state = os.fstat(int(path.name))
            found.add((path.name, state.st_dev, state.st_ino))
    return found
