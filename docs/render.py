"""Renders what the README shows of the project: the table of commands, and its pictures.

``python docs/render.py`` brings both up to date; the tests compare. It runs the
installed commands, so the project has to be installed.
"""

import os
import re
import subprocess
import sysconfig
from pathlib import Path

from rich.console import Console
from rich.text import Text

from hello.lesson import lesson_text
from hello.loading import find_demos

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.rst", "zh": ROOT / "README.zh.rst"}
BLOCK = re.compile(
    r"(?<=\.\. commands begin: rendered by docs/render\.py\n).*?(?=\.\. commands end)", re.DOTALL
)

GREETS = {"en": "Greets you, in your language.", "zh": "用你的语言向你问好"}

PICTURES = {
    "heap-sort": ("hello-heap-sort", "--length", "15", "--seed", "1", "--lang", "en"),
    "logging": ("hello-logging", "--lang", "en"),
}
"""What each picture under docs/pictures is a capture of."""

WIDTH = 88

SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
    font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own form fetches a font from the network; a picture should stand alone."""


def table(language: str) -> str:
    """Return the table of commands as reStructuredText."""
    rows = [("``say_hello``", GREETS[language])]
    for found in find_demos():
        title = lesson_text(found, "zh").partition("\n")[0]
        rows.append((f"``{found.demo.command}``", found.summary if language == "en" else title))
    width = max(len(command) for command, _ in rows)
    line = f"{'=' * width}  {'=' * 40}\n"
    cells = "".join(f"{command:{width}}  {what}\n" for command, what in rows)
    return f"\n{line}{cells}{line}\n"


def with_table(readme: str, language: str) -> str:
    """Return the text of a *readme* with its table rendered anew."""
    return BLOCK.sub(lambda _: table(language), readme)


def capture(command: tuple[str, ...]) -> str:
    """Run an installed *command* in a terminal's stead and return its output as SVG."""
    name, *arguments = command
    environment = os.environ | {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / name, *arguments],
        env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text(f"$ {' '.join(command)}", style="bold"))
        console.print(Text.from_ansi(done.stdout))
        return console.export_svg(title=name, code_format=SVG, unique_id=name)


def main() -> None:
    """Render everything in place."""
    for language, file in READMES.items():
        file.write_text(with_table(file.read_text("utf-8"), language), "utf-8")
    for name, command in PICTURES.items():
        (ROOT / "docs" / "pictures" / f"{name}.svg").write_text(capture(command), "utf-8")


if __name__ == "__main__":
    main()
