"""``--timeline``: a demo runs under the recorder, and is what it is without."""

import json
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from leftovers import threads_and_descriptors

from hello.catalogue import DEMOS, Demo
from hello.claims import Outcome, check
from hello.demo import Shown, demo_command
from hello.errors import HelloError
from hello.observe.building import build
from hello.observe.recorder.book import state
from hello.timeline import CHAPTERS_WITHOUT, environment_of_programs
from hello.tracing.outputs import read_record

THREADED = [demo for demo in DEMOS if demo.chapter not in CHAPTERS_WITHOUT]
EACH_DEMO = pytest.mark.parametrize("demo", THREADED, ids=lambda demo: demo.name)
IN_ONE_THREAD = {"priority-queue", "process", "pool", "udp-client"}
"""Of the command's own process."""

UNRECORDED = "process"
"""All that its claims are about happens in programs that are not recorded."""

Names = set[str]


@dataclass(frozen=True)
class Nothing:
    """What the made demo returns."""

    done: bool = True


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Return the names of the threads that are started while something is recorded."""
    names: Names = set()
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        if state.book is not None:
            names.add(thread.name)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", noted)
    return names


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Return a module of a demo that another distribution could have added."""
    module = ModuleType("made_demo", "What a made demo shows.")
    module.CLAIMS = ()  # type: ignore[attr-defined]  # a module made up here
    monkeypatch.setitem(sys.modules, "made_demo", module)
    yield module
    assert state.book is None


def run(demo: Demo, *arguments: str) -> Result:
    main = import_module(demo.module).main
    return CliRunner().invoke(main, [*demo.arguments, *arguments], prog_name=demo.command)


def own(name: str) -> str:
    """Return what a lane's thread is called in its program."""
    return re.sub(r"( #\d+| \(process \d+\))+$", "", name)


def demo_of(name: str) -> Demo:
    return next(demo for demo in DEMOS if demo.name == name)


def recorded_lanes(file: Path) -> list[str]:
    return [own(thread.name) for thread in build(read_record(file)).threads]


@EACH_DEMO
def test_it_is_the_same_demo_and_its_threads_are_lanes(
    demo: Demo, short_path: Path, monkeypatch: pytest.MonkeyPatch, started: Names
) -> None:
    """Nothing is left behind, and no claim is decided otherwise."""
    file, temporary = short_path / "run.hello", short_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    import_module(demo.module)
    before, lock = threads_and_descriptors(), threading.Lock

    done = run(demo, "--json", "--lang", "en", "--timeline", str(file))

    assert (done.exit_code, done.stderr) == (0, "")
    assert started <= set(recorded_lanes(file))
    assert started or demo.name in IN_ONE_THREAD
    assert (threading.Lock, state.book, environment_of_programs()) == (lock, None, {})
    assert threads_and_descriptors() <= before
    assert list(temporary.iterdir()) == []
    verdicts = {one["id"]: one["verdict"] for one in json.loads(done.stdout)["claims"]}
    assert demo.name == UNRECORDED or changed(demo, verdicts) == []


def changed(demo: Demo, verdicts: dict[str, str]) -> list[tuple[str, Outcome, str]]:
    """Return the claims that a plain run decides otherwise; either may be unsure of them."""
    module = import_module(demo.module)
    plain = check(module.CLAIMS, module.demonstrate())
    pairs = zip(module.CLAIMS, plain, strict=True)
    return [
        (claim.id, verdict.outcome, verdicts[claim.id])
        for claim, verdict in pairs
        if Outcome.INCONCLUSIVE not in {verdict.outcome, verdicts[claim.id]}
        and verdict.outcome != verdicts[claim.id]
    ]


@pytest.mark.parametrize(("language", "word"), [("en", "running"), ("zh", "运行")])
def test_it_is_drawn_between_picture_and_claims(language: str, word: str) -> None:
    text = run(demo_of("rlock"), "--lang", language, "--timeline").stdout

    picture, rest = re.split("hello-rlock[:：]", text)
    timeline, _, claims = rest.partition("\nThe claims, checked on this run\n")
    assert picture.strip()
    assert "MainThread" in timeline
    assert word in timeline
    assert "rlock." in claims


def test_without_it_nothing_is_recorded(started: Names) -> None:
    assert run(demo_of("event"), "--lang", "en").exit_code == 0
    assert started == set()


def test_processes_of_a_pool_are_lanes(short_path: Path) -> None:
    file = short_path / "pool.hello"

    assert run(demo_of("pool"), "--timeline", str(file)).exit_code == 0

    trace = build(read_record(file))
    workers = [one for one in trace.processes if one.parent > 0]
    assert len(workers) > 1
    assert {one.program for one in trace.processes} == {"hello-pool"}


@pytest.mark.parametrize(("name", "begins"), [("page.html", "<!doctype"), ("x.json", "{")])
def test_the_suffix_says_what_is_written(tmp_path: Path, name: str, begins: str) -> None:
    file = tmp_path / name
    done = run(demo_of("thread-local"), "--timeline", str(file))

    assert done.exit_code == 0
    assert "hello-thread-local:" not in done.stdout
    assert file.read_text("utf-8").lower().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--json", "--timeline"), "write it to a file"),
        (("--timeline", "run.png"), "no such kind of file"),
        (("--timeline", "missing/run.html"), "no such folder"),
    ],
    ids=["into the JSON", "no such kind", "no such folder"],
)
def test_what_cannot_be_is_told_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    module = import_module(demo_of("event").module)
    monkeypatch.setattr(module, "demonstrate", lambda **_: pytest.fail("it ran"))

    done = run(demo_of("event"), *arguments)

    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_a_server_for_its_user_has_none() -> None:
    main = import_module(demo_of("tcp-server").module).main
    done = CliRunner().invoke(main, ["--timeline"], prog_name="hello-tcp-server")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "hello-tcp-server: --timeline has nothing to write; add --play\n"


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_the_help_has_it_where_there_are_threads(demo: Demo) -> None:
    text = CliRunner().invoke(import_module(demo.module).main, ["--help"]).stdout

    assert ("--timeline [FILE]" in text) == (demo in THREADED)


def command_of(function: Any) -> click.Command:
    return demo_command("made_demo", "hello-made")(function)


@pytest.mark.usefixtures("made")
def test_a_demo_of_others_has_it_too() -> None:
    def main() -> Shown:
        thread = threading.Thread(target=threading.Event().wait, args=(0.001,), name="of others")
        thread.start()
        thread.join()
        return Shown(Nothing(), ["picture"])

    done = CliRunner().invoke(command_of(main), ["--timeline", "--lang", "en"])

    assert re.search(r"^picture\n\nhello-made-demo: .*2 threads", done.stdout)
    assert "of others" in done.stdout


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("error", "code"),
    [(HelloError("it is broken", next_step="mend it"), 1), (KeyboardInterrupt(), 130)],
)
def test_a_run_that_fails_ends_its_recording(error: BaseException, code: int) -> None:
    plain = threading.Lock

    def main() -> Shown:
        assert state.book is not None
        raise error

    done = CliRunner().invoke(command_of(main), ["--timeline"])

    assert (done.exit_code, done.stdout) == (code, "")
    assert (threading.Lock, environment_of_programs()) == (plain, {})
