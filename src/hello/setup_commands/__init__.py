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

from typing import Any

from .hook import ADDED, FORMATS, REPLACE, REPLACED, command_class, finalize_distribution

__all__ = ["ADDED", "FORMATS", "REPLACE", "REPLACED", "command_class", "finalize_distribution"]


def __getattr__(name: str) -> Any:
    """Load ``COMMANDS``, which costs time, when it is asked for (PEP 562)."""
    if name == "COMMANDS":
        return {command: command_class(command) for command in (*ADDED, *REPLACED)}
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
