"""What both installers for Windows share."""

import os
from email.message import Message
from pathlib import Path, PurePosixPath

import pytest
import setuptools
from hypothesis import given
from hypothesis import strategies as st
from setuptools.errors import OptionError, PlatformError
from windows_installers import ABOUT, TOOLS, build, project

from hello.setup_commands import command_class
from hello.setup_commands.product import Product, product_of, pythons_for, three_numbers
from hello.setup_commands.python_folder import launcher, layout
from hello.setup_commands.reproducible import EARLIEST_ZIP
from hello.setup_commands.staging import File, Staged
from hello.setup_commands.windows import moment, write_sources

COMMANDS = ("bdist_msi", "bdist_wininst")

NUMBERS = {
    "0.1": (0, 1, 0),
    "1": (1, 0, 0),
    "1.2.3.4": (1, 2, 3),
    "1.2.3a1.dev4": (1, 2, 3),
    "1.2.0rc1+local.7": (1, 2, 0),
    "4!1.2.post3": (1, 2, 0),
    "2024.5.1": (24, 5, 1),
    "1.2.20240501": (1, 2, 65535),
    "1.300": (1, 255, 0),
    "20240501": (255, 0, 0),
}


@pytest.mark.parametrize("version", NUMBERS)
def test_a_version_becomes_three_numbers(version: str) -> None:
    assert three_numbers(version) == NUMBERS[version]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_three_numbers_are_within_the_limits_of_windows(release: list[int]) -> None:
    major, minor, build_number = three_numbers(".".join(map(str, release)))

    assert 0 <= major <= 255
    assert 0 <= minor <= 255
    assert 0 <= build_number <= 65535


def test_what_is_no_version_is_refused() -> None:
    with pytest.raises(OptionError, match="'unknown' is no version"):
        three_numbers("unknown")


PYTHONS = {
    ">=3.9,<3.12": ("3.11", "3.10", "3.9"),
    "==3.10.*": ("3.10",),
    ">=3.11.4,<3.12": ("3.11",),
    ">3.18,!=3.19.*": ("3.20", "3.18"),
}


@pytest.mark.parametrize("requires", PYTHONS)
def test_pythons_are_those_of_requires_python_newest_first(requires: str) -> None:
    assert pythons_for(requires) == PYTHONS[requires]


def test_without_requires_python_every_python_is_looked_for() -> None:
    found = pythons_for("")

    assert (found[0], found[-1]) == ("3.20", "3.8")


def test_a_project_for_python_2_is_refused() -> None:
    with pytest.raises(PlatformError, match=r"<3 lets in no Python from 3\.8 to 3\.20"):
        pythons_for("<3")


def staged(
    *files: tuple[str, str, bytes],
    console: dict[str, str] | None = None,
    gui: dict[str, str] | None = None,
    **headers: str,
) -> Staged:
    about = Message()
    for name, text in {"Name": "Some.Project", "Version": "1.0", **headers}.items():
        about[name.replace("_", "-")] = text
    entries = tuple(
        File(form, PurePosixPath(path), content, is_executable=False)
        for form, path, content in (("purelib", "s-1.0.dist-info/WHEEL", b"w"), *files)
    )
    return Staged(about, True, entries, console or {}, gui or {})  # noqa: FBT003  # is_pure


def names(project: Staged) -> list[str]:
    return [str(file.path) for file in layout(project, "bdist_msi")]


ABOUT_FILES = [
    "Lib/site-packages/s-1.0.dist-info/INSTALLER",
    "Lib/site-packages/s-1.0.dist-info/WHEEL",
]


def test_every_kind_of_file_has_its_folder() -> None:
    found = names(
        staged(
            ("purelib", "p/a.py", b""),
            ("data", "share/x/y.txt", b""),
            ("headers", "h.h", b""),
            ("scripts", "run.bat", b""),
        )
    )

    assert found == sorted(
        [
            *ABOUT_FILES,
            "Include/Some.Project/h.h",
            "Lib/site-packages/p/a.py",
            "Scripts/run.bat",
            "share/x/y.txt",
        ]
    )


