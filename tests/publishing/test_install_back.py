"""What an index gives back: compared, installed from there alone, and run."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from public_index import PublicIndex
from rehearsing import planned
from simple_index import (
    JSON,
    MISSING,
    Pages,
    Reply,
    Running,
    digests,
    release_of,
    serving,
    shelf,
    simple_json,
)
from small_artifacts import write_sdist, write_wheel
from tls import make_certificates

from hello.errors import HelloError
from hello.publishing import install_back as module
from hello.publishing.install_back import install_back
from hello.publishing.model import Repository
from hello.rehearsal import coming_back, installer
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.plan import Plan
from hello.rehearsal.settings import Settings
from hello.workbench.processes import CancelledError, Ended

ALONE = "tiny 1.0 installed alone (--no-deps), from that index alone"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    project = tmp_path / "Projekt 你好"
    project.mkdir()
    with planned(tmp_path, project) as made:
        yield made


@pytest.fixture(params=["uv", "pip"])
def tool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take uv where it is there, or let it not be found."""
    if request.param == "pip":
        monkeypatch.setattr(installer, "find_uv", lambda _plan: None)
    return str(request.param)


def built(plan: Plan, **how: object) -> list[Path]:
    """Write the artifacts."""
    wheel = write_wheel(plan.dist, **how)  # type: ignore[arg-type]  # the keywords of write_wheel
    return [wheel, write_sdist(plan.dist)]


def installed(plan: Plan, index: Running, files: list[Path]) -> Found:
    return install_back(plan, index.repository, release_of(files))


def only(found: Found) -> Finding:
    (finding,) = found.findings
    assert finding.remedy
    return finding


@pytest.mark.usefixtures("tool")
def test_installs_what_was_published(plan: Plan) -> None:
    files = built(plan)
    notes: list[str] = []
    with serving(shelf(files)) as index:
        found = install_back(plan, index.repository, release_of(files), notes.append)

        assert not found.findings
        assert found.evidence == (
            f"the index gives {files[0].name} and {files[1].name}, sha256 as rehearsed",
            "it depends on nothing",
            ALONE,
            "its scripts run again: tiny",
        )
        assert set(index.asked) == {"/simple/tiny/", *(f"/files/{one.name}" for one in files)}
    assert notes == [
        "comparing what the index gives with what was rehearsed",
        "installing what it depends on, from the default index",
        "installing the project alone, from the index",
        "running its scripts",
    ]


@pytest.mark.usefixtures("tool")
def test_nothing_comes_from_a_cache(plan: Plan) -> None:
    """A second time all is fetched again, into a new environment."""
    files = built(plan)
    with serving(shelf(files)) as index:
        assert not installed(plan, index, files).findings
        first = sorted(index.asked)
        index.asked.clear()
        assert not installed(plan, index, files).findings

        assert sorted(index.asked) == first


def test_dependencies_are_not_taken_from_the_index(plan: Plan) -> None:
    """A stranger has put something of the same name there, and newer: dependency confusion."""
    stranger = write_wheel(plan.room / "stranger", "iniconfig", "99.0", scripts={})
    code = "import iniconfig\ndef main(): print(iniconfig.IniConfig)\n"
    files = built(plan, requires=["iniconfig"], files={"tiny.py": code})
    with serving(shelf(files) | shelf([stranger], "iniconfig")) as index:
        found = installed(plan, index, files)

        assert not found.findings
        assert "what it depends on came first, from the default index: iniconfig" in found.evidence
        assert not [path for path in index.asked if "iniconfig" in path]


@pytest.mark.usefixtures("tool")
def test_no_other_index_is_asked_for_the_project(plan: Plan) -> None:
    files = built(plan)
    names = ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_INDEX_URL", "UV_INDEX", "UV_FIND_LINKS")
    with serving(shelf(files)) as index, serving(shelf(files)) as stranger:
        plan.processes.environment.update(dict.fromkeys(names, stranger.repository.simple))

        assert not installed(plan, index, files).findings
        assert not stranger.asked


