"""The .rpm: what is in it, that it can be installed and erased, and is the same everywhere."""

import re
import shutil
import sys
import sysconfig
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.version import Version
from processes import output_of, without_python_settings
from projects import copy_of
from setup_py import made, made_once, made_twice, setup_py

from hello.setup_commands import rpm_install, rpm_spec

PYTHON = f"python{sysconfig.get_python_version()}"
PACKAGES = f"/usr/lib/{PYTHON}/site-packages"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other system: rpm is not there")

SETUP_CFG = """\
[bdist_rpm]
release = 7-beta
group = Applications/Text
vendor = The Vendor
packager = The Packager
requires = python3 >= 3.6
provides = virtual
serial = 3
doc_files = NOTES
post_install = greet.sh
changelog =
    * Mon Jan 01 2024 Ada <ada@example.com> - 1.0-1
    - first
"""

FAMILY = ["1.0.dev1", "1.0a1.dev2", "1.0a1", "1.0a1+local.1", "1.0a2", "1.0b1", "1.0rc1.dev1"]
FAMILY += ["1.0rc1", "1.0", "1.0+a", "1.0+a.1", "1.0+1", "1.0.post1.dev3", "1.0.post1", "1.0.1"]


def rpm_of(name: str) -> Path:
    """Return the package of the fixture project *name*."""
    if shutil.which("rpmbuild") is None:
        pytest.skip("needs rpmbuild")
    return next(path for path in made_once(name, "bdist_rpm") if ".src." not in path.name)


def source_rpm_of(name: str) -> Path:
    """Return the source package of the fixture project *name*."""
    return next(path for path in made_once(name, "bdist_rpm") if ".src." in path.name)


def tag(package: Path, *names: str) -> str:
    """Return the tags of a package, one a line."""
    queries = (name if name.startswith("[") else f"%{{{name}}}" for name in names)
    return output_of("rpm", "-qp", "--qf", "".join(f"{query}\n" for query in queries), package)


def files(package: Path, *options: str) -> list[str]:
    return output_of("rpm", "-qpl", *options, package).splitlines()


def rpm(where: Path, *words: str | Path) -> str:
    """Run rpm on a database and a prefix of its own in the folder *where*."""
    return output_of("rpm", "--dbpath", where / "database", *words)


def install(package: Path, where: Path) -> Path:
    """Install a package below a prefix in the folder *where*, and return the prefix."""
    prefix = where / "prefix"
    prefix.mkdir()
    rpm(where, "-i", "--nodeps", "--prefix", prefix, package)
    return prefix


def run_script(prefix: Path, name: str, **settings: str) -> str:
    """Run an installed script with this Python: that of its first line may not be here."""
    packages = str(prefix / Path(PACKAGES).relative_to("/usr"))
    environment = without_python_settings() | {"PYTHONPATH": packages} | settings
    return output_of(sys.executable, prefix / "bin" / name, environment=environment)


def version_tags(version: str) -> str:
    epoch, text = rpm_spec.versions(version)
    return f"{epoch or 0}:{text}"


def newer(first: str, second: str) -> int:
    """Return how rpm compares two versions, each with its epoch: -1, 0 or 1."""
    program = f'%{{lua: print(rpm.vercmp("{first}", "{second}"))}}'
    return int(output_of("rpm", "--eval", program))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tutorial_long", "HelloWorld 0.1 1 noarch"),
        ("odd_name", "Odd-Name.Of_Project 1.0 1 noarch"),
        ("pre_release", "pre-release 1.0~rc1 1 noarch"),
        ("local_version", "local-version 1.0^local.local.7 1 noarch"),
    ],
)
def test_its_name_is_the_projects_and_its_version_one_of_rpm(name: str, expected: str) -> None:
    package = rpm_of(name)

    assert tag(package, "NAME", "VERSION", "RELEASE", "ARCH").split() == expected.split()


