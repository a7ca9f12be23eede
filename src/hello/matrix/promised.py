"""What the wheel of a project promises to put into a Python folder on Windows."""

from configparser import ConfigParser
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

FORMS = {"scripts": "Scripts", "data": "", "headers": "Include"}
"""Where Windows has what is in a wheel's .data folder; all else is among the packages."""


def promised(wheel: Path) -> dict[str, bytes | None]:
    """Return what a Python folder on Windows has to have: content by path, None if it is ours."""
    files: dict[str, bytes | None] = {}
    with ZipFile(wheel) as archive:
        for info in archive.infolist():
            top, _, rest = info.filename.partition("/")
            if info.is_dir() or rest == "RECORD":
                continue
            place = f"Lib/site-packages/{info.filename}"
            if top.endswith(".data"):
                form, _, path = rest.partition("/")
                place = str(PurePosixPath(FORMS.get(form, "Lib/site-packages"), path))
            files[place] = archive.read(info)
            if rest == "entry_points.txt" and top.endswith(".dist-info"):
                files |= dict.fromkeys(_launchers(archive.read(info).decode()))
    return files


def _launchers(entry_points: str) -> list[str]:
    points = ConfigParser(delimiters=("=",), interpolation=None)
    points.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    points.read_string(entry_points)
    groups = {"console_scripts": ".py", "gui_scripts": ".pyw"}
    return [
        f"Scripts/{name}{ending}"
        for group, suffix in groups.items()
        if points.has_section(group)
        for name in points[group]
        for ending in (".exe", f"-script{suffix}")
    ]
