"""What setuptools calls in every project that is built where HelloWorld is installed."""

import os
from configparser import ConfigParser, Error
from importlib import import_module
from typing import Any

from setuptools import Command, Distribution

PACKAGE = __name__.rpartition(".")[0]

REPLACE = "HELLOWORLD_REPLACE_COMMANDS"
"""The environment variable that asks for our commands."""

ADDED = ("bdist_msi", "bdist_wininst")
"""What setuptools does not have. Each command is in the module of its name."""

REPLACED = ("bdist_dumb", "bdist_egg", "bdist_rpm", "bdist_wheel", "install", "sdist")
"""What setuptools has, and does otherwise."""

FORMATS = {
    "wheel": ("bdist_wheel", "wheel"),
    "msi": ("bdist_msi", "Windows Installer package"),
    "wininst": ("bdist_wininst", "Windows executable installer"),
}
"""The formats that ``bdist`` lacks: name, command, description."""


def command_class(name: str) -> type[Command]:
    """Return our command *name*: the class of that name in the module of that name."""
    found: type[Command] = getattr(import_module(f"{PACKAGE}.{name}"), name)
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
