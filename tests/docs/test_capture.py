"""What publishing.rst shows is what the commands print now."""

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import docutils.core
import pytest

if sys.platform == "win32":
    pytest.skip("other system: the page's commands are for a POSIX shell", allow_module_level=True)


def _loaded() -> ModuleType:
    """Return docs/capture.py, which is no part of the distribution."""
    file = Path(__file__).parents[2] / "docs" / "capture.py"
    sys.path.append(str(file.parent))  # for scene.py, as where it is run by its path
    spec = spec_from_file_location("capture", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CAPTURE = _loaded()
TEXT = CAPTURE.PAGE.read_text(encoding="utf-8")
BLOCKS = CAPTURE.blocks(TEXT)
SHOWN = {name: block.lines for name, block in BLOCKS.items()}

SHELL = re.compile(r"::\n\n((?:    .+\n)+)")
"""A block of commands whose output is not shown."""

VARIES = {
    r"\b[0-9a-f]{12,64}\b": "HASH",
    r"\d+([.,]\d+)*": "NUMBER",  # times, sizes, ports, versions of tools
    r"Remote end closed connection without response|Connection reset by peer|Broken pipe": "END",
}
"""What depends on the moment, and on the machine."""

HAS_ITS_OWN_TALE = "reproducible"
"""The step that tells what newer tools build differently: its outcome counts, not its words."""


@pytest.fixture(scope="module")
def captured() -> dict[str, list[str]]:
    return dict(CAPTURE.captured(TEXT))


def compared(lines: list[str]) -> list[str]:
    """Return what has to be the same in *lines*, however they are wrapped.

    A rehearsal tells each step when that has ended, so their order varies.
    """
    if not any("helloworld rehearse" in line for line in lines[:2]):
        return [_without_what_varies(lines)]
    parts: list[list[str]] = [[]]
    for line in lines:
        if not line.startswith(" "):
            parts.append([])
        if not (line.startswith(" ") and parts[-1][0].startswith(HAS_ITS_OWN_TALE)):
            parts[-1].append(line)
    return sorted(map(_without_what_varies, parts))


def _without_what_varies(lines: list[str]) -> str:
    words = " ".join(" ".join(lines).split())
    for pattern, instead in VARIES.items():
        words = re.sub(pattern, instead, words)
    return words.replace(" ", "")


@pytest.mark.parametrize("name", SHOWN)
def test_the_page_shows_what_the_commands_print(captured: dict[str, list[str]], name: str) -> None:
    assert compared(captured[name]) == compared(SHOWN[name])


def test_no_output_has_a_traceback_or_a_token(captured: dict[str, list[str]]) -> None:
    text = "\n".join(line for lines in captured.values() for line in lines)

    assert "Traceback" not in text
    assert not re.search(r"pypi-[\w-]{16}", text)


def test_each_preparation_is_for_a_block() -> None:
    assert CAPTURE.PREPARATIONS.keys() | CAPTURE.GOES_ON.keys() <= SHOWN.keys()


def test_each_block_has_a_command_and_its_output() -> None:
    for name, lines in SHOWN.items():
        assert lines[0].startswith("$ "), name
        assert not lines[-1].startswith("$ "), name


def test_the_same_output_leaves_the_page_as_it_is() -> None:
    assert CAPTURE.with_output(TEXT, SHOWN) == TEXT


def test_other_output_replaces_that_of_its_block_alone() -> None:
    name = next(iter(SHOWN))
    text = CAPTURE.with_output(TEXT, {name: ["$ true", "", "other"]})

    assert {one: block.lines for one, block in CAPTURE.blocks(text).items()} == SHOWN | {
        name: ["$ true", "", "other"]
    }
    assert CAPTURE.with_output(text, SHOWN) == TEXT


OUTPUT = [
    "look  passed",
    "  nothing",
    "goes there:",
    "upload  failed",
    "  refused",
    "  remedy",
    "end",
]


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        (None, OUTPUT),
        ("look", ["look  passed", "  nothing", "..."]),
        ("upload", ["...", "upload  failed", "  refused", "  remedy", "..."]),
        ("end", ["...", "end"]),
        ("wait", OUTPUT),
    ],
)
def test_a_block_shows_the_lines_of_its_step(step: str | None, shown: list[str]) -> None:
    assert CAPTURE._shown(OUTPUT, step) == shown  # noqa: SLF001  # each block goes through it


def test_the_page_is_sound() -> None:
    docutils.core.publish_doctree(TEXT, settings_overrides={"halt_level": 2})


def test_each_terminal_of_the_page_is_in_the_same_environment_and_folder() -> None:
    first, other = (
        next(block for block in SHELL.findall(TEXT) if command in block)
        for command in ("-m venv", "pypi-server run")
    )
    (environment,) = re.findall(r"-m venv (\S+)", first)
    activated, changed = f". {environment}/bin/activate", "cd ~/first-release"

    for block in (first, other):
        assert activated in block
        assert changed in block
    assert environment.startswith("~/")
    assert other.index(activated) < other.index("pypi-server")
