"""The message middleware: through a folder, through a real redis-server, and with none there."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hello.brokers import shown
from hello.claims import Outcome
from hello.claims import check as check_all
from hello.demos.processes.remedies import CLAIMS, broker, demonstrate, main, middleware
from hello.demos.processes.remedies.broker import (
    EMBEDDED,
    check_url,
    connected,
    mailbox,
    opened,
    taken,
)
from hello.demos.processes.remedies.child import (
    hear,
    leave,
    running,
    tell,
)
from hello.demos.processes.remedies.facts import Fault, Messages
from hello.demos.processes.remedies.middleware import WORKER, Sender, through_a_broker
from hello.demos.processes.remedies.workload import Workload, one_by_one, requested_items
from hello.errors import HelloError, WrongUseError

WORK = Workload(requested_items(10), 50)
TOTAL = one_by_one(WORK).total
DEADLINE = 60.0

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")


def fault(messages: Messages, kind: str) -> Fault:
    return next(one for one in messages.faults if one.kind == kind)


def run(url: str = EMBEDDED, **settings: Any) -> Messages:
    return through_a_broker(WORK, url, 2, **{"keep": True, "by_number": True, **settings})


def assert_none_lost(messages: Messages) -> None:
    assert (messages.lost, messages.total, messages.messages) == (0, TOTAL, 10)
    assert messages.repeats >= 1
    for one in messages.faults:
        assert one.handled_by not in {None, one.victim, os.getpid()}


def test_through_a_folder_the_sender_sends_again() -> None:
    messages = run()

    assert_none_lost(messages)
    assert (messages.redelivered, messages.workers) == (0, 3)
    assert messages.resent >= 2
    assert messages.sent == 11 + messages.resent
    assert {fault(messages, kind).again for kind in ("lost on the way", "worker killed")} == {
        "sender"
    }


@on_posix
def test_the_worker_is_killed_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """By SIGKILL, of which it cannot know: it does not get to give its message back."""
    doomed: list[Any] = []
    kill = middleware._kill_with_a_message  # noqa: SLF001  # the moment of the kill
    monkeypatch.setattr(
        middleware, "_kill_with_a_message", lambda child: [doomed.append(child), kill(child)][1]
    )

    victim = fault(run(), "worker killed").victim

    assert [(child.pid, child.returncode) for child in doomed] == [(victim, -signal.SIGKILL)]


def test_a_broker_that_forgets_loses_both() -> None:
    messages = run(keep=False)

    assert messages.lost >= 2
    assert (messages.resent, messages.redelivered) == (0, 0)
    assert messages.total < TOTAL
    assert fault(messages, "worker killed").handled_by is None


def test_without_numbers_a_message_counts_twice() -> None:
    messages = run(by_number=False)

    assert messages.lost == 0
    assert messages.total > TOTAL


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    run()

    assert list(tmp_path.iterdir()) == []


def test_a_half_written_message_is_passed_over() -> None:
    """It has a name in the folder already, but no content yet."""
    with opened(EMBEDDED) as (place, connection):
        box = mailbox(connection, place.requests)
        folder = Path(place.options["data_folder_out"])
        (folder / f"0_early.{place.requests}.msg").touch()
        box.put({"id": 7})

        assert taken(box) is None
        message = taken(box)
        assert message
        assert message.payload == {"id": 7}


@pytest.mark.parametrize(("by_number", "total"), [(True, 12), (False, 19)])
def test_a_confirmation_that_comes_twice(by_number: bool, total: int) -> None:  # noqa: FBT001  # a parameter
    with opened(EMBEDDED) as (place, connection):
        sender = Sender(WORK, place, connection, keep=True, by_number=by_number)
        for number, price in ((0, 7), (3, 5), (0, 7)):
            sender.confirmations.put(
                {"id": number, "price": price, "worker": 1, "redelivered": False}
            )
        seen = [sender.take_confirmation() for _ in range(4)]

    assert seen == [True, True, True, False]
    assert (sender.repeats, sender.total) == (1, total)
    assert sender.unconfirmed == set(range(10)) - {0, 3}


def test_a_sender_without_workers_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "GIVE_UP", 0.1)
    with opened(EMBEDDED) as (place, connection):
        sender = Sender(WORK, place, connection, keep=True, by_number=True)
        sender.send(4)
        middleware._collect(sender, twice=4, patience=0.01)  # noqa: SLF001  # the loop alone

    assert len(sender.unconfirmed) == 10
    assert set(sender.resent) == set(range(10))


def test_redis_takes_the_message_of_a_killed_worker_back(
    redis_broker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender is given more patience, so that the broker's turn comes first for sure."""
    monkeypatch.setitem(middleware.PATIENCE, "redis", 6.0)
    messages = run(redis_broker.url)

    assert_none_lost(messages)
    assert fault(messages, "worker killed").again == "broker"
    assert fault(messages, "lost on the way").again == "sender"
    assert messages.redelivered >= 1
    assert redis_broker.keys() == []


