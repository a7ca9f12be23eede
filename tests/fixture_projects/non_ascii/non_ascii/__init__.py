"""Reads files whose names are not ASCII."""

import sys
from importlib.resources import files


def main() -> None:
    """Print the greetings, also where stdout cannot carry them."""
    here = files("non_ascii")
    for file in (here / "问候.txt", here / "数据" / "straße.txt"):
        text = file.read_text(encoding="utf-8").strip()
        print(text.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding))
