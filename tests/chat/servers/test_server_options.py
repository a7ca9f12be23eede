"""The options of the servers: what they make, and what does not go together."""

import os
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from processes import output_of
from tls import Certificates, make_certificates

from hello.chat.limits import Limits
from hello.chat.servers.server_options import (
    datagram_server_options,
    server_examples,
    server_options,
)
from hello.chat.settings import ServerSettings
from hello.command import HELP, Program

STREAM_ONLY = [
    "--max-line", "--outbox", "--patience", "--slow", "--idle-timeout", "--tls-cert", "--tls-key",
    "--backplane",
]  # fmt: skip


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.touch(mode=0o600)
    path.write_text("secret\n", encoding="utf-8")
    return path


class Invoked:
    """What a command got, or how it ended."""

    def __init__(self, decorate: Any, *arguments: object) -> None:
        got: dict[str, Any] = {}

        @click.command(cls=Program, context_settings=HELP)
        @decorate
        def command(**parameters: Any) -> None:
            got.update(parameters)

        words = [str(word) for word in arguments]
        result = CliRunner().invoke(command, words, prog_name="hello-server")
        self.code, self.errors, self.stdout = result.exit_code, result.stderr, result.stdout
        self.got = got
        self.settings: ServerSettings = got.get("settings", ServerSettings())


def invoke(*arguments: object) -> Invoked:
    return Invoked(server_options, *arguments)


def test_without_options_the_settings_are_their_defaults() -> None:
    invoked = invoke()

    assert invoked.errors == ""
    assert invoked.got == {"settings": ServerSettings(), "stats": False}


def test_each_option_arrives() -> None:
    invoked = invoke(
        *("--host", "127.0.0.2", "--port", 0, "--max-clients", 5, "--idle-timeout", 60.5),
        *("--max-line", 100, "--outbox", 5000, "--patience", 0.5, "--slow", "skip", "--strict"),
        *("--backplane", "redis://localhost", "--stats"),
    )

    assert invoked.got == {
        "settings": ServerSettings(
            host="127.0.0.2",
            port=0,
            max_clients=5,
            idle_timeout=60.5,
            limits=Limits(max_line=100, outbox=5000, patience=0.5, slow="skip", strict=True),
            backplane="redis://localhost",
        ),
        "stats": True,
    }


def test_a_udp_server_has_only_what_it_can_use() -> None:
    invoked = Invoked(datagram_server_options, "--port", 0, "--max-clients", 5, "--strict")

    assert invoked.settings == ServerSettings(port=0, max_clients=5, limits=Limits(strict=True))
    for option in STREAM_ONLY:
        assert Invoked(datagram_server_options, option, "1").code == 2


def test_token_and_tls_arrive(token_file: Path, certificates: Certificates) -> None:
    invoked = invoke(
        *("--host", "0.0.0.0", "--token-file", token_file),  # noqa: S104  # nothing is bound here
        *("--tls-cert", certificates.cert, "--tls-key", certificates.key),
    )

    assert invoked.errors == ""
    assert invoked.settings.token == b"secret"
    assert invoked.settings.tls is not None


