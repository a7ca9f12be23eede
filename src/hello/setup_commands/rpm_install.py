"""The %install of a package: installs below the build root, and lists what is there.

``bdist_rpm`` writes the text of this module into the spec file, so that a source package can be
built where HelloWorld is not: nothing here needs more than the standard library.
"""

import os
import re
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path, PurePosixPath

SHARED = re.compile(r"[^/]*|share/(applications|doc|info|metainfo|pixmaps|(icons|locale|man).*)")
"""Directories of the system, below the prefix. A package that owned /usr/bin could
not be installed: in Fedora's package "filesystem" that has other permissions."""

SPECIAL = re.compile(r"[^\w/.,:=@+~^-]")
"""What is not safe in ``%files``. A "?" there stands for any one character."""


def main(root: str, prefix: str, *setup: str) -> None:
    """Install with the *setup* script below *root*, and print the lines of ``%files``."""
    install(root, prefix, setup)
    print(*files(Path(root), PurePosixPath(prefix)), sep="\n")


def install(root: str, prefix: str, setup: tuple[str, ...]) -> None:
    """Install where a system's own Python looks, whatever Python does it."""
    paths = paths_below(prefix)
    options = [
        *("--quiet", "build", f"--executable={interpreter()}"),
        *("install", "--no-compile", f"--root={root}", f"--prefix={prefix}"),
        *(f"--install-{name}={paths[name]}" for name in ("purelib", "platlib", "scripts", "data")),
        f"--install-headers={paths['include']}/{{dist_name}}",
    ]
    done = subprocess.run([sys.executable, *setup, *options], check=False, stdout=sys.stderr)
    if done.returncode:
        sys.exit(done.returncode)
    for script in Path(root, paths["scripts"][1:]).glob("*"):
        # Some versions of setuptools, 77 for one, leave this line to pip.
        content = script.read_bytes()
        if re.match(rb"#!python\s", content):
            named = b"#!" + interpreter().encode() + content.removeprefix(b"#!python")
            script.write_bytes(named)


def interpreter() -> str:
    """Return the Python that scripts name in their first line: this one's, in a system."""
    threads = sysconfig.get_config_var("abi_thread") or ""
    return f"/usr/bin/python{sysconfig.get_python_version()}{threads}"


def paths_below(prefix: str) -> dict[str, str]:
    """Return where files go: not as the running Python has it (Debian: /usr/local)."""
    bases = dict.fromkeys(("base", "platbase", "installed_base"), prefix)
    return sysconfig.get_paths("posix_prefix", bases)


def files(root: Path, prefix: PurePosixPath) -> Iterator[str]:
    """Yield a line of ``%files`` for each path; its mode and time are no longer the builder's.

    A ghost is not in the package, but is removed with it: bytecode that Python wrote, and the
    system's directories in a prefix of its own, where no other package keeps them.
    """
    ghosts = {ghost for module in [*root.rglob("*.py")] for ghost in add_bytecode(module)}
    ghosts |= system_folders(root, prefix)
    for path in sorted(root.rglob("*")):
        settle(path)
        below = PurePosixPath("/", path.relative_to(root))
        is_folder = path.is_dir() and not path.is_symlink()
        if is_folder and (prefix.is_relative_to(below) or below.parent == PurePosixPath("/")):
            continue
        marks = ("%ghost " if path in ghosts else "") + ("%dir " if is_folder else "")
        yield f'{marks}"{SPECIAL.sub("?", str(below))}"'


def system_folders(root: Path, prefix: PurePosixPath) -> set[Path]:
    """Return the directories that belong to the system: Python's, and those named above."""
    python = [root / path[1:] for path in paths_below(str(prefix)).values()]
    inside = root / str(prefix)[1:]
    named = [
        path
        for path in inside.rglob("*")
        if path.is_dir() and SHARED.fullmatch(path.relative_to(inside).as_posix())
    ]
    return {folder for path in python for folder in (path, *path.parents)} | set(named)


def add_bytecode(module: Path) -> Iterator[Path]:
    """Make, empty, and yield the files and the folder that Python may write (PEP 3147, 488)."""
    if "site-packages" not in module.parts:
        return
    for optimization in ("", 1, 2):
        path = Path(cache_from_source(str(module), optimization=optimization))
        path.parent.mkdir(exist_ok=True)
        path.touch()
        yield path
    yield path.parent


def settle(path: Path) -> None:
    """Set permissions that no umask has changed, and the time that all files have."""
    if path.is_symlink():
        return
    is_executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
    path.chmod(0o755 if is_executable else 0o644)
    moment = os.environ.get("SOURCE_DATE_EPOCH")
    if moment:
        os.utime(path, (int(moment), int(moment)))


if __name__ == "__main__":
    main(*sys.argv[1:])
