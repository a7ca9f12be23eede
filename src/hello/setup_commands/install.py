"""install: as setuptools does it, but what it installed can be uninstalled."""

import os
from pathlib import Path

from setuptools.command.install import install as original

RECORD = "installed-files.txt"
"""The file in an .egg-info by which ``pip uninstall`` knows what belongs to a project."""


class install(original):  # noqa: N801  # named as the command is
    """Installs, and says which files: without that list pip leaves the scripts behind."""

    def run(self) -> None:
        """Install, and write the list."""
        super().run()
        egg_info = Path(self.get_finalized_command("install_egg_info").target)
        outputs = [Path(name) for name in self.get_outputs()]
        lines = sorted({os.path.relpath(path, egg_info) for path in outputs if path.is_file()})
        record = egg_info / RECORD
        record.write_text("".join(f"{line}\n" for line in [*lines, RECORD]), encoding="utf-8")
