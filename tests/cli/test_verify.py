"""helloworld verify: reports, expectations, and interruption."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import DEADLINE, Ended, installed, is_running, output_of, run, wait_until

from hello.loading import find_demos

VERIFY = (installed("helloworld"), "verify")
ONE = ("--only", "heap-sort")
AddDemo = Callable[[str, str], dict[str, str]]

BROKEN = """
from hello.claims import Claim, decide
def demonstrate(): return 0
CLAIMS = (Claim("bad.one", "One.", "一。", "无", lambda result: decide(1 // result)),)
main = None
"""

HANGING = """
import os, sys, threading
from pathlib import Path
from hello.claims import Claim, decide
def demonstrate():
    Path(os.environ["PID_FILE"]).write_text(str(os.getpid()))
    threading.Event().wait(60)
CLAIMS = (Claim("slow.one", "One.", "一。", "无", decide, seconds=60),)
main = None
"""


@pytest.fixture(scope="module")
def everything() -> Ended:
    """Check every claim, which takes seconds."""
    return run(*VERIFY, "--json")


def test_json_holds_the_environment_and_every_claim_and_nothing_else(everything: Ended) -> None:
    report = json.loads(everything.stdout)
    assert (everything.code, everything.stderr) == (0, "")
    assert list(report) == ["environment", "claims"]
    assert {"python", "gil", "cores", "start_method"} <= set(report["environment"])
    claims = [claim.id for found in find_demos() for claim in found.loaded().CLAIMS]
    assert [claim["id"] for claim in report["claims"]] == claims
    assert all(claim["evidence"] for claim in report["claims"])


def test_no_check_is_broken_and_the_tutorial_is_not_always_right(everything: Ended) -> None:
    verdicts = {claim["verdict"] for claim in json.loads(everything.stdout)["claims"]}

    assert {"CONFIRMED", "REFUTED"} <= verdicts
    assert "BROKEN" not in verdicts


def test_only_limits_what_is_checked() -> None:
    claims = json.loads(output_of(*VERIFY, *ONE, "--json"))["claims"]

    assert {claim["demo"] for claim in claims} == {"heap-sort"}


def test_what_was_found_before_is_what_is_expected(tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(output_of(*VERIFY, *ONE, "--json"), encoding="utf-8")

    assert run(*VERIFY, *ONE, "--expect", before).code == 0


def test_another_verdict_than_expected_is_1_and_named(tmp_path: Path) -> None:
    report = json.loads(output_of(*VERIFY, *ONE, "--json"))
    first = report["claims"][0]
    found, first["verdict"] = first["verdict"], "DEPENDS"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(report), encoding="utf-8")

    ended = run(*VERIFY, *ONE, "--expect", changed)
    assert ended.code == 1
    assert ended.stderr == f"{first['id']}: expected DEPENDS, found {found}\n"


def test_a_file_that_is_no_report_is_2(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")

    ended = run(*VERIFY, *ONE, "--expect", tmp_path / "other.json")
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert "not a report of 'helloworld verify --json'" in ended.stderr


def test_a_check_that_breaks_is_1(add_demo: AddDemo) -> None:
    ended = run(*VERIFY, "--only", "bad", environment=add_demo("bad", BROKEN))

    assert ended.code == 1
    assert "BROKEN" in ended.stdout
    assert "ZeroDivisionError" in ended.stdout


def test_the_html_report_names_every_claim(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    output_of(*VERIFY, *ONE, "--html", file, "--lang", "zh")

    page = file.read_text(encoding="utf-8")
    (found,) = (one for one in find_demos() if one.demo.name == "heap-sort")
    for claim in found.loaded().CLAIMS:
        assert claim.chinese in page


def test_a_report_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    ended = run(*VERIFY, *ONE, "--html", tmp_path / "no" / "report.html")

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert "no such folder" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no SIGINT for a process here")
def test_ctrl_c_ends_the_check_and_its_process(add_demo: AddDemo, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    environment = os.environ | add_demo("slow", HANGING) | {"PID_FILE": str(pid_file)}
    command = [*VERIFY, "--only", "slow"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        wait_until(lambda: pid_file.exists() and pid_file.read_text() != "")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=DEADLINE)

    assert (process.returncode, errors.strip()) == (130, b"helloworld: interrupted")
    wait_until(lambda: not is_running(int(pid_file.read_text())))
