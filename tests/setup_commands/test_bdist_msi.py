"""The .msi: what is in it, and that it is the same wherever it is made."""

import os
from pathlib import Path

import pytest
from processes import output_of
from windows_installers import ABOUT, build, built, made, project, scratch

from hello.matrix.windows import list_msi
from hello.setup_commands.bdist_msi import CODE_PAGE, SAVED, summary_properties, with_summary
from hello.setup_commands.external import ExecError


def table(package: Path, name: str) -> list[list[str]]:
    """Return the rows of a table."""
    lines = output_of("msiinfo", "export", package, name).split("\n")
    return [line.rstrip("\r").split("\t") for line in lines[3:] if line]


def properties(package: Path) -> dict[str, str]:
    return dict(table(package, "Property"))  # type: ignore[arg-type]  # two columns


def searched(package: Path) -> list[str]:
    return [row[2] for row in table(package, "RegLocator")]


def test_it_is_named_after_project_version_and_system() -> None:
    package, _ = built("bdist_msi")

    assert package.name == "odd_name_project-1.2.0rc1+local.7.win-amd64.msi"


def test_it_holds_what_the_wheel_promises(tmp_path: Path) -> None:
    package, wheel = built("bdist_msi")

    evidence = list_msi(package, wheel, tmp_path)

    assert "Lib/site-packages/odd_package/data/ünï 你好 $x 'q' [1].txt" in evidence.files
    assert "share/odd/deeper still/it's a dätei.txt" in evidence.files


def test_its_texts_are_those_of_the_metadata() -> None:
    package, _ = built("bdist_msi")

    found = properties(package)

    assert found["ProductName"] == f"{ABOUT['name']} {ABOUT['version']}"
    assert found["ProductVersion"] == "1.2.0"
    assert found["Manufacturer"] == ABOUT["author"]
    assert found["ARPCOMMENTS"] == ABOUT["description"]
    assert found["ARPURLINFOABOUT"] == ABOUT["url"]


def test_its_texts_are_marked_as_utf_8() -> None:
    package, _ = built("bdist_msi")

    content = package.read_bytes()

    assert "65001\t_ForceCodepage" in output_of("msiinfo", "export", package, "_ForceCodepage")
    places = dict(summary_properties(content))
    assert content[places[CODE_PAGE] + 4 :][:2] == (65001).to_bytes(2, "little")
    assert f"Author: {ABOUT['author']}\n" in output_of("msiinfo", "suminfo", package)


def test_it_looks_for_what_it_remembers_then_for_the_newest_python() -> None:
    package, _ = built("bdist_msi")

    memory = "Software\\odd-name-project (bdist_msi)"
    keys = [f"SOFTWARE\\Python\\PythonCore\\3.{x}\\InstallPath" for x in (13, 12, 11, 10, 9)]
    assert searched(package) == [key for key in (memory, *keys) for _ in ("HKCU", "HKLM")]


def test_any_installed_version_is_replaced() -> None:
    package, _ = built("bdist_msi")

    ((code, least, most, _, attributes, *_),) = table(package, "Upgrade")

    assert code == properties(package)["UpgradeCode"]
    assert (least, most) == ("0.0.0", "")
    assert int(attributes) & 2 == 0, "it would only be detected"


def test_a_chosen_folder_reaches_an_installation_for_all_users() -> None:
    package, _ = built("bdist_msi")

    found = properties(package)

    assert found["ALLUSERS"] == "2"
    assert "PYTHONDIR" in found["SecureCustomProperties"].split(";")


def test_what_python_compiled_goes_with_its_module() -> None:
    """Wine deletes no files by pattern, so the table has to do."""
    package, _ = built("bdist_msi")
    names = {row[0]: row[2] for row in table(package, "File")}

    rows = {(names[key.replace("r", "f")], name) for key, _, name, *_ in removed(package, "r")}

    assert ("gui.py", "gui.*.pyc") in rows
    assert ("__init__.py", "__init__.*.pyc") in rows
    assert {name for _, _, name, *_ in removed(package, "s")} == {""}


def removed(package: Path, first: str) -> list[list[str]]:
    return [row for row in table(package, "RemoveFile") if row[0].startswith(first)]


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """Elsewhere, with another umask, in another time zone."""
    fixed = {"SOURCE_DATE_EPOCH": "1700000001"}
    one = made(project(tmp_path / "one"), "bdist_msi", **fixed, TZ="Asia/Tokyo")
    before = os.umask(0o077)
    try:
        two = made(
            project(tmp_path / "another" / "place"), "bdist_msi", **fixed, TZ="America/New_York"
        )
    finally:
        os.umask(before)

    assert one.read_bytes() == two.read_bytes()
    assert not list(one.parent.parent.glob("build/bdist.*/*")), "temporary files are left"


def test_other_contents_are_another_product_that_replaces_the_first(tmp_path: Path) -> None:
    """Windows refuses to install a second package of one product with other contents."""
    first, _ = built("bdist_msi")
    folder = project(tmp_path)
    (folder / "single.py").write_text("x = 2\n", encoding="utf-8")

    second = made(folder, "bdist_msi")

    one, two = properties(first), properties(second)
    assert one["ProductCode"] != two["ProductCode"]
    assert one["UpgradeCode"] == two["UpgradeCode"]


def test_a_target_version_is_searched_alone_and_installed_beside_the_others(
    tmp_path: Path,
) -> None:
    package = made(project(tmp_path), "bdist_msi", "--target-version=3.12")

    assert package.name.endswith(".win-amd64-py3.12.msi")
    assert {key for key in searched(package) if "PythonCore" in key} == {
        "SOFTWARE\\Python\\PythonCore\\3.12\\InstallPath"
    }
    other, _ = built("bdist_msi")
    assert properties(package)["UpgradeCode"] != properties(other)["UpgradeCode"]


def test_the_sources_are_kept_where_that_is_asked_for() -> None:
    built("bdist_msi")
    folder = scratch() / "bdist_msi" / str(ABOUT["version"])

    (kept,) = folder.glob("build/bdist.*/msi/sources")

    assert (kept / "package.wxs").is_file()


def test_a_dist_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "dist").write_text("a file", encoding="utf-8")

    ended = build(folder, "bdist_msi")

    assert ended.code == 1
    assert "error: dist/odd_name_project-1.2.0rc1+local.7.win-amd64.msi cannot be" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_package_without_summary_is_refused() -> None:
    with pytest.raises(ExecError, match="without summary information"):
        with_summary(b"no package", "code", 0)


def test_a_package_whose_summary_lacks_a_time_is_refused() -> None:
    package = bytearray(built("bdist_msi")[0].read_bytes())
    place = next(where for name, where in summary_properties(bytes(package)) if name == SAVED)
    package[place : place + 4] = (30).to_bytes(4, "little")

    with pytest.raises(ExecError, match=f"property {SAVED} as another type than 64"):
        with_summary(bytes(package), "code", 0)
