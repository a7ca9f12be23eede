"""The tutorial's setup.py commands that setuptools has lost, or gets wrong.

Installed beside setuptools, this adds to any project what setuptools does not have: the
commands bdist_msi and bdist_wininst (entry points in ``distutils.commands``), and the formats
wheel, msi and wininst of ``bdist`` (``finalize_distribution``). What setuptools has stays as
it is, unless a project asks for ours:

- in its setup.py: ``setup(cmdclass=hello.setup_commands.COMMANDS)``, or some of them;
- in its setup.cfg: ``replace_commands = true`` in the section ``[helloworld]``;
- for one run: the environment variable ``HELLOWORLD_REPLACE_COMMANDS=1``.

A command that the project's own setup.py names always wins.
"""

import os
from configparser import ConfigParser, Error
from importlib import import_module
from typing import Any

from setuptools import Command, Distribution

REPLACE = "HELLOWORLD_REPLACE_COMMANDS"
"""The environment variable that asks for our commands."""

ADDED = ("bdist_msi", "bdist_wininst")
"""What setuptools does not have. Each command is in the module of its name."""

REPLACED = ("bdist_dumb", "bdist_egg", "bdist_rpm", "install", "sdist")
"""What setuptools has, and does otherwise."""

FORMATS = {
    "wheel": ("bdist_wheel", "wheel"),
    "msi": ("bdist_msi", "Windows Installer package"),
    "wininst": ("bdist_wininst", "Windows executable installer"),
}
"""The formats that ``bdist`` lacks: name, command, description."""


def __getattr__(name: str) -> Any:
    """Load ``COMMANDS``, which costs time, when it is asked for (PEP 562)."""
    if name == "COMMANDS":
        return {command: command_class(command) for command in (*ADDED, *REPLACED)}
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def command_class(name: str) -> type[Command]:
    """Return our command *name*: the class of that name in the module of that name."""
    found: type[Command] = getattr(import_module(f"{__name__}.{name}"), name)
    return found


def finalize_distribution(distribution: Distribution) -> None:
    """Add the formats, and the commands that the project asks for.

    An entry point in ``setuptools.finalize_distribution_options``: it runs for every project
    that is built in an environment where this is installed, before its options are read.
    """
    # Not setuptools._distutils: that is another module object than the one in use.
    from distutils.command.bdist import bdist

    formats: Any = bdist.format_commands
    for name, command in FORMATS.items():
        formats.setdefault(name, command)
    if asks_for_ours():
        for name in REPLACED:
            distribution.cmdclass.setdefault(name, command_class(name))


def asks_for_ours() -> bool:
    """Return whether this run, or the project in the current directory, asks for our commands."""
    if os.environ.get(REPLACE) == "1":
        return True
    settings = ConfigParser(interpolation=None)
    try:
        settings.read("setup.cfg", encoding="utf-8")
        return settings.getboolean("helloworld", "replace_commands", fallback=False)
    except (Error, ValueError):
        # Setuptools will say what is wrong with the file.
        return False
