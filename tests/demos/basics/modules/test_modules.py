"""hello-modules: what it sees, what it says of it, and what it refuses."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pictures import drawn
from rich.cells import cell_len
from verdicts import verdict_on

from hello.claims import Claim, Outcome
from hello.demos.basics import modules
from hello.demos.basics.modules import children
from hello.demos.basics.modules.facts import ImportFacts
from hello.demos.basics.modules.files import FILES, FOLDERS
from hello.demos.basics.modules.limits import LONGEST_STATEMENT
from hello.demos.basics.modules.picture import picture
from hello.demos.basics.modules.probe import Outcome as Imported
from hello.demos.basics.modules.probe import run_session
from hello.errors import HelloError, WrongUseError

REFUTED_BY_TODAYS_PYTHON = {"modules.path-is-relative"}
ORDERS = [order for size in (1, 2, 3) for order in permutations(FOLDERS, size)]


@pytest.fixture(scope="module")
def facts() -> ImportFacts:
    return modules.demonstrate()


verdict = partial(verdict_on, modules.CLAIMS)


def without_files(facts: ImportFacts) -> ImportFacts:
    """Return *facts* without the paths, which contain the name of a temporary folder."""
    return replace(facts, statements=tuple(replace(one, files={}) for one in facts.statements))


# What it sees


@pytest.mark.parametrize("order", ORDERS, ids=",".join)
def test_the_search_ends_in_the_first_folder_that_has_the_module(order: tuple[str, ...]) -> None:
    search = modules.demonstrate(path=order).searches[0]

    holders = [folder for folder in order if folder != "a"]
    found = holders[0] if holders else None
    assert search.found == found
    assert search.looked == (order[: order.index(found) + 1] if found else order)
    assert search.beyond is (found is None)
    assert (search.error is None) is (found is not None)


def test_the_search_is_shown_in_both_orders(facts: ImportFacts) -> None:
    assert [(search.path, search.found) for search in facts.searches] == [
        (("a", "b", "c"), "b"),
        (("c", "b", "a"), "c"),
    ]


BOUND: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "import sys as s": ((), {"s": "module sys"}),
    "import t": (("t",), {"t": "module t"}),
    "import t.t2": (("t", "t.t2"), {"t": "module t"}),
    "import t.t2 as x": (("t", "t.t2"), {"x": "module t.t2"}),
    "from t import t1": (("t", "t.t1"), {"t1": "module t.t1"}),
    "from t import *": (("t",), {}),
    "from t.t2 import answer as 答案": (("t", "t.t2"), {"答案": "42"}),
    "import t.t1, t.t2 as x; from t import t2": (
        ("t", "t.t1", "t.t2"),
        {"t": "module t", "x": "module t.t2", "t2": "module t.t2"},
    ),
}
"""Statements, the bodies they run, and what they bind."""

FAILING = {
    "import t.t3": "ModuleNotFoundError: No module named 't.t3'",
    "from t import t3": "ImportError: cannot import name 't3' from 't'",
    "from . import t1": "ImportError: attempted relative import with no known parent",
    "import sys.path": "ModuleNotFoundError: No module named 'sys.path'",
}


@pytest.fixture(scope="module")
def tried() -> ImportFacts:
    return modules.demonstrate(statements=[*BOUND, *FAILING])


@pytest.mark.parametrize("statement", BOUND, ids=ascii)
def test_a_statement_runs_bodies_and_binds_names(statement: str, tried: ImportFacts) -> None:
    seen = tried.executed(statement)

    assert (seen.ran, seen.bound, seen.error) == (*BOUND[statement], None)


@pytest.mark.parametrize("statement", FAILING)
def test_a_failing_import_is_a_result(statement: str, tried: ImportFacts) -> None:
    assert (tried.executed(statement).error or "").startswith(FAILING[statement])
    assert FAILING[statement] in drawn(picture(tried), width=200)


def test_a_statement_given_twice_is_executed_once() -> None:
    facts = modules.demonstrate(statements=["import t", "import t.t1", "import t.t1"])

    assert [seen.statement for seen in facts.statements] == [*modules.STATEMENTS, "import t.t1"]


def test_an_error_does_not_name_the_temporary_folder() -> None:
    statement = "from t import nothing"
    error = modules.demonstrate(statements=[statement]).executed(statement).error

    assert f"({Path('t', '__init__.py')})" in (error or "")


@pytest.mark.parametrize("imports", [1, 2, 3, 100])
def test_the_body_runs_at_the_first_import_and_at_the_reload(imports: int) -> None:
    facts = modules.demonstrate(imports=imports)

    assert facts.runs == (1, *[0] * (imports - 1))
    assert facts.reload_runs == 1


def test_the_guard_decides_what_an_import_prints(facts: ImportFacts) -> None:
    assert facts.guard("guarded").on_import == ()
    assert facts.guard("bare").on_import == ("self-test of bare: True",)
    assert {guard.as_main for guard in facts.guards} == {("self-test of __main__: True",)}


def test_a_file_beside_the_script_hides_random_unless_told_not_to(facts: ImportFacts) -> None:
    found = {script.command: script.gets_ours["random"] for script in facts.scripts}

    assert found == {"python play.py": True, "python -P play.py": False}


def test_what_was_not_tried_is_an_error(facts: ImportFacts) -> None:
    with pytest.raises(LookupError):
        facts.executed("import nothing")
    with pytest.raises(LookupError):
        facts.guard("nothing")


# What it says of it


@pytest.mark.parametrize("claim", modules.CLAIMS, ids=lambda claim: claim.id)
def test_claim_on_the_real_thing(claim: Claim[ImportFacts], facts: ImportFacts) -> None:
    expected = Outcome.REFUTED if claim.id in REFUTED_BY_TODAYS_PYTHON else Outcome.CONFIRMED
    said = claim.check(facts)

    assert said.outcome is expected
    assert said.evidence
    json.dumps(said.evidence)


Twin = Callable[[pytest.MonkeyPatch], None]


def with_files(changed: Mapping[str, str]) -> Twin:
    """Return what gives some of the imported files another text."""

    def install(monkeypatch: pytest.MonkeyPatch) -> None:
        for name, text in changed.items():
            monkeypatch.setitem(FILES, name, text)

    return install


def with_sessions(change: Callable[[children.Session], children.Session]) -> Twin:
    """Return what changes every session behind the demo's back."""

    def install(monkeypatch: pytest.MonkeyPatch) -> None:
        def probe(
            root: Path, plan: Mapping[str, Sequence[children.Session]]
        ) -> dict[str, list[Imported]]:
            return children.probe(root, {name: list(map(change, plan[name])) for name in plan})

        monkeypatch.setattr(modules, "probe", probe)

    return install


