"""Every TCP chat server: whom it lets in, by address, by token and through TLS.

The servers are the installed commands.
"""

import socket
import ssl
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conformance import (
    EACH_SERVER,
    TCP_SERVERS,
    gathered,
    meet,
    numbered_lines,
    sent_and_read,
)
from processes import installed, run
from tls import Certificates, make_certificates

from chat import DEADLINE, Client, Running, running

TOKEN = b"open sesame"
WRONG = b"* wrong token\n"
LONG = b"x" * 15_000
"""Fits into a TLS record with the token, and is more than one look at it takes."""
TOO_MANY = b"* too many wrong tokens\n"


@pytest.fixture(scope="module")
def token_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that only its owner may read."""
    path = tmp_path_factory.mktemp("token") / "token.txt"
    path.write_bytes(TOKEN + b"\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def trusting(certificates: Certificates) -> ssl.SSLContext:
    """Return what a client needs that checks the server's certificate."""
    return ssl.create_default_context(cafile=certificates.authority)


def admitted(client: Client) -> Client:
    """Return *client* when it has been let in."""
    assert client.line() == b"* welcome\n"
    return client


# Address


@EACH_SERVER
def test_other_machines_get_in_only_if_that_was_meant(command: str) -> None:
    refused = run(installed(command), "--host", "0.0.0.0", "--port", "0")  # noqa: S104  # it is refused

    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert "--token-file" in refused.stderr
    assert "--open" in refused.stderr


@EACH_SERVER
def test_open_means_everybody(command: str) -> None:
    with running(command, "--host", "0.0.0.0", "--open") as server:  # noqa: S104  # the test's subject
        with gathered(("127.0.0.1", server.address.port), 2) as (sender, reader):
            sender.send(b"hello\n")
            assert reader.line() == b"hello\n"
        assert server.stop().code == 0


# Token


