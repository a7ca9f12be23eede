"""What the matrix says about the installers for Windows, sound and faulty ones."""

import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from windows_installers import built, scratch

from hello.errors import HelloError
from hello.matrix import wine
from hello.matrix.promised import promised
from hello.matrix.windows import Evidence, install_exe, install_msi, list_exe, list_msi

KINDS = ("bdist_msi", "bdist_wininst")

LISTED: dict[str, tuple[Callable[[Path, Path, Path], Evidence], str]] = {
    "bdist_msi": (list_msi, "msiextract"),
    "bdist_wininst": (list_exe, "7zz"),
}

INSTALLED: dict[str, Callable[..., Evidence]] = {
    "bdist_msi": install_msi,
    "bdist_wininst": install_exe,
}

needs_wine = pytest.mark.skipif(not wine.is_installed(), reason="wine is not installed")


def other_wheel(wheel: Path, folder: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write the wheel into *folder*, with other files in it."""
    with ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    target = folder / wheel.name
    with ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def test_a_wheel_promises_its_files_and_the_programs_of_its_entry_points() -> None:
    _, wheel = built("bdist_msi")

    files = promised(wheel)

    assert files["Lib/site-packages/single.py"] == b"x = 1\n"
    assert files["share/odd/deeper still/it's a dätei.txt"] == b"file\n"
    assert files["Scripts/other.py"] == b"#!python\nprint('other')\n"
    assert {name for name, content in files.items() if content is None} == {
        "Scripts/Odd-Run.exe",
        "Scripts/Odd-Run-script.py",
        "Scripts/odd-gui.exe",
        "Scripts/odd-gui-script.pyw",
    }
    assert not [name for name in files if name.endswith("RECORD")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_installer_is_listed(kind: str, tmp_path: Path) -> None:
    package, wheel = built(kind)
    look, program = LISTED[kind]

    evidence = look(package, wheel, tmp_path)

    assert evidence.how == f"unpacked by {program}"
    assert "Scripts/Odd-Run.exe" in evidence.files


FAULTS: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "a file missing": (
        lambda files: files.update({"odd_package/more.py": b""}),
        "it lacks Lib/site-packages/odd_package/more.py; ",
    ),
    "a program missing": (
        lambda files: files.update(
            {
                "odd_name_project-1.2.0rc1+local.7.dist-info/entry_points.txt": (
                    b"[console_scripts]\nmore = a:b\n"
                )
            }
        ),
        "it lacks Scripts/more-script.py, Scripts/more.exe; ",
    ),
    "another content": (
        lambda files: files.update({"single.py": b"x = 2\n"}),
        "its Lib/site-packages/single.py is not the wheel's; ",
    ),
    "a file too many": (
        lambda files: files.pop("single.py"),
        "it has Lib/site-packages/single.py, which the wheel has not; ",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_what_falls_short_of_the_wheel_is_named(kind: str, fault: str, tmp_path: Path) -> None:
    package, wheel = built(kind)
    change, text = FAULTS[fault]
    other = other_wheel(wheel, tmp_path, change)  # type: ignore[arg-type]  # what it returns is lost

    with pytest.raises(HelloError) as caught:
        LISTED[kind][0](package, other, tmp_path)

    assert str(caught.value).startswith(f"{package.name}: {text}")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_installer_is_named(kind: str, tmp_path: Path) -> None:
    _, wheel = built(kind)
    package = tmp_path / "broken"
    package.write_bytes(b"no installer")

    with pytest.raises(HelloError, match=r"^broken: .*; look at it"):
        LISTED[kind][0](package, wheel, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_program_is_named(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, wheel = built(kind)
    look, program = LISTED[kind]
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not wine.is_installed()
    with pytest.raises(HelloError, match=f"^{program} is not installed; "):
        look(package, wheel, tmp_path)


def of_this_prefix(prefix: Path) -> list[str]:
    """Return the processes that run in the Windows in *prefix*."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"WINEPREFIX={prefix}\0".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue  # it has just ended
    return found


@needs_wine
@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_installer_is_installed_used_and_uninstalled(kind: str) -> None:
    package, wheel = built(kind)
    seen: list[bool] = []

    evidence = INSTALLED[kind](
        package,
        wheel,
        scratch(),
        lambda python: seen.append((python / "Lib/site-packages/single.py").is_file()),
    )

    assert evidence.how == f"installed and uninstalled under {wine.version()}"
    assert "Lib/site-packages/odd_package/data/ünï 你好 $x 'q' [1].txt" in evidence.files
    assert seen == [True]
    assert of_this_prefix(scratch() / "wine") == []


@needs_wine
def test_what_an_uninstalled_project_leaves_is_named() -> None:
    package, wheel = built("bdist_wininst")

    def leave(python: Path) -> None:
        (python / "Lib" / "left.txt").touch()

    try:
        with pytest.raises(HelloError, match=r"uninstalled, it leaves Lib, Lib/left\.txt; "):
            install_exe(package, wheel, scratch(), leave)
    finally:
        shutil.rmtree(scratch() / "wine" / "drive_c" / "Program Files" / "Python")


@needs_wine
def test_an_installer_that_refuses_is_named(tmp_path: Path) -> None:
    _, wheel = built("bdist_msi")
    package = tmp_path / "broken.msi"
    package.write_bytes(b"no installer")

    with pytest.raises(HelloError, match=r"^broken\.msi: msiexec ended with exit code [1-9]"):
        install_msi(package, wheel, scratch())


@needs_wine
def test_a_program_that_does_not_end_is_ended() -> None:
    prefix = scratch() / "wine"

    with wine.running(prefix) as system:
        with pytest.raises(HelloError, match="not done after 1 s: 'wine cmd"):
            system.run("cmd", "/c", "for /l %i in (0, 0, 1) do @rem", deadline=1)
        assert of_this_prefix(prefix) != []

    assert of_this_prefix(prefix) == []