def with_statements(changed: Mapping[str, str]) -> Twin:
    """Return what has other statements executed than the demo asks for."""
    return with_sessions(
        lambda session: session._replace(
            statements=[changed.get(statement, statement) for statement in session.statements]
        )
    )


def with_scripts_started(*options: str) -> Twin:
    """Return what starts the script with these options, whatever the demo asks for."""

    def install(monkeypatch: pytest.MonkeyPatch) -> None:
        def run_python(folder: Path, *arguments: str) -> str:
            plain = arguments if arguments[0] == "-m" else (*options, arguments[-1])
            return children.run_python(folder, *plain)

        monkeypatch.setattr(modules, "run_python", run_python)

    return install


LAST_FOLDER_WINS = with_sessions(lambda session: session._replace(path=session.path[::-1]))
BUILT_INS_LAST = FILES["play/play.py"].replace(
    "import json, random, time",
    "import json, random, sys\n"
    "del sys.modules['time']\n"
    "sys.meta_path.append(sys.meta_path.pop(0))  # the finder of built-in modules\n"
    "import time",
)


OPEN_ALL_FOLDERS = "import pkgutil, sys; [*map(pkgutil.get_importer, sys.path)]"

TWINS: dict[str, Twin] = {
    "modules.first-folder-wins": LAST_FOLDER_WINS,
    "modules.import-binds-top-name": with_statements(
        {"import t.t2": "import importlib as t; t = t.import_module('t.t2')"}
    ),
    "modules.as-binds-module": with_statements({"import t.t2 as x": "x = __import__('t.t2')"}),
    "modules.package-alone": with_files({"t/__init__.py": "print(__name__)\nimport t.t2"}),
    "modules.from-imports-subpackage": with_files(
        {"t/__init__.py": "print(__name__)\nt1 = 'in the way'"}
    ),
    "modules.body-runs-once": with_statements(dict.fromkeys(modules.FORMS, modules.RELOAD)),
    "modules.reload-runs-again": with_statements({modules.RELOAD: "import once"}),
    "modules.guard-is-silent": with_files({"guarded.py": FILES["bare.py"]}),
    "modules.self-test-runs": with_files(
        {"guarded.py": FILES["guarded.py"].replace("__main__", "main")}
    ),
    "modules.own-file-shadows": with_scripts_started("-P"),
    "modules.safe-path-helps": with_scripts_started(),
    "modules.built-in-comes-first": with_files({"play/play.py": BUILT_INS_LAST}),
}
"""For each claim that today's Python keeps, what makes the same demo break it."""


