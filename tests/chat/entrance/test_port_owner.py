"""Who has a port, read from a /proc that the tests write."""

import os
import socket
import sys
from pathlib import Path

import pytest

from chat import needs_proc
from hello.chat.entrance import port_owner
from hello.chat.entrance.port_owner import LONGEST_COMMAND, NOBODY_KNOWN, Owner, owner_of

HEAD = "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode\n"


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty /proc."""
    (tmp_path / "net").mkdir()
    monkeypatch.setattr(port_owner, "PROC", tmp_path)
    return tmp_path


def add_socket(  # noqa: PLR0913  # the columns of a table
    proc: Path,
    host: str,
    port: int,
    inode: int,
    *,
    state: str = "0A",
    uid: int = 0,
    table: str = "tcp",
) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    packed = socket.inet_pton(family, host)
    words = [
        f"{int.from_bytes(packed[i : i + 4], sys.byteorder):08X}" for i in range(0, len(packed), 4)
    ]
    file = proc / "net" / (f"{table}6" if ":" in host else table)
    before = file.read_text(encoding="ascii") if file.exists() else HEAD
    line = f"0: {''.join(words)}:{port:04X} 0:0 {state} 0:0 00:0 0 {uid} 0 {inode} 1 0 100\n"
    file.write_text(before + line, encoding="ascii")


def add_process(proc: Path, pid: int, inode: int, *command: bytes) -> None:
    folder = proc / str(pid)
    (folder / "fd").mkdir(parents=True)
    (folder / "fd" / "0").symlink_to("/dev/null")
    (folder / "fd" / "3").symlink_to(f"socket:[{inode}]")
    (folder / "cmdline").write_bytes(b"".join(word + b"\0" for word in command))


def test_a_process_is_found_by_its_socket(proc: Path) -> None:
    add_socket(proc, "127.0.0.1", 9999, 77)
    add_process(proc, 41, 76, b"other")
    add_process(proc, 42, 77, b"python3", b"server.py")

    assert owner_of("127.0.0.1", 9999) == Owner(42, "python3 server.py", "user root")
    assert owner_of("127.0.0.1", 9998) == NOBODY_KNOWN


def test_udp_has_its_own_table(proc: Path) -> None:
    add_socket(proc, "127.0.0.1", 9999, 77, table="udp", state="07")
    add_process(proc, 42, 77, b"server")

    assert owner_of("127.0.0.1", 9999, "udp").pid == 42
    assert owner_of("127.0.0.1", 9999) == NOBODY_KNOWN


@pytest.mark.parametrize(
    ("host", "pid"),
    [("127.0.0.1", 1), ("127.0.0.2", 2), ("127.0.0.3", 3), ("::1", 3)],
)
def test_the_address_counts_as_well_as_the_port(proc: Path, host: str, pid: int) -> None:
    add_socket(proc, "127.0.0.1", 9999, 71)
    add_socket(proc, "127.0.0.2", 9999, 72)
    add_process(proc, 1, 71, b"one")
    add_process(proc, 2, 72, b"two")
    if pid == 3:
        add_socket(proc, "::", 9999, 73)
        add_process(proc, 3, 73, b"three")

    assert owner_of(host, 9999).pid == pid


def test_who_listens_is_named_before_who_is_just_connected(proc: Path) -> None:
    add_socket(proc, "127.0.0.1", 9999, 71, state="01")
    add_socket(proc, "127.0.0.1", 9999, 72)
    add_process(proc, 1, 71, b"connected")
    add_process(proc, 2, 72, b"listens")

    assert owner_of("127.0.0.1", 9999).command == "listens"


def test_a_connection_in_time_wait_has_no_owner(proc: Path) -> None:
    add_socket(proc, "127.0.0.1", 9999, 0, state="06")

    assert owner_of("127.0.0.1", 9999) == NOBODY_KNOWN


@pytest.mark.parametrize(("uid", "user"), [(0, "user root"), (987_654, "user 987654")])
def test_of_a_process_that_hides_its_descriptors_the_user_is_known(
    proc: Path, uid: int, user: str
) -> None:
    add_socket(proc, "127.0.0.1", 9999, 77, uid=uid)

    owner = owner_of("127.0.0.1", 9999)

    assert owner == Owner(None, None, user)
    assert str(owner) == f"a process of {user} that you may not look into"


def test_a_long_command_is_cut(proc: Path) -> None:
    add_socket(proc, "127.0.0.1", 9999, 77)
    add_process(proc, 42, 77, b"python3", b"\xff" + b"x" * 1000)

    command = owner_of("127.0.0.1", 9999).command

    assert command is not None
    assert command.startswith("python3 \N{REPLACEMENT CHARACTER}xxx")
    assert command.endswith("xxx...")
    assert len(command) == LONGEST_COMMAND + len("...")


def test_a_process_that_ends_meanwhile_is_no_trouble(proc: Path) -> None:
    add_socket(proc, "127.0.0.1", 9999, 77)
    add_process(proc, 42, 77, b"server")
    (proc / "42" / "cmdline").unlink()

    assert owner_of("127.0.0.1", 9999) == Owner(42, None, "user root")


def test_without_proc_it_says_that_nothing_is_known(proc: Path) -> None:
    assert str(owner_of("127.0.0.1", 9999)) == "a process that this system does not name"
    assert list((proc / "net").iterdir()) == []


@needs_proc
@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.3"])
def test_the_real_proc_names_this_process(host: str) -> None:
    with socket.create_server((host, 0)) as listener:
        assert owner_of(*listener.getsockname()).pid == os.getpid()
