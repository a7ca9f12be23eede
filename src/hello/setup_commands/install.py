"""install: as setuptools does it, but what it installed can be uninstalled."""

import os
from pathlib import Path

from setuptools.command.install import install as original

from .scripts import for_python

RECORD = "installed-files.txt"
"""The file in an .egg-info by which ``pip uninstall`` knows what belongs to a project."""


class install(original):  # noqa: N801  # named as the command is
    """Installs, and says which files: without that list pip leaves the scripts behind."""

    def run(self) -> None:
        """Install, and write the list; not below a --root, where a packager's tool keeps one."""
        if self.warn_dir:
            self._forget_other_commands()
        # Not as an egg, which setuptools below 80 would make of it.
        self.single_version_externally_managed = True
        super().run()
        if self.warn_dir and self.has_scripts():
            self._name_python()
        if self.root is None:
            self._write_list()

    def _forget_other_commands(self) -> None:
        """Make what is built and installed that of this command, where others came before it.

        An egg uses the same commands for another folder; a wheel leaves ``#!python`` in scripts.
        Those who make such formats by this command switch ``warn_dir`` off.
        """
        for name in self.get_sub_commands():
            self.reinitialize_command(name)
        if not self.skip_build:
            # What is not finalized is not initialized again either.
            self.get_finalized_command("build_scripts")
            self.reinitialize_command("build_scripts").force = True

    def _name_python(self) -> None:
        executable = self.get_finalized_command("build_scripts").executable
        for script in map(Path, self.get_finalized_command("install_scripts").get_outputs()):
            script.write_bytes(for_python(script.read_bytes(), executable))

    def _write_list(self) -> None:
        egg_info = Path(self.get_finalized_command("install_egg_info").target)
        outputs = [Path(name) for name in self.get_outputs()]
        lines = sorted({os.path.relpath(path, egg_info) for path in outputs if path.is_file()})
        record = egg_info / RECORD
        record.write_text("".join(f"{line}\n" for line in [*lines, RECORD]), encoding="utf-8")