def test_what_it_says_of_itself_is_what_the_project_says() -> None:
    about = tag(rpm_of("non_ascii"), "SUMMARY", "DESCRIPTION", "VENDOR", "BUILDHOST", "PREFIXES")

    assert about.splitlines() == [
        "用中文问候世界: čeština, ελληνικά, 日本語, 🎈",
        *("第一行：你好。", "第二行：世界。"),
        "王小明, Søren Åström <xiaoming@example.com>",
        *("localhost", "/usr"),
    ]


def test_it_holds_the_projects_files_for_this_version_of_python() -> None:
    found = files(rpm_of("data_folders"), "--noghost")

    assert f"{PACKAGES}/data_folders/texts/deep/deeper/far.json" in found
    assert any(name.startswith("/usr/") and name.endswith("/settings.ini") for name in found)
    assert [name for name in found if name.endswith(".pyc")] == []


def test_it_owns_its_folders_and_none_of_the_systems() -> None:
    owned = files(rpm_of("data_folders"), "--noghost")

    assert {f"{PACKAGES}/data_folders/texts/deep", f"{PACKAGES}/data_folders"} < set(owned)
    assert {"/usr", "/usr/lib", "/usr/bin", "/usr/share", PACKAGES}.isdisjoint(owned)


def test_modes_are_not_the_builders() -> None:
    lines = output_of("rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILENAMES}\n]",
                      rpm_of("plain_scripts")).splitlines()  # fmt: skip

    modes = {mode for mode, _, name in (line.partition(" ") for line in lines) if "/bin/" in name}
    assert modes == {"-rwxr-xr-x"}
    assert {line[:10] for line in lines} == {"-rwxr-xr-x", "drwxr-xr-x", "-rw-r--r--"}


@pytest.mark.parametrize("name", ["plain_scripts", "c_extension"])
def test_nothing_in_it_is_the_builders(name: str, tmp_path: Path) -> None:
    """No path of the Python that built, nor of the folder, nor of what was temporary."""
    prefix = install(rpm_of(name), tmp_path)

    contents = b"".join(path.read_bytes() for path in prefix.rglob("*") if path.is_file())
    for path in (sys.prefix, "hello-rpm-", str(rpm_of(name).parents[1])):
        assert path.encode() not in contents
    assert re.search(f"hello-rpm-|{sys.prefix}", tag(source_rpm_of(name), "SPEC")) is None


def test_its_scripts_ask_for_the_python_it_is_for(tmp_path: Path) -> None:
    prefix = install(rpm_of("plain_scripts"), tmp_path)

    first = (prefix / "bin" / "in_python.py").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"#!/usr/bin/{PYTHON}"
    assert (prefix / "bin" / "in_shell").read_text(encoding="utf-8").startswith("#!/bin/sh\n")


@pytest.mark.parametrize(
    ("name", "script"),
    [("non_ascii", "non-ascii"), ("entry_points", "on-a-console"), ("c_extension", "c-extension")],
)
@pytest.mark.parametrize("bytecode", ["", "1"], ids=["bytecode", "no-bytecode"])
def test_it_runs_where_it_is_installed_and_leaves_nothing(
    name: str, script: str, bytecode: str, tmp_path: Path
) -> None:
    """Bytecode that a run has written goes too."""
    package = rpm_of(name)
    prefix = install(package, tmp_path)

    assert run_script(prefix, script, PYTHONDONTWRITEBYTECODE=bytecode, PYTHONUTF8="1")
    assert bool(list(prefix.rglob("*.pyc"))) is not bool(bytecode)

    rpm(tmp_path, "-e", tag(package, "NAME").strip())
    assert list(prefix.iterdir()) == []


def test_a_project_with_compiled_modules_is_for_this_kind_of_machine() -> None:
    package = rpm_of("c_extension")

    assert tag(package, "ARCH").strip() == output_of("rpm", "--eval", "%{_arch}").strip()
    assert any(name.endswith(".so") for name in files(package))


@pytest.mark.parametrize("name", ["tutorial_pyproject", "tutorial_setup_cfg"])
def test_a_project_without_setup_py_is_built_too(name: str) -> None:
    found = [name for name in files(rpm_of(name), "--noghost") if "site-packages" in name]

    assert f"{PACKAGES}/hello/guide/steps.rst" in found
    assert [name for name in found if "/build" in name] == []