def test_other_bytes_are_a_fault_and_never_run(plan: Plan, tmp_path: Path) -> None:
    """Also where the page announces the hash that is looked for."""
    files = built(plan)
    ran = tmp_path / "ran"
    other = write_wheel(tmp_path / "other", files={"tiny.py": f"open({str(ran)!r}, 'w')\n"})
    with serving(shelf(files)) as index:
        index.pages[f"/files/{other.name}"] = Reply(other.read_bytes())
        finding = only(installed(plan, index, files))

    assert finding.fault == "hash-differs"
    was, expected = (digests(one)["sha256"][:12] for one in (other, files[0]))
    assert f"{other.name} has " in finding.fact
    assert finding.fact.endswith(f", not {expected}...")
    assert was != expected
    assert finding.remedy == "do not install it from there; ask those who run the index"
    assert not ran.exists()


def test_an_index_may_not_change_its_mind(plan: Plan, tmp_path: Path) -> None:
    """The installer is given other bytes than we were, with their own hash."""
    files = built(plan)
    other = write_wheel(tmp_path / "other", files={"tiny.py": "print('gotcha')\n"})
    page = shelf(files)["/simple/tiny/"]
    assert isinstance(page, Reply)
    with serving(shelf(files)) as index:
        index.pages["/simple/tiny/"] = [page, simple_json([other, files[1]])]
        index.pages[f"/files/{other.name}"] = [
            Reply(files[0].read_bytes()),
            Reply(other.read_bytes()),
        ]
        finding = only(installed(plan, index, files))

    assert finding.fault == "does-not-install-back"
    assert "tiny==1.0 is on the index, but: " in finding.fact


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(Reply(status=404), "HTTP error 404 while getting", id="gone"),
        pytest.param(Reply(b"PK", hangs_up_after=1), "Download failed after", id="breaks off"),
    ],
)
def test_an_index_that_fails_the_installer_is_asked_again_later(
    plan: Plan, reply: Reply, why: str
) -> None:
    """Nothing of the project is to be mended: it did install in the rehearsal."""
    files = built(plan)
    with serving(shelf(files)) as index:
        index.pages[f"/files/{files[0].name}"] = [Reply(files[0].read_bytes()), reply]
        finding = only(installed(plan, index, files))

    assert finding.fact.startswith(f"tiny==1.0 is on the index, but: {why}")
    assert finding.remedy == ("wait a minute, and finish it later: nothing is uploaded twice")


def test_a_file_that_is_not_shown_is_a_fault(plan: Plan) -> None:
    files = built(plan)
    with serving(shelf(files[:1])) as index:
        finding = only(installed(plan, index, files))

    assert finding.fact == f"sha256 on the index: {files[1].name} is not offered"


def test_a_file_that_is_shown_but_gone_ends_it(plan: Plan) -> None:
    files = built(plan)
    with (
        serving({"/simple/tiny/": simple_json(files)}) as index,
        pytest.raises(HelloError, match=r"it answers 404 Not Found: '.*/files/tiny"),
    ):
        installed(plan, index, files)


def test_an_index_that_is_down_ends_it(plan: Plan) -> None:
    files = built(plan)
    with (
        serving({"/simple/tiny/": Reply(status=502)}) as index,
        pytest.raises(HelloError, match="it answers 502 Bad Gateway"),
    ):
        installed(plan, index, files)


