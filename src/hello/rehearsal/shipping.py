"""What to write so that files come into the wheel: one line, for the backend in use."""

from collections.abc import Sequence

from hello.rehearsal.configuration import HATCH, PDM, UV, Configuration
from hello.rehearsal.places import Place
from hello.rehearsal.telling import several

PACKAGE_DATA = {
    "pyproject.toml": "[tool.setuptools.package-data] of pyproject.toml",
    "setup.cfg": "[options.package_data] of setup.cfg",
    "setup.py": "package_data of setup.py",
}
"""Where setuptools reads which data a package has, by the file that the project has."""


def how_to_ship(
    configuration: Configuration, lost: Sequence[Place], packages: Sequence[str]
) -> str:
    """Return how the *lost* files come into the wheel, which has *packages*, folders of code."""
    for place in lost:
        if setting := configuration.keeping_out(place.source, of_wheel=True):
            return f"take what fits '{place.source}' out of {setting}"
    if configuration.is_setuptools:
        return _package_data(configuration, lost, packages)
    paths = several([f"'{place.source}'" for place in lost])
    entry = f'{{ path = "{lost[0].source}", format = ["sdist", "wheel"] }}'
    places = {
        "hatchling": f"{paths} to artifacts of [{'.'.join(HATCH)}]",
        "poetry-core": f"'{entry}' to include of [tool.poetry]",
        "pdm-backend": f"{paths} to includes of [{'.'.join(PDM)}]",
        "uv_build": f"{paths} to source-include of [{'.'.join(UV)}]",
    }
    where = places.get(configuration.build_system.distribution or "")
    if where is None:
        return f"let the build backend put {paths} into the sdist and the wheel"
    return f"add {where} in pyproject.toml"


def _package_data(
    configuration: Configuration, lost: Sequence[Place], packages: Sequence[str]
) -> str:
    """Return the patterns by package; setuptools puts what they fit into the sdist, too."""
    wanted: dict[str, list[str]] = {}
    for place in lost:
        package = _nearest(place.folder, packages)
        patterns = wanted.setdefault(package.replace("/", "."), [])
        if (pattern := _pattern(place.installed[len(package) + 1 :])) not in patterns:
            patterns.append(pattern)
    entries = [f"{_listed(found)} to '{name}'" for name, found in wanted.items()]
    return f"add {several(entries)} in {PACKAGE_DATA[configuration.setuptools_file]}"


def _nearest(folder: str, packages: Sequence[str]) -> str:
    while "/" in folder and folder not in packages:
        folder = folder.rpartition("/")[0]
    return folder


def _pattern(path: str) -> str:
    """Return what fits all files of the kind of *path*, but just ``py.typed`` for itself."""
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    return path if not dot or not stem or name == "py.typed" else f"{folder}{slash}*.{ending}"


def _listed(patterns: Sequence[str]) -> str:
    return ", ".join(f"'{pattern}'" for pattern in patterns)
