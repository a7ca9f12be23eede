"""The lessons: a text a demo and language, read from the package's data."""

from importlib.resources import files

from hello.loading import FoundDemo


def lesson_text(found: FoundDemo, language: str) -> str:
    """Return the lesson of a demo as reStructuredText in *language*, ``en`` or ``zh``.

    A demo that another distribution adds has its module's docstring for a lesson.
    """
    file = files(f"hello.lessons.{language}") / f"{found.demo.name}.rst"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    return (found.loaded().__doc__ or "").strip()