@pytest.mark.parametrize("name", ["plain_scripts", "c_extension"])
def test_it_is_the_same_wherever_it_is_built(name: str) -> None:
    rpm_of(name)

    here, elsewhere = made_twice(name, "bdist_rpm")

    assert sorted(here) == sorted(elsewhere)
    assert [name for name in here if here[name] != elsewhere[name]] == []


def test_its_source_package_builds_the_same_package_again(tmp_path: Path) -> None:
    rpm_of("plain_scripts")
    package, source = made(copy_of("plain_scripts", tmp_path), "bdist_rpm", SOURCE_DATE_EPOCH="9")

    macros = {"_topdir": str(tmp_path / "top"), "_buildhost": "localhost"}
    macros |= dict.fromkeys(
        ("clamp_mtime_to_source_date_epoch", "use_source_date_epoch_as_buildtime"), "1"
    )
    options = [word for name in macros for word in ("--define", f"{name} {macros[name]}")]
    environment = {rpm_spec.PYTHON: sys.executable, "SOURCE_DATE_EPOCH": "9"}
    output_of("rpmbuild", "--rebuild", *options, source, environment=environment)

    (again,) = (tmp_path / "top" / "RPMS").rglob("*.rpm")
    # Which source package it is of is said only where both are made at once.
    names = ("NEVRA", "PAYLOADDIGEST", "BUILDTIME", "BUILDHOST", "[%{FILENAMES}]")
    assert tag(again, *names) == tag(package, *names)