@EACH_SERVER
def test_only_the_token_lets_in_and_three_tries_are_enough(command: str, token_file: Path) -> None:
    with running(command, "--token-file", token_file) as server:
        with (
            admitted(Client(server.address, token=TOKEN)) as member,
            Client(server.address) as silent,
        ):
            tries = {b"open sesam": WRONG, b"open sesame ": WRONG, b"": TOO_MANY, TOKEN: TOO_MANY}
            for token, answer in tries.items():
                with Client(server.address) as stranger:
                    stranger.send(token + b"\nlet me in\n")
                    assert stranger.rest() == answer

            member.send(b"nobody else hears this\n")
            assert member.line() == b"nobody else hears this\n"
            silent.end_input()
            assert b"hears" not in silent.rest()
        ended = server.stop()
    assert (ended.code, ended.stderr) == (0, "")
    assert server.stats["accepted"] == 1
    assert server.stats["lines_in"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other system: only Linux has 127.0.0.2")
@EACH_SERVER
def test_another_address_has_tries_of_its_own(command: str, token_file: Path) -> None:
    with running(command, "--token-file", token_file) as server:
        answers = [answer_from_127_0_0_2(server, token) for token in (b"wrong",) * 3 + (TOKEN,)]
        assert answers == [WRONG, WRONG, TOO_MANY, TOO_MANY]
        with admitted(Client(server.address, token=TOKEN)) as member:
            member.send(b"I am in\n")
            assert member.line() == b"I am in\n"
        assert server.stop().code == 0


def answer_from_127_0_0_2(server: Running, token: bytes) -> bytes:
    """Return what the server says to a *token* from there, until it hangs up."""
    source = ("127.0.0.2", 0)
    with socket.create_connection(server.address, DEADLINE, source_address=source) as stranger:
        stranger.sendall(token + b"\n")
        with stranger.makefile("rb") as answer:
            return answer.read()


@EACH_SERVER
def test_what_comes_with_the_token_is_said_and_the_token_is_not(
    command: str, token_file: Path
) -> None:
    with running(command, "--token-file", token_file) as server:
        with (
            admitted(Client(server.address, token=TOKEN)) as first,
            admitted(Client(server.address, token=TOKEN + b"\r\nhello\nhow are you?")) as second,
        ):
            assert first.lines(2) == [b"hello\n", b"how are you?\n"]
            assert second.lines(2) == [b"hello\n", b"how are you?\n"]
        assert server.stop().code == 0


@EACH_SERVER
def test_a_token_without_end_is_refused(command: str, token_file: Path) -> None:
    with running(command, "--token-file", token_file) as server:
        with Client(server.address) as stranger:
            stranger.send(b"x" * 100_000)
            assert stranger.rest() == WRONG
        assert server.stop().code == 0


# TLS


@pytest.fixture(scope="module", params=TCP_SERVERS)
def tls_server(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Running]:
    files = ("--tls-cert", certificates.cert, "--tls-key", certificates.key)
    with running(request.param, "--patience", "30", *files) as server:
        yield server
        ended = server.stop()
    assert (ended.code, ended.stderr) == (0, "")
    assert server.stats["dropped"] == 0


def test_lines_go_through_tls(tls_server: Running, trusting: ssl.SSLContext) -> None:
    """In bulk both ways: what a record holds beyond one read must not lie there unseen."""
    lines = {name: numbered_lines(name, 5_000, 200) for name in ("first", "second")}
    with (
        gathered(tls_server.address, 3, tls=trusting) as (first, second, reader),
        ThreadPoolExecutor(3) as pool,
    ):
        heard = [
            pool.submit(sent_and_read, client, lines.get(name, []), 10_000)
            for client, name in ((first, "first"), (second, "second"), (reader, "none"))
        ]

    for got in (future.result() for future in heard):
        assert [line for line in got if line.startswith(b"first")] == lines["first"]
        assert [line for line in got if line.startswith(b"second")] == lines["second"]


def test_one_long_line_goes_through_tls(tls_server: Running, trusting: ssl.SSLContext) -> None:
    """It fills four records, and the rest of a read lies in the TLS object, not in the socket."""
    line = b"x" * 65_000 + b"\n"
    with gathered(tls_server.address, 2, tls=trusting) as (sender, reader):
        sender.send(line)

        assert sender.line() == reader.line() == line


def test_who_does_not_speak_tls_harms_nobody(tls_server: Running, trusting: ssl.SSLContext) -> None:
    with (
        gathered(tls_server.address, 2, tls=trusting) as (sender, reader),
        Client(tls_server.address) as silent,
    ):
        with Client(tls_server.address) as plain:
            plain.send(b"hello, is this a chat?\n")
            assert b"hello" not in plain.rest()
        with Client(tls_server.address) as hasty:
            hasty.reset()
        sender.send(b"still here\n")

        assert reader.line() == b"still here\n"
        with Client(tls_server.address, tls=trusting) as newcomer:
            meet(sender, newcomer)
        silent.send(b"\n")


def test_a_client_that_does_not_trust_the_certificate_harms_nobody(
    tls_server: Running, trusting: ssl.SSLContext
) -> None:
    with gathered(tls_server.address, 2, tls=trusting) as (sender, reader):
        with pytest.raises(ssl.SSLCertVerificationError):
            Client(tls_server.address, tls=ssl.create_default_context())
        sender.send(b"still here\n")

        assert reader.line() == b"still here\n"


@EACH_SERVER
def test_who_does_not_read_through_tls_is_dropped(
    command: str, certificates: Certificates, trusting: ssl.SSLContext
) -> None:
    lines = numbered_lines("line", 8_000, 1000)
    files = ("--tls-cert", certificates.cert, "--tls-key", certificates.key)
    with running(command, "--outbox", "65536", "--patience", "0.3", *files) as server:
        with (
            gathered(server.address, 2, tls=trusting) as (sender, reader),
            Client(server.address, tls=trusting, receive_buffer=4096) as stuck,
        ):
            meet(sender, reader, stuck)
            with ThreadPoolExecutor(2) as pool:
                heard = [
                    pool.submit(sent_and_read, sender, lines, len(lines)),
                    pool.submit(reader.lines, len(lines)),
                ]
            assert [future.result() for future in heard] == [lines, lines]

            got = stuck.rest().splitlines(keepends=True)
            assert got == [*lines[: len(got) - 1], b"* too slow: dropped\n"]
        assert server.stop().code == 0
    assert server.stats["dropped"] == 1


@EACH_SERVER
def test_token_and_tls_together(
    command: str, token_file: Path, certificates: Certificates, trusting: ssl.SSLContext
) -> None:
    """Also where more than the token is there at once: TLS holds what was not asked for."""
    options = ("--token-file", token_file, "--tls-cert", certificates.cert)
    with running(command, *options, "--tls-key", certificates.key) as server:
        with (
            admitted(Client(server.address, token=TOKEN, tls=trusting)) as sender,
            admitted(Client(server.address, token=TOKEN, tls=trusting)) as reader,
        ):
            with Client(server.address, token=TOKEN + b"\n" + LONG, tls=trusting) as hasty:
                assert admitted(hasty).line() == LONG + b"\n"
            sender.send(b"end\n")
            assert reader.lines(2) == [LONG + b"\n", b"end\n"]
        with Client(server.address, token=b"wrong", tls=trusting) as stranger:
            assert stranger.rest() == WRONG
        assert server.stop().code == 0
