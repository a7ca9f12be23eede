"""The wheel: setuptools' own, with modes that no umask has changed."""

import base64
import csv
import hashlib
import io
from pathlib import Path
from zipfile import ZipFile

from projects import built, copy_of
from setup_py import made, made_once


def wheel_of(name: str) -> Path:
    (wheel,) = made_once(name, "bdist_wheel")
    return wheel


def test_it_holds_what_setuptools_own_holds() -> None:
    ours, theirs = ZipFile(wheel_of("tutorial_long")), ZipFile(built("tutorial_long", "wheel"))

    assert ours.namelist() == theirs.namelist()
    assert [name for name in ours.namelist() if ours.read(name) != theirs.read(name)] == []


def test_its_record_is_right() -> None:
    """Of everything but itself (PEP 427)."""
    with ZipFile(wheel_of("tutorial_long")) as wheel:
        (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/RECORD")]
        rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(wheel.read(name).decode()))}
        assert rows.pop(name) == ["", ""]
        assert rows == {file: listed(wheel.read(file)) for file in wheel.namelist() if file != name}


def listed(content: bytes) -> list[str]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return [f"sha256={digest}", str(len(content))]


def test_no_umask_shows_in_it(tmp_path: Path) -> None:
    (wheel,) = made(copy_of("plain_scripts", tmp_path), "bdist_wheel", umask="077")

    modes = {info.external_attr >> 16 & 0o777 for info in ZipFile(wheel).infolist()}
    assert modes == {0o644, 0o755}
