"""Pictures as a terminal shows them, as text."""

import io
from collections.abc import Iterable

from rich.console import RenderableType

from hello.screen import Screen


def drawn(parts: Iterable[RenderableType], width: int = 80, encoding: str = "utf-8") -> str:
    """Return the *parts* of a picture as a terminal of that *width* shows them.

    Raise UnicodeEncodeError for what its *encoding* does not have.
    """
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    screen = Screen(file=file, width=width, markup=False, highlight=False, emoji=False)
    for part in parts:
        screen.print(part)
    file.seek(0)
    return file.read()
