"""A demo is checked in a process of its own, which may hang, die or leave things behind."""

import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from processes import is_running, wait_until

from hello.claims import Outcome, runner
from hello.claims.runner import check_demo
from hello.loading import FoundDemo

MakeDemo = Callable[..., FoundDemo]


def outcomes(found: FoundDemo) -> list[Outcome]:
    return [finding.verdict.outcome for finding in check_demo(found)]


def test_every_claim_gets_its_verdict(make_demo: MakeDemo) -> None:
    findings = check_demo(make_demo("return True"))

    assert [finding.claim.id for finding in findings] == ["made.first", "made.second"]
    assert {finding.verdict.outcome for finding in findings} == {Outcome.CONFIRMED}
    assert {finding.demo for finding in findings} == {"made"}


def test_evidence_survives_the_way_between_processes(make_demo: MakeDemo) -> None:
    (finding, _) = check_demo(make_demo("return {'零': [0.5, None, '好']}"))

    assert finding.verdict.evidence == {"result": {"零": [0.5, None, "好"]}}


def test_a_demonstration_that_raises_breaks_its_claims(make_demo: MakeDemo) -> None:
    findings = check_demo(make_demo("raise ValueError('no')"))

    assert [finding.verdict.outcome for finding in findings] == [Outcome.BROKEN] * 2
    assert findings[0].verdict.evidence["error"] == "ValueError: no"


def test_a_process_that_dies_breaks_its_claims(make_demo: MakeDemo) -> None:
    found = make_demo(
        """
        import os, sys
        print("last words", file=sys.stderr, flush=True)
        os._exit(3)
        """
    )
    findings = check_demo(found)

    assert [finding.verdict.outcome for finding in findings] == [Outcome.BROKEN] * 2
    assert findings[0].verdict.evidence["error"] == "last words"


def test_a_demonstration_that_hangs_is_inconclusive(
    make_demo: MakeDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "START_SECONDS", 0.5)
    started = monotonic()

    found = make_demo("import threading; threading.Event().wait(60)", seconds=0.1)

    assert outcomes(found) == [Outcome.INCONCLUSIVE] * 2
    assert monotonic() - started < 30


def test_what_a_demo_prints_is_not_taken_for_a_verdict(make_demo: MakeDemo) -> None:
    assert outcomes(make_demo("print('{}'); return True")) == [Outcome.CONFIRMED] * 2


def test_nor_is_what_its_processes_print(make_demo: MakeDemo) -> None:
    found = make_demo(
        """
        import subprocess, sys
        subprocess.run([sys.executable, "-c", "print('noise')"])
        return True
        """
    )

    assert outcomes(found) == [Outcome.CONFIRMED] * 2


def test_the_child_does_not_import_from_the_current_directory(
    make_demo: MakeDemo, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A learner's own json.py must not stand in for the standard library's."""
    directory = tmp_path_factory.mktemp("own")
    (directory / "json.py").write_text("raise SystemExit('the wrong json')", encoding="utf-8")
    monkeypatch.chdir(directory)

    assert outcomes(make_demo("return True")) == [Outcome.CONFIRMED] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no process groups on Windows")
def test_processes_that_the_demo_left_behind_are_ended(make_demo: MakeDemo, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    found = make_demo(
        f"""
        import subprocess, sys
        command = [sys.executable, "-c", "import threading; threading.Event().wait(60)"]
        pid = subprocess.Popen(command).pid
        open({str(pid_file)!r}, "w").write(str(pid))
        return True
        """
    )

    assert outcomes(found) == [Outcome.CONFIRMED] * 2
    wait_until(lambda: not is_running(int(pid_file.read_text())))
