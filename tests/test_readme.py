"""The READMEs say what is true now."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from xml.etree import ElementTree as ET

import docutils.core
import pytest

RENDERED = ("heap-sort", "logging")


@pytest.fixture(scope="module")
def render(pytestconfig: pytest.Config) -> ModuleType:
    """Return docs/render.py, which is no part of the distribution."""
    spec = spec_from_file_location("render", pytestconfig.rootpath / "docs" / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(svg: str) -> list[str]:
    """Return the words in a picture, without colours and places."""
    return "".join(ET.fromstring(svg).itertext()).replace("\xa0", " ").split()  # noqa: S314  # our own file


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_of_commands_is_current(render: ModuleType, language: str) -> None:
    text = render.READMES[language].read_text("utf-8")

    assert render.with_table(text, language) == text
    assert text.count("hello-heap-sort``") == 1


@pytest.mark.parametrize("name", RENDERED)
def test_a_picture_shows_what_the_command_prints_now(render: ModuleType, name: str) -> None:
    committed = (render.ROOT / "docs" / "pictures" / f"{name}.svg").read_text("utf-8")
    words = [text_of(svg) for svg in (committed, render.capture(render.PICTURES[name]))]

    marker = [line.index("$") for line in words]
    assert words[0][marker[0] :] == words[1][marker[1] :]


def test_every_picture_is_rendered_and_loads_nothing(render: ModuleType) -> None:
    files = list((render.ROOT / "docs" / "pictures").iterdir())

    assert {file.stem for file in files} == set(RENDERED) == set(render.PICTURES)
    for file in files:
        assert not re.search(r"@font-face|url\((?!#)|<image", file.read_text("utf-8"))


@pytest.mark.parametrize("name", ["README", "README.zh", "CHANGELOG", "CONTRIBUTING"])
def test_the_text_is_sound_and_short(pytestconfig: pytest.Config, name: str) -> None:
    file = pytestconfig.rootpath / f"{name}.rst"
    text = file.read_text("utf-8")

    docutils.core.publish_doctree(text, settings_overrides={"halt_level": 2})
    if name.startswith("README"):
        assert len(text.splitlines()) <= 110, "a README has two screens"


def test_both_readmes_have_the_same_commands(render: ModuleType) -> None:
    blocks = [
        re.findall(r"^    (\S.*)$", file.read_text("utf-8"), re.MULTILINE)
        for file in render.READMES.values()
    ]

    assert blocks[0] == blocks[1]
