"""Print the command that README.rst gives under a heading: the section's one literal block.

So CI runs what a newcomer reads, and a README without it is an error.
"""

import re
import sys
from pathlib import Path
from textwrap import dedent

HEADING = re.compile(r"^(\S.*)\n([-=~^\"'*+#])\2+\n", re.MULTILINE)
LITERAL_BLOCK = re.compile(r"::(?: \w+)?\n\n((?:[ \t]+.*\n|\n)+)")


def command_under(heading: str, text: str) -> str:
    """Return the literal block in the section of *heading*; exit where there is not just one."""
    _, *parts = HEADING.split(text)
    sections = dict(zip(parts[::3], parts[2::3], strict=True))
    blocks = [dedent(block).strip() for block in LITERAL_BLOCK.findall(sections.get(heading, ""))]
    if len(blocks) != 1:
        sys.exit(f"README.rst: {len(blocks)} literal blocks under {heading!r}; there must be one")
    return blocks[0]


if __name__ == "__main__":
    readme = Path(__file__).parent.parent / "README.rst"
    print(command_under(sys.argv[1], readme.read_text(encoding="utf-8")))