def test_every_claim_has_a_twin() -> None:
    assert {claim.id for claim in modules.CLAIMS} == {*TWINS, *REFUTED_BY_TODAYS_PYTHON}


@pytest.mark.parametrize("claim_id", TWINS)
def test_a_broken_twin_refutes_it(claim_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo runs for real, on files or commands that make the claim wrong."""
    TWINS[claim_id](monkeypatch)

    assert verdict(claim_id, modules.demonstrate()).outcome is Outcome.REFUTED


@pytest.mark.parametrize(
    ("claim_id", "twin"),
    [
        ("modules.import-binds-top-name", with_files({"t/t2.py": "answer = 42"})),
        ("modules.from-imports-subpackage", with_files({"t/t1/__init__.py": ""})),
        ("modules.package-alone", with_statements({"t.t2": "import t.t2"})),
        ("modules.body-runs-once", with_files({"once.py": "answer = 42"})),
        (
            "modules.first-folder-wins",
            with_statements({"import greet": f"{OPEN_ALL_FOLDERS}; import greet"}),
        ),
    ],
    ids=[
        "body-not-run",
        "body-of-subpackage-not-run",
        "submodule-there-anyway",
        "body-never-run",
        "all-folders-opened",
    ],
)
def test_half_of_a_claim_is_not_enough(
    claim_id: str, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin(monkeypatch)

    assert verdict(claim_id, modules.demonstrate()).outcome is Outcome.REFUTED


@pytest.mark.parametrize("wrong", [{"beyond": True}, {"looked": ("a",)}, {"looked": ()}], ids=str)
def test_a_search_that_looks_elsewhere_refutes_it(
    facts: ImportFacts, wrong: dict[str, Any]
) -> None:
    first, second = facts.searches
    twin = replace(facts, searches=(replace(first, **wrong), second))

    assert verdict("modules.first-folder-wins", twin).outcome is Outcome.REFUTED


def test_a_python_with_relative_paths_confirms_the_listing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As Python 3.7 has it, where '.' on sys.path gives './t/t2.py'."""
    as_before = {name: f"__file__ = './{name}'" for name in ("t/t2.py", "t/t1/__init__.py")}
    with_files({"t/__init__.py": "__file__ = './t/__init__.py'", **as_before})(monkeypatch)

    assert verdict("modules.path-is-relative", modules.demonstrate()).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("path", [("a",), ("b",), ("a", "c")], ids=",".join)
def test_one_folder_cannot_win_against_itself(path: tuple[str, ...]) -> None:
    said = verdict("modules.first-folder-wins", modules.demonstrate(path=path))

    assert said.outcome is Outcome.INCONCLUSIVE


def test_one_import_says_nothing_about_more() -> None:
    said = verdict("modules.body-runs-once", modules.demonstrate(imports=1))

    assert said.outcome is Outcome.INCONCLUSIVE


def test_what_cannot_be_decided_is_inconclusive(
    facts: ImportFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = replace(facts.guard("bare"), on_import=())
    no_files = without_files(facts)
    standard = replace(facts.scripts[0], gets_ours={"random": False, "time": False})
    monkeypatch.setattr(sys, "builtin_module_names", ("sys",))

    for claim_id, undecided in {
        "modules.guard-is-silent": replace(facts, guards=(facts.guard("guarded"), silent)),
        "modules.path-is-relative": no_files,
        "modules.safe-path-helps": replace(facts, scripts=(standard, facts.scripts[1])),
        "modules.built-in-comes-first": facts,
    }.items():
        said = verdict(claim_id, undecided)
        assert (said.outcome, list(said.evidence)) == (Outcome.INCONCLUSIVE, ["reason"]), claim_id


# What it leaves alone


def test_the_users_settings_change_nothing(
    facts: ImportFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("greet", "once", "guarded", "random", "json", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("print('from PYTHONPATH')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "PYTHONPATH": str(tmp_path),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSTARTUP": str(tmp_path / "greet.py"),
        "PYTHONIOENCODING": "utf-16",
        "PYTHONWARNINGS": "error",
        "PYTHONVERBOSE": "1",
    }.items():
        monkeypatch.setenv(name, value)

    assert without_files(modules.demonstrate()) == without_files(facts)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_with_a_strange_name_is_no_obstacle(
    facts: ImportFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = tmp_path / "a b;c '临时"
    strange.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(strange))

    assert without_files(modules.demonstrate()) == without_files(facts)


def test_a_failing_process_is_one_line_and_leaves_nothing(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILES, "play/play.py", "raise ValueError('no play today')")

    with pytest.raises(HelloError, match="failed: 'ValueError: no play today'; see") as caught:
        modules.demonstrate()
    assert "\n" not in str(caught.value)
    assert list(temporary.iterdir()) == []


def test_last_words_in_no_encoding_are_shown(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_words = r"import sys; sys.stderr.buffer.write(b'tired \xff'); sys.exit(1)"
    monkeypatch.setitem(FILES, "play/play.py", last_words)

    with pytest.raises(HelloError, match=r"tired .*xff"):
        modules.demonstrate()
    assert list(temporary.iterdir()) == []


def test_a_child_does_not_see_the_folder_of_its_program(tmp_path: Path) -> None:
    session = children.Session([], ["from sys import path"])

    (outcome,) = children.probe(tmp_path, {"path": [session]})["path"]
    assert "basics" not in outcome["effects"][0]["bound"]["path"]


def test_a_process_that_hangs_is_ended_and_leaves_nothing(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "SECONDS", 0.0)
    started: list[subprocess.Popen[str]] = []
    start = subprocess.Popen.__init__

    def remember(self: subprocess.Popen[str], *arguments: Any, **settings: Any) -> None:
        started.append(self)
        start(self, *arguments, **settings)

    monkeypatch.setattr(subprocess.Popen, "__init__", remember)

    with pytest.raises(HelloError, match="did not end in time: '0 s'; try again"):
        modules.demonstrate()
    assert [process.poll() is not None for process in started] == [True]
    assert list(temporary.iterdir()) == []


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "in_a_session.py").write_text("print('ran')\nanswer = 42\n", encoding="utf-8")
    yield tmp_path
    assert "in_a_session" not in sys.modules


def test_a_session_forgets_what_it_imported(package: Path) -> None:
    before = sys.path[:]
    statements = ["import in_a_session as x", "x.answer", "import in_a_session", "1 / 0"]

    for _ in range(2):
        outcome = run_session([str(package)], statements)

        assert outcome["looked"] == [str(package)]
        assert [effect["ran"] for effect in outcome["effects"]] == [["ran"], [], [], []]
        assert outcome["effects"][0]["bound"] == {"x": "module in_a_session"}
        assert outcome["effects"][0]["files"] == {"x": str(package / "in_a_session.py")}
        assert outcome["effects"][3]["error"] == "ZeroDivisionError: division by zero"
    assert sys.path == before


# What it refuses


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "import os",
        "import t, os",
        "import t; import os",
        "from os import t",
        "from sys import exit",
        "import t.t2; t.t2",
        "t = 1",
        "import t.",
        "import t.\udcff",
        "import t.\0",
        "import tea",
        "import t as " + "x" * LONGEST_STATEMENT,
    ],
    ids=ascii,
)
def test_a_statement_that_is_no_import_of_the_package(statement: str) -> None:
    with pytest.raises(WrongUseError, match="not an import of 't' or 'sys'"):
        modules.demonstrate(statements=[statement])


def test_too_many_statements() -> None:
    with pytest.raises(WrongUseError, match="too many statements: 21; give 20 at most"):
        modules.demonstrate(statements=["import t"] * 21)


@pytest.mark.parametrize("path", [(), ("a", "a"), ("d",), ("",), ("a", "b", "c", "a")], ids=str)
def test_a_path_of_other_folders(path: tuple[str, ...]) -> None:
    with pytest.raises(WrongUseError, match="folder"):
        modules.demonstrate(path=path)


@pytest.mark.parametrize("imports", [-1, 0, 101])
def test_too_few_or_too_many_imports(imports: int) -> None:
    with pytest.raises(WrongUseError, match="1 to 100"):
        modules.demonstrate(imports=imports)


# What it shows


@pytest.fixture(scope="module")
def wide() -> ImportFacts:
    return modules.demonstrate(statements=["from t.t2 import answer as 很长很长很长很长很长的名字"])


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_picture_fits(width: int, wide: ImportFacts) -> None:
    assert max(map(cell_len, drawn(picture(wide), width).splitlines())) <= width


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_picture_fits_an_ascii_terminal(width: int, facts: ImportFacts) -> None:
    text = drawn(picture(facts), width, "ascii")

    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({}, "imports 2 to 3: the body did not run"),
        ({"imports": 1}, "once.py, imported once"),
        ({"imports": 2}, "import 2: the body did not run"),
        ({"imports": 100}, "imports 2 to 100: the body did not run"),
        ({"path": ("c", "a")}, "sys.path = c, a, ..."),
        ({"path": ("a",)}, "No module named 'greet'"),
        ({"statements": ("import t.t1 as y",)}, "bound  y = module t.t1"),
    ],
    ids=str,
)
def test_what_is_seen_follows_the_parameters(parameters: dict[str, object], shown: str) -> None:
    assert shown in drawn(picture(modules.demonstrate(**parameters)))  # type: ignore[arg-type]  # by name


