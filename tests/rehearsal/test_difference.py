"""What is said of two builds that differ, and which remedy that has."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from hello.rehearsal.archives import Difference, compare, read_archive
from hello.rehearsal.difference import Pair, around, inside, named


def wheel(path: Path, members: Mapping[str, bytes], mode: int = 0o644, year: int = 2020) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0))
            info.external_attr = mode << 16
            archive.writestr(info, data)
    return path


def sdist(path: Path, members: Mapping[str, bytes], packed: int = 0, owner: str = "ada") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, packed) as file,
        tarfile.open(fileobj=file, mode="w") as archive,
    ):
        for name, data in members.items():
            info = tarfile.TarInfo(f"pkg-1.0/{name}")
            info.size, info.uname = len(data), owner
            archive.addfile(info, io.BytesIO(data))
    return path


def pair(first: Path, second: Path) -> Pair:
    found = compare(read_archive(first), read_archive(second))
    return Pair(first, second, found, is_same=first.read_bytes() == second.read_bytes())


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Where the rehearsal has the wheel that was built first, and the second one."""
    name = "pkg-1.0-py3-none-any.whl"
    return tmp_path / "room" / "dist" / name, tmp_path / "room" / "steps" / "wheel" / name


@pytest.mark.parametrize(
    ("one", "other", "fact", "remedy"),
    [
        (b"BUILT = 12", b"BUILT = 34", ": 'BUILT = 12' became 'BUILT = 34'", "SOURCE_DATE_EPOCH"),
        (b"at 2026-01-02", b"at 2027-03-04", "became", "SOURCE_DATE_EPOCH"),
        (b"same\nab ba", b"same\nba ab", ": 'ab ba' became 'ba ab'", "sort what"),
        (b"a\nb", b"b\na", "became", "sort what"),
        (b"dear", b"dare", "became", "nothing random"),
        (b"long", b"long\nlonger", ": '' became 'longer'", "nothing random"),
        (b"\xff1", b"\xff2", "in the wheel", "the same bytes"),
    ],
    ids=["number", "date", "words", "lines", "other", "end", "binary"],
)
def test_a_remedy_fits_what_differs(
    places: tuple[Path, Path], one: bytes, other: bytes, fact: str, remedy: str
) -> None:
    record = "pkg-1.0.dist-info/RECORD"
    first, second = places
    pairs = [
        pair(
            wheel(first, {record: b"1", "pkg/made.py": one}),
            wheel(second, {record: b"2", "pkg/made.py": other}),
        )
    ]
    said, what_to_do = inside(pairs, {})

    assert said.startswith("built again, other contents of pkg/made.py in the wheel")
    assert fact in said
    assert remedy in what_to_do
    assert "pkg/made.py" in what_to_do


def test_the_folder_of_the_build_is_told_and_not_shown(
    places: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = places
    texts = [f"root = {tmp_path / 'room' / place}".encode() for place in ("one", "two")]
    fact, remedy = inside(
        [pair(wheel(first, {"a.py": texts[0]}), wheel(second, {"a.py": texts[1]}))], {}
    )

    assert fact.endswith("it names the folder of the build")
    assert str(tmp_path) not in fact
    assert remedy == "do not write the folder of the build to a.py"


def test_secrets_in_what_was_built_are_not_shown(places: tuple[Path, Path]) -> None:
    first, second = places
    made = pair(wheel(first, {"a.py": b"by hunter2 1"}), wheel(second, {"a.py": b"by hunter2 2"}))

    assert "'by *** 1' became 'by *** 2'" in inside([made], {"A_TOKEN": "hunter2"})[0]


def test_compilers_keep_folders(places: tuple[Path, Path]) -> None:
    first, second = places
    made = pair(wheel(first, {"a.abi3.so": b"1"}), wheel(second, {"a.abi3.so": b"2"}))

    assert "-g0" in inside([made], {})[1]


def test_files_that_only_one_has_are_named(places: tuple[Path, Path]) -> None:
    first, second = places
    made = pair(wheel(first, {"a.py": b"", "b.py": b""}), wheel(second, {"c.py": b"", "b.py": b""}))

    assert inside([made], {})[0] == "built again, other names of a.py, c.py in the wheel"


def test_modes_and_times_of_a_wheel_are_around_it(places: tuple[Path, Path]) -> None:
    first, second = places
    made = pair(wheel(first, {"a.py": b""}), wheel(second, {"a.py": b""}, 0o664, 2021))

    assert around(made) == "times and modes of a.py"


def test_the_header_and_the_owners_of_an_sdist_are_around_it(tmp_path: Path) -> None:
    members = {"a.py": b"", "b.py": b""}
    first = sdist(tmp_path / "1" / "pkg-1.0.tar.gz", members)
    packed = sdist(tmp_path / "2" / "pkg-1.0.tar.gz", members, packed=99)
    owned = sdist(tmp_path / "3" / "pkg-1.0.tar.gz", members, owner="bob")

    assert around(pair(first, packed)) == "header (time 0, then time 99)"
    assert around(pair(first, owned)) == "owners of a.py, b.py"


def test_order_and_compression_are_around_it(tmp_path: Path) -> None:
    first = sdist(tmp_path / "1" / "pkg-1.0.tar.gz", {"a.py": b"", "b.py": b""})
    moved = sdist(tmp_path / "2" / "pkg-1.0.tar.gz", {"b.py": b"", "a.py": b""})

    assert list(pair(first, moved).found) == [Difference.ORDER]
    assert around(pair(first, moved)) == "order of a.py"
    assert around(pair(first, first)) == "compression"


def test_three_names_are_shown_and_the_rest_counted() -> None:
    assert named("abc") == "a, b, c"
    assert named("abcde") == "a, b, c and 2 more"
