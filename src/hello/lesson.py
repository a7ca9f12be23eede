"""The lessons: a text a demo or topic and language, read from the package's data."""

from importlib.resources import files

from rich.cells import chop_cells

from hello.catalogue import CHAPTERS, DEMOS
from hello.errors import WrongUseError, unknown
from hello.loading import FoundDemo, find_demo, find_demos

TOPICS = {"packaging": "packaging", "publishing": "packaging"}
"""What has a lesson and no demo of its name, and the chapter at whose end it is read."""

FRAME = 4
"""What the frame around a block of code takes of the terminal's width."""


def lesson_text(found: FoundDemo, language: str) -> str:
    """Return the lesson of a demo as reStructuredText in *language*, ``en`` or ``zh``.

    A demo that another distribution adds has its module's docstring for a lesson.
    """
    return _own_text(found.demo.name, language) or (found.loaded().__doc__ or "").strip()


def _own_text(name: str, language: str) -> str:
    file = files(f"hello.lessons.{language}") / f"{name}.rst"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def lesson_names() -> list[str]:
    """Return the names of our own lessons in teaching order."""
    chapters = [*((demo.name, demo.chapter) for demo in DEMOS), *TOPICS.items()]
    return [name for name, _ in sorted(chapters, key=lambda pair: CHAPTERS.index(pair[1]))]


def find_lesson(name: str, language: str) -> str:
    """Return the lesson of the topic or demo called *name*; raise WrongUseError."""
    if name in TOPICS:
        return _own_text(name, language)
    try:
        return lesson_text(find_demo(name), language)
    except WrongUseError:
        names = [*TOPICS, *(found.demo.name for found in find_demos())]
        raise unknown("demo", name, names, otherwise="'helloworld list' shows them all") from None


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
