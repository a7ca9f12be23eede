"""Installs what each command made, one function a kind, and runs the project from there."""

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from hello.errors import HelloError
from hello.matrix import rpm, windows, wine
from hello.matrix.contents import Contents, read_wheel
from hello.matrix.model import Checked, MissingToolError, ShortError, missing_tool
from hello.matrix.trial import Place, Trials
from hello.matrix.tutorial import Kind
from hello.workbench.environments import Environment, pip, reason_of
from hello.workbench.processes import Processes
from hello.workbench.space import FullDiskError


@dataclass(frozen=True)
class Bench:
    """What every check works with; *plain* has Python and the project's dependencies."""

    processes: Processes
    trials: Trials
    contents: Contents
    build: Environment
    plain: Environment
    dependencies: Path

    def clean(self, folder: Path) -> Environment:
        """Make an environment with the dependencies, to install the project into."""
        return Environment(folder).make(self.processes, self.dependencies)

    def used_in(self, environment: Environment, installed: str) -> Checked:
        """Compare and run what is installed in *environment*."""
        self.compare(files_below(environment.packages))
        place = Place(environment.python, scripts=environment.scripts)
        return Checked(installed, self.trials.run(self.contents, place))

    def compare(self, files: set[str]) -> None:
        """Raise ShortError unless all the wheel's files are among *files*."""
        if missing := self.contents.missing_from(files):
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise ShortError(f"it lacks {missing[0]}{more}, which the wheel has")


Check = Callable[[Bench, Path, Path], Checked]
"""Checks an artifact with a folder for itself, which is there and empty."""


def files_below(folder: Path) -> set[str]:
    """Return every file in *folder* and below, by its path from there."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() or path.is_symlink()
    }


def check_wheel(bench: Bench, wheel: Path, folder: Path) -> Checked:
    """Install the wheel into a clean environment."""
    environment = bench.clean(folder / "environment")
    _install(bench, environment, wheel)
    return bench.used_in(environment, "by pip, in a clean environment")


def check_sdist(bench: Bench, sdist: Path, folder: Path) -> Checked:
    """Install the sdist as pip does: build a wheel of it, and install that."""
    arguments = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, sdist)
    ended = pip(bench.processes, bench.build.python, *arguments)
    if ended.code != 0:
        raise ShortError(f"pip cannot build it: {reason_of(ended)}")
    (wheel,) = folder.glob("*.whl")
    bench.compare(set(read_wheel(wheel).files))
    environment = bench.clean(folder / "environment")
    _install(bench, environment, wheel)
    return bench.used_in(environment, "built and installed by pip, in a clean environment")


def _install(bench: Bench, environment: Environment, wheel: Path) -> None:
    ended = pip(
        bench.processes,
        environment.python,
        "install",
        "--no-deps",
        "--no-index",
        "--no-compile",
        wheel,
    )
    if ended.code != 0:
        raise ShortError(f"pip does not install it: {reason_of(ended)}")


def check_archive(bench: Bench, archive: Path, folder: Path) -> Checked:
    """Unpack what is to be unpacked in a prefix."""
    unpack(archive, folder)
    packages = packages_below(folder)
    bench.compare(files_below(packages))
    place = Place(bench.plain.python, (packages,), scripts_below(folder, packages))
    return Checked("by unpacking it", bench.trials.run(bench.contents, place))


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a .zip, .egg or .tar.gz with its permissions, and nothing outside *folder*."""
    try:
        if archive.suffix in {".zip", ".egg"}:
            _unzip(archive, folder)
        else:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
    except (BadZipFile, tarfile.TarError) as error:
        raise ShortError(f"it cannot be unpacked: {error}") from None


def _unzip(archive: Path, folder: Path) -> None:
    with ZipFile(archive) as zipped:
        for info in zipped.infolist():
            file = Path(zipped.extract(info, folder))
            if file.is_file() and (mode := (info.external_attr >> 16) & 0o777):
                file.chmod(mode | 0o600)


def packages_below(folder: Path) -> Path:
    """Return the one folder of packages below *folder*; raise ShortError where there is none."""
    found = [
        path
        for path in sorted(folder.rglob("*-packages"))
        if path.name in {"site-packages", "dist-packages"} and path.is_dir()
    ]
    if not found:
        raise ShortError("it has no site-packages")
    return found[0]


def scripts_below(folder: Path, packages: Path) -> Path:
    """Return the folder of scripts beside ``lib/pythonX.Y/site-packages``."""
    relative = packages.relative_to(folder)
    if relative.parts[:1] not in {("lib",), ("lib64",), ("Lib",)}:
        raise ShortError(f"its packages are in {relative}, which is the builder's own path")
    return folder / ("Scripts" if relative.parts[0] == "Lib" else "bin")


