"""A small project for the tests of the installers for Windows, and what is built of it."""

import atexit
import shutil
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from processes import Ended, run

TOOLS = {"bdist_msi": ("wixl", "msibuild", "msiinfo"), "bdist_wininst": ("makensis",)}

SETUP = """\
import sys
from setuptools import setup
from hello.setup_commands import command_class
setup(
    cmdclass={name: command_class(name) for name in ("bdist_msi", "bdist_wininst")},
    **eval(open("about.txt", encoding="utf-8").read()),
)
"""

ABOUT = {
    "name": "Odd-Name.Project",
    "version": "1.2.0rc1+local.7",
    "author": "Jürgen O'Neill & 王小明",
    "description": 'Ein "schönes" $TEMP [PYTHONDIR] 100% Projekt: 你好',
    "url": "https://example.com/?a=1&b=2",
    "packages": ["odd_package"],
    "py_modules": ["single"],
    "package_data": {"odd_package": ["data/*", "sub folder/*"]},
    "data_files": [("share/odd/deeper still", ["it's a dätei.txt"])],
    "scripts": ["bin/tool", "bin/other.py"],
    "entry_points": {
        "console_scripts": ["Odd-Run = odd_package:main"],
        "gui_scripts": ["odd-gui = odd_package.gui:App.run [extra]"],
    },
    "extras_require": {"extra": []},
    "python_requires": ">=3.9,<3.14",
}

FILES = {
    "odd_package/__init__.py": "import sys\ndef main():\n    print(sys.argv)\n    return 5\n",
    "odd_package/gui.py": "class App:\n    @staticmethod\n    def run(): ...\n",
    "odd_package/data/ünï 你好 $x 'q' [1].txt": "data\n",
    "odd_package/data/empty.txt": "",
    "odd_package/sub folder/a;b & c.txt": "more\n",
    "single.py": "x = 1\n",
    "it's a dätei.txt": "file\n",
    "bin/tool": "#!/usr/bin/env python3\nprint('tool')\n",
    "bin/other.py": "#!/usr/bin/env python3\nprint('other')\n",
}


def project(folder: Path, files: Mapping[str, str] = FILES, **about: object) -> Path:
    """Write the project into *folder*, with *about* instead of what it has."""
    for name, text in ({"setup.py": SETUP, "about.txt": repr(ABOUT | about)} | files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, *words: str, **environment: str) -> Ended:
    """Run setup.py with these *words*."""
    return run(sys.executable, "setup.py", "-q", *words, cwd=folder, environment=environment)


def made(folder: Path, *words: str, **environment: str) -> Path:
    """Run setup.py, which has to succeed, and return the one installer that is in dist/."""
    for tool in TOOLS[words[0]]:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    ended = build(folder, *words, **environment)
    assert ended.code == 0, ended.stderr
    (path,) = Path(folder, "dist").iterdir()
    return path


@cache
def scratch() -> Path:
    """Return a folder for the whole run: a Windows is 700 MB, and takes seconds to make."""
    folder = Path(tempfile.mkdtemp(prefix="hello-windows-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def built(command: str, version: str = str(ABOUT["version"])) -> tuple[Path, Path]:
    """Return the installer of the project that *command* makes, and the project's wheel."""
    folder = project(scratch() / command / version, version=version)
    installer = made(folder, command, "--keep-temp")
    (wheel,) = folder.glob("build/helloworld/*.whl")
    return installer, wheel
