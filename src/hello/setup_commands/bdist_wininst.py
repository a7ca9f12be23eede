r"""bdist_wininst: an installer for Windows that is one program, made on any system by makensis.

It looks for a Python in the registry where it is installed: the one that has the project, then
the newest that Requires-Python lets in. Silent: ``FILE.exe /S``, and ``/D=C:\My Python`` as the
last word, without quotes, names another Python. ``RemoveNAME.exe /S`` in the Python folder takes
it away again; so does the list of installed programs. An installed version, older or newer, is
removed first, as with pip; the programs are those of setuptools on Windows.

Of setuptools' old command the options --plat-name (always win-amd64), --no-target-compile and
--no-target-optimize (Python compiles when it first imports), --bitmap, --install-script,
--pre-install-script, --user-access-control and --skip-build are gone.
"""

import os
from pathlib import Path
from typing import ClassVar

from . import external, nsis
from .product import Product
from .windows import WindowsInstaller, moment, write_sources


class bdist_wininst(WindowsInstaller):  # noqa: N801  # named as the command is
    """Makes an installer for Windows that is one program (.exe)."""

    description = "create an installer for Windows (.exe), on any system (pure Python only)"
    user_options: ClassVar[list[tuple[str, str | None, str]]] = [
        *WindowsInstaller.user_options,
        ("title=", "t", "title of the installer's window [default: name and version]"),
    ]
    tools: ClassVar[tuple[str, ...]] = ("makensis",)
    suffix: ClassVar[str] = ".exe"

    def initialize_options(self) -> None:
        """Set every option to its default."""
        super().initialize_options()
        self.title: str | None = None

    def make(self, product: Product, folder: Path) -> Path:
        """Make the program; every time in it is SOURCE_DATE_EPOCH, if that is set."""
        seconds = moment()
        write_sources(product, folder, seconds)
        script = nsis.source_of(product, self.title or product.title)
        (folder / "installer.nsi").write_text(script, encoding="utf-8")
        quiet = ("-V2", "-WX", "-INPUTCHARSET", "UTF8", "-NOCONFIG")
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(seconds)}
        external.run(
            [external.find("makensis"), *quiet, "installer.nsi"],
            cwd=folder,
            environment=environment,
        )
        return folder / "installer.exe"
