"""Secrets in what is to be published, and what only looks like one."""

import random
import string
from pathlib import Path

import pytest
from shipped import write_sdist

from hello.rehearsal.configuration import read_configuration
from hello.rehearsal.model import Finding
from hello.rehearsal.secrets import find_secrets
from hello.rehearsal.unwanted import secrets_of

# In parts, as this file is in an sdist itself.
BEGIN = "-----BEGIN " + "PRIVATE KEY-----\n"


def drawn(number: int, signs: str = string.ascii_letters + string.digits) -> str:
    """Return what looks drawn at random, the same each time."""
    chance = random.Random(6)  # noqa: S311  # it protects nothing
    return "".join(chance.choice(signs) for _ in range(number))


KEY = f"{BEGIN}{drawn(64)}\n-----END PRIVATE KEY-----\n"
INDEX, TEST_INDEX = "pypi-AgEIcHlwaS5vcmc" + drawn(60), "pypi-AgENdGVzdC5weXBpLm9yZw" + drawn(60)
GITHUB = "gh" + "p_" + drawn(36)
AWS = "AKI" + "A" + drawn(16, string.ascii_uppercase + string.digits)


def finding_in(tmp_path: Path, name: str, text: str) -> tuple[Finding | None, list[str]]:
    evidence: list[str] = []
    sdist = write_sdist(tmp_path, {name: text})
    return secrets_of([sdist], read_configuration(tmp_path), evidence), evidence


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        (".env", "PASSWORD=swordfish", "passwords and settings of a machine"),
        ("settings/.env.production", "export DEBUG='1'", "passwords and settings of a machine"),
        (".pypirc", "[pypi]\n", "the passwords of indexes"),
        ("home/.netrc", "machine example.com", "passwords of other machines"),
        ("id_rsa", "-----BEGIN OPENSSH PRIVATE " + "KEY-----", "a private key"),
        ("src/greeter/server.pem", KEY, "a private key"),
        ("src/greeter/keys.py", f"KEY = '''{KEY}'''", "a private key"),
        ("src/greeter/one_line.py", f"KEY = {KEY!r}", "a private key"),
        ("greeter/keys.p12", "", "a store of keys"),
        ("greeter.py", f"TOKEN = '{INDEX}'", "a token of the index"),
        ("greeter.py", f"TOKEN = '{TEST_INDEX}'", "a token of the test index"),
        ("notes.txt", f"my token: {GITHUB}", "a token of GitHub"),
        ("deploy.toml", f'id = "{AWS}"', "a key of AWS"),
        ("a.py", "sk" + "-ant-api03-" + drawn(60), "a key of Anthropic"),
        ("a.ini", "glp" + "at-" + drawn(20), "a token of GitLab"),
        ("a.ini", "AI" + "za" + drawn(35), "a key of Google"),
    ],
)
def test_secret_is_told_by_file_and_kind(tmp_path: Path, name: str, text: str, kind: str) -> None:
    finding, evidence = finding_in(tmp_path, name, text)

    assert finding is not None
    assert finding.fact == f"{name} ({kind}; sdist) looks like a secret"
    assert not finding.is_warning
    assert evidence == []


@pytest.mark.parametrize("token", [INDEX, GITHUB, AWS, KEY])
def test_secret_is_never_repeated(tmp_path: Path, token: str) -> None:
    finding, _ = finding_in(tmp_path, "greeter.py", token)

    assert finding is not None
    assert not [part for part in token.split() if len(part) > 12 and part in repr(finding)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".env", "# PASSWORD=\n"),
        (".env.example", "PASSWORD=change-me"),
        (".pypirc", " \n"),
        ("certificates.pem", "-----BEGIN CERTIFICATE-----\n" + drawn(64)),
        ("parser.py", f"if line == '{BEGIN.strip()}':\n    read()"),
        ("docs.txt", BEGIN + "...\n"),
        ("tests/keys/server.key", KEY),
        ("demos/id_rsa", KEY),
        ("tests/.env", "PASSWORD=swordfish"),
        ("tests/test_upload.py", TEST_INDEX),
        ("README.md", "pypi-AgEIcHlwaS5vcmc" + "x" * 60),
        ("README.md", "gh" + "p_" + "0123456789" + drawn(26)),
        ("README.md", "AKI" + "AIOSFODNN7EXAMPLE"),
        ("names.py", f"HELP_{AWS}"),
        ("hash.txt", drawn(400, string.hexdigits)),
    ],
)
def test_what_only_looks_like_a_secret(tmp_path: Path, name: str, text: str) -> None:
    finding, evidence = finding_in(tmp_path, name, text)

    assert finding is None
    assert evidence == ["no password, token or private key is in either"]


def test_token_in_a_test_is_a_warning(tmp_path: Path) -> None:
    """It may be real: tests are where people try things."""
    finding, _ = finding_in(tmp_path, "tests/test_upload.py", INDEX)

    assert finding is not None
    assert finding.is_warning
    assert "revoke it if it is real" in finding.remedy


def test_large_and_binary_files_are_no_obstacle(tmp_path: Path) -> None:
    sdist = write_sdist(tmp_path, {"large.bin": "\0" * 5_000_000, "small.bin": f"\0{GITHUB}\0"})

    assert [secret.file for secret in find_secrets(sdist)] == ["small.bin"]
