"""Settings of the documentation; ``nox -s docs`` builds it."""

import shutil
from pathlib import Path

from sphinx.application import Sphinx

import hello
from hello.language import TEXT_LANGUAGES
from hello.lesson import find_lesson, lesson_names

project = "HelloWorld"
author = "The HelloWorld authors"
version = release = hello.__version__
exclude_patterns = ["_build"]
html_theme = "alabaster"
nitpicky = True

TITLES = {"en": "Lessons", "zh": "课程"}
HERE = Path(__file__).parent


def write_lessons(_app: Sphinx) -> None:
    """Lay out the lessons in teaching order."""
    shutil.rmtree(HERE / "_lessons", ignore_errors=True)
    for language in TEXT_LANGUAGES:
        folder = HERE / "_lessons" / language
        folder.mkdir(parents=True)
        for name in lesson_names():
            (folder / f"{name}.rst").write_text(find_lesson(name, language), encoding="utf-8")
        title = TITLES[language]
        entries = "".join(f"   {name}\n" for name in lesson_names())
        index = f"{title}\n{'=' * 2 * len(title)}\n\n.. toctree::\n   :maxdepth: 1\n\n{entries}"
        (folder / "index.rst").write_text(index, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("builder-inited", write_lessons)