def test_the_installer_is_named_and_no_record_lets_pip_uninstall() -> None:
    project = staged(
        ("purelib", "s-1.0.dist-info/RECORD", b""),
        ("purelib", "s-1.0.dist-info/licenses/RECORD", b""),
    )

    found = {str(file.path): file.content for file in layout(project, "bdist_msi")}

    assert sorted(found) == sorted(
        [*ABOUT_FILES, "Lib/site-packages/s-1.0.dist-info/licenses/RECORD"]
    )
    assert found[ABOUT_FILES[0]] == b"bdist_msi\n"


def test_entry_points_get_the_launcher_of_their_kind() -> None:
    project = staged(console={"say": "a.b:main"}, gui={"show": "a:App.run"})

    found = {str(file.path): file.content for file in layout(project, "bdist_msi")}

    assert found["Scripts/say.exe"] == launcher("cli")
    assert found["Scripts/say-script.py"].startswith(b"#!python.exe\n")
    assert b"from a.b import main" in found["Scripts/say-script.py"]
    assert found["Scripts/show.exe"] == launcher("gui")
    assert found["Scripts/show-script.pyw"].startswith(b"#!pythonw.exe\n")
    assert b"from a import App\n" in found["Scripts/show-script.pyw"]
    assert b"App.run()" in found["Scripts/show-script.pyw"]


SCRIPTS = {
    "tool": (b"#!python\nx\n", ["Scripts/tool", "Scripts/tool-script.py", "Scripts/tool.exe"]),
    "gui": (b"#!pythonw\nx\n", ["Scripts/gui", "Scripts/gui-script.pyw", "Scripts/gui.exe"]),
    "say.py": (b"#!python\nx\n", ["Scripts/say.py"]),
    "shell": (b"#!/bin/sh\n", ["Scripts/shell"]),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_only_a_python_script_that_windows_cannot_start_gets_a_launcher(name: str) -> None:
    content, expected = SCRIPTS[name]

    assert names(staged(("scripts", name, content))) == [*ABOUT_FILES, *expected]


@pytest.mark.parametrize(
    "name", ["a:b.txt", "con", "NUL.txt", "what?.txt", "end.", "end ", "a\\b", "tab\t", "com1.x.y"]
)
def test_a_name_that_windows_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(PlatformError, match="cannot exist on Windows"):
        names(staged(("purelib", f"p/{name}", b"")))


@pytest.mark.parametrize(
    "name", ["console.txt", "a.b", "com.txt", ".hidden", "你好", "[1]$'&;.txt"]
)
def test_other_names_are_not(name: str) -> None:
    assert f"Lib/site-packages/p/{name}" in names(staged(("purelib", f"p/{name}", b"")))


def test_names_that_differ_in_case_only_are_refused() -> None:
    with pytest.raises(PlatformError, match="are one file on Windows"):
        names(staged(("purelib", "p/README", b""), ("purelib", "p/readme", b"")))


def test_an_entry_point_without_a_function_is_refused() -> None:
    with pytest.raises(PlatformError, match="say = module is not module:function"):
        names(staged(console={"say": "module"}))


def test_a_setuptools_without_launchers_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setuptools, "__file__", str(tmp_path / "__init__.py"))

    with pytest.raises(PlatformError, match=r"lacks cli-64\.exe.*install setuptools with pip"):
        launcher("cli")


def product(**headers: str) -> Product:
    return product_of(staged(**headers), None, "bdist_msi")


PEOPLE = {
    "author": ({"Author": "A B", "Maintainer": "M"}, "A B"),
    "address": ({"Author_email": '"Ä B" <a@example.com>'}, "Ä B"),
    "maintainer": ({"Maintainer": "M N"}, "M N"),
    "nobody": ({}, "Some.Project"),
}


@pytest.mark.parametrize("case", PEOPLE)
def test_the_manufacturer_is_whoever_the_metadata_name(case: str) -> None:
    headers, expected = PEOPLE[case]

    assert product(**headers).manufacturer == expected


URLS = {
    "home page": ({"Home_page": "https://a.example"}, "https://a.example"),
    "named": ({"Project_URL": "HomePage, https://b.example"}, "https://b.example"),
    "any": ({"Project_URL": "Docs, https://c.example"}, "https://c.example"),
    "none": ({}, ""),
}


@pytest.mark.parametrize("case", URLS)
def test_the_home_page_is_found(case: str) -> None:
    headers, expected = URLS[case]

    assert product(**headers).url == expected


