"""Virtual environments: one to build in, one to run in, and clean ones to install into.

None of them has a pip of its own, which would take longer to install than all the rest:
the pip of the running Python works on the others (``pip --python``).
"""

import locale
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from importlib.machinery import PathFinder
from importlib.resources import files
from pathlib import Path

import hello
from hello.errors import HelloError
from hello.workbench.processes import Ended, Processes

OLDEST_SETUPTOOLS = "setuptools>=77.0.3"
"""What our commands need of setuptools."""

HOOK = "helloworld_setup_commands"
"""Our commands' package in the build environment. Not ``hello``: a project may have one itself."""

ENTRY_POINTS = f"""\
[setuptools.finalize_distribution_options]
{HOOK} = {HOOK}.hook:finalize_distribution
[distutils.commands]
"""

PIP_FROM_ELSEWHERE = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV")
"""Settings of pip by which it would install somewhere else, or not at all."""


def child_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return *settings* without those that would let a child see the project's own environment."""
    return {
        name: value
        for name, value in settings.items()
        if not name.startswith(("PYTHON", "COVERAGE", "HELLOWORLD_"))
        and name not in {"VIRTUAL_ENV", "__PYVENV_LAUNCHER__", *PIP_FROM_ELSEWHERE}
    }


class Environment:
    """A virtual environment in *folder*, made by ``make``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        places = {"base": str(folder), "platbase": str(folder), "installed_base": str(folder)}
        paths = sysconfig.get_paths("venv", places)
        self.scripts = Path(paths["scripts"])
        self.packages = Path(paths["purelib"])
        self.python = self.scripts / ("python.exe" if sys.platform == "win32" else "python")

    def make(self, processes: Processes, *also: Path) -> "Environment":
        """Make it; it also imports what is in the folders *also*, after its own."""
        command = (sys.executable, "-m", "venv", "--without-pip", self.folder)
        succeed("make an environment", processes.run(*command, cwd=self.folder.parent))
        if also:
            lines = "".join(f"{folder}\n" for folder in also)
            (self.packages / "shared.pth").write_text(lines, encoding=_encoding_of_pth())
        return self


def _encoding_of_pth() -> str:
    """Return in which encoding ``site`` reads a .pth file: UTF-8 from Python 3.13 on."""
    return "utf-8" if sys.version_info >= (3, 13) else locale.getencoding()


def has_pip() -> bool:
    """Return whether the running Python has pip.

    Not by ``importlib.util.find_spec``: setuptools hears of it, and takes it for a run of pip.
    """
    return PathFinder.find_spec("pip") is not None


def pip(processes: Processes, python: Path, *arguments: str | Path) -> Ended:
    """Let pip work on the environment of *python*; raise HelloError where there is no pip."""
    if not has_pip():
        raise HelloError(
            "pip is not installed for the Python that runs this",
            sys.executable,
            next_step="run 'python -m ensurepip' with it",
        )
    quiet = ("--disable-pip-version-check", "--no-input", "--quiet")
    command = (sys.executable, "-m", "pip", "--python", python, *quiet, *arguments)
    return processes.run(*command, cwd=python.parent)


def succeed(what: str, ended: Ended) -> None:
    """Raise HelloError where a step that all else needs has failed."""
    if ended.code != 0:
        raise HelloError(f"cannot {what}: {reason_of(ended)}", next_step="mend that first")


def reason_of(ended: Ended) -> str:
    """Return the line of pip's output that says why it failed: its first error, or the last."""
    lines = [line.strip() for line in ended.output.splitlines()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return errors[0] if errors else ended.last_line


def make_build_environment(
    processes: Processes, folder: Path, requires: Sequence[str], setuptools: str | None
) -> Environment:
    """Make an environment that builds the project: what it *requires*, and our commands.

    *setuptools* is the version of it to take; without, the newest that fits.
    """
    built = Environment(folder).make(processes)
    wanted = [*requires, f"setuptools=={setuptools}" if setuptools else OLDEST_SETUPTOOLS]
    ended = pip(processes, built.python, "install", *wanted)
    succeed("install what the build requires", ended)
    install_hook(built.packages)
    return built


def install_hook(packages: Path) -> None:
    """Put ``hello.setup_commands`` into the folder *packages*, under a name of its own.

    A copy, because a .pth file with the folder of our ``hello`` would show all else that is
    installed beside it, and because a project's own package ``hello`` comes first there.
    """
    target = packages / HOOK
    target.mkdir()
    # Not files("hello.setup_commands"): that imports it, and setuptools may not be here.
    source = files("hello") / "setup_commands"
    names = [file.name for file in source.iterdir() if file.name.endswith(".py")]
    for name in names:
        text = (source / name).read_text(encoding="utf-8")
        renamed = text.replace("hello.setup_commands", HOOK)
        (target / name).write_text(renamed, encoding="utf-8")
    info = packages / f"{HOOK}-{hello.__version__}.dist-info"
    info.mkdir()
    about = f"Metadata-Version: 2.1\nName: {HOOK}\nVersion: {hello.__version__}\n"
    (info / "METADATA").write_text(about, encoding="utf-8")
    added = [name for name in ("bdist_msi", "bdist_wininst") if f"{name}.py" in names]
    lines = "".join(f"{name} = {HOOK}.{name}:{name}\n" for name in added)
    (info / "entry_points.txt").write_text(ENTRY_POINTS + lines, encoding="utf-8")


def setuptools_version(packages: Path) -> str:
    """Return which setuptools is in the folder *packages*."""
    (info,) = packages.glob("setuptools-*.dist-info")
    return info.name.removeprefix("setuptools-").removesuffix(".dist-info")
