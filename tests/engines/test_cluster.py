"""The dask engine: a real scheduler and two workers as processes, and a worker killed."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from processes import DEADLINE, Ended, run

from hello.demos.processes import process_executor
from hello.engines import cluster, opened, own_cluster
from hello.errors import HelloError, WrongUseError

ON_POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: Windows has no such signals"
)
LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")


def start(folder: Path, what: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *LOOPBACK, *options]
    environment = os.environ | {"DASK_TEMPORARY_DIRECTORY": str(folder)}
    with (folder / f"{what}.log").open("ab") as log:
        return subprocess.Popen(
            [*command, "--scheduler-file", str(folder / "scheduler.json")],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Run a scheduler and two workers of one thread each; yield the scheduler's address."""
    with ExitStack() as running:
        for what, options in [
            ("scheduler", ("--port", "0")),
            *[("worker", ("--no-nanny", "--nthreads", "1", "--memory-limit", "0"))] * 2,
        ]:
            child = start(tmp_path, what, *options)
            running.callback(child.wait, 10)
            running.callback(child.kill)
        yield address_in(tmp_path / "scheduler.json")


def address_in(file: Path) -> str:
    """Return the address in *file*, once it is there and whole."""
    give_up = time.monotonic() + 60
    while True:
        try:
            return str(json.loads(file.read_text())["address"])
        except (FileNotFoundError, ValueError):
            assert time.monotonic() < give_up, "the scheduler did not start"
            time.sleep(0.05)


@pytest.fixture
def nobody() -> Iterator[str]:
    """Yield an address that is bound, so that nobody else answers there, and does not listen."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"tcp://127.0.0.1:{bound.getsockname()[1]}"


def demo(
    *options: str, module: str = "process_executor", cwd: Path | None = None, **environment: str
) -> Ended:
    """Run a demo on dask in a process of its own: dask leaves threads behind in it."""
    script = f"from hello.demos.processes.{module} import main; main(prog_name='demo')"
    command = (sys.executable, "-c", script, "--engine", "dask", *options)
    return run(*command, cwd=cwd, environment=environment)


def report(ended: Ended) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the result in the JSON of a demo, and the verdicts by the claims' names."""
    assert (ended.code, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    verdicts = {one["id"].partition(".")[2]: one["verdict"] for one in told["claims"]}
    return told["result"], verdicts


def test_the_demo_runs_on_a_real_cluster(scheduler: str) -> None:
    """A cancel is a request there: what was cancelled may run all the same."""
    result, verdicts = report(demo("--scheduler", scheduler, "--json"))

    assert (result["engine"], result["workers"], result["death"]) == ("dask", 2, None)
    assert verdicts.pop("cancel-queued") in {"CONFIRMED", "REFUTED"}
    assert {slug: verdict for slug, verdict in verdicts.items() if verdict != "CONFIRMED"} == {
        "cancel-running": "REFUTED",
        "no-lambda": "REFUTED",
        "death-breaks-pool": "INCONCLUSIVE",
    }


KILL_FROM_OUTSIDE = """
import json, os, signal, sys
from hello.engines import opened
from hello.engines.tasks import held, place

with opened("dask", 2, sys.argv[1]) as engine, engine.pool() as executor:
    arrived = [engine.event(), engine.event()]
    pids = [one.pid for one in executor.map(place, arrived, arrived[::-1])]
    started, gate = [engine.event(), engine.event()], engine.event()
    futures = [executor.submit(held, n, started[n], gate) for n in range(2)]
    begun = [event.wait(10) for event in started]
    os.kill(pids[0], signal.SIGKILL)
    gate.set()
    results = [future.result(timeout=30) for future in futures]
    alive = executor.submit(place, *arrived).result(timeout=30).pid
    print(json.dumps([begun, results, pids.index(alive)]))
"""


@ON_POSIX
def test_a_worker_killed_in_the_middle_does_not_lose_the_result(scheduler: str) -> None:
    """Both tasks had begun, one in each worker; both results come, and one worker is left."""
    ended = run(sys.executable, "-c", KILL_FROM_OUTSIDE, scheduler)

    assert ended.stderr == ""
    assert json.loads(ended.stdout) == [[True, True], [0, 1], 1]


def test_the_demo_can_kill_a_worker_of_a_real_cluster(scheduler: str) -> None:
    """The claim that holds for process pools, so that its check is turned by a real cluster."""
    result, verdicts = report(demo("--scheduler", scheduler, "--kill-worker", "--json"))

    assert (result["death"]["result"], result["death"]["next_result"]) == (3, 1)
    assert verdicts["death-breaks-pool"] == "REFUTED"


def test_levels_of_loggers_are_as_before() -> None:
    names = ("distributed", "distributed.client", "tornado", "asyncio")
    before = [logging.getLogger(name).level for name in names]

    with cluster._quiet():  # noqa: SLF001  # where dask itself is quiet, nothing would be seen
        inside = {logging.getLogger(name).level for name in names[::2]}

    assert inside == {logging.CRITICAL + 1}
    assert [logging.getLogger(name).level for name in names] == before


@ON_POSIX
def test_a_cluster_of_our_own_ends_with_its_body() -> None:
    with own_cluster.own_cluster(2) as address:
        host, port = address.removeprefix("tcp://").split(":")
        socket.create_connection((host, int(port)), timeout=10).close()

    assert host == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=10)


