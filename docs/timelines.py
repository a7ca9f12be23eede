"""Captures what the demos' threads do, for their lessons: a picture, and a page to zoom into."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from render import SVG
from rich.cells import cell_len
from rich.console import Console

from hello.catalogue import DEMOS, Demo
from hello.observe.building import build
from hello.observe.gantt import Gantt
from hello.observe.html import render
from hello.observe.model import Trace
from hello.timeline import CHAPTERS_WITHOUT
from hello.tracing.outputs import read_record

WIDTH = 100
SECONDS = 120
TEXT = re.compile(r'textLength="([\d.]+)"([^>]*)>([^<]+)<')

SECTIONS = {
    "en": """
Timeline
--------

One run, drawn by ``{command} --timeline`` when these pages were built. You can also
`zoom into it <{page}>`__, and read there in words who waited for whom.

.. image:: {picture}
   :alt: Lanes of {threads} threads over {time}: when each ran, waited, and for what.
""",
    "zh": """
时间线
------

这些页面生成时由 ``{command} --timeline`` 画出的一次运行。也可以\\ `放大查看 <{page}>`__，\
那里还用文字写明谁在等谁。

.. image:: {picture}
   :alt: {threads} 个线程的泳道，共 {time}：各自何时运行、何时等待、等的是什么。
""",
}


def threaded_demos() -> list[Demo]:
    """Return the demos that have a timeline."""
    return [demo for demo in DEMOS if demo.chapter not in CHAPTERS_WITHOUT]


def record(demo: Demo) -> Trace:
    """Run a demo, and return what its threads did."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "run.hello"
        command = f"from {demo.module} import main; main(prog_name={demo.command!r})"
        options = [*demo.arguments, "--json", "--timeline", str(file)]
        subprocess.run(
            [sys.executable, "-c", command, *options],
            stdout=subprocess.DEVNULL, timeout=SECONDS, check=True,
        )  # fmt: skip
        return build(read_record(file))


def picture(trace: Trace, language: str, name: str) -> str:
    """Return the lanes as SVG."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(
            record=True, width=WIDTH, file=nowhere, markup=False, highlight=False, emoji=False
        )
        console.print(Gantt(trace, language))
        svg = console.export_svg(title=name, code_format=SVG, unique_id=name)
    return TEXT.sub(_with_width, svg)


def _with_width(found: re.Match[str]) -> str:
    """Give a text the width of its cells; rich takes one for each character, also of Chinese."""
    length, rest, text = found.groups()
    characters = unescape(text)
    width = float(length) * (cell_len(characters) or 1) / len(characters)
    return f'textLength="{width:g}"{rest}>{text}<'


def add_timeline(demo: Demo, lessons: Path, pages: Path) -> None:
    """Write picture and page of one run, and show them in the demo's lessons in both languages."""
    trace = record(demo)
    for language, section in SECTIONS.items():
        name = f"{demo.name}-timeline"
        page = f"{demo.name}.{language}.html"
        (lessons / language / f"{name}.svg").write_text(picture(trace, language, name), "utf-8")
        (pages / page).write_text(render(trace, language), "utf-8")
        text = section.format(
            command=demo.command,
            picture=f"{name}.svg",
            page=f"../../{pages.name}/{page}",
            threads=len(trace.threads),
            time=f"{trace.end / 1e6:.0f} ms",
        )
        with (lessons / language / f"{demo.name}.rst").open("a", encoding="utf-8") as lesson:
            lesson.write(text)
