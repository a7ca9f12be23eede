"""Greets in several languages."""

import json
from importlib.resources import files

__version__ = "1.0"


def words() -> dict[str, str]:
    """Return the greeting of each language, which is data of the package."""
    return json.loads(files(__name__).joinpath("words.json").read_text(encoding="utf-8"))
