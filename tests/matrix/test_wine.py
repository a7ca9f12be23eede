"""Wine ends with the block that asked for it, also where that is ended while it starts."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hello.matrix import wine
from hello.workbench.guard import processes_in
from hello.workbench.termination import TerminatedError, terminations_as_errors

DEADLINE = 20
"""Seconds; a server that nobody ends stays for ever."""


@pytest.mark.skipif(not wine.is_installed(), reason="wine is not installed")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ended_while_its_server_starts_none_is_left(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is not up yet takes no notice of its end."""
    plain = subprocess.Popen

    def popen(command: Any, **settings: Any) -> Any:
        process = plain(command, **settings)
        if command[-1] == "-p":
            signal.raise_signal(number)
        return process

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(wine, "DEADLINE", DEADLINE)

    with pytest.raises((TerminatedError, KeyboardInterrupt)), terminations_as_errors():  # noqa: SIM117 (the block is told of the end, not its manager)
        with wine.running(tmp_path / "wine"):
            pytest.fail("it goes on")

    if sys.platform == "linux":
        assert list(processes_in(os.fsencode(tmp_path))) == []
