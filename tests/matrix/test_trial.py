"""Scripts are run; a crash is told from a script that does not take --help."""

import os
import sys
from pathlib import Path

import pytest

from hello.matrix import trial
from hello.matrix.contents import Contents
from hello.matrix.model import ShortError
from hello.matrix.trial import Place, Trials
from hello.workbench.processes import Processes


def contents(*scripts: str, imports: tuple[str, ...] = ()) -> Contents:
    return Contents(Path("x.whl"), "x", (), frozenset(), scripts, imports)


def ran(tmp_path: Path, code: str) -> tuple[str, ...]:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "greet").write_text(code)
    trials = Trials(Processes(tmp_path, os.environ, 1), tmp_path / "home")
    place = Place(Path(sys.executable), (), tmp_path / "bin", runs_by_python=True)
    return trials.run(contents("greet"), place)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print('usage: greet')", "greet"),
        ("import sys; sys.exit('unknown option')", "greet (it does not take --help: exit code 1)"),
        ("import sys; int(sys.argv[1])", "greet (it does not take --help: ValueError)"),
        ("import time; time.sleep(99)", "greet (ended after 0.5 s: it does not take --help)"),
    ],
    ids=["help", "exit-code", "own-arguments", "runs-on"],
)
def test_a_script_that_started_did_run(
    tmp_path: Path, code: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "sleep" in code:
        monkeypatch.setattr(trial, "SECONDS", 0.5)

    assert ran(tmp_path, code) == (said,)


@pytest.mark.parametrize(
    "code",
    [
        "import nonesuch_module",
        "open('data that the format lost')",
        "def f(:",
        "import os; os.abort()",
        "from os import nonesuch",
    ],
    ids=["no-module", "no-data", "no-python", "signal", "no-name"],
)
def test_a_script_that_lacks_something_crashed(tmp_path: Path, code: str) -> None:
    with pytest.raises(ShortError, match=r"greet --help crashed: .+"):
        ran(tmp_path, code)


def test_without_scripts_the_packages_are_imported(tmp_path: Path) -> None:
    (tmp_path / "one.py").touch()
    trials = Trials(Processes(tmp_path, os.environ, 1), tmp_path / "home")
    place = Place(Path(sys.executable), (tmp_path,))

    assert trials.run(contents(imports=("one",)), place) == ("import one",)
    with pytest.raises(ShortError, match="No module named 'two'"):
        trials.run(contents(imports=("two",)), place)
    assert trials.run(contents(), place) == ()


def test_say_hello_goes_first() -> None:
    assert contents("a", "b", "c", "say_hello").samples == ("say_hello", "a", "b")