@pytest.fixture(scope="module")
def with_options(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of a project that says more of it in its setup.cfg."""
    rpm_of("plain_scripts")
    project = copy_of("plain_scripts", tmp_path_factory.mktemp("options"))
    (project / "setup.cfg").write_text(SETUP_CFG, encoding="utf-8")
    (project / "MANIFEST.in").write_text("include NOTES greet.sh\n", encoding="utf-8")
    (project / "NOTES").write_text("notes\n", encoding="utf-8")
    (project / "greet.sh").write_text("echo 100%%\n", encoding="utf-8")
    return made(project, "bdist_rpm", "--binary-only")[0]


def test_the_projects_own_options_count(with_options: Path) -> None:
    names = ("RELEASE", "GROUP", "VENDOR", "PACKAGER", "EPOCH", "POSTIN", "CHANGELOGTEXT")

    assert tag(with_options, *names).splitlines() == [
        *("7_beta", "Applications/Text", "The Vendor", "The Packager", "3", "echo 100%", "- first")
    ]


def test_what_it_requires_and_provides_is_the_options_and_what_rpm_finds(
    with_options: Path,
) -> None:
    required = output_of("rpm", "-qpR", with_options).splitlines()

    assert "python3 >= 3.6" in required
    assert f"python(abi) = {sysconfig.get_python_version()}" in required
    assert "virtual" in output_of("rpm", "-qp", "--provides", with_options).splitlines()
    assert any(name.endswith("/NOTES") for name in files(with_options))


def test_spec_only_writes_the_spec_and_needs_no_rpmbuild(tmp_path: Path) -> None:
    (spec,) = made(copy_of("non_ascii", tmp_path), "bdist_rpm", "--spec-only", PATH="/nowhere")

    assert spec.name == "non-ascii.spec"
    assert "Summary: 用中文问候世界" in spec.read_text(encoding="utf-8")


def test_without_rpmbuild_one_line_says_where_it_is(tmp_path: Path) -> None:
    project = copy_of("plain_scripts", tmp_path)

    ended = setup_py(project, "bdist_rpm", PATH="/nowhere")

    assert ended.code == 1
    (line,) = ended.stderr.strip().splitlines()[-1:]
    assert line == (
        "error: rpmbuild is not installed; it is in the package "
        "rpm (Debian), rpm-build (Fedora), rpm (Homebrew)"
    )
    assert not (project / "dist").exists()


def test_an_error_of_the_project_is_what_is_shown(tmp_path: Path) -> None:
    rpm_of("plain_scripts")
    project = copy_of("plain_scripts", tmp_path)
    script = (project / "setup.py").read_text(encoding="utf-8")
    stop = "import sys\nif 'install' in sys.argv: sys.exit('no install on Mondays')\n"
    (project / "setup.py").write_text(stop + script, encoding="utf-8")

    ended = setup_py(project, "bdist_rpm")

    assert ended.code == 1
    assert ended.stderr.strip().endswith("no install on Mondays")
    assert not (project / "dist").exists()


def test_an_sdist_in_the_same_call_is_made_with_its_own_options(tmp_path: Path) -> None:
    rpm_of("plain_scripts")
    project = copy_of("plain_scripts", tmp_path)

    names = [path.name for path in made(project, "bdist_rpm", "sdist", "--formats=zip")]

    assert "plain_scripts-1.0.zip" in names
    assert [name for name in names if name.endswith(".tar.gz")] == []


@pytest.mark.parametrize(("older", "younger"), [*pairwise(FAMILY)])
def test_rpm_sorts_versions_as_pip_does(older: str, younger: str) -> None:
    assert Version(older) < Version(younger)

    assert newer(version_tags(older), version_tags(younger)) == -1


def test_an_epoch_is_one_of_rpm_too() -> None:
    assert rpm_spec.versions("2!1.0.post1") == ("2", "1.0^post1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100%", "100%%"),
        ("%files\n%%", " %%files\n %%%%"),
        ("# Title\n  # more", "\N{NO-BREAK SPACE}# Title\n  \N{NO-BREAK SPACE}# more"),
    ],
    ids=["percent", "section", "comment"],
)
def test_no_description_is_taken_for_a_macro_a_section_or_a_comment(
    text: str, expected: str
) -> None:
    assert rpm_spec.paragraphs(text) == expected


def test_every_name_of_a_file_can_be_packed(tmp_path: Path) -> None:
    rpm_of("plain_scripts")
    project = copy_of("data_folders", tmp_path)
    names = ["a b", " a", "[1]", "{a,b}", "*?", "it's", '"q"', "b\\c", "%name", "$HOME", "#", "ü"]
    folder = project / "src" / "data_folders" / "texts"
    for name in names:
        (folder / f"{name}.txt").write_text("text", encoding="utf-8")
    (project / "MANIFEST.in").write_text("graft src\ngraft shared\n", encoding="utf-8")

    found = files(made(project, "bdist_rpm", "--binary-only")[0])

    packed = f"{PACKAGES}/data_folders/texts"
    assert {f"{packed}/{name}.txt" for name in names} <= set(found)


def test_bytecode_that_may_be_written_is_listed_beside_modules_only(tmp_path: Path) -> None:
    module = tmp_path / PACKAGES[1:] / "module.py"
    script = tmp_path / "usr/bin/script.py"
    for path in (module, script):
        path.parent.mkdir(parents=True)
        path.touch()

    lines = list(rpm_install.files(tmp_path, Path("/usr")))

    tagged = f"{PACKAGES}/__pycache__/module.{sys.implementation.cache_tag}"
    assert f'%ghost "{tagged}.pyc"' in lines
    assert f'%ghost "{tagged}.opt-1.pyc"' in lines
    assert '"/usr/bin/script.py"' in lines
    assert '%ghost %dir "/usr/bin"' in lines
    assert [line for line in lines if "bin/__pycache__" in line] == []


@pytest.mark.parametrize(("before", "after"), [(0o600, 0o644), (0o777, 0o755), (0o4711, 0o755)])
def test_a_file_has_the_time_of_the_build_and_a_plain_mode(
    before: int, after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where that time is still to come: rpm brings later ones down to it, not earlier up."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")
    file = tmp_path / "file"
    file.touch()
    file.chmod(before)

    rpm_install.settle(file)

    assert (file.stat().st_mode & 0o7777, file.stat().st_mtime) == (after, 4_000_000_000)
