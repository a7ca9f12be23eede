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


def refuse_if_full(folder: Path, output: str = "") -> None:
    """Raise FullDiskError where *folder*'s disk is full, or a program's *output* says so."""
    says_so = f"[Errno {errno.ENOSPC}]" in output or os.strerror(errno.ENOSPC) in output
    if says_so or shutil.disk_usage(folder).free < LEAST:
        raise FullDiskError(
            "no space left for temporary files",
            str(folder.parent),
            next_step="set TMPDIR to a folder with more",
        )
