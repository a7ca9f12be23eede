"""The end of a temporary folder."""

import shutil
from contextlib import suppress
from pathlib import Path
from time import sleep

from hello.errors import HelloError


def remove(folder: Path) -> None:
    """Remove *folder*; a killed program may still be writing there for a moment."""
    for pause in (0.0, 0.05, 0.2, 1.0):
        sleep(pause)
        for path in (path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink()):
            with suppress(OSError):
                path.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
    raise HelloError("cannot remove the temporary folder", str(folder), next_step="remove it")