def test_a_summary_is_one_line() -> None:
    assert product(Summary="a\n  b").summary == "a b"


def test_a_chosen_python_makes_another_product() -> None:
    chosen = product_of(staged(), "3.12", "bdist_msi")

    assert (chosen.key, chosen.pythons) == ("some-project-py3.12", ("3.12",))


def test_a_chosen_python_that_the_project_does_not_let_in_is_refused() -> None:
    with pytest.raises(OptionError, match=r"3\.8: Requires-Python >=3\.9 does not let it in"):
        product_of(staged(Requires_Python=">=3.9"), "3.8", "bdist_msi")


def test_texts_have_an_end() -> None:
    """NSIS takes no more than 1,023 characters."""
    found = product(Summary="word " * 300, Author="A" * 2000)

    assert (len(found.summary), len(found.manufacturer)) == (250, 250)


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_tool_is_one_line_and_nothing_is_left(tmp_path: Path, command: str) -> None:
    folder = project(tmp_path)

    ended = build(folder, command, PATH=str(tmp_path / "empty"))

    assert ended.code == 1
    assert last_line(ended.stderr).startswith(f"error: {TOOLS[command][0]} is not installed; ")
    assert not (folder / "dist").exists()
    assert not (folder / "build").exists()


@pytest.fixture
def pretended(tmp_path: Path) -> str:
    """Return a PATH with programs that end with exit code 3, under the names of the tools."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in (name for tools in TOOLS.values() for name in tools):
        path = folder / tool
        path.write_text("#!/bin/sh\necho what it says\nexit 3\n", encoding="utf-8")
        path.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_tool_that_fails_is_one_line_and_nothing_is_left(
    tmp_path: Path, command: str, pretended: str
) -> None:
    folder = project(tmp_path / "project")

    ended = build(folder, command, PATH=pretended)

    failed = f"error: {TOOLS[command][0]} failed with exit code 3: what it says"
    assert (ended.code, last_line(ended.stderr)) == (1, failed)
    assert not (folder / "dist").exists()
    assert not list(folder.glob("build/bdist*/*"))


@pytest.mark.parametrize("command", COMMANDS)
def test_compiled_modules_are_refused_before_anything_is_built(
    tmp_path: Path, command: str, pretended: str
) -> None:
    folder = project(tmp_path / "project")
    setup = (folder / "setup.py").read_text(encoding="utf-8")
    extension = "ext_modules=[__import__('setuptools').Extension('c', ['c.c'])],\n    cmdclass"
    (folder / "setup.py").write_text(setup.replace("cmdclass", extension, 1), encoding="utf-8")

    ended = build(folder, command, PATH=pretended)

    assert ended.code == 1
    assert last_line(ended.stderr) == (
        f"error: {command} holds pure Python only, and {ABOUT['name']} has compiled modules; "
        "build wheels of it on Windows"
    )
    assert not (folder / "build").exists()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("target", ["3", "2.7", "3.7", "three", "3.12.1"])
def test_a_target_that_is_no_python_is_refused(command: str, target: str) -> None:
    made = command_class(command)(setuptools.Distribution())
    made.target_version = target

    with pytest.raises(OptionError, match=f"--target-version {target}: give one from 3.8 to 3.20"):
        made.finalize_options()


@pytest.mark.parametrize("epoch", ["0", "1700000001", "99999999999999"])
def test_every_moment_fits_a_cabinet_and_a_program(
    epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    assert moment() % 2 == 0
    assert EARLIEST_ZIP <= moment() < 2**32


def test_every_source_has_the_moment(tmp_path: Path) -> None:
    write_sources(product(), tmp_path, 1_700_000_000)

    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {1_700_000_000}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_for_temporary_files_keeps_what_is_in_it(
    tmp_path: Path, command: str, pretended: str
) -> None:
    """The project's own folder, even."""
    folder = project(tmp_path / "project")

    build(folder, command, "--bdist-dir=.", PATH=pretended)

    assert (folder / "single.py").is_file()
    assert not (folder / "sources").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_names_every_option(tmp_path: Path, command: str) -> None:
    ended = build(project(tmp_path), command, "--help")

    assert ended.code == 0
    for option in ("--bdist-dir", "--keep-temp", "--dist-dir", "--target-version"):
        assert option in ended.stdout
