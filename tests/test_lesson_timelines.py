"""What the documentation adds to a lesson: one run of its demo, drawn."""

import re
import sys
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import docutils.core
import pytest
from rich.cells import cell_len

from hello.catalogue import DEMOS
from hello.language import TEXT_LANGUAGES
from hello.lesson import find_lesson
from hello.observe.model import Trace

DEMO = next(demo for demo in DEMOS if demo.name == "rlock")


@pytest.fixture(scope="module")
def timelines(pytestconfig: pytest.Config) -> Iterator[ModuleType]:
    """Return docs/timelines.py, which is no part of the distribution."""
    folder = str(pytestconfig.rootpath / "docs")
    sys.path.insert(0, folder)
    try:
        yield import_module("timelines")
    finally:
        sys.path.remove(folder)
        for name in ("timelines", "render"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def trace(timelines: ModuleType) -> Trace:
    """Return one real run of a demo."""
    recorded: Trace = timelines.record(DEMO)
    return recorded


def test_each_threaded_demo_has_one(timelines: ModuleType) -> None:
    chapters = {demo.chapter for demo in timelines.threaded_demos()}

    assert chapters == {"concurrency", "network"}


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_the_picture_shows_the_threads_and_loads_nothing(
    timelines: ModuleType, trace: Trace, language: str
) -> None:
    svg = timelines.picture(trace, language, "rlock-timeline")
    words = "".join(ET.fromstring(svg).itertext()).replace("\xa0", " ")  # noqa: S314  # our own

    assert trace.threads[0].name in words
    assert not re.search(r"@font-face|url\((?!#)|<image", svg)


def test_a_chinese_character_has_two_cells(timelines: ModuleType, trace: Trace) -> None:
    svg = timelines.picture(trace, "zh", "rlock-timeline")

    texts = re.findall(r'textLength="([\d.]+)"[^>]*>([^<]+)<', svg)
    cells = {float(width) / (cell_len(unescape(text)) or 1) for width, text in texts}
    assert any(cell_len(unescape(text)) > len(unescape(text)) for _, text in texts)
    assert max(cells) - min(cells) < 0.1


def test_the_lesson_stays_sound(
    timelines: ModuleType, trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timelines, "record", lambda _: trace)
    for language in TEXT_LANGUAGES:
        (tmp_path / language).mkdir()
        lesson = tmp_path / language / "rlock.rst"
        lesson.write_text(find_lesson("rlock", language), encoding="utf-8")
    (tmp_path / "timelines").mkdir()

    timelines.add_timeline(DEMO, tmp_path, tmp_path / "timelines")

    for language in TEXT_LANGUAGES:
        text = (tmp_path / language / "rlock.rst").read_text("utf-8")
        assert text.startswith(find_lesson("rlock", language))
        strict = {"halt_level": 2, "report_level": 5}
        made = str(docutils.core.publish_doctree(text, settings_overrides=strict))
        assert 'uri="rlock-timeline.svg"' in made
        assert f'refuri="../../timelines/rlock.{language}.html"' in made
        assert (tmp_path / language / "rlock-timeline.svg").is_file()
        assert (tmp_path / "timelines" / f"rlock.{language}.html").is_file()
