"""Certificates for tests: an authority of our own, and a server's that it signed."""

from pathlib import Path
from typing import NamedTuple

import trustme


class Certificates(NamedTuple):
    """PEM files: the authority, and a server's certificate and key."""

    authority: Path
    cert: Path
    key: Path


def make_certificates(folder: Path, *names: str) -> Certificates:
    """Write certificates of a new authority to *folder*; the server's is for *names*.

    Without any it is for this machine: 127.0.0.1, ::1 and localhost.
    """
    authority = trustme.CA()
    server = authority.issue_cert(*(names or ("127.0.0.1", "::1", "localhost")))
    files = Certificates(folder / "authority.pem", folder / "cert.pem", folder / "key.pem")
    authority.cert_pem.write_to_path(files.authority)
    server.private_key_pem.write_to_path(files.key)
    files.cert.write_bytes(b"".join(blob.bytes() for blob in server.cert_chain_pems))
    return files
