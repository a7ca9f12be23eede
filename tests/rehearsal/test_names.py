"""Names that the index gives to nobody, and the question whether one is taken."""

import os
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from built_files import metadata, project_plan, write_wheel

from hello.rehearsal.core_metadata import describe
from hello.rehearsal.name_check import Answer, check_name
from hello.rehearsal.names import look_alikes, prohibited, ultranormalised
from hello.rehearsal.rules import Case

PROJECTS = {"greeter": ["1.0", "0.9"], "ye11ow": ["2.0"]}


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("queue", "queue"),
        ("StringIO", "StringIO"),
        ("copy-reg", "copy_reg"),
        ("importlib.metadata", "importlib.metadata"),
        ("os_path", None),
        ("greeter", None),
        ("queues", None),
    ],
)
def test_names_of_modules_are_prohibited(name: str, module: str | None) -> None:
    """Of any Python from 2.6 on, however they are spelt."""
    reason = prohibited(name)

    assert (reason is None) if module is None else f"'{module}'" in str(reason)


def test_look_alikes_are_what_the_index_takes_for_the_same() -> None:
    """Each of them is compared as the name itself is."""
    for name in ("hello-world", "yellow", "pip0il"):
        assert look_alikes(name)
        assert {ultranormalised(one) for one in look_alikes(name)} == {ultranormalised(name)}
        assert name not in look_alikes(name)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the name that http.server calls
        name = self.path.strip("/").rpartition("/")[2]
        files = [f"{name}-{version}-py3-none-any.whl" for version in PROJECTS.get(name, ())]
        links = "".join(f'<a href="{file}">{file}</a>' for file in files)
        body = f"<!DOCTYPE html><html><body>{links}</body></html>".encode()
        self.send_response(500 if name == "broken" else 200 if files else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An index on loopback that pip is set up for, by the environment."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    _set_index(monkeypatch, server.server_address[1])
    yield
    server.shutdown()
    thread.join(5)
    server.server_close()
    assert not thread.is_alive()


def _set_index(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{port}/simple")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def answer(tmp_path: Path, name: str, version: str = "1.0", **settings: object) -> Answer:
    text = metadata({"Name": name, "Version": version})
    with project_plan(tmp_path, **{"checks_name": True, **settings}) as plan:
        file = write_wheel(plan.dist, text, f"{name}-{version}-py3-none-any.whl")
        return check_name(plan, Case(describe(file), plan.source))


@pytest.mark.usefixtures("index")
def test_version_that_is_there_is_refused(tmp_path: Path) -> None:
    """The index takes no file twice."""
    (finding,) = answer(tmp_path, "greeter").findings

    assert (finding.fault, finding.is_warning) == ("name-taken", False)
    assert "greeter 1.0" in finding.fact


@pytest.mark.usefixtures("index")
def test_next_version_is_a_warning(tmp_path: Path) -> None:
    """The project may be the user's own."""
    (finding,) = answer(tmp_path, "greeter", "1.1").findings

    assert (finding.fault, finding.is_warning) == ("name-taken", True)
    assert "1.0, 0.9" in finding.fact


@pytest.mark.usefixtures("index")
def test_look_alike_is_refused(tmp_path: Path) -> None:
    """One letter that looks like a digit is enough."""
    (finding,) = answer(tmp_path, "yel1ow").findings

    assert (finding.fault, finding.is_warning) == ("name-taken", False)
    assert "'ye11ow'" in finding.fact


@pytest.mark.usefixtures("index")
def test_free_name(tmp_path: Path) -> None:
    """Nothing is found, and the evidence says who was asked."""
    found = answer(tmp_path, "nobody")

    assert found.findings == ()
    assert found.evidence[0].startswith("the index has no project 'nobody', nor one of 2 names")


@pytest.mark.usefixtures("index")
def test_index_that_fails_says_nothing_of_the_name(tmp_path: Path) -> None:
    """An error of the server is no free name."""
    assert answer(tmp_path, "broken") == Answer(("name not looked up: the index does not answer",))


def test_index_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that nobody listens at: no fault of the project."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        _set_index(monkeypatch, unused.getsockname()[1])

        found = answer(tmp_path, "greeter")

    assert found == Answer(("name not looked up: the index does not answer",))


def test_offline_nobody_is_asked(tmp_path: Path) -> None:
    """What is known without an index is told all the same."""
    found = answer(tmp_path, "queue", is_offline=True)

    assert found.evidence == ("name not looked up: offline",)
    assert [finding.fault for finding in found.findings] == ["name-prohibited"]


@pytest.mark.parametrize(("name", "count"), [("queue", 1), ("importlib_metadata", 0)])
def test_without_asking(name: str, count: int, tmp_path: Path) -> None:
    """Projects named after a module in a package may be older than the rule."""
    found = answer(tmp_path, name, checks_name=False)

    assert len(found.findings) == count
    assert found.evidence == ()
