"""A full disk, said once and plainly, whoever ran into it."""

import errno
import os
import shutil
from pathlib import Path

from hello.errors import HelloError

LEAST = 1 << 20
"""With less than this many bytes left, what failed did so for want of space."""


class FullDiskError(HelloError):
    """Nothing more can be made: it ends the whole run."""


def refuse_if_full(folder: Path, cause: str | OSError = "") -> None:
    """Raise FullDiskError where it is *folder*'s disk that is full.

    *cause* is what failed, or what a program that failed has printed.
    """
    if _is_full(folder, cause):
        raise FullDiskError(
            "no space left for temporary files",
            str(folder.parent),
            next_step="set TMPDIR to a folder with more",
        )


def _is_full(folder: Path, cause: str | OSError) -> bool:
    if isinstance(cause, OSError) and cause.errno is not None:
        if cause.errno != errno.ENOSPC:
            return False
        # shutil names the file that it reads, too.
        names = [
            name for name in (cause.filename, cause.filename2) if isinstance(name, str | bytes)
        ]
        # A write names no file. It may have been to stdout, which leads elsewhere.
        return any(_is_beside(folder, name) for name in names) or (
            not names and _has_none_left(folder)
        )
    output = str(cause)  # also of the many errors that shutil.Error is
    says_so = f"[Errno {errno.ENOSPC}]" in output or os.strerror(errno.ENOSPC) in output
    return says_so or _has_none_left(folder)


def _is_beside(folder: Path, name: str | bytes) -> bool:
    return Path(os.fsdecode(name)).absolute().is_relative_to(folder.parent.absolute())


def _has_none_left(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < LEAST
