"""What is published, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Repository:
    """An index: where files are uploaded to, and where they are looked for afterwards.

    ``name`` is what the user said: ``testpypi``, ``pypi``, a section of .pypirc, or a URL.
    ``simple`` is the simple API (PEP 503, PEP 691), with a slash at its end.
    ``json`` is the JSON API's folder, ``https://host/pypi/``, or empty where there is none;
    ``web`` is that of the projects' pages, or empty.
    """

    name: str
    upload: str
    simple: str
    json: str = ""
    web: str = ""


@dataclass(frozen=True)
class Release:
    """What passed a rehearsal: the ``files``, with the ``sha256`` by file name."""

    name: str
    version: str
    files: tuple[Path, ...]
    sha256: Mapping[str, str]
