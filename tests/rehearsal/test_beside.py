from collections.abc import Sequence
from pathlib import Path

import pytest
from small_artifacts import write_sdist, write_wheel

from hello.rehearsal.beside import findings_of, look_beside, named

NOW = ("tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz")


@pytest.fixture
def artifacts(tmp_path: Path) -> tuple[Path, ...]:
    return write_wheel(tmp_path / "built"), write_sdist(tmp_path / "built")


def in_dist(tmp_path: Path, names: Sequence[str]) -> Path:
    dist = tmp_path / "project" / "dist"
    dist.mkdir(parents=True)
    for name in names:
        (dist / name).write_bytes(b"")
    return dist


@pytest.mark.parametrize(
    "name",
    [
        "tiny-0.9-py3-none-any.whl",
        "tiny-0.9.tar.gz",
        "tiny-0.9.zip",
        "other-1.0-py3-none-any.whl",
        "Tiny-1.0.zip",  # a second sdist of the version, which the index refuses
        "tiny-0.9.tar.gz.asc",
        "tiny-0.9-py3-none-any.whl.publish.attestation",
    ],
)
def test_names_old_builds(tmp_path: Path, artifacts: tuple[Path, ...], name: str) -> None:
    beside = look_beside(in_dist(tmp_path, [name]), artifacts)
    (finding,) = findings_of(beside, artifacts)

    assert beside.stale == (name,)
    assert finding.fault == "stale-artifacts"
    assert finding.is_warning
    assert name in finding.fact
    assert finding.remedy.endswith(f"twine upload dist/{NOW[0]} dist/{NOW[1]}")


@pytest.mark.parametrize(
    "name",
    [
        "tiny-1.0-py3.11.egg",
        "tiny-1.0.win-amd64.exe",
        "tiny-1.0.win-amd64.msi",
        "tiny-1.0-1.noarch.rpm",
        "tiny-1.0.linux-x86_64.tar.gz",  # a "dumb" binary, which twine takes for an sdist
        "tiny-1.0.whl",
        "notes.txt",
    ],
)
def test_names_what_no_index_takes(tmp_path: Path, artifacts: tuple[Path, ...], name: str) -> None:
    beside = look_beside(in_dist(tmp_path, [name]), artifacts)
    (finding,) = findings_of(beside, artifacts)

    assert beside.unfit == (name,)
    assert finding.fault == "unfit-artifacts"
    assert finding.is_warning
    assert finding.fact.endswith(f": {name}")


@pytest.mark.parametrize(
    "name",
    [
        "tiny-1.0-cp311-cp311-manylinux_2_17_x86_64.whl",  # the release for other platforms
        ".gitignore",  # the shell's * leaves it out
        "tiny-1.0.tar.gz.asc",
        "tiny-1.0-py3-none-any.whl.publish.attestation",
    ],
)
def test_is_silent_about_what_belongs_there(
    tmp_path: Path, artifacts: tuple[Path, ...], name: str
) -> None:
    dist = in_dist(tmp_path, [name])
    for path in artifacts:
        (dist / path.name).write_bytes(path.read_bytes())

    beside = look_beside(dist, artifacts)

    assert findings_of(beside, artifacts) == ()
    assert not beside.outdated


def test_names_another_build_of_the_same(tmp_path: Path, artifacts: tuple[Path, ...]) -> None:
    beside = look_beside(in_dist(tmp_path, NOW), artifacts)

    assert beside.outdated == NOW
    assert findings_of(beside, artifacts) == ()


def test_a_folder_is_unfit(tmp_path: Path, artifacts: tuple[Path, ...]) -> None:
    dist = in_dist(tmp_path, [])
    (dist / "old.tar.gz").mkdir()

    assert look_beside(dist, artifacts).unfit == ("old.tar.gz",)


def test_no_dist_at_all(tmp_path: Path, artifacts: tuple[Path, ...]) -> None:
    beside = look_beside(tmp_path / "project" / "dist", artifacts)

    assert beside.total == 0
    assert findings_of(beside, artifacts) == ()


def test_one_finding_for_each_kind(tmp_path: Path, artifacts: tuple[Path, ...]) -> None:
    names = [f"tiny-0.{number}.tar.gz" for number in range(5)]
    dist = in_dist(tmp_path, [*names, "a.exe", "b.exe"])

    stale, unfit = findings_of(look_beside(dist, artifacts), artifacts)

    assert "tiny-0.0.tar.gz, tiny-0.1.tar.gz, tiny-0.2.tar.gz and 2 more" in stale.fact
    assert "a.exe, b.exe" in unfit.fact


def test_named_counts_what_it_leaves_out() -> None:
    assert named(["a"]) == "a"
    assert named(["a", "b", "c"]) == "a, b, c"
    assert named(["a", "b", "c", "d"]) == "a, b, c and 1 more"