def test_redis_without_acknowledgement_loses_both(redis_broker: Any) -> None:
    messages = run(redis_broker.url, keep=False)

    assert messages.lost >= 2
    assert messages.redelivered == 0
    assert redis_broker.keys() == []


def test_the_claims_hold_with_redis_too(redis_broker: Any) -> None:
    result = demonstrate(requests=8, steps=20, broker=redis_broker.url)

    assert {verdict.outcome for verdict in check_all(CLAIMS, result)} == {Outcome.CONFIRMED}


def test_ctrl_c_leaves_nothing_in_redis(redis_broker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes when all is sent, and one worker has a message in its hands."""

    def interrupt(*_: object) -> None:
        assert redis_broker.keys()
        raise KeyboardInterrupt

    monkeypatch.setattr(middleware, "_collect", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(redis_broker.url)

    assert redis_broker.keys() == []


def test_redis_dies_in_the_middle(
    another_redis: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = another_redis()
    collect = middleware._collect  # noqa: SLF001  # the moment when all is sent

    def kill_first(*arguments: Any) -> None:
        server.process.kill()
        server.process.wait()
        collect(*arguments)

    monkeypatch.setattr(middleware, "_collect", kill_first)
    with pytest.raises(HelloError, match="the broker failed in the middle") as raised:
        run(server.url)

    assert raised.value.exit_code == 1
    assert server.password not in str(raised.value)
    assert ":**@127.0.0.1" in str(raised.value)


def test_a_wrong_password_is_wrong_use_and_not_shown(redis_broker: Any) -> None:
    url = redis_broker.url.replace(redis_broker.password, "wr0ng")
    done = CliRunner().invoke(main, ["--requests", "4", "--steps", "1", "--broker", url])

    assert done.exit_code == 2
    assert re.fullmatch(r"main: no broker to work with \(AuthenticationError\): .*\n", done.output)
    assert "wr0ng" not in done.output


def test_the_password_is_in_no_output(redis_broker: Any) -> None:
    """Neither in the JSON, nor in the log; it came in the environment."""
    done = CliRunner().invoke(
        main,
        ["--json", "--log", "--requests", "4", "--steps", "1"],
        env={"HELLO_BROKER": redis_broker.url},
    )

    assert done.exit_code == 0
    assert '"redis://:**@127.0.0.1:' in done.stdout
    assert "sent again" in done.stderr
    assert redis_broker.password not in done.stdout + done.stderr


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Return a port that is taken, but where nobody listens."""
    with socket.socket() as taken_port:
        taken_port.bind(("127.0.0.1", 0))
        yield taken_port.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Return a port where a connection is taken, but nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_dead_broker_is_wrong_use(scheme: str, closed_port: int) -> None:
    with pytest.raises(WrongUseError, match=r"no broker.*\(Connection(Refused)?Error\)") as raised:
        run(f"{scheme}://me:s3cret@127.0.0.1:{closed_port}/")

    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_silent_broker_is_given_up_at_the_deadline(
    scheme: str, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "ANSWER_WITHIN", 0.3)
    before = set(threading.enumerate())
    with pytest.raises(WrongUseError, match="no broker to work with"):
        run(f"{scheme}://127.0.0.1:{silent_port}/")

    for thread in set(threading.enumerate()) - before:
        thread.join(DEADLINE)
        assert not thread.is_alive()


def test_the_deadline_is_that_of_the_help() -> None:
    assert broker.ANSWER_WITHIN == 3.0


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("s3cret@host", "the broker is no URL"),
        ("", "the broker is no URL"),
        ("memory://", "one process only"),
        ("reddis://:s3cret@host/", "did you mean 'redis'?"),
        ("zookeeper://:s3cret@host/", "take filesystem, redis"),
        ("redis://", "no address"),
        ("redis://:s3c/ret@host:6379/0", "no address"),
        ("redis://me:1/s3cret@host/0", "no address"),
        ("redis://me:1#s3cret@host/0", "no address"),
        ("redis://:s3cret@host:port/0", "no address"),
        ("redis://:s3cret@host:99999/0", "no address"),
        ("amqp://me:s3cret@[::1/", "no address"),
    ],
)
def test_a_url_that_cannot_be_used_is_wrong_use_and_not_repeated(url: str, says: str) -> None:
    with pytest.raises(WrongUseError, match=re.escape(says)) as raised:
        check_url(url)

    assert "s3c" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("filesystem://", "filesystem://"),
        ("redis://host", "redis://host"),
        ("redis://:s3cret@host:6379/1", "redis://:**@host:6379/1"),
        ("amqps://me:s3cret@[::1]:5671//", "amqps://me:**@[::1]:5671//"),
        ("redis://host/0?password=s3cret", "redis://host/0"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, masked: str) -> None:
    check_url(url)

    assert shown(url) == masked


