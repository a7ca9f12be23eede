"""A full disk is blamed where it is to blame, and nowhere else."""

import errno
import os
from pathlib import Path

import pytest

from hello.workbench import space
from hello.workbench.space import FullDiskError, refuse_if_full

NO_SPACE = os.strerror(errno.ENOSPC)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "LEAST", 1 << 62)


def test_a_file_in_the_folder_that_finds_no_space_is_enough(tmp_path: Path) -> None:
    error = OSError(errno.ENOSPC, NO_SPACE, str(tmp_path / "room" / "file"))

    with pytest.raises(FullDiskError, match="no space left for temporary files"):
        refuse_if_full(tmp_path / "room", error)


def test_of_a_copy_the_second_file_counts(tmp_path: Path) -> None:
    """That is how shutil tells it."""
    error = OSError(errno.ENOSPC, NO_SPACE, "/elsewhere/file", None, str(tmp_path / "file"))

    with pytest.raises(FullDiskError):
        refuse_if_full(tmp_path, error)


@pytest.mark.usefixtures("full_disk")
def test_a_write_names_no_file_so_the_disk_is_asked(tmp_path: Path) -> None:
    with pytest.raises(FullDiskError):
        refuse_if_full(tmp_path, OSError(errno.ENOSPC, NO_SPACE))


@pytest.mark.parametrize("name", [None, "/dev/full"], ids=["stdout", "elsewhere"])
def test_who_writes_to_another_full_place_is_not_told_of_this_one(
    tmp_path: Path, name: str | None
) -> None:
    refuse_if_full(tmp_path, OSError(errno.ENOSPC, NO_SPACE, name))


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOENT], ids=errno.errorcode.get)
def test_another_error_has_another_cause(tmp_path: Path, number: int) -> None:
    """Some file systems never have space: those of processes and devices."""
    refuse_if_full(tmp_path, OSError(number, os.strerror(number), str(tmp_path / "file")))


@pytest.mark.usefixtures("full_disk")
def test_a_disk_that_is_full_is_cause_enough_for_a_program_that_failed(tmp_path: Path) -> None:
    with pytest.raises(FullDiskError):
        refuse_if_full(tmp_path, "error: something else")