def test_a_body_that_runs_twice_is_drawn_as_such(facts: ImportFacts) -> None:
    assert "imports 1 to 2: the body ran 2 times" in drawn(picture(replace(facts, runs=(2, 2))))


def test_brackets_are_no_markup(facts: ImportFacts) -> None:
    error = "[bold]as it is[/bold] [/red]"

    wrong = replace(facts, attribute=replace(facts.attribute, error=error))
    assert error in drawn(picture(wrong))


def test_the_command_shows_picture_and_claims() -> None:
    done = CliRunner().invoke(modules.main, ["--path", "c, b", "--try", "import t.t1"])

    assert done.exit_code == 0
    assert "import greet, sys.path = c, b, ..." in done.output
    assert "import t.t1" in done.output
    assert done.output.count("CONFIRMED") == len(modules.CLAIMS) - 1


def test_the_command_writes_json() -> None:
    done = CliRunner().invoke(modules.main, ["--json", "--imports", "2"])

    report = json.loads(done.stdout)
    assert report["result"]["runs"] == [1, 0]
    assert len(report["claims"]) == len(modules.CLAIMS)


def test_the_facts_survive_json(facts: ImportFacts) -> None:
    again = json.loads(json.dumps(asdict(facts)))

    assert again["statements"][0]["bound"] == {"s": "module sys"}


@pytest.mark.parametrize(
    "arguments",
    [["--imports", "0"], ["--path", "a,x"], ["--path", ""], ["--try", "import os"]],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: list[str]) -> None:
    done = CliRunner().invoke(modules.main, arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