def test_secrets_are_not_shown(token_file: Path) -> None:
    """A log of the settings is not the place where a token is found."""
    invoked = invoke("--token-file", token_file, "--backplane", "redis://:hidden@localhost")

    assert "secret" not in repr(invoked.settings)
    assert "hidden" not in repr(invoked.settings)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("--port 65536", "not in the range 0<=x<=65535"),
        ("--port -1", "not in the range"),
        ("--max-clients 0", "not in the range"),
        ("--max-line 15", "not in the range"),
        ("--outbox 1023", "not in the range"),
        ("--patience 0", "not in the range"),
        ("--patience nan", "'nan' is not a number of seconds"),
        ("--patience inf", "not in the range"),
        ("--idle-timeout nan", "'nan' is not a number of seconds"),
        ("--idle-timeout 0", "not in the range"),
        ("--slow wait", "is not one of 'drop', 'skip'"),
        ("--max-line 5000 --outbox 4999", "--max-line is more than --outbox: 5000; take at most"),
        ("--tls-cert cert.pem", "--tls-cert without --tls-key; give both, or neither"),
        ("--tls-key key.pem", "--tls-key without --tls-cert; give both, or neither"),
        ("--tls-cert no.pem --tls-key no.pem", "cannot read the TLS certificate: no such file"),
        ("--token-file no.txt", "cannot read the token file: no such file"),
        ("--open --token-file no.txt", "--open lets everybody in, --token-file does not"),
        ("--host 0.0.0.0", "other machines reach this address: '0.0.0.0'; take --token-file"),
        ("--host=", "other machines reach this address: ''; take --token-file"),
        ("--host a..b", "cannot listen on this host: "),
    ],
)
def test_wrong_use_is_one_line(arguments: str, text: str) -> None:
    invoked = invoke(*arguments.split())

    assert invoked.code == 2
    assert text in invoked.errors
    assert invoked.errors.startswith("hello-server: ")
    assert invoked.errors.count("\n") == 1
    assert invoked.got == {}


def test_the_key_has_to_fit(certificates: Certificates, tmp_path: Path) -> None:
    other = make_certificates(tmp_path)

    invoked = invoke("--tls-cert", certificates.cert, "--tls-key", other.key)

    assert invoked.code == 2
    assert "the TLS key does not belong to the certificate" in invoked.errors


@pytest.mark.skipif(os.name != "posix", reason="other system: needs POSIX modes")
def test_a_token_that_others_may_read_is_a_warning(token_file: Path) -> None:
    token_file.chmod(0o644)

    invoked = invoke("--token-file", token_file)

    assert invoked.settings.token == b"secret"
    assert invoked.errors == (
        f"hello-server: warning: others may read the token file: {str(token_file)!r}; "
        "chmod 600 it\n"
    )
    assert invoked.stdout == ""


def test_a_token_on_a_network_without_tls_is_a_warning(token_file: Path) -> None:
    invoked = invoke("--host", "0.0.0.0", "--token-file", token_file)  # noqa: S104  # nothing is bound here

    assert invoked.settings.token == b"secret"
    assert invoked.errors.startswith("hello-server: warning: the token crosses the network readab")


@pytest.mark.parametrize("decorate", [server_options, datagram_server_options])
def test_on_loopback_there_is_no_warning(decorate: Any, token_file: Path) -> None:
    assert Invoked(decorate, "--token-file", token_file).errors == ""


def test_open_opens() -> None:
    assert invoke("--host", "0.0.0.0", "--open").settings.host == "0.0.0.0"  # noqa: S104  # nothing is bound here


def test_the_help_names_every_option_with_its_default() -> None:
    shown = " ".join(invoke("--help").stdout.split())

    for option in [*STREAM_ONLY, "--host", "--port", "--max-clients", "--token-file", "--open"]:
        assert f" {option} " in shown
    assert shown.count("[default: ") == 8
    assert "default: 9999" in shown


def test_the_examples_can_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificates: Certificates, token_file: Path
) -> None:
    shutil.copy(certificates.cert, tmp_path / "cert.pem")
    shutil.copy(certificates.key, tmp_path / "key.pem")
    assert token_file == tmp_path / "token"
    monkeypatch.chdir(tmp_path)

    for line in server_examples("hello-server"):
        command, *arguments = line.split()
        invoked = invoke(*arguments)
        assert (command, invoked.code, invoked.errors) == ("hello-server", 0, "")


def test_a_server_without_tls_and_token_does_not_load_openssl() -> None:
    """It would be 5 of its 20 MB."""
    import sys

    modules = "sorted({'ssl', '_hashlib'} & set(sys.modules))"
    script = f"import sys, hello.chat.servers.serving; print({modules})"
    assert output_of(sys.executable, "-c", script).strip() == "[]"
