"""Only the very files that passed a whole rehearsal are let through."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kept_folders import fill, report_on
from small_artifacts import metadata
from tiny_projects import sdist_of, wheel_of
from twine.utils import TEST_REPOSITORY

from hello.errors import HelloError, WrongUseError
from hello.publishing.addresses import find_repository
from hello.publishing.kept import LARGEST, REPORT
from hello.publishing.model import Release, Repository
from hello.publishing.passed import NEEDED, check_bytes, is_kept, rehearsed, release_of
from hello.rehearsal.model import Outcome
from hello.rehearsal.rehearse import Request

PRIVATE = Repository("ours", "http://127.0.0.1:1/", "http://127.0.0.1:1/simple/")
FILES = ("tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return fill(tmp_path / "kept")


def release_in(folder: Path, repository: Repository = PRIVATE) -> Release:
    with rehearsed(folder, Request()) as (plan, report):
        return release_of(plan, report, repository)


def refused(folder: Path, repository: Repository = PRIVATE) -> str:
    """Return the line by which what is in *folder* is refused."""
    with pytest.raises(HelloError) as caught:
        release_in(folder, repository)
    assert caught.value.exit_code == 1
    assert "nothing was uploaded; " in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_was_kept_is_as_after_the_rehearsal(kept: Path) -> None:
    """The wheel comes first; what was in the sdist can be read; all are copies, gone at the end."""
    (kept / f"{FILES[0]}.publish.attestation").write_text("{}")
    (kept / "other-2.0.tar.gz").write_text("from elsewhere")
    with rehearsed(kept, Request()) as (plan, report):
        release = release_of(plan, report, PRIVATE)

        assert (release.name, release.version) == ("tiny", "1.0")
        assert [path.name for path in release.files] == list(FILES)
        assert {path.parent for path in release.files} == {plan.dist}
        assert release.sha256.keys() == set(FILES)
        assert (plan.source / "PKG-INFO").is_file()
        assert (plan.wheel.name, plan.sdist.name) == FILES
        assert sorted(path.name for path in plan.dist.iterdir()) == sorted(
            [*FILES, f"{FILES[0]}.publish.attestation"]
        )
        room = plan.room
    assert not room.exists()


def test_its_own_settings_are_read(tmp_path: Path) -> None:
    table = '[tool.helloworld.rehearse.scripts]\ntiny = ["--version"]\n'
    folder = tmp_path / "kept"
    wheel = wheel_of(folder, "tiny", {"tiny.py": ""})
    sdist = sdist_of(folder, wheel)
    unpacked = tmp_path / "unpacked"
    shutil.unpack_archive(sdist, unpacked, filter="data")
    with (unpacked / "tiny-1.0" / "pyproject.toml").open("a") as file:
        file.write(table)
    sdist.unlink()
    shutil.make_archive(str(folder / "tiny-1.0"), "gztar", unpacked)
    report_on(folder, "tiny", (wheel, sdist))

    with rehearsed(folder, Request()) as (plan, _report):
        assert plan.settings.scripts == {"tiny": ("--version",)}


@pytest.mark.parametrize("step", NEEDED)
@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.SKIPPED])
def test_every_needed_step_has_to_pass(tmp_path: Path, step: str, outcome: Outcome) -> None:
    said = refused(fill(tmp_path / "kept", outcomes={step: outcome}))

    assert f": {step}; " in said
    assert said.startswith(
        "the rehearsal failed" if outcome is Outcome.FAILED else "the rehearsal left out"
    )


def test_what_is_needed() -> None:
    assert set(NEEDED) == {"build", "metadata", "install", "run", "upload", "install-back"}


def test_a_warning_is_no_failure(tmp_path: Path) -> None:
    release_in(fill(tmp_path / "kept", outcomes={"metadata": Outcome.WARNED}))


def rewrite(change: Callable[[Any], object]) -> Callable[[Path], object]:
    """Return what changes the report in a folder."""

    def apply(folder: Path) -> None:
        data = json.loads((folder / REPORT).read_text())
        change(data)
        (folder / REPORT).write_text(json.dumps(data))

    return apply


def huge(folder: Path) -> None:
    with (folder / REPORT).open("wb") as file:
        file.truncate(LARGEST + 1)


def a_step_less(data: Any) -> None:
    data["steps"] = [step for step in data["steps"] if step["step"] != "upload"]


def an_endless_size(data: Any) -> None:
    data["artifacts"][0]["bytes"] = float("inf")


def other_bytes(folder: Path) -> None:
    with (folder / FILES[0]).open("ab") as file:
        file.write(b"\0")


def same_size(folder: Path) -> None:
    data = bytearray((folder / FILES[1]).read_bytes())
    data[-1] ^= 1
    (folder / FILES[1]).write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (huge, "too large for a report"),
        (rewrite(a_step_less), "left out what has to pass: upload"),
        (other_bytes, f"{FILES[0]} is not the file that passed"),
        (same_size, f"{FILES[1]} is not the file that passed"),
        (lambda folder: (folder / FILES[0]).unlink(), f"{FILES[0]} passed, but: No such file"),
        (lambda folder: (folder / REPORT).write_text("{"), "is not what a rehearsal writes"),
        (lambda folder: (folder / REPORT).write_text("[]"), "is not what a rehearsal writes"),
        (lambda folder: (folder / REPORT).write_text("[" * 9999), "not what a rehearsal writes"),
        (lambda folder: (folder / REPORT).write_bytes(b"\xff"), "is not what a rehearsal writes"),
        (rewrite(lambda data: data.pop("artifacts")), "is not what a rehearsal writes"),
        (rewrite(an_endless_size), "is not what a rehearsal writes"),
        (rewrite(lambda data: data["artifacts"].clear()), "about another project"),
        (rewrite(lambda data: data["artifacts"].pop()), "not one wheel and one sdist"),
        (rewrite(lambda data: data["artifacts"][0].update(file="../x.whl")), "not what a rehears"),
        (rewrite(lambda data: data.update(version="2.0")), "about another project or version"),
        (rewrite(lambda data: data.update(project=None)), "is not what a rehearsal writes"),
        (rewrite(lambda data: data["steps"][0].update(outcome="fine")), "not what a rehearsal"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(kept: Path, spoil: Callable[[Path], object], said: str) -> None:
    spoil(kept)

    assert said in refused(kept)


def test_an_sdist_that_leads_out_of_its_folder(tmp_path: Path) -> None:
    import io
    import tarfile

    folder = tmp_path / "kept"
    wheel = wheel_of(folder, "tiny", {"tiny.py": ""})
    sdist = folder / FILES[1]
    with tarfile.open(sdist, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("../../escaped"), io.BytesIO())

    assert "has a member outside it" in refused(report_on(folder, "tiny", (wheel, sdist)))
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize("spoil", [other_bytes, same_size])
def test_other_bytes_are_not_even_unpacked(kept: Path, spoil: Callable[[Path], object]) -> None:
    spoil(kept)

    with pytest.raises(HelloError, match="is not the file that passed"), rehearsed(kept, Request()):
        pytest.fail("it was opened")


def test_a_file_that_changes_after_all_is_refused(kept: Path) -> None:
    with rehearsed(kept, Request()) as (plan, report):
        release = release_of(plan, report, PRIVATE)
        other_bytes(plan.dist)
        with pytest.raises(HelloError, match="is not the file that passed"):
            check_bytes(plan.wheel, release.sha256[FILES[0]])
        with pytest.raises(HelloError, match="is not the file that passed"):
            release_of(plan, report, PRIVATE)


def test_what_calls_itself_private_goes_to_no_public_index(tmp_path: Path) -> None:
    from small_artifacts import write_wheel

    about = metadata("tiny", "1.0").rstrip() + "\nClassifier: Private :: Do Not Upload\n\n"
    wheel = write_wheel(tmp_path, about=about)
    report_on(tmp_path, "tiny", (wheel, sdist_of(tmp_path, wheel)))

    assert "'Private :: Do Not Upload'" in refused(tmp_path, find_repository(TEST_REPOSITORY))
    release_in(tmp_path)


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py", "setup.cfg"])
def test_a_project_is_rehearsed_though_a_report_lies_there(kept: Path, name: str) -> None:
    assert is_kept(kept)
    (kept / name).touch()
    assert not is_kept(kept)


@pytest.mark.parametrize(
    ("place", "said"), [("", "neither a project nor a report.json"), ("x", "no such folder")]
)
def test_no_project_is_wrong_use(tmp_path: Path, place: str, said: str) -> None:
    with pytest.raises(WrongUseError, match=said):
        is_kept(tmp_path / place)
