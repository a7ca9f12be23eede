"""What proves who somebody is: a token in a file, and certificates for TLS."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hello.errors import WrongUseError

# Importing ssl costs 5 MB, which an idle server without TLS does not have.
if TYPE_CHECKING:
    import ssl

LOG = logging.getLogger(__name__)

LONGEST_TOKEN = 4096
"""Bytes: a token is one line of a chat."""

OTHERS_MAY_READ = 0o044


def read_token(path: Path, warn: Callable[[str], object] = LOG.warning) -> bytes:
    """Return the token in the file *path*: its only line, without the line's end.

    Call *warn* with a line if others than the file's owner may read it. The file is read
    once: it may be a pipe. Raise WrongUseError.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LONGEST_TOKEN + len(b"\r\n"))
    except OSError as error:
        raise _unreadable("token file", path, error) from error
    token = _token_in(content, path)
    if os.name == "posix" and mode & OTHERS_MAY_READ:
        warn(f"others may read the token file: {str(path)!r}; chmod 600 it")
    return token


def _token_in(content: bytes, path: Path) -> bytes:
    """Return the one line of *content*, which is UTF-8; editors of Windows mark it as such."""
    token = content.removeprefix(b"\xef\xbb\xbf").removesuffix(b"\n").removesuffix(b"\r")
    fault = None
    if not token.strip():
        fault = "no token in the file"
    elif b"\n" in token or b"\r" in token:
        fault = "more than one line in the token file"
    elif len(token) > LONGEST_TOKEN:
        fault = f"a token longer than {LONGEST_TOKEN} bytes in the file"
    elif not _is_text(token):
        fault = "the token file is not UTF-8 text"
    if fault:
        raise WrongUseError(fault, str(path), next_step="put one line of text into it")
    return token


def _is_text(token: bytes) -> bool:
    try:
        return "\0" not in token.decode()
    except UnicodeDecodeError:
        return False


def server_context(cert: Path, key: Path) -> ssl.SSLContext:
    """Return the TLS of a server with the certificate chain *cert* and its *key*, both PEM.

    TLS 1.2 at least (RFC 8996 retires what was before). Raise WrongUseError.
    """
    import ssl

    _check_readable("TLS certificate", cert)
    _check_readable("TLS key", key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(cert, key, password=lambda: _refuse_locked(key))
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise WrongUseError(
                "the TLS key does not belong to the certificate",
                str(key),
                next_step=f"give the key that {str(cert)!r} was made with",
            ) from error
        raise WrongUseError(
            "no certificate with its key in these files",
            f"{cert}, {key}",
            next_step="both have to be PEM: text with -----BEGIN ...-----",
        ) from error
    return context


def client_context(ca: Path | None) -> ssl.SSLContext:
    """Return the TLS of a client that trusts the certificates in *ca*, PEM, or the system's.

    It checks the server's name. TLS 1.2 at least. Raise WrongUseError.
    """
    import ssl

    if ca is not None:
        _check_readable("TLS certificate", ca)
    try:
        context = ssl.create_default_context(cafile=ca)
    except ssl.SSLError as error:
        raise WrongUseError(
            "no certificate in the file",
            str(ca),
            next_step="it has to be PEM: text with -----BEGIN CERTIFICATE-----",
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _refuse_locked(key: Path) -> str:
    """Refuse instead of asking for a passphrase: nobody may be there to type it."""
    raise WrongUseError(
        "the TLS key has a passphrase",
        str(key),
        next_step="give a key without: openssl pkey -in KEY -out NEW",
    )


def _check_readable(what: str, path: Path) -> None:
    """Raise WrongUseError if *path* cannot be read: ssl's own error does not name the file."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreadable(what, path, error) from error


def _unreadable(what: str, path: Path, error: OSError) -> WrongUseError:
    reason = (error.strerror or str(error)).lower()
    return WrongUseError(
        f"cannot read the {what}: {reason}", str(path), next_step="give a file that you may read"
    )
