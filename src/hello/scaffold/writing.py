"""Renders the templates of a project's files.

What a template inserts is escaped for the format that the file has (TOML, Python, ...), so that
no author's name can break it. ``templates/`` has a folder for what each of several shapes shares;
a file's name ends with ``.jinja``, begins with ``dot-`` where the project's begins with a dot, and
is a template itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from hello.scaffold.shapes import SHAPES

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from jinja2 import Environment

SUFFIX = ".jinja"
DOT = "dot-"


def in_toml(text: str) -> str:
    r"""Return *text* for a basic string of TOML, which has the escapes of JSON, and of DEL.

    >>> print(in_toml('a "b" \\'))
    a \"b\" \\
    """
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")


def in_python(text: str) -> str:
    r"""Return *text* for a string between double quotes.

    >>> print(in_python('a "b" \\'))
    a \"b\" \\
    """
    return text.replace("\\", "\\\\").replace('"', '\\"')


def in_cfg(text: str) -> str:
    r"""Return *text* for setup.cfg, in which setuptools interpolates ``%(name)s``.

    >>> print(in_cfg("100 %"))
    100 %%
    """
    return text.replace("%", "%%")


def as_it_is(text: str) -> str:
    """Return *text* for a file without escapes, or for a file's name."""
    return text


ESCAPES: Mapping[str, Callable[[str], str]] = {
    "cfg": in_cfg,
    "toml": in_toml,
    "py": in_python,
}


def render(shape: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of a project; *values* are what the templates insert.

    The paths have slashes, and are relative to the project's folder.
    """
    templates = files("hello.scaffold") / "templates"
    for folder in SHAPES[shape]:
        for path, template in _below(templates / folder):
            name = _rendered(path, as_it_is, values)
            escape = ESCAPES.get(name.rpartition(".")[2], as_it_is)
            yield name, _rendered(template.read_text(encoding="utf-8"), escape, values)


def _below(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield the templates below *folder* with the paths of their files. It may be in a zip."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = entry.name
        if name.startswith(DOT):
            name = f".{name.removeprefix(DOT)}"
        if entry.is_dir():
            yield from _below(entry, f"{prefix}{name}/")
        elif name.endswith(SUFFIX):
            yield f"{prefix}{name.removesuffix(SUFFIX)}", entry


def _rendered(template: str, escape: Callable[[str], str], values: Mapping[str, Any]) -> str:
    text: str = _environment(escape).from_string(template).render(values)
    return text


@cache
def _environment(escape: Callable[[str], str]) -> Environment:
    # Only here: a tenth of a second that no other command should wait for.
    from jinja2 import Environment, StrictUndefined

    return Environment(  # noqa: S701  # no HTML; "finalize" is what escapes
        undefined=StrictUndefined,
        finalize=partial(_finalised, escape),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalised(escape: Callable[[str], str], value: object) -> object:
    """Escape what an expression of a template came to; jinja2 lets undefined ones fail later."""
    return escape(value) if isinstance(value, str) else value
