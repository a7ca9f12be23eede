import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from answering_index import Reply, answering
from rehearsing import planned
from small_artifacts import write_sdist, write_wheel

from hello.rehearsal.faults import BY_NAME
from hello.rehearsal.index import Index, running_index
from hello.rehearsal.model import Finding, SkippedError
from hello.rehearsal.plan import Plan
from hello.rehearsal.settings import Settings
from hello.rehearsal.steps import install_back
from hello.rehearsal.steps.upload import uploaded_to

CRASH = "def main():\n    raise RuntimeError('not today')\n"

ALONE = "{} 1.0 installed alone (--no-deps), from that index alone"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    project = tmp_path / "Projekt 你好"
    project.mkdir()
    with planned(tmp_path, project) as made:
        yield made


def built(plan: Plan, name: str = "tiny", **how: object) -> None:
    """Write the artifacts, and put them where ``upload`` does."""
    write_wheel(plan.dist, name, **how)  # type: ignore[arg-type]  # the keywords of write_wheel
    write_sdist(plan.dist, name)
    shutil.copytree(plan.dist, uploaded_to(plan))


def only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    assert BY_NAME[finding.fault].step in {"install-back", "run"}
    assert finding.remedy
    return finding


def test_installs_what_was_built(plan: Plan) -> None:
    built(plan, "Tiny_Project")

    found = install_back.take(plan)

    assert not found.findings
    files = "Tiny_Project-1.0-py3-none-any.whl and Tiny_Project-1.0.tar.gz"
    assert found.evidence == (
        f"from the index, started again with what it took: {files}, sha256 as built",
        "it depends on nothing",
        ALONE.format("Tiny_Project"),
        "its scripts run again: tiny",
    )


def test_dependencies_come_first(plan: Plan) -> None:
    """What only others need is left out, as pip reads the markers."""
    requires = [
        "iniconfig",
        "nowhere-to-be-found; extra == 'more'",
        "nor-this; python_version < '3'",
    ]
    built(plan, requires=requires, files={"tiny.py": "import iniconfig\ndef main(): ..."})

    found = install_back.take(plan)

    assert not found.findings
    assert "what it depends on came first, from the default index: iniconfig" in found.evidence


def test_nothing_to_install_first(plan: Plan) -> None:
    built(plan, requires=["nowhere-to-be-found; extra == 'more'"])

    evidence = install_back.take(plan).evidence

    assert "none of the 1 requirements is for this machine, or without extra" in evidence


def test_is_skipped_where_a_dependency_is_not_found(plan: Plan) -> None:
    """The step "install" names it: one fault, one finding."""
    built(plan, requires=["nowhere-to-be-found-at-all==1.2.3"])

    with pytest.raises(SkippedError, match=r"what it depends on cannot be installed: .*nowhere"):
        install_back.take(plan)


@pytest.mark.parametrize("name", ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"])
def test_other_bytes_are_a_fault(plan: Plan, name: str) -> None:
    built(plan)
    changed = uploaded_to(plan) / name
    changed.write_bytes(changed.read_bytes() + b"\n")

    finding = only(install_back.take(plan).findings)

    assert finding.fault == "hash-differs"
    assert finding.fact.startswith(f"sha256 on the index: {name} has ")


def test_a_file_that_is_not_there_is_a_fault(plan: Plan) -> None:
    built(plan)
    (uploaded_to(plan) / "tiny-1.0.tar.gz").unlink()

    finding = only(install_back.take(plan).findings)

    assert finding.fact == "sha256 on the index: tiny-1.0.tar.gz is not offered"


def test_what_does_not_install_is_a_fault(plan: Plan) -> None:
    built(plan, about="Metadata-Version: 2.1\nName: other\nVersion: 1.0\n\n")

    finding = only(install_back.take(plan).findings)

    assert finding.fault == "does-not-install-back"
    assert finding.fact.startswith("other==1.0 is on the index, but: ")


@pytest.mark.parametrize("by", ["uv", "pip"])
@pytest.mark.parametrize(
    "names",
    [
        ("PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX"),
        ("PIP_INDEX_URL", "UV_INDEX_URL"),
        ("PIP_FIND_LINKS", "UV_FIND_LINKS"),
        ("UV_DEFAULT_INDEX",),
    ],
    ids=lambda names: names[0],
)
def test_no_other_index_is_asked(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, by: str, names: tuple[str, ...]
) -> None:
    """A stranger's package of the same name is not even looked for."""
    if by == "pip":
        monkeypatch.setattr("hello.rehearsal.installer.find_uv", lambda _plan: None)
    built(plan)

    with answering(Reply()) as stranger:
        plan.processes.environment.update(dict.fromkeys(names, stranger.url))
        found = install_back.take(plan)

    assert not found.findings
    assert ALONE.format("tiny") in found.evidence
    assert not stranger.asked


@pytest.mark.parametrize("by", ["uv", "pip"])
def test_proxies_do_not_catch_loopback(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    if by == "pip":
        monkeypatch.setattr("hello.rehearsal.installer.find_uv", lambda _plan: None)
    nowhere = "http://127.0.0.1:1"
    names = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "PIP_PROXY")
    built(plan)
    plan.processes.environment.update(dict.fromkeys(names, nowhere), PIP_NO_INDEX="1")

    assert not install_back.take(plan).findings


def test_a_script_that_crashes_is_a_fault(plan: Plan) -> None:
    built(plan, files={"tiny.py": CRASH})

    finding = only(install_back.take(plan).findings)

    assert finding.fault == "script-crashes"
    assert "RuntimeError: not today" in finding.fact


@pytest.mark.parametrize("arguments", [None, ("--version",)])
def test_scripts_are_started_as_the_settings_say(
    plan: Plan, arguments: tuple[str, ...] | None
) -> None:
    code = "import sys\ndef main():\n    assert sys.argv[1:] == ['--version']\n"
    built(plan, files={"tiny.py": code})
    settings = Settings(scripts={"tiny": arguments})

    found = install_back.take(replace(plan, settings=settings))

    assert not found.findings
    assert ("its scripts run again: tiny" in found.evidence) is bool(arguments)


def test_a_project_without_scripts(plan: Plan) -> None:
    built(plan, scripts={})

    found = install_back.take(plan)

    assert not found.findings
    assert not [line for line in found.evidence if "script" in line]


def test_offers_with_a_wrong_hash_are_a_fault(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page announces another hash than the file has."""
    built(plan)
    fetch = Index.fetch

    def fetch_faulty(self: Index, path: str) -> bytes:
        page = fetch(self, path)
        return page.replace(b"sha256=", b"sha256=0") if path.startswith("/simple/tiny") else page

    monkeypatch.setattr(Index, "fetch", fetch_faulty)

    finding = only(install_back.take(plan).findings)

    assert "is announced with 0" in finding.fact


def test_the_index_of_upload_may_have_ended(plan: Plan) -> None:
    built(plan)
    with running_index(plan.processes, plan.room, uploaded_to(plan)):
        pass

    assert not install_back.take(plan).findings
