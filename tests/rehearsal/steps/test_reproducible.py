"""The step ``reproducible``: another build of the same source, elsewhere, bit for bit."""

from pathlib import Path

import pytest
from own_backends import write_project
from rehearsing import planned

from hello.rehearsal.archives import Difference, compare, read_archive
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.steps import build, reproducible

CIRCUMSTANCES = {
    "time": "time.time_ns()",
    "chance": "os.urandom(9)",
    "folder": "os.getcwd()",
    "set": "{'a', 'b', 'c', 'd', 'e'}",
    "listdir": "os.listdir()",
    "glob": "list(Path().glob('*'))",
    "scandir": "list(os.scandir())",
    "walk": "list(os.walk('.'))",
    "zone": "time.localtime(EPOCH)",
    "umask": "os.umask(0o22)",
    "locale": "os.environ.get('LC_ALL')",
}
"""What a build may write, and should not."""

MODES_OF_FILES = """
def info_of(name, data):
    info = tarfile.TarInfo(name)
    path = Path(name.removeprefix("pkg-1.0/"))
    info.size, info.mtime = len(data), EPOCH
    info.mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    return info
"""

TIMES_OF_FILES = """
def info_of(name, data):
    info = tarfile.TarInfo(name)
    path = Path(name.removeprefix("pkg-1.0/"))
    info.size, info.mtime = len(data), int(path.stat().st_mtime) if path.exists() else 0
    return info
"""

AS_LISTED = """
def sources():
    return [Path(name) for name in os.listdir() if name.endswith((".py", ".toml", ".txt"))]
"""

OTHER_NAME = """
original = build_wheel
def build_wheel(folder, *_):
    name = original(folder)
    new = name.replace("-1.0-", f"-1.0.{len(os.getcwd())}-")
    os.rename(Path(folder, name), Path(folder, new))
    return new
"""

FAILS_ELSEWHERE = """
def build_wheel(*_):
    if "reproducible" in os.getcwd():
        raise ValueError("not here")
    return build_wheel_(*_)
"""


def compared(tmp_path: Path, hooks: str) -> Found:
    """Take both steps on a project with these *hooks*."""
    with planned(tmp_path, write_project(tmp_path / "pkg", hooks)) as plan:
        first = build.take(plan)
        assert not first.findings, first
        return reproducible.take(plan)


def fault_of(tmp_path: Path, hooks: str) -> Finding:
    (finding,) = compared(tmp_path, hooks).findings
    assert finding.fault == "not-reproducible"
    assert str(tmp_path) not in finding.fact + finding.remedy
    return finding


def test_the_same_bytes_are_told(tmp_path: Path) -> None:
    found = compared(tmp_path, "")

    assert not found.findings
    assert found.evidence[:2] == (
        "pkg-1.0.tar.gz: built again, the same bytes",
        "pkg-1.0-py3-none-any.whl: built again, the same bytes",
    )
    assert "another folder, umask, time zone" in found.evidence[2]


def test_each_circumstance_of_the_build_would_be_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    entries = (f"'pkg/{name}.py': repr({code}).encode()" for name, code in CIRCUMSTANCES.items())
    hooks = f"def wheel_members():\n    return {{'pkg/same.py': b'', {', '.join(entries)}}}\n"
    with planned(tmp_path, write_project(tmp_path / "pkg", hooks)) as plan:
        build.take(plan)
        (finding,) = reproducible.take(plan).findings
        again = next((plan.room_for("reproducible") / "wheel").iterdir())
        found = compare(read_archive(plan.wheel), read_archive(again))

    assert {Path(name).stem for name in found[Difference.CONTENTS]} == {*CIRCUMSTANCES, "RECORD"}
    assert not finding.is_warning
    assert "contents of pkg/time.py, pkg/chance.py, pkg/folder.py and 8 more in the wheel" in (
        finding.fact
    )
    assert "SOURCE_DATE_EPOCH" in finding.remedy


@pytest.mark.parametrize(
    ("hooks", "fact"),
    [(MODES_OF_FILES, "the sdist in modes of backend.py, pkg/__init__.py, pyproject.toml"),
     (TIMES_OF_FILES, "the sdist in times of backend.py"),
     (AS_LISTED, "the sdist in order of")],
    ids=["modes", "times", "order"],
)  # fmt: skip
def test_what_the_archives_keep_of_the_files_is_a_warning(
    tmp_path: Path, hooks: str, fact: str
) -> None:
    finding = fault_of(tmp_path, hooks)

    assert finding.is_warning
    assert fact in finding.fact
    assert "SOURCE_DATE_EPOCH" in finding.remedy


def test_another_file_name_is_a_fault(tmp_path: Path) -> None:
    finding = fault_of(tmp_path, OTHER_NAME)

    assert "is named pkg-1.0." in finding.fact
    assert "version" in finding.remedy


def test_a_build_that_fails_elsewhere_is_a_fault(tmp_path: Path) -> None:
    finding = fault_of(tmp_path, "build_wheel_ = build_wheel\n" + FAILS_ELSEWHERE)

    assert finding.fact.endswith("ValueError: not here")
    assert not finding.is_warning


def test_the_custom_of_setuptools_is_told_and_what_keeps_from_it(tmp_path: Path) -> None:
    project = tmp_path / "pkg"
    project.mkdir()
    (project / "setup.py").write_text(
        "from setuptools import setup\nsetup(name='one', py_modules=['one'])\n", encoding="utf-8"
    )
    (project / "one.py").touch()
    with planned(tmp_path, project, is_offline=True) as plan:
        build.take(plan)
        found = reproducible.take(plan)

    assert found.findings == ()
    (custom,) = [line for line in found.evidence if line.startswith("one-0.0.0.tar.gz: ")]
    # Where both were compressed in the same second, the headers are the same.
    assert "the same files; the backend changes its " in custom
    assert "modes of PKG-INFO" in custom
    assert "replace_commands = true" in custom
