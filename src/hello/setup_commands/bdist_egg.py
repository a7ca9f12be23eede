"""bdist_egg: as setuptools makes it, but reproducible and for any Python's path."""

import re
from pathlib import Path
from typing import Any

from setuptools import Command
from setuptools.command.bdist_egg import bdist_egg as original

from .reproducible import rewrite_zip
from .scripts import for_any_python

NOT_IN_A_ZIP = re.compile(
    rb"\b(__file__|__path__|inspect\.(get(source|file|sourcefile|sourcelines|absfile)|stack))\b"
)
"""What a module says that looks for its files in a folder."""


class bdist_egg(original):  # noqa: N801  # named as the command is
    """Makes an egg without bytecode, which holds the times of the builder's copies."""

    def call_command(self, cmdname: str, **options: Any) -> Command:
        """Run a command that fills the egg; see setuptools."""
        if cmdname == "install_lib":
            options |= {"compile": False, "optimize": 0}
        done: Command = super().call_command(cmdname, **options)
        if cmdname == "install_scripts":
            # They name the builder's Python, or after a wheel in the same folder "#!python".
            for script in Path(options["install_dir"]).iterdir():
                script.write_bytes(for_any_python(script.read_bytes()))
        return done

    def zip_safe(self) -> bool:
        """Return whether the egg may stay a zip; setuptools asks the bytecode, if there is any."""
        stated = getattr(self.distribution, "zip_safe", None)
        if stated is not None:
            return bool(stated)
        modules = Path(self.bdist_dir).rglob("*.py")
        return not any(NOT_IN_A_ZIP.search(module.read_bytes()) for module in modules)

    def run(self) -> None:
        """Write the egg to dist/."""
        super().run()
        rewrite_zip(Path(self.egg_output))
