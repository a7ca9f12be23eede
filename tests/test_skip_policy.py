"""The skip policy of conftest.py, tried on small test files of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]

SKIPS = {
    "mark": "@pytest.mark.skip(reason={reason!r})\ndef test_it(): ...",
    "condition": "@pytest.mark.skipif(True, reason={reason!r})\ndef test_it(): ...",
    "call": "def test_it():\n    pytest.skip({reason!r})",
    "fixture": "@pytest.fixture\ndef tool():\n    pytest.skip({reason!r})\ndef test_it(tool): ...",
    "module": "pytest.skip({reason!r}, allow_module_level=True)",
    "import": "pytest.importorskip('no_such_module', reason={reason!r})\ndef test_it(): ...",
    "unittest": "import unittest\n@unittest.skip({reason!r})\nclass TestIt(unittest.TestCase):\n"
    "    def test_it(self): ...",
}
"""The ways to skip a test."""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a test file under the policy, beside a test that passes."""
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    # A second import of the installed plugins would be most of the time.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(source: str, *options: str, ci: str = "true") -> pytest.RunResult:
        monkeypatch.setenv("CI", ci)
        case = f"import pytest\n{source}"
        pytester.makepyfile(test_passes="def test_passes(): ...", test_case=case)
        return pytester.runpytest("-q", *options)

    return run


@pytest.mark.parametrize("way", SKIPS)
def test_in_ci_a_skip_fails_the_run_and_is_named(run: Run, way: str) -> None:
    result = run(SKIPS[way].format(reason="tmux is missing"))

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["SKIPPED IN CI, SO THE RUN FAILS: test_case.py*: tmux is missing"])


@pytest.mark.parametrize("way", SKIPS)
def test_side_by_side_it_is_named_too(run: Run, way: str) -> None:
    result = run(SKIPS[way].format(reason="tmux is missing"), "-p", "xdist.plugin", "-n1")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["SKIPPED IN CI, SO THE RUN FAILS: test_case.py*: tmux is missing"])


@pytest.mark.parametrize("way", SKIPS)
@pytest.mark.parametrize("reason", ["other system: needs a tty", "other Python: needs 3.14"])
def test_another_system_or_python_excuses_a_skip(run: Run, way: str, reason: str) -> None:
    result = run(SKIPS[way].format(reason=reason))

    assert result.ret == pytest.ExitCode.OK
    result.stdout.no_fnmatch_line("*SO THE RUN FAILS*")


@pytest.mark.parametrize("ci", ["", "false"])
def test_outside_ci_a_skip_is_left_alone(run: Run, ci: str) -> None:
    result = run(SKIPS["mark"].format(reason="tmux is missing"), ci=ci)

    assert result.ret == pytest.ExitCode.OK


def test_an_expected_failure_is_no_skip(run: Run) -> None:
    result = run("@pytest.mark.xfail\ndef test_it():\n    assert False")

    assert result.ret == pytest.ExitCode.OK


def test_the_exit_code_of_what_went_worse_stays(run: Run) -> None:
    stops = "def test_stops():\n    pytest.exit('enough')"
    result = run(SKIPS["mark"].format(reason="tmux is missing") + "\n" + stops)

    assert result.ret == pytest.ExitCode.INTERRUPTED
