"""sdist: as setuptools makes it, but reproducible (setuptools' issue 2133)."""

from pathlib import Path
from typing import Any

from setuptools.command.sdist import sdist as original

from .reproducible import rewrite_tar_gz, rewrite_zip


class sdist(original):  # noqa: N801  # named as the command is
    """Makes a source distribution whose bytes depend on its sources alone."""

    def make_archive(self, *arguments: Any, **options: Any) -> str:
        """Return the archive that setuptools makes, written again."""
        archive: str = super().make_archive(*arguments, **options)
        if archive.endswith(".tar.gz"):
            rewrite_tar_gz(Path(archive))
        elif archive.endswith(".zip"):
            rewrite_zip(Path(archive))
        return archive
