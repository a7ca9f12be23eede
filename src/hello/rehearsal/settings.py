"""``[tool.helloworld.rehearse]`` in pyproject.toml: what a project says about its rehearsal.

::

    [tool.helloworld.rehearse]
    skip = ["reproducible"]            # steps
    top-level = ["t", "hello"]         # packages and modules that are meant to be at the top
    imports = ["hello", "t"]           # instead of every package of the wheel

    [tool.helloworld.rehearse.scripts]
    my-script = ["--version"]          # its arguments, instead of --help
    my-server = false                  # not to be started

"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hello.errors import WrongUseError

TABLE = "tool.helloworld.rehearse"
KEYS = ("skip", "top-level", "imports", "scripts")


@dataclass(frozen=True)
class Settings:
    """What the project asks for; nothing where it says nothing."""

    skip: tuple[str, ...] = ()
    top_level: tuple[str, ...] | None = None
    imports: tuple[str, ...] | None = None
    scripts: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    """The arguments of scripts; None for one that is not to be started."""


def read_settings(folder: Path) -> Settings:
    """Return the settings of the project in *folder*; raise WrongUseError for faulty ones."""
    file = folder / "pyproject.toml"
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except ValueError as error:  # no TOML, or no UTF-8
        reason = " ".join(str(error).split())
        raise WrongUseError(
            f"pyproject.toml cannot be read: {reason}", str(file), next_step="mend it first"
        ) from None
    table: Any = document
    for key in TABLE.split("."):
        table = table.get(key, {}) if isinstance(table, dict) else {}
    if not isinstance(table, dict):
        raise WrongUseError(f"{TABLE} is no table", str(file), next_step="write [it] as one")
    for key in table:
        if key not in KEYS:
            raise WrongUseError(
                f"[{TABLE}] has no such key", key, next_step=f"take one of: {', '.join(KEYS)}"
            )
    scripts = table.get("scripts", {})
    if not isinstance(scripts, dict):
        raise _wrong("scripts", scripts, "a table: a list of arguments, or false, for each script")
    return Settings(
        skip=_texts(table, "skip") or (),
        top_level=_texts(table, "top-level"),
        imports=_texts(table, "imports"),
        scripts={
            name: None if value is False else _texts(scripts, name)
            for name, value in scripts.items()
        },
    )


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    if key not in table:
        return None
    value = table[key]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _wrong(key, value, f'a list of texts, as in {key} = ["..."]')
    return tuple(value)


def _wrong(key: str, value: object, form: str) -> WrongUseError:
    return WrongUseError(f"[{TABLE}] has a wrong {key}", value, next_step=f"write {form}")
