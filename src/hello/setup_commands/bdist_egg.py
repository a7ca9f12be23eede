"""bdist_egg: as setuptools makes it, but reproducible and for any Python's path."""

from pathlib import Path
from typing import Any

from setuptools import Command
from setuptools.command.bdist_egg import bdist_egg as original

from hello.setup_commands.reproducible import rewrite_zip
from hello.setup_commands.scripts import ANY_PYTHON


class bdist_egg(original):  # noqa: N801  # named as the command is
    """Makes an egg without compiled modules: they hold the times of the builder's copies."""

    def call_command(self, cmdname: str, **options: Any) -> Command:
        """Run a command that fills the egg; see setuptools."""
        if cmdname == "install_lib":
            options |= {"compile": False, "optimize": 0}
        if cmdname == "install_scripts":
            # A wheel built before in the same folder left "#!python" there.
            self.reinitialize_command("build_scripts", executable=ANY_PYTHON[2:], force=True)
        done: Command = super().call_command(cmdname, **options)
        return done

    def run(self) -> None:
        """Write the egg to dist/."""
        super().run()
        rewrite_zip(Path(self.egg_output))