def check_egg(bench: Bench, egg: Path, folder: Path) -> Checked:
    """Import the egg as it is, zipped, or unpacked where it says that it has to be.

    Its scripts are in it, in EGG-INFO/scripts.
    """
    unpacked = folder / egg.name
    unpack(egg, unpacked)
    bench.compare(files_below(unpacked))
    is_zipped = not (unpacked / "EGG-INFO" / "not-zip-safe").exists()
    place = Place(
        bench.plain.python,
        (egg if is_zipped else unpacked,),
        unpacked / "EGG-INFO" / "scripts",
        runs_by_python=True,
    )
    how = "imported from the zipped egg" if is_zipped else "unpacked, as it is not zip-safe"
    return Checked(f"not at all: {how}", bench.trials.run(bench.contents, place))


def check_build(bench: Bench, tree: Path, _: Path) -> Checked:
    """Run the project from ``build/``, where nothing is installed yet."""
    libraries = sorted(tree.glob("lib*"))
    if not libraries:
        raise ShortError("build/ has no lib")
    bench.compare(files_below(libraries[0]))
    scripts = next(iter(sorted(tree.glob("scripts-*"))), None)
    place = Place(bench.plain.python, (libraries[0],), scripts, runs_by_python=True)
    # No entry points there: they are written where something is installed.
    contents = bench.contents
    names = {path.name for path in scripts.iterdir()} if scripts else set()
    inside = tuple(name for name in contents.scripts if name in names)
    ran = bench.trials.run(
        Contents(contents.wheel, contents.name, (), contents.files, inside, contents.imports),
        place,
    )
    return Checked("not at all: run from build/", ran)


def check_rpm(bench: Bench, package: Path, folder: Path) -> Checked:
    """Install the package below *folder*, run, and erase it again."""
    with rpm.installed(bench.processes, package, folder) as (root, how):
        packages = packages_below(root)
        bench.compare(files_below(packages))
        # Its first line names the system's Python, which may be another one, or not there.
        place = Place(
            bench.plain.python, (packages,), scripts_below(root, packages), runs_by_python=True
        )
        ran = bench.trials.run(bench.contents, place)
    return Checked(how, ran)


def check_installer(bench: Bench, installer: Path, folder: Path) -> Checked:
    """Install the .msi or .exe under wine, or unpack it where there is no wine."""
    ran: list[str] = []

    def use(python: Path) -> None:
        place = Place(
            bench.plain.python,
            (python / "Lib" / "site-packages",),
            python / "Scripts",
            runs_by_python=True,
            writes_bytecode=False,
        )
        ran.extend(bench.trials.run(bench.contents, place))

    is_msi = installer.suffix == ".msi"
    try:
        if wine.is_installed():
            install = windows.install_msi if is_msi else windows.install_exe
            evidence = install(installer, bench.contents.wheel, folder, use)
        else:
            unpacked = windows.list_msi if is_msi else windows.list_exe
            evidence = unpacked(installer, bench.contents.wheel, folder)
            use(folder / installer.name / ("Python" if is_msi else ""))
    except (ShortError, FullDiskError):
        raise
    except HelloError as error:
        raise _as_shortfall(error) from None
    return Checked(evidence.how.removeprefix("installed "), tuple(ran))


def _as_shortfall(error: HelloError) -> HelloError:
    fact = str(error).rpartition("; ")[0]
    if tool := missing_tool(fact):
        return MissingToolError(tool, fact)
    return ShortError(fact)


def check_installed(bench: Bench, project: Path, folder: Path) -> tuple[str, Checked]:
    """Run ``setup.py install`` in *project* for an environment of its own; then uninstall.

    Returns what the command wrote, too. Raises ShortError where pip leaves something of it.
    """
    environment = Environment(folder / "environment")
    environment.make(bench.processes, bench.dependencies, bench.build.packages)
    before = files_below(environment.folder)
    command = (environment.python, "setup.py", "install")
    ended = bench.processes.run(*command, cwd=project)
    if ended.code != 0:
        raise ShortError(f"setup.py install fails: {ended.last_line}")
    checked = bench.used_in(environment, "in an environment of its own; pip uninstalled it all")
    removed = pip(bench.processes, environment.python, "uninstall", "--yes", bench.contents.name)
    if removed.code != 0:
        raise ShortError(f"pip cannot uninstall it: {reason_of(removed)}")
    if left := sorted(files_below(environment.folder) - before):
        raise ShortError(f"uninstalled by pip, it leaves {left[0]}")
    return ended.output, checked


CHECKS: dict[Kind, Check] = {
    Kind.SDIST: check_sdist,
    Kind.EXE: check_installer,
    Kind.MSI: check_installer,
    Kind.RPM: check_rpm,
    Kind.ZIP: check_archive,
    Kind.TAR: check_archive,
    Kind.EGG: check_egg,
    Kind.WHEEL: check_wheel,
    Kind.TREE: check_build,
}
