"""Tokens from files, and TLS contexts that shake hands in memory."""

import os
import ssl
import threading
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from tls import Certificates, make_certificates

from hello.chat.entrance.credentials import (
    LONGEST_TOKEN,
    client_context,
    read_token,
    server_context,
)
from hello.errors import WrongUseError

posix_only = pytest.mark.skipif(os.name != "posix", reason="other system: needs POSIX files")


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.touch(mode=0o600)
    return path


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def refuse_to_warn(text: str) -> None:
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("content", "token"),
    [
        (b"secret", b"secret"),
        (b"secret\n", b"secret"),
        (b"secret\r\n", b"secret"),
        (b"\xef\xbb\xbfsecret\r\n", b"secret"),
        (b" two words \n", b" two words "),
        ("芝麻开门\n".encode(), "芝麻开门".encode()),
        (b"x" * LONGEST_TOKEN + b"\r\n", b"x" * LONGEST_TOKEN),
    ],
    ids=["bare", "LF", "CRLF", "marked", "spaces", "Chinese", "longest"],
)
def test_the_token_is_the_one_line_of_its_file(
    token_file: Path, content: bytes, token: bytes
) -> None:
    token_file.write_bytes(content)

    assert read_token(token_file, refuse_to_warn) == token


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "no token in"),
        (b"\n", "no token in"),
        (b" \t\r\n", "no token in"),
        (b"\xef\xbb\xbf", "no token in"),
        (b"one\ntwo", "more than one line"),
        (b"one\n\n", "more than one line"),
        (b"one\rtwo\n", "more than one line"),
        (b"x" * (LONGEST_TOKEN + 1), "longer than 4096 bytes"),
        (b"x" * (LONGEST_TOKEN + 1000), "longer than 4096 bytes"),
        (b"\xff\n", "not UTF-8"),
        ("secret".encode("utf-16"), "not UTF-8"),
        (b"a\0b", "not UTF-8"),
    ],
)
def test_another_content_is_wrong_use(token_file: Path, content: bytes, fault: str) -> None:
    token_file.write_bytes(content)

    with pytest.raises(WrongUseError, match=fault) as caught:
        read_token(token_file)
    assert str(token_file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_token_itself_is_in_no_message(token_file: Path) -> None:
    token_file.write_bytes(b"hidden\nhidden")

    with pytest.raises(WrongUseError) as caught:
        read_token(token_file)
    assert "hidden" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="cannot read the token file: no such file"):
        read_token(tmp_path / "missing")


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_others_should_not_read_the_token(token_file: Path, mode: int) -> None:
    token_file.write_bytes(b"secret")
    token_file.chmod(mode)
    warnings: list[str] = []

    assert read_token(token_file, warnings.append) == b"secret"

    (warning,) = warnings
    assert warning.startswith("others may read the token file")
    assert str(token_file) in warning


@posix_only
def test_without_somebody_to_warn_it_goes_to_the_log(
    token_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token_file.write_bytes(b"secret")
    token_file.chmod(0o644)

    read_token(token_file)

    assert "others may read the token file" in caplog.text


@posix_only
def test_the_token_may_come_from_a_pipe(tmp_path: Path) -> None:
    """As from ``--token-file <(pass show chat)``: it can be read only once."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"secret\n",))
    writer.start()

    assert read_token(pipe, refuse_to_warn) == b"secret"

    writer.join(10)
    assert not writer.is_alive()


def shake_hands(
    server: ssl.SSLContext, client: ssl.SSLContext, name: str = "127.0.0.1"
) -> ssl.SSLObject:
    """Let both meet in memory; return the client's side."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    left = client.wrap_bio(to_client, to_server, server_hostname=name)
    right = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (left, right, left, right):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return left


@pytest.mark.parametrize("name", ["127.0.0.1", "::1", "localhost"])
def test_client_and_server_shake_hands(certificates: Certificates, name: str) -> None:
    server = server_context(certificates.cert, certificates.key)
    client = client_context(certificates.authority)

    assert shake_hands(server, client, name).version() in {"TLSv1.2", "TLSv1.3"}


def test_tls_is_at_least_1_2(certificates: Certificates) -> None:
    for context in (
        server_context(certificates.cert, certificates.key),
        client_context(certificates.authority),
        client_context(None),
    ):
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_the_client_refuses_another_servers_certificate(
    certificates: Certificates, tmp_path: Path
) -> None:
    server = server_context(certificates.cert, certificates.key)
    stranger = make_certificates(tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, client_context(stranger.authority))
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, client_context(None))
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for"):
        shake_hands(server, client_context(certificates.authority), "127.0.0.2")


def test_a_key_of_another_certificate_is_wrong_use(
    certificates: Certificates, tmp_path: Path
) -> None:
    other = make_certificates(tmp_path)

    with pytest.raises(WrongUseError, match="the TLS key does not belong to the certificate"):
        server_context(certificates.cert, other.key)


def test_a_key_with_a_passphrase_is_wrong_use(tmp_path: Path) -> None:
    """Asking for it would hold up a server that nobody sits before."""
    authority = trustme.CA()
    leaf = authority.issue_cert("localhost")
    key = serialization.load_pem_private_key(leaf.private_key_pem.bytes(), None)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"passphrase"),
        )
    )
    cert = tmp_path / "cert.pem"
    leaf.cert_chain_pems[0].write_to_path(cert)

    with pytest.raises(WrongUseError, match="the TLS key has a passphrase"):
        server_context(cert, locked)


@pytest.mark.parametrize("broken", ["cert", "key"])
def test_what_is_not_pem_is_wrong_use(
    certificates: Certificates, tmp_path: Path, broken: str
) -> None:
    text = tmp_path / "text"
    text.write_text("no certificate", encoding="utf-8")
    files = {"cert": certificates.cert, "key": certificates.key} | {broken: text}

    with pytest.raises(WrongUseError, match="no certificate with its key in these files"):
        server_context(**files)


def test_an_authority_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("no certificate", encoding="utf-8")

    with pytest.raises(WrongUseError, match="no certificate in the file"):
        client_context(text)


@pytest.mark.parametrize("missing", ["cert", "key", "authority"])
def test_a_missing_file_is_named(certificates: Certificates, tmp_path: Path, missing: str) -> None:
    files = certificates._replace(**{missing: tmp_path / "missing"})

    def use() -> None:
        client_context(files.authority)
        server_context(files.cert, files.key)

    with pytest.raises(WrongUseError, match=r"cannot read the TLS .*: no such file.*missing"):
        use()