@pytest.mark.usefixtures("tool")
def test_an_installer_that_is_shown_an_older_list_tries_again(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As caches in front of a public index may do."""
    monkeypatch.setattr(module, "PAUSES", (0.0, 0.0))
    files = built(plan)
    older = simple_json([write_wheel(plan.room / "older", version="0.9")])
    shown = simple_json(files)
    with serving(shelf(files)) as index:
        index.pages["/simple/tiny/"] = [shown, MISSING, older, shown]

        assert not installed(plan, index, files).findings


def test_tries_only_so_often(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES", (0.0, 0.0))
    tries: list[object] = []

    def install(*arguments: object) -> Ended:
        tries.append(arguments)
        return Ended(1, "ERROR: No matching distribution found for tiny==1.0")

    files = built(plan)
    monkeypatch.setattr(coming_back, "install", install)
    with serving(shelf(files)) as index:
        finding = only(installed(plan, index, files))

    assert len(tries) == 3
    assert finding.fact == (
        "tiny==1.0 is on the index, but: No matching distribution found for tiny==1.0"
    )


def test_ends_between_two_tries(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES", (600.0,))
    files = built(plan)

    def install(*_arguments: object) -> Ended:
        plan.processes.cancel()
        return Ended(1, "ERROR: No matching distribution found for tiny==1.0")

    monkeypatch.setattr(coming_back, "install", install)
    with serving(shelf(files)) as index, pytest.raises(CancelledError):
        installed(plan, index, files)


def test_a_dependency_that_is_not_found_is_a_fault(plan: Plan) -> None:
    files = built(plan, requires=["nowhere-to-be-found-at-all==1.2.3"])
    with serving(shelf(files)) as index:
        finding = only(installed(plan, index, files))

    assert finding.fault == "does-not-install-back"
    assert finding.fact.startswith("what it depends on cannot be installed: ")
    assert finding.remedy == "finish it later: nothing is uploaded twice"


def test_without_a_network_it_says_how_to_go_on(plan: Plan) -> None:
    files = built(plan, requires=["iniconfig"])
    away = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple/", "PIP_CONFIG_FILE": os.devnull}
    plan.processes.environment.update(away, UV_HTTP_RETRIES="0", UV_NO_CONFIG="1")
    with serving(shelf(files)) as index, pytest.raises(HelloError) as caught:
        installed(plan, index, files)

    assert str(caught.value) == (
        "the package index cannot be reached;"
        " connect, and finish it later: nothing is uploaded twice"
    )


def test_scripts_are_started_as_the_settings_say(plan: Plan) -> None:
    code = "import sys\ndef main():\n    assert sys.argv[1:] == ['--version']\n"
    settings = Settings(scripts={"tiny": ("--version",)})
    files = built(plan, files={"tiny.py": code})
    with serving(shelf(files)) as index:
        fine = installed(replace(plan, settings=settings), index, files)
        crash = only(installed(plan, index, files))

    assert "its scripts run again: tiny" in fine.evidence
    assert crash.fact.startswith("script tiny, from the index: ")


def test_by_tls(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its certificate is one that this machine's variables name."""
    certificates = make_certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))
    for name in ("PIP_CERT", "SSL_CERT_FILE"):
        plan.processes.environment[name] = str(certificates.authority)
    files = built(plan)
    with PublicIndex(certificates) as index:
        release = release_of(files)
        for one in files:
            put(index, one)
        repository = Repository("here", index.upload, index.simple)

        assert not install_back(plan, repository, release).findings


def put(index: PublicIndex, file: Path) -> None:
    from index_shelf import Stored

    index.files[file.name] = Stored(file.name, file.read_bytes(), {"name": ["tiny"]})


def test_a_far_index_is_reached_as_pip_reaches_others(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Through the proxy of pip's own file, but past the index of that file, and past caches."""
    monkeypatch.setattr(installer, "find_uv", lambda _plan: None)
    files = built(plan)
    far = "http://far.invalid"
    pages: Pages = {
        f"{far}{path}": reply._replace(headers={"Cache-Control": "max-age=600"})
        for path, reply in shelf(files).items()
        if isinstance(reply, Reply)
    }
    cache = tmp_path / "cache"
    plan.processes.environment["PIP_CACHE_DIR"] = str(cache)
    plan.processes.environment.pop("PIP_NO_CACHE_DIR", None)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        plan.processes.environment.pop(name, None)
    with serving(pages) as proxy, serving({}) as stranger:
        settings = tmp_path / "pip.conf"
        settings.write_text(
            f"[global]\nproxy = {proxy.url}\ntrusted-host = far.invalid\n"
            f"extra-index-url = {stranger.repository.simple}\n"
        )
        monkeypatch.setenv("http_proxy", proxy.url)
        plan.processes.environment["PIP_CONFIG_FILE"] = str(settings)
        repository = Repository("far", f"{far}/legacy/", f"{far}/simple/")
        found = install_back(plan, repository, release_of(files))

        assert not found.findings
        assert ALONE in found.evidence
        assert not stranger.asked
        assert set(proxy.asked) == set(pages)
    assert not list(cache.rglob("*"))


def test_no_json_is_no_matter(plan: Plan) -> None:
    """The document says what kind it is, not the request."""
    files = built(plan)
    page = simple_json(files)
    with serving(shelf(files)) as index:
        index.pages["/simple/tiny/"] = page._replace(kind=f"{JSON}; charset=utf-8")

        assert not installed(plan, index, files).findings
