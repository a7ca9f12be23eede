"""``say_hello``: the shortest program of this project, and the quickest to start.

A call without options has nothing to parse, so it does not import argparse,
which takes longer than all the rest. ``benchmarks/startup.py`` measures it.
"""

from __future__ import annotations

import sys

from hello.edge import run
from hello.language import user_locale
from hello.messages import greet, languages

# Importing typing takes as long as starting Python: only type checkers may.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["greet", "languages", "main"]


def main() -> NoReturn:
    """Run ``say_hello`` with the command line's arguments, and exit."""
    run(say_hello, "say_hello")


def say_hello() -> None:
    """Greet whom the command line names, in the user's language or as the options say."""
    words = sys.argv[1:]
    if any(word.startswith("-") for word in words):
        from hello.greeting_options import obey

        obey(words)
    else:
        print(greet(" ".join(words), user_locale()))