@pytest.mark.parametrize("module", ["thread_executor", "process_executor"])
def test_the_command_leaves_nothing_of_a_cluster_of_our_own(module: str, tmp_path: Path) -> None:
    current, temporary = tmp_path / "current", tmp_path / "temporary"
    current.mkdir()
    temporary.mkdir()
    ended = demo("--json", module=module, cwd=current, TMPDIR=str(temporary))
    result, _ = report(ended)

    assert result["death"]["result"] == 3
    assert set(tmp_path.rglob("*")) == {current, temporary}


@ON_POSIX
def test_ctrl_c_ends_a_cluster_of_our_own(tmp_path: Path) -> None:
    """It is sent when the demo says that the cluster works."""
    script = "from hello.demos.processes.thread_executor import main; main(prog_name='demo')"
    child = subprocess.Popen(
        [sys.executable, "-c", script, "--engine", "dask", "--log"],
        cwd=tmp_path, env=os.environ | {"TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stderr is not None
    with child, child.stderr:
        child.stderr.readline()
        child.send_signal(signal.SIGINT)
        rest = child.stderr.read()
        child.wait(DEADLINE)

    assert child.returncode == 130
    assert rest.splitlines()[-1] == "demo: interrupted"
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_that_is_not_there_is_one_line_after_5_seconds(nobody: str) -> None:
    assert demo("--scheduler", nobody) == Ended(
        2,
        "",
        f"demo: no dask scheduler answered in 5 s: {nobody!r}; "
        "start one with 'dask scheduler', or drop --scheduler\n",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["", ":", "tcp://", "nonsense://127.0.0.1:1", "127.0.0.1:no"])
def test_no_address_is_one_line(address: str) -> None:
    assert demo("--scheduler", address) == Ended(
        2, "", f"demo: no address of a scheduler: {address!r}; give it as tcp://HOST:PORT\n"
    )


def test_a_cluster_too_small_is_one_line(scheduler: str) -> None:
    ended = demo("--scheduler", scheduler, "--workers", "8")

    assert (ended.code, ended.stdout) == (2, "")
    assert "the cluster offers 2 threads, and the demo takes 8 to 64" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_cluster_that_lacks_us_is_one_line() -> None:
    """A worker's ImportError comes back as the result of the first task."""

    class Lacking:
        def submit(self, *_: object, **__: object) -> "Lacking":
            return self

        def result(self, **_: object) -> None:
            raise ModuleNotFoundError("No module named 'hello'", name="hello")

    with pytest.raises(WrongUseError, match="cannot import hello: 'tcp://x:1'; install HelloWorld"):
        cluster._check_installation(Lacking(), "tcp://x:1", 1)  # noqa: SLF001  # not to be had else


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)

    done = CliRunner().invoke(process_executor.main, ["--engine", "dask"], prog_name="demo")

    assert done.exit_code == 2
    assert done.stderr == (
        "demo: the engine dask needs a package: 'distributed'; "
        "run: pip install 'HelloWorld[cluster]'\n"
    )


def test_a_scheduler_of_our_own_that_dies_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_cluster, "SCHEDULER", ("no_such_module",))

    with pytest.raises(HelloError, match="the dask scheduler did not start"), opened("dask", 2):
        pass


def test_nothing_of_dask_is_imported_for_the_other_engines() -> None:
    script = (
        "import sys, hello.demos.processes.process_executor as demo; demo.demonstrate(); "
        "print(sorted({'dask', 'distributed', 'tornado'} & set(sys.modules)))"
    )

    assert run(sys.executable, "-c", script).stdout == "[]\n"
