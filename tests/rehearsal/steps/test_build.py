"""The step ``build``: sdist, wheel from it, and what is said where they cannot be made."""

import os
import tarfile
import zipfile
from pathlib import Path
from textwrap import dedent
from time import monotonic, sleep

import pytest
from own_backends import PYPROJECT, write_project
from rehearsing import planned

from hello.rehearsal import building
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.steps.build import take

SETUPTOOLS = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'


def built(tmp_path: Path, project: Path) -> tuple[Found, list[Path]]:
    """Take the step offline; return what it found, and copies of the artifacts."""
    with planned(tmp_path, project, is_offline=True) as plan:
        return take(plan), list(plan.artifacts)


def fault_of(tmp_path: Path, project: Path) -> Finding:
    """Return the one fault; nothing may be left in dist."""
    found, artifacts = built(tmp_path, project)
    (finding,) = found.findings
    assert not artifacts
    assert not finding.is_warning
    assert str(tmp_path) not in finding.fact + finding.remedy
    return finding


def own(tmp_path: Path, hooks: str = "", pyproject: str = PYPROJECT) -> Path:
    return write_project(tmp_path / "pkg", hooks, pyproject)


def of_setuptools(tmp_path: Path, setup_py: str = "", **others: str) -> Path:
    """Write a project of setuptools; *others* are more files, with ``__`` for a dot."""
    folder = tmp_path / "project"
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "__init__.py").write_text("", encoding="utf-8")
    code = setup_py or "from setuptools import setup\nsetup(name='pkg', packages=['pkg'])\n"
    (folder / "setup.py").write_text(dedent(code), encoding="utf-8")
    for name, text in others.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_both_artifacts_are_built_in_a_folder_with_blanks_and_umlauts(tmp_path: Path) -> None:
    """The wheel comes from the unpacked sdist; the source and the project stay as they are."""
    project = of_setuptools(tmp_path / "my projects \u00fc \u4f60\u597d")
    before = sorted(project.rglob("*"))

    with planned(tmp_path, project, is_offline=True) as plan:
        found = take(plan)

        assert not found.findings
        with tarfile.open(plan.sdist) as sdist, zipfile.ZipFile(plan.wheel) as wheel:
            assert "pkg-0.0.0/pkg/__init__.py" in sdist.getnames()
            assert "pkg/__init__.py" in wheel.namelist()
        assert [path.name for path in plan.source.rglob("*.egg-info")] == []
    assert sorted(project.rglob("*")) == before
    by, sdist_line, wheel_line = found.evidence
    assert by.startswith("built by setuptools.build_meta:__legacy__, with setuptools ")
    assert sdist_line.startswith("pkg-0.0.0.tar.gz: ")
    assert "from the sdist" in wheel_line


def test_a_backend_of_the_project_itself_needs_nothing_installed(tmp_path: Path) -> None:
    found, artifacts = built(tmp_path, own(tmp_path))

    assert [path.name for path in artifacts] == ["pkg-1.0-py3-none-any.whl", "pkg-1.0.tar.gz"]
    assert found.evidence[0] == "built by backend, with nothing else"


def test_the_wheel_is_made_from_the_sdist_not_the_tree(tmp_path: Path) -> None:
    hooks = """
    def wheel_members():
        return {"pkg/where.py": os.getcwd().encode()}
    """
    with planned(tmp_path, own(tmp_path, hooks)) as plan:
        take(plan)

        with zipfile.ZipFile(plan.wheel) as wheel:
            assert Path(wheel.read("pkg/where.py").decode()).name == "pkg-1.0"


@pytest.mark.parametrize(
    ("setup_py", "fact", "remedy"),
    [
        (
            "import json\n\njson.loads('{')\n",
            "setup.py:3: json.decoder.JSONDecodeError",
            "setup.py",
        ),
        ("open('words.txt')", "'words.txt'", "add words.txt, or correct its name in setup.py"),
        ("import os\nos.abort()", "ended by SIGABRT", ""),
    ],
    ids=["exception", "no file", "killed"],
)
def test_a_build_that_fails_says_the_backends_own_error(
    tmp_path: Path, setup_py: str, fact: str, remedy: str
) -> None:
    finding = fault_of(tmp_path, of_setuptools(tmp_path, setup_py))

    assert finding.fault == "build-fails"
    assert fact in finding.fact
    assert remedy in finding.remedy


