"""Settings of the documentation; ``nox -s docs`` builds it."""

import shutil
import sys
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

HERE = Path(__file__).parent
PAGES = HERE / "_lessons" / "pages" / "timelines"
"""Each timeline as a page of its own; Sphinx looks for the folder before it is filled."""

PAGES.mkdir(parents=True, exist_ok=True)
html_extra_path = ["_lessons/pages"]

TITLES = {"en": "Lessons", "zh": "课程"}


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


def add_timelines(_app: Sphinx) -> None:
    """Run each demo that has threads, and show in its lessons what they did."""
    sys.path.append(str(HERE))
    from timelines import add_timeline, threaded_demos

    PAGES.mkdir(parents=True)
    for demo in threaded_demos():
        add_timeline(demo, HERE / "_lessons", PAGES)


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("builder-inited", write_lessons)
    app.connect("builder-inited", add_timelines)
