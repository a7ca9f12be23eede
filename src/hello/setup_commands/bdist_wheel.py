"""bdist_wheel: as setuptools makes it, but the same whatever the umask was."""

from pathlib import Path

from setuptools.command.bdist_wheel import bdist_wheel as original

from .reproducible import rewrite_wheel


class bdist_wheel(original):  # noqa: N801  # named as the command is
    """Makes a wheel, and leaves the other commands as they were.

    Setuptools' own uses ``install`` and ``build_scripts`` with options of its own, which stay: an
    ``install`` in the same call then does nothing.
    """

    def run(self) -> None:
        """Write the wheel to dist/."""
        super().run()
        rewrite_wheel(Path(self.distribution.dist_files[-1][2]))
        self.reinitialize_command("install", reinit_subcommands=True)
        # What is not finalized is not initialized again either.
        self.get_finalized_command("build_scripts")
        self.reinitialize_command("build_scripts")