def test_an_isolated_build_cannot_import_the_project(tmp_path: Path) -> None:
    project = of_setuptools(tmp_path, "import pkg\n", pyproject__toml=SETUPTOOLS)
    finding = fault_of(tmp_path, project)

    assert finding.fault == "build-fails"
    assert finding.fact.startswith("setup.py:1 imports 'pkg' of the project itself")
    assert "do not import the project" in finding.remedy


NO_SDIST = """
def build_sdist(folder, _=None):
    return "pkg-1.0.tar.gz"
"""

TWO_SDISTS = """
def build_sdist(folder, _=None):
    for name in ("a.tar.gz", "b.tar.gz"):
        Path(folder, name).touch()
    return "a.tar.gz"
"""

ZIP = """
def build_sdist(folder, _=None):
    Path(folder, "pkg-1.0.zip").touch()
    return "pkg-1.0.zip"
"""

NO_ARCHIVE = """
def build_sdist(folder, _=None):
    Path(folder, "pkg-1.0.tar.gz").write_text("none")
    return "pkg-1.0.tar.gz"
"""

OTHER_FOLDER = """
def info_of(name, data):
    info = tarfile.TarInfo(name.replace("pkg-1.0/", "{folder}"))
    info.size = len(data)
    return info
"""

NO_NAME = """
def build_wheel(*_):
    return None
"""


@pytest.mark.parametrize(
    ("hooks", "fact"),
    [
        pytest.param(NO_SDIST, "made pkg-1.0.tar.gz, and did not", id="none"),
        pytest.param(TWO_SDISTS, "made 2 files: a.tar.gz, b.tar.gz", id="two"),
        pytest.param(ZIP, "the sdist is no .tar.gz file: pkg-1.0.zip", id="zip"),
        pytest.param(NO_ARCHIVE, "cannot be unpacked: not a gzip file", id="no archive"),
        pytest.param(OTHER_FOLDER.format(folder="../"), "a member outside it: ../", id="outside"),
        pytest.param(OTHER_FOLDER.format(folder=""), "at the top, not one folder", id="no folder"),
        pytest.param(NO_NAME, "TypeError", id="no name"),
        pytest.param("build_sdist = None", "TypeError", id="no hook"),
    ],
)
def test_a_backend_that_does_not_keep_to_pep_517(tmp_path: Path, hooks: str, fact: str) -> None:
    finding = fault_of(tmp_path, own(tmp_path, hooks))

    assert finding.fault == "build-fails"
    assert fact in finding.fact


@pytest.mark.parametrize(
    ("pyproject", "fault", "fact", "remedy"),
    [
        (
            '[build-system]\nrequires = []\nbuild-backend = "flit_core.buildapi"\n',
            "missing-build-requirement",
            "'flit_core.buildapi'",
            "add 'flit_core' to requires of [build-system]",
        ),
        (
            PYPROJECT.replace('backend-path = ["."]', 'backend-path = ["nowhere"]'),
            "build-fails",
            "nowhere",
            "pyproject.toml",
        ),
        (PYPROJECT.replace('"."', '"pkg"'), "build-fails", "not where backend-path", ""),
        ("[build-system]\nrequires = 1\n", "build-fails", "array of strings", "pyproject.toml"),
        (SETUPTOOLS.replace("build_meta", "biuld_meta"), "build-fails", "biuld_meta", "build_meta"),
    ],
    ids=["not required", "no folder", "not there", "no list", "mistyped"],
)
def test_a_backend_that_cannot_be_loaded(
    tmp_path: Path, pyproject: str, fault: str, fact: str, remedy: str
) -> None:
    finding = fault_of(tmp_path, own(tmp_path, pyproject=pyproject))

    assert finding.fault == fault
    assert fact in finding.fact
    assert remedy in finding.remedy


@pytest.mark.parametrize(
    ("module", "wanted"), [("nonesuch", "nonesuch"), ("nonesuch.deep", "nonesuch")]
)
def test_what_the_build_imports_has_to_be_required(
    tmp_path: Path, module: str, wanted: str
) -> None:
    finding = fault_of(tmp_path, own(tmp_path, f"def build_sdist(*_):\n    import {module}\n"))

    assert finding.fault == "missing-build-requirement"
    assert finding.fact.startswith("backend.py:")
    assert finding.remedy.startswith(f"add '{wanted}' to requires of [build-system]")


