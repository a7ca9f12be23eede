"""Builds a project as a frontend has it built (PEP 517), but in this environment and one process.

``python -P backend.py PROJECT WHERE``: into WHERE comes the wheel that is made from the sdist,
into WHERE/direct the sdist, and the wheel that is made from the sources.
"""

import os
import sys
import tarfile
from pathlib import Path

from setuptools import build_meta


def build(project: Path, where: Path) -> None:
    direct, unpacked = where / "direct", where / "unpacked"
    direct.mkdir(parents=True)
    # Each wheel has its own current directory: setuptools remembers which folders it has made.
    os.chdir(project)
    sdist = build_meta.build_sdist(str(direct))
    build_meta.build_wheel(str(direct))
    with tarfile.open(direct / sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (sources,) = unpacked.iterdir()
    os.chdir(sources)
    build_meta.build_wheel(str(where))


if __name__ == "__main__":
    build(*(Path(argument).absolute() for argument in sys.argv[1:]))
