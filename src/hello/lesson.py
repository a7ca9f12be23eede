"""The lessons: a text a demo and language, read from the package's data."""

from importlib.resources import files

from rich.cells import chop_cells

from hello.loading import FoundDemo

FRAME = 4
"""What the frame around a block of code takes of the terminal's width."""


def lesson_text(found: FoundDemo, language: str) -> str:
    """Return the lesson of a demo as reStructuredText in *language*, ``en`` or ``zh``.

    A demo that another distribution adds has its module's docstring for a lesson.
    """
    file = files(f"hello.lessons.{language}") / f"{found.demo.name}.rst"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    return (found.loaded().__doc__ or "").strip()


def with_folded_code(text: str, width: int) -> str:
    """Return *text*, reStructuredText, with lines of code that fit a terminal of *width* columns.

    rich_rst cuts off what is longer.
    """
    blocks = text.split("\n\n")
    is_code = False
    for index, block in enumerate(blocks):
        is_code = is_code and block.startswith(" ")
        if is_code or block.lstrip().startswith(">>>"):
            lines = block.split("\n")
            blocks[index] = "\n".join(part for line in lines for part in _folded(line, width))
        is_code = is_code or block.endswith("::") or block.startswith(".. code")
    return "\n\n".join(blocks)


def _folded(line: str, width: int) -> list[str]:
    code = line.lstrip(" ")
    indent = line[: len(line) - len(code)]
    return [indent + part for part in chop_cells(code, max(width - FRAME, 1))] or [line]
