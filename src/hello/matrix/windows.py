"""Whether the installers for Windows hold what the wheel promises.

Under wine they are installed and uninstalled; without it they are unpacked.
"""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hello.errors import HelloError
from hello.matrix import wine
from hello.matrix.promised import promised
from hello.matrix.wine import Wine

DEADLINE = 120
"""Seconds for unpacking an installer."""

PYTHON = "Program Files/Python"
"""Where the installers find a Python: a folder with a blank in its name."""

VERSIONS = range(8, 21)
"""The Pythons 3.X that are registered, all in the same folder."""

OURS = ("*.dist-info/INSTALLER", "Scripts/*.exe", "Scripts/*-script.py*", "Remove*.exe")
"""What an installer may have beside what the wheel promises."""

UNINSTALLER = "Remove*.exe"


Use = Callable[[Path], None]
"""What is done in the Python folder while the project is installed."""


class Steps(NamedTuple):
    """How a package is installed, and uninstalled again."""

    install: tuple[str | Path, ...]
    uninstall: Callable[[Wine, Path], None]


@dataclass(frozen=True)
class Evidence:
    """What was seen: in which way, and which files below the Python folder."""

    how: str
    files: tuple[str, ...]


def install_msi(package: Path, wheel: Path, folder: Path, use: Use | None = None) -> Evidence:
    """Install the .msi under wine, compare, uninstall; raise HelloError where it falls short.

    The Windows is made in *folder*, once for both kinds. While the project is installed, *use*
    is called with the Python folder.
    """

    def uninstall(system: Wine, _: Path) -> None:
        _succeed(system, package, "msiexec", "/x", wine.windows_path(package), "/quiet")

    install = ("msiexec", "/i", wine.windows_path(package), "/quiet")
    return _installed(package, wheel, folder, Steps(install, uninstall), use)


def install_exe(package: Path, wheel: Path, folder: Path, use: Use | None = None) -> Evidence:
    """Install the .exe under wine, compare, uninstall; else as ``install_msi``."""

    def uninstall(system: Wine, python: Path) -> None:
        for program in python.glob(UNINSTALLER):
            _succeed(system, package, program, "/S")
            # It hands over to a copy of itself, which removes it last.
            system.until_gone(program)

    return _installed(package, wheel, folder, Steps((package.absolute(), "/S"), uninstall), use)


def list_msi(package: Path, wheel: Path, folder: Path) -> Evidence:
    """Unpack the .msi in *folder*, and compare; raise HelloError where it falls short."""
    target = folder / package.name
    _unpack(package, "msiextract", "--directory", target, package)
    return Evidence("unpacked by msiextract", _compared(target / "Python", wheel, package))


def list_exe(package: Path, wheel: Path, folder: Path) -> Evidence:
    """Unpack the .exe in *folder*, and compare; raise HelloError where it falls short."""
    target = folder / package.name
    _unpack(package, "7zz", "x", f"-o{target}", "-y", "--", package)
    return Evidence("unpacked by 7zz", _compared(target, wheel, package))


def _installed(package: Path, wheel: Path, folder: Path, steps: Steps, use: Use | None) -> Evidence:
    with wine.running(folder / "wine") as system:
        python = _register_python(system)
        system.stop()
        before = _state(system, python, wheel)
        system.start()
        _succeed(system, package, *steps.install)
        files = _compared(python, wheel, package)
        if use is not None:
            use(python)
        steps.uninstall(system, python)
        system.stop()
        if left := sorted(_state(system, python, wheel) - before):
            raise _short(package, f"uninstalled, it leaves {', '.join(left[:3])}")
    return Evidence(f"installed and uninstalled under {wine.version()}", files)


def _register_python(system: Wine) -> Path:
    """Make a folder that looks like a Python's, and name it in the registry."""
    python = system.disk / PYTHON
    path = "\\\\".join(("C:", *PurePosixPath(PYTHON).parts, ""))
    lines = ["Windows Registry Editor Version 5.00", ""]
    for minor in VERSIONS:
        key = f"HKEY_LOCAL_MACHINE\\SOFTWARE\\Python\\PythonCore\\3.{minor}\\InstallPath"
        lines += [f"[{key}]", f'@="{path}"', ""]
    source = system.prefix / "python.txt"
    source.write_text("\r\n".join(lines), encoding="ascii")
    _succeed(system, source, "regedit", "/S", wine.windows_path(source))
    python.mkdir(parents=True, exist_ok=True)
    (python / "python.exe").touch()
    return python


def _succeed(system: Wine, package: Path, *command: str | Path) -> None:
    if code := system.run(*command):
        raise _short(package, f"{Path(command[0]).name} ended with exit code {code}")


def _state(system: Wine, python: Path, wheel: Path) -> set[str]:
    """Return every path in the Python folder, and what the registry has of the project."""
    name = wheel.name.split("-")[0].lower()
    names = {name, name.replace("_", "-")}
    known = {x for x in system.registry() if any(name in x.lower() for name in names)}
    return known | {str(path.relative_to(python)) for path in python.rglob("*")}


def _compared(python: Path, wheel: Path, package: Path) -> tuple[str, ...]:
    """Return the installed files; raise HelloError unless they are what the wheel promises."""
    found = {
        path.relative_to(python).as_posix(): path
        for path in python.rglob("*")
        if path.is_file() and path.name != "python.exe"
    }
    wanted = promised(wheel)
    if missing := sorted(wanted.keys() - found.keys()):
        raise _short(package, f"it lacks {', '.join(missing[:3])}")
    for name, content in wanted.items():
        if content is not None and found[name].read_bytes() != content:
            raise _short(package, f"its {name} is not the wheel's")
    for name in sorted(found.keys() - wanted.keys()):
        if not any(PurePosixPath(name).match(pattern) for pattern in OURS):
            raise _short(package, f"it has {name}, which the wheel has not")
    return tuple(sorted(found))


def _unpack(package: Path, *command: str | Path) -> None:
    program = str(command[0])
    if shutil.which(program) is None:
        raise HelloError(f"{program} is not installed", next_step="install it, or wine")
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE, check=False
        )
    except subprocess.TimeoutExpired:
        raise _short(package, f"{program} was not done after {DEADLINE} s") from None
    if done.returncode:
        raise _short(package, f"{program} ended with exit code {done.returncode}")


def _short(package: Path, fact: str) -> HelloError:
    return HelloError(f"{package.name}: {fact}", next_step="look at it with --keep DIR")
