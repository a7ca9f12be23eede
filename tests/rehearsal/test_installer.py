"""What is installed, by uv or pip, into an environment."""

import zipfile
from pathlib import Path

import pytest
from own_backends import write_project
from rehearsing import planned

from hello.errors import HelloError
from hello.rehearsal import installer
from hello.rehearsal.installer import find_uv, install
from hello.rehearsal.pip_settings import read_settings_of_pip, read_way_of_pip
from hello.rehearsal.plan import Plan
from hello.rehearsal.steps import build
from hello.workbench.environments import Environment
from hello.workbench.processes import Ended


def wheel(folder: Path, name: str, *requires: str) -> Path:
    """Write a wheel of the module *name*."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    lines = "".join(f"Requires-Dist: {one}\n" for one in requires)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{lines}"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(
            f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return path


@pytest.fixture(params=["uv", "pip"])
def tool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take uv where it is there, or let it not be found."""
    if request.param == "pip":
        monkeypatch.setattr(installer, "find_uv", lambda _plan: None)
    return str(request.param)


def made(plan: Plan) -> Environment:
    return Environment(plan.room / "environment").make(plan.processes)


@pytest.mark.usefixtures("tool")
def test_a_file_and_what_it_depends_on_are_installed(tmp_path: Path) -> None:
    """Also from folders with blanks and letters of other languages."""
    shelf = tmp_path / "my shelf \u00fc"
    wheel(shelf, "hello_inner")
    outer = wheel(tmp_path / "my files \u4f60", "hello_outer", "hello_inner")
    with planned(tmp_path, tmp_path / "my files \u4f60", is_offline=True) as plan:
        environment = made(plan)
        ended = install(plan, environment, "--find-links", shelf, "--no-index", outer)

        assert ended == Ended(0, "")
        assert (environment.packages / "hello_inner.py").exists()
        assert (environment.packages / "hello_outer.py").exists()


@pytest.mark.usefixtures("tool")
def test_without_dependencies_there_are_none(tmp_path: Path) -> None:
    outer = wheel(tmp_path / "files", "hello_outer", "hello_inner")
    with planned(tmp_path, tmp_path / "files", is_offline=True) as plan:
        environment = made(plan)

        assert install(plan, environment, "--no-deps", outer).code == 0
        assert (environment.packages / "hello_outer.py").exists()


@pytest.mark.usefixtures("tool")
def test_what_is_not_to_be_had_is_said_as_pip_says_it(tmp_path: Path) -> None:
    outer = wheel(tmp_path / "files", "hello_outer", "hello_nonesuch>=3")
    with planned(tmp_path, tmp_path / "files", is_offline=True) as plan:
        ended = install(plan, made(plan), outer)

    assert ended.code == 1
    assert "No matching distribution found for hello_nonesuch>=3" in ended.output


@pytest.mark.usefixtures("tool")
def test_an_index_that_is_named_is_the_only_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's settings lead to the file; the index, where nobody listens, does not."""
    wheel(tmp_path / "shelf", "hello_inner")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "shelf"))
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path / "shelf"))
    with planned(tmp_path, tmp_path / "shelf") as plan:
        environment = made(plan)
        alone = install(
            plan, environment, "--index-url", "http://127.0.0.1:9/simple", "hello_inner"
        )
        assert alone.code == 1
        assert install(plan, environment, "--no-index", "hello_inner").code == 0


@pytest.mark.usefixtures("tool")
def test_an_sdist_is_installed_with_what_it_depends_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is on this disk uv keeps nothing in its cache."""
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    shelf = tmp_path / "shelf"
    wheel(shelf, "hello_inner")
    requires = (
        "METADATA += \"Requires-Dist: hello_inner\\nRequires-Dist: nonesuch; extra == 'x'\\n\""
    )
    project = write_project(tmp_path / "pkg", requires)
    with planned(tmp_path, project, is_offline=True) as plan:
        build.take(plan)
        environment = made(plan)
        ended = install(plan, environment, "--find-links", shelf, plan.sdist)

        assert ended.code == 0, ended.output
        assert (environment.packages / "pkg").is_dir()
        assert (environment.packages / "hello_inner.py").exists()
    assert not [path for path in tmp_path.glob("cache/**/*") if path.name.startswith("pkg")]


@pytest.mark.usefixtures("tool")
def test_a_wheel_whose_requirements_nobody_can_read_is_refused(tmp_path: Path) -> None:
    outer = wheel(tmp_path / "files", "hello_outer", "!?")
    with planned(tmp_path, tmp_path / "files", is_offline=True) as plan:
        assert install(plan, made(plan), outer).code == 1


def test_an_index_that_cannot_be_reached_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "find_uv", lambda _plan: None)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    (tmp_path / "project").mkdir()
    with (
        planned(tmp_path, tmp_path / "project") as plan,
        pytest.raises(HelloError, match="the package index cannot be reached"),
    ):
        install(plan, made(plan), "hello_nonesuch")


def test_without_uv_and_pip_nothing_can_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "find_uv", lambda _plan: None)
    monkeypatch.setattr(installer, "has_pip", lambda: False)
    (tmp_path / "project").mkdir()
    with (
        planned(tmp_path, tmp_path / "project") as plan,
        pytest.raises(HelloError, match="pip is not installed"),
    ):
        install(plan, made(plan), "hello_nonesuch")


def test_uv_is_found_beside_the_running_python_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("own", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "uv").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    monkeypatch.setattr(installer.sysconfig, "get_path", lambda _name: str(tmp_path / "own"))
    with planned(tmp_path, tmp_path / "own") as plan:
        assert find_uv(plan) == str(tmp_path / "own" / "uv")
        (tmp_path / "own" / "uv").unlink()
        assert find_uv(plan) == str(tmp_path / "elsewhere" / "uv")


def test_uv_asks_the_indexes_that_pip_is_set_up_for(tmp_path: Path) -> None:
    listed = (
        ":env:.index-url='https://env.example.com/simple'\n"
        "global.extra-index-url='https://a.example.com/simple https://b.example.com/simple'\n"
        f"global.find-links='{tmp_path} /nowhere/at/all'\n"
        "global.index-url='https://global.example.com/simple'\n"
        "global.timeout='60'\n"
        "user.index-url='https://user.example.com/simple'\n"
    )
    assert read_settings_of_pip(listed) == {
        "UV_DEFAULT_INDEX": "https://env.example.com/simple",
        "UV_INDEX": "https://a.example.com/simple https://b.example.com/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": str(tmp_path),
    }
    assert read_settings_of_pip("") == {}


def test_a_list_of_indexes_may_have_a_line_for_each() -> None:
    """As pip's documentation writes it."""
    listed = "global.extra-index-url='\\nhttps://a.example.com/\\nhttps://b.example.com/'\n"

    assert read_settings_of_pip(listed)["UV_INDEX"] == (
        "https://a.example.com/ https://b.example.com/"
    )


def test_how_pip_gets_to_an_index_is_kept_without_which() -> None:
    listed = (
        ":env:.cert='/env/ca.pem'\n"
        "global.cert='/ca.pem'\n"
        "global.extra-index-url='https://a.example.com/simple'\n"
        "global.proxy='http://proxy.example.com:3128'\n"
        "global.trusted-host='\\na.example.com\\nb.example.com'\n"
    )
    assert read_way_of_pip(listed) == {
        "PIP_CERT": "/env/ca.pem",
        "PIP_PROXY": "http://proxy.example.com:3128",
        "PIP_TRUSTED_HOST": "a.example.com b.example.com",
    }
    assert read_way_of_pip("") == {}