def test_a_module_that_python_has_lost_cannot_be_required(tmp_path: Path) -> None:
    hooks = "def build_sdist(*_):\n    raise ModuleNotFoundError(\"No module named 'imp'\")\n"
    finding = fault_of(tmp_path, own(tmp_path, hooks))

    assert finding.fault == "build-fails"
    assert "Python 3.12 and newer do not have" in finding.fact


@pytest.mark.parametrize(
    ("reading", "files", "culprit"),
    [
        ("open('words.dat')", ["words.dat"], "words.dat"),
        ("raise ValueError('no VERSION')", ["docs/VERSION", "docs/other"], "docs/VERSION"),
        ("import helper_of_build", ["helper_of_build.PY"], None),
    ],
    ids=["opened", "named", "something else"],
)
def test_what_the_sdist_lacks_is_named(
    tmp_path: Path, reading: str, files: list[str], culprit: str | None
) -> None:
    hooks = f"""
    def wheel_members():
        if Path.cwd().name == "pkg-1.0":
            {reading}
        return {{}}
    """
    project = own(tmp_path, hooks)
    for name in files:
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).touch()
    finding = fault_of(tmp_path, project)

    assert finding.fault == "sdist-does-not-build"
    assert (f"'{culprit}'" in finding.remedy) == bool(culprit)


def test_manifest_in_is_where_setuptools_is_told_of_files(tmp_path: Path) -> None:
    setup_py = "from setuptools import setup\nsetup(description=open('ABOUT').read())\n"
    finding = fault_of(tmp_path, of_setuptools(tmp_path, setup_py, ABOUT="words"))

    assert finding.fault == "sdist-does-not-build"
    assert "setup.py:2: FileNotFoundError" in finding.fact
    assert finding.remedy == "add 'include ABOUT' to MANIFEST.in"


def test_a_backend_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "SECONDS", 3.0)
    pid = tmp_path / "pid"
    hooks = f"""
    def build_sdist(*_):
        import subprocess, sys
        code = "import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(99)"
        print("asking the user", flush=True)
        subprocess.run([sys.executable, "-c", code])
    """
    finding = fault_of(tmp_path, own(tmp_path, hooks))

    assert finding.fault == "build-hangs"
    assert "did not end the sdist within 3 s" in finding.fact
    assert finding.fact.endswith("it said last: asking the user")
    end = monotonic() + 30
    while is_running(int(pid.read_text())):
        assert monotonic() < end
        sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_backend_that_talks_without_end_is_heard_to_the_end(tmp_path: Path) -> None:
    """Only the end of its output is read, and none of it is kept."""
    hooks = """
    def build_sdist(*_):
        import sys
        for _ in range(1000):
            sys.stdout.write("x" * 99999 + "\\n")
        raise ValueError("tired")
    """
    project = own(tmp_path, hooks)
    with planned(tmp_path, project) as plan:
        (finding,) = take(plan).findings

        assert finding.fact.endswith("ValueError: tired")
        assert max(path.stat().st_size for path in plan.room.rglob("*")) < 1 << 20


def test_secrets_that_a_backend_prints_do_not_come_into_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPLOY_PASSWORD", "hunter2-hunter2")
    hooks = (
        "def build_sdist(*_):\n    raise ValueError('not with ' + os.environ['DEPLOY_PASSWORD'])\n"
    )
    with planned(tmp_path, own(tmp_path, hooks)) as plan:
        found = take(plan)

        assert "not with ***" in str(found)
        assert "hunter2" not in str(found)
        assert not list(plan.room.rglob("*.log"))


def test_all_builds_have_the_time_of_the_last_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    hooks = "def wheel_members():\n    return {'pkg/when.py': str(EPOCH).encode()}\n"
    project = own(tmp_path, hooks)
    with planned(tmp_path, project) as plan:
        git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.com")
        variables = {"GIT_COMMITTER_DATE": "1234567890 +0000"}
        for command in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "one")):
            ended = plan.processes.run(*git, *command, cwd=plan.source, environment=variables)
            assert ended.code == 0, ended.output
        take(plan)

        with zipfile.ZipFile(plan.wheel) as wheel:
            assert wheel.read("pkg/when.py") == b"1234567890"
