"""A wheel and a sdist, written by hand with the metadata that a test wants.

::

    found = found_with(tmp_path, {"Classifier": ["Made :: Up"]})

"""

import io
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from rehearsing import planned

from hello.rehearsal.model import Found
from hello.rehearsal.plan import Plan
from hello.rehearsal.steps.metadata import take

Fields = Mapping[str, str | Sequence[str] | None]

SOUND: Fields = {
    "Metadata-Version": "2.4",
    "Name": "greeter",
    "Version": "1.0",
    "Summary": "Greets",
    "Author-email": "Ada <ada@example.com>",
    "License-Expression": "MIT",
    "License-File": "LICENSE",
    "Requires-Python": ">=3.11",
    "Description-Content-Type": "text/x-rst",
    "Classifier": ["Programming Language :: Python :: 3"],
    "Project-URL": ["Source, https://code.example.com/greeter/"],
}

README = "Greeter\n=======\n\nGreets.\n"

PYPROJECT = """\
[build-system]
build-backend = "setuptools.build_meta"

[project]
name = "greeter"
"""


def metadata(fields: Fields, readme: str = README) -> bytes:
    """Return the core metadata with *fields*; None takes one away that sound ones have."""
    lines = []
    for name, value in (SOUND | fields).items():
        values = [] if value is None else [value] if isinstance(value, str) else value
        lines += [f"{name}: {one}\n" for one in values]
    return ("".join(lines) + "\n" + readme).encode()


def write_wheel(
    folder: Path,
    text: bytes,
    name: str = "greeter-1.0-py3-none-any.whl",
    more: Mapping[str, str] | None = None,
    *,
    without: Sequence[str] = (),
) -> Path:
    """Write a wheel with the METADATA *text*, and *more* files of its dist-info."""
    about = "-".join(name.split("-")[:2]) + ".dist-info"
    files: dict[str, str | bytes] = {
        "greeter/__init__.py": "",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\n",
        f"{about}/METADATA": text,
        f"{about}/licenses/LICENSE": "MIT License\n",
        f"{about}/RECORD": "",
    }
    files |= {f"{about}/{key}": value for key, value in (more or {}).items()}
    for key in without:
        del files[f"{about}/{key}"]
    if f"{about}/RECORD" in files and "RECORD" not in (more or {}):
        files[f"{about}/RECORD"] = "".join(f"{file},,\n" for file in files)
    with ZipFile(folder / name, "w") as wheel:
        for file, content in files.items():
            wheel.writestr(file, content)
    return folder / name


def write_sdist(
    folder: Path,
    text: bytes,
    name: str = "greeter-1.0.tar.gz",
    files: Mapping[str, str] | None = None,
) -> Path:
    """Write a sdist with the PKG-INFO *text*, and a LICENSE or the *files* instead.

    Those whose names begin with ``/`` are beside its folder.
    """
    top = name.removesuffix(".tar.gz")
    contents = {f"{top}/PKG-INFO": text}
    contents |= {
        key[1:] if key.startswith("/") else f"{top}/{key}": value.encode()
        for key, value in (files or {"LICENSE": "MIT\n"}).items()
    }
    with tarfile.open(folder / name, "w:gz") as sdist:
        for file, content in contents.items():
            info = tarfile.TarInfo(file)
            info.size = len(content)
            sdist.addfile(info, io.BytesIO(content))
    return folder / name


@contextmanager
def project_plan(
    tmp_path: Path, files: Mapping[str, str | None] | None = None, **settings: object
) -> Iterator[Plan]:
    """Yield the Plan of a small project with *files*; its dist is there, and empty.

    It has a LICENSE, unless *files* says None of that.
    """
    project = tmp_path / "project"
    project.mkdir()
    for name, text in {"LICENSE": "MIT\n", "pyproject.toml": PYPROJECT, **(files or {})}.items():
        if text is not None:
            (project / name).write_text(text, encoding="utf-8")
    with planned(tmp_path, project, **settings) as plan:
        plan.dist.mkdir(exist_ok=True)
        yield plan


def found_with(
    tmp_path: Path,
    fields: Fields,
    readme: str = README,
    files: Mapping[str, str] | None = None,
    **settings: object,
) -> Found:
    """Return what the step finds where both built files have the metadata *fields*."""
    with project_plan(tmp_path, files, **settings) as plan:
        text = metadata(fields, readme)
        write_sdist(plan.dist, text)
        write_wheel(plan.dist, text)
        return take(plan)
