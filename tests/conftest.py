"""What holds for every test.

In CI a run fails where a test was skipped for anything but another system or
another Python: a skip for want of a tool would look like a success for ever.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

collect_ignore = ["fixture_projects"]

ALLOWED_REASONS = ("other system:", "other Python:")
"""How the reason of a skip begins, followed by what the test needs."""


REFUSED = "refused skips"


class SkipPolicy:
    """Collects the skips that no other system or Python excuses, and fails the run."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._look_at(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._look_at(report)

    def _look_at(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        # An expected failure is reported as skipped too, but its test did run.
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = str(report.longrepr[-1]).removeprefix("Skipped: ")
            if not reason.startswith(ALLOWED_REASONS):
                self.refused.append(f"{report.nodeid}: {reason}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a process of pytest-xdist found: it alone knows of modules skipped."""
        found = getattr(node, "workeroutput", {}).get(REFUSED, [])
        self.refused += [skip for skip in found if skip not in self.refused]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[REFUSED] = self.refused
        if self.refused:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for skip in self.refused:
            terminalreporter.write_line(f"SKIPPED IN CI, SO THE RUN FAILS: {skip}", red=True)


@pytest.fixture
def short_path() -> Iterator[Path]:
    """Return a temporary folder for sockets: their paths have 107 bytes at most."""
    with TemporaryDirectory(prefix="t") as folder:
        yield Path(folder)


def pytest_configure(config: pytest.Config) -> None:
    # A shell ignores SIGINT for what a script runs in the background, and so would we and all
    # that we start; but tests send it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("CI") == "true":
        config.pluginmanager.register(SkipPolicy())