def test_a_broker_is_shown_without_its_url() -> None:
    assert "s3cret" not in repr(broker.Broker("redis://:s3cret@host", {"p": "s3cret"}, "run"))


def test_a_missing_client_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(_: object) -> None:
        raise ImportError("no redis")

    monkeypatch.setattr(broker, "connected", connect)
    with pytest.raises(WrongUseError, match=r"no client for redis://; pip install"):
        run("redis://localhost/")


def test_a_worker_without_a_broker_says_so(closed_port: int) -> None:
    order = {"url": f"redis://127.0.0.1:{closed_port}/", "options": {"max_retries": 1}, "run": "x"}
    with (
        running(WORKER, [order]) as (child,),
        pytest.raises(HelloError, match=r"a worker process failed: '.*Error from the broker'"),
    ):
        hear(child)


def test_a_worker_ends_with_its_stdin() -> None:
    with opened(EMBEDDED) as (place, _):
        order: Mapping[str, object] = {
            "url": place.url, "options": place.options, "run": place.run,
            "acknowledge": True, "hold": False, "steps": 1,
        }  # fmt: skip
        with running(WORKER, [order]) as (child,):
            hear(child)
            tell(child, {"go": True})
            leave([child])

            assert child.returncode == 0


def test_a_child_that_is_no_program_is_a_fault() -> None:
    with (
        running("hello.no_such_module", [{}]) as (child,),
        pytest.raises(HelloError, match="no answer"),
    ):
        hear(child)


@on_posix
def test_children_end_with_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that do not listen."""
    (tmp_path / "deaf.py").write_text("import time\ntime.sleep(30)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(KeyboardInterrupt), running("deaf", [{}, {}]) as children:
        raise KeyboardInterrupt

    assert [child.returncode for child in children] == [-signal.SIGKILL] * 2


def test_another_thread_may_run_the_demo() -> None:
    """Signal handlers are for the main thread only."""
    found: list[Messages] = []
    thread = threading.Thread(target=lambda: found.append(run()))
    thread.start()
    thread.join(DEADLINE)

    assert [messages.lost for messages in found] == [0]


def test_connections_wait_no_longer_than_the_deadline() -> None:
    connection = connected(broker.Broker("amqp://localhost", {}, "run"))

    assert connection.connect_timeout == broker.ANSWER_WITHIN


@on_posix
@pytest.mark.parametrize("moment", ["remedy 4", "remedy 6", "lost on the way", "sent twice"])
def test_ctrl_c_ends_all_in_one_line(moment: str, tmp_path: Path) -> None:
    command = "from hello.demos.processes.remedies import main; main(prog_name='hello-remedies')"
    with subprocess.Popen(
        [sys.executable, "-c", command, "--log", "--lang", "en"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stderr
        assert any(moment in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=DEADLINE)

    assert (process.returncode, out) == (130, "")
    assert errors.splitlines()[-1] == "hello-remedies: interrupted"
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
