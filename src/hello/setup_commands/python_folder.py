r"""A project's files as they lie in a Python folder on Windows, below ``C:\...\Python312``.

The paths are those of ``sysconfig`` for Windows (scheme ``nt``). An entry point becomes what
setuptools makes of it there: a script, and beside it a launcher (.exe) that finds ``python.exe``
one folder further up.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import setuptools
from setuptools.errors import PlatformError

from .staging import File, Staged

PACKAGES = PurePosixPath("Lib/site-packages")
SCRIPTS = PurePosixPath("Scripts")

RECORDS = ("RECORD", "RECORD.jws", "RECORD.p7s", "INSTALLER")
"""Left out: without RECORD, pip does not uninstall what it did not install (PEP 627)."""

RUN_BY_NAME = (".py", ".pyw", ".bat", ".cmd", ".exe", ".ps1", ".com")
"""Scripts with these endings start on Windows as they are."""

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names of devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces")."""

FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')

ENTRY_POINT = re.compile(r"\s*([\w.]+)\s*:\s*([\w.]+)\s*(\[.*\])?\s*")


class Placed(NamedTuple):
    """A file, and its path below the Python folder."""

    path: PurePosixPath
    content: bytes


def layout(staged: Staged, installer: str) -> tuple[Placed, ...]:
    """Return the files of the project, sorted by path; *installer* is named in the metadata.

    Raises PlatformError for names that Windows cannot hold.
    """
    placed = {file.path: file for file in _all(staged, installer)}
    seen: dict[str, PurePosixPath] = {}
    for path in placed:
        _check_name(path)
        other = seen.setdefault(str(path).casefold(), path)
        if other != path:
            raise PlatformError(f"{path} and {other} are one file on Windows; rename one")
    return tuple(sorted(placed.values()))


def _check_name(path: PurePosixPath) -> None:
    for part in path.parts:
        if FORBIDDEN.search(part) or RESERVED.fullmatch(part):
            raise PlatformError(f"{path} cannot exist on Windows; rename {part!r}")


def _all(staged: Staged, installer: str) -> Iterator[Placed]:
    """Yield the files; of two with one path the later one counts: the entry point's."""
    for file in staged.files:
        if not _is_record(file):
            yield Placed(_path(file, str(staged.metadata["Name"])), file.content)
        if file.path.name == "WHEEL" and _is_about(file):
            about = PACKAGES / file.path.parent
            yield Placed(about / "INSTALLER", f"{installer}\n".encode("ascii"))
    for script in staged.of("scripts"):
        yield from _launched_script(script)
    for kind, points in (("cli", staged.console), ("gui", staged.gui)):
        for name, point in points.items():
            yield from _launched(name, kind, _program(name, point))


def _is_about(file: File) -> bool:
    return file.form in ("purelib", "platlib") and file.path.parts[0].endswith(".dist-info")


def _is_record(file: File) -> bool:
    return _is_about(file) and file.path.name in RECORDS and len(file.path.parts) == len("ab")


def _path(file: File, name: str) -> PurePosixPath:
    folders = {
        "scripts": SCRIPTS,
        "data": PurePosixPath(),
        "headers": PurePosixPath("Include", name),
    }
    return folders.get(file.form, PACKAGES) / file.path


def _launched_script(script: File) -> Iterator[Placed]:
    """Yield a launcher for a Python script that Windows could not start by its name."""
    first, _, rest = script.content.partition(b"\n")
    interpreter = re.match(rb"#!.*\bpython(w)?", first)
    if interpreter and script.path.suffix.lower() not in RUN_BY_NAME:
        yield from _launched(str(script.path), "gui" if interpreter[1] else "cli", rest)


def _launched(name: str, kind: str, program: bytes) -> Iterator[Placed]:
    """Yield the launcher of a *program*, and the program with the line that it looks for.

    An interpreter without a folder is the one in the folder above ``Scripts``.
    """
    interpreter, suffix = {
        "cli": (b"python.exe", "-script.py"),
        "gui": (b"pythonw.exe", "-script.pyw"),
    }[kind]
    yield Placed(SCRIPTS / f"{name}{suffix}", b"#!" + interpreter + b"\n" + program)
    yield Placed(SCRIPTS / f"{name}.exe", launcher(kind))


def _program(name: str, point: str) -> bytes:
    """Return a script that calls an entry point, and goes by its name without ``-script.py``."""
    found = ENTRY_POINT.fullmatch(point)
    if found is None:
        raise PlatformError(f"entry point {name} = {point} is not module:function")
    module, function, _ = found.groups()
    return (
        "import re\n"
        "import sys\n"
        "\n"
        f"from {module} import {function.partition('.')[0]}\n"
        "\n"
        'if __name__ == "__main__":\n'
        '    sys.argv[0] = re.sub(r"-script\\.pyw?$", "", sys.argv[0])\n'
        f"    sys.exit({function}())\n"
    ).encode()


def launcher(kind: str) -> bytes:
    """Return setuptools' launcher for 64-bit Windows: *kind* is ``cli`` or ``gui``."""
    path = Path(setuptools.__file__).with_name(f"{kind}-64.exe")
    if not path.is_file():
        raise PlatformError(
            f"this setuptools {setuptools.__version__} lacks {path.name}, as some systems pack "
            "it; install setuptools with pip"
        )
    return path.read_bytes()
