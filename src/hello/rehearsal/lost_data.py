"""Data that a package has in the source and not in the wheel.

Most of what lies in a package's folder is no data. A file that its code names is; one that
nothing names may be, if it looks so: that is a warning.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from hello.rehearsal.configuration import Configuration
from hello.rehearsal.customs import is_about_project, stays_at_home
from hello.rehearsal.inventory import Inventory
from hello.rehearsal.mentions import Mentions
from hello.rehearsal.model import Finding
from hello.rehearsal.places import Place
from hello.rehearsal.shipping import how_to_ship
from hello.rehearsal.telling import are, several
from hello.rehearsal.version_control import Sources

TYPED = ("py.typed",)
CODE = {".py", ".pyc", ".pyo", ".so", ".pyd", ".dll", ".dylib"}
DATA = {
    ".bin", ".cfg", ".conf", ".css", ".csv", ".dat", ".db", ".gif", ".glade", ".gz", ".html",
    ".ico", ".ini", ".j2", ".jinja", ".jinja2", ".jpg", ".js", ".json", ".mako", ".mo", ".msg",
    ".npy", ".npz", ".onnx", ".otf", ".parquet", ".pem", ".pkl", ".png", ".qml", ".sql", ".sqlite",
    ".svg", ".tcss", ".tmpl", ".toml", ".tsv", ".ttf", ".txt", ".ui", ".wav", ".xml", ".xsd",
    ".yaml", ".yml", ".zip",
}  # fmt: skip
"""Endings of what programs read while they run."""


def find_lost_data(
    wheel: Inventory,
    places: Iterable[Place],
    mentions: Mentions,
    sources: Sources,
    configuration: Configuration,
) -> Finding | None:
    """Return the finding about data of packages that the *wheel* has not, if any."""
    folders = code_folders(wheel)
    lost = [
        place
        for place in places
        if place.installed not in wheel.library and _is_no_code(place.installed)
    ]
    named = [place for place in lost if _is_needed(place, mentions, folders)]
    if named:
        return _finding(named, mentions, how_to_ship(configuration, named, folders))
    likely = [
        place
        for place in lost
        if place.source in sources.files
        and PurePosixPath(place.installed).suffix.lower() in DATA
        and not stays_at_home(place.installed)
        and _belongs_to_code(place, folders)
        and not configuration.keeping_out(place.source, of_wheel=True)
    ]
    if not likely:
        return None
    names = [place.source for place in likely]
    fact = f"{several(names)} {are(names)} in a package of the source, not in the wheel"
    return Finding(
        "package-data-lost", fact, how_to_ship(configuration, likely, folders), is_warning=True
    )


def code_folders(wheel: Inventory) -> list[str]:
    """Return the folders in site-packages that have code of the *wheel*."""
    code = (name for name in wheel.library if name.endswith((".py", ".pyi", ".so", ".pyd")))
    return sorted({name.rpartition("/")[0] for name in code} - {""})


def _is_no_code(path: str) -> bool:
    return PurePosixPath(path).suffix not in CODE and not is_about_project(path)


def _belongs_to_code(place: Place, folders: Sequence[str]) -> bool:
    """Return whether it is in a folder of installed code, or at most in one without, below."""
    return any(place.folder == one or place.folder.startswith(f"{one}/") for one in folders)


def _is_needed(place: Place, mentions: Mentions, folders: Sequence[str]) -> bool:
    if place.installed.endswith((".pyi", *TYPED)):
        return place.folder in folders
    return mentions.naming(place.installed) is not None


def _finding(named: Sequence[Place], mentions: Mentions, remedy: str) -> Finding:
    names = [place.source for place in named]
    by = next((by for place in named if (by := mentions.naming(place.installed))), None)
    reason = f", though {by} reads {'it' if len(names) == 1 else 'them'}" if by else ""
    if by is None:
        reason = ": type checkers will not find the types"
    return Finding(
        "package-data-lost", f"{several(names)} {are(names)} not in the wheel{reason}", remedy
    )
