"""The same bytes from the same sources, for each format that we write again."""

import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from setup_py import made_twice
from setuptools.errors import OptionError

from hello.setup_commands.reproducible import (
    Entry,
    rewrite_tar_gz,
    rewrite_wheel,
    rewrite_zip,
    source_date_epoch,
    write_tar_gz,
    write_whole,
    write_zip,
)

WORDS = ("sdist", "--formats=zip,gztar", "bdist_egg", "bdist", "--formats=zip,gztar,wheel")
WRITERS = {"zip": write_zip, "tar.gz": write_tar_gz}


def contents(archive: Path) -> dict[str, bytes]:
    if archive.name.endswith(".tar.gz"):
        with tarfile.open(archive) as opened:
            members = [member for member in opened if member.isfile()]
            return {member.name: opened.extractfile(member).read() for member in members}  # type: ignore[union-attr]  # they are files
    with ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize("name", ["tutorial_long"])
def test_every_format_is_the_same_wherever_it_is_built(name: str) -> None:
    """In another folder, with other modes and times of files, another umask and time zone."""
    here, elsewhere = made_twice(name, *WORDS)

    assert sorted(here) == sorted(elsewhere)
    assert len(here) == 6
    assert [file for file in here if here[file] != elsewhere[file]] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 1980), ("315532799", 1980), ("1700000000", 2023), ("99999999999", 2107)],
)
def test_a_zip_has_the_nearest_time_that_it_can_hold(
    text: str, expected: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    write_zip(tmp_path / "a.zip", [Entry("a", b"")])

    assert ZipFile(tmp_path / "a.zip").getinfo("a").date_time[0] == expected


@pytest.mark.parametrize("text", ["", "-1", "1.5", "today", "²"])
def test_what_is_no_number_of_seconds_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)

    with pytest.raises(OptionError, match="SOURCE_DATE_EPOCH is no number of seconds"):
        source_date_epoch()


@pytest.mark.parametrize("kind", WRITERS)
@given(
    files=st.dictionaries(
        st.text("abcé/ .", min_size=1).filter(lambda name: name.strip("/. ") == name), st.binary()
    )
)
def test_what_is_written_is_read(
    kind: str, files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = tmp_path_factory.mktemp("archives") / f"a.{kind}"

    WRITERS[kind](archive, [Entry(name, content) for name, content in files.items()])

    assert contents(archive) == files


def test_a_tar_says_nothing_of_its_builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    archive = tmp_path / "a.tar.gz"
    archive.write_bytes(gzip.compress(_tar_of("b", "a"), mtime=5))

    rewrite_tar_gz(archive)

    # RFC 1952: no flags, so no name; the time; in what it was packed.
    assert archive.read_bytes()[3:8] == b"\0\7\0\0\0"
    with tarfile.open(archive) as opened:
        found = [(x.name, x.mode, x.mtime, x.uid, x.gid, x.uname, x.gname) for x in opened]
    assert found == [("a", 0o755, 7, 0, 0, "", ""), ("b", 0o755, 7, 0, 0, "", "")]


def _tar_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(mode="w", fileobj=buffer) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.mode, info.mtime, info.uid, info.uname = 0o700, 99, 1000, "ada"
            archive.addfile(info)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("rewrite", "expected"),
    [(rewrite_zip, ["a", "b", "c"]), (rewrite_wheel, ["b", "c", "a"])],
    ids=["zip", "wheel"],
)
def test_a_zip_is_sorted_and_a_wheel_keeps_its_order(
    rewrite: Callable[[Path], None], expected: list[str], tmp_path: Path
) -> None:
    """PEP 427: a wheel's metadata had better be last."""
    archive = tmp_path / "a.zip"
    with ZipFile(archive, "w", ZIP_STORED) as opened:
        for name, mode in (("b", 0o600), ("d/", 0o700), ("c", 0o700), ("a", 0o664)):
            info = ZipInfo(name, (1999, 1, 1, 0, 0, 0))
            info.external_attr = mode << 16
            opened.writestr(info, name)

    rewrite(archive)

    infos = ZipFile(archive).infolist()
    assert [info.filename for info in infos] == expected
    modes = {info.filename: info.external_attr >> 16 & 0o777 for info in infos}
    assert modes == {"a": 0o644, "b": 0o644, "c": 0o755}


def test_an_archive_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(b"old")

    with pytest.raises(OptionError):
        write_whole(archive, _half_a_zip, [])

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def _half_a_zip(target: Path, _: object) -> None:
    target.write_bytes(b"half")
    raise OptionError("the disk is full")
