"""What import does: where Python looks, what runs, which names you get.

The demo writes a few small modules into a temporary folder and lets Python
processes of their own import them. Notice which folder wins, which module
bodies run, and which names are bound afterwards: "import t.t2" gives you t.

Try "--path c,b,a" to turn the search round, "--path a" to search where nothing
is, "--imports 100" to import again and again, and "--try" with an import of
your own, such as "from t.t2 import answer" or "import t.t3".
"""

import json
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.basics.modules.children import Session, probe, run_python
from hello.demos.basics.modules.claims import CLAIMS
from hello.demos.basics.modules.facts import Executed, Guard, ImportFacts, Script, Search
from hello.demos.basics.modules.files import FOLDERS, write_files
from hello.demos.basics.modules.limits import (
    MOST_IMPORTS,
    check_path,
    check_statements,
)
from hello.demos.basics.modules.picture import picture
from hello.demos.basics.modules.probe import Effect, Outcome
from hello.interrupts import temporary_folder

__all__ = ["CLAIMS", "demonstrate", "main"]

STATEMENTS = ("import sys as s", "import t", "import t.t2", "import t.t2 as x", "from t import t1")
"""The tutorial's import statements, and two to compare them with."""

FORMS = ("import once", "import once as again", "from once import answer")
RELOAD = "import importlib, once; importlib.reload(once)"
GUARD_MODULES = ("guarded", "bare")


def demonstrate(
    *, imports: int = 3, path: Sequence[str] = FOLDERS, statements: Sequence[str] = ()
) -> ImportFacts:
    """Import real files in real processes; nothing of it is left afterwards.

    *imports* (1 to 100): how often ``once`` is imported. *path*: the folders, of
    ``a``, ``b`` and ``c``, in which ``greet`` is searched, and then the other way
    round. *statements*: imports to execute besides the tutorial's. Raise
    WrongUseError for anything else, HelloError where a process fails.
    Source: the tutorial's import statements; Python reference, "The import system".
    """
    check_bounds("imports", imports, 1, MOST_IMPORTS)
    check_path(path)
    check_statements(statements)
    orders = tuple(dict.fromkeys((tuple(path), tuple(path)[::-1])))
    wanted = tuple(dict.fromkeys((*STATEMENTS, *statements)))
    with temporary_folder("hello-modules-") as folder:
        write_files(Path(folder))
        return _import_all(Path(folder), orders, wanted, imports)


def _import_all(
    root: Path, orders: Sequence[tuple[str, ...]], statements: Sequence[str], imports: int
) -> ImportFacts:
    plan = {
        "search": [
            Session([str(root / name) for name in order], ["import greet"]) for order in orders
        ],
        "statement": [Session(["."], [statement]) for statement in statements],
        "attribute": [Session(["."], ["import t", "t.t2"])],
        "once": [Session(["."], [*islice(cycle(FORMS), imports), RELOAD])],
        "guard": [Session(["."], [f"import {module}"]) for module in GUARD_MODULES],
    }
    seen = probe(root, plan)
    *runs, reload_runs = (len(effect["ran"]) for effect in seen["once"][0]["effects"])
    return ImportFacts(
        searches=tuple(_search(root, *found) for found in zip(orders, seen["search"], strict=True)),
        statements=tuple(map(_executed, statements, (o["effects"][0] for o in seen["statement"]))),
        attribute=_executed("t.t2", seen["attribute"][0]["effects"][1]),
        runs=tuple(runs),
        reload_runs=reload_runs,
        guards=tuple(_guard(root, *m) for m in zip(GUARD_MODULES, seen["guard"], strict=True)),
        scripts=tuple(_script(root / "play", *options) for options in ((), ("-P",))),
    )


def _search(root: Path, path: tuple[str, ...], outcome: Outcome) -> Search:
    effect = outcome["effects"][0]
    file = effect["files"].get("greet")
    looked = [Path(entry) for entry in outcome["looked"]]
    return Search(
        path=path,
        holders=tuple(name for name in path if (root / name / "greet.py").exists()),
        looked=tuple(name for name in path if root / name in looked),
        beyond=any(entry.parent != root for entry in looked),
        found=Path(file).parent.name if file else None,
        error=effect["error"],
    )


def _executed(statement: str, effect: Effect) -> Executed:
    return Executed(
        statement=statement,
        ran=tuple(effect["ran"]),
        bound=effect["bound"],
        files=effect["files"],
        error=effect["error"],
    )


def _guard(root: Path, module: str, outcome: Outcome) -> Guard:
    as_main = run_python(root, "-m", module).splitlines()
    return Guard(module, tuple(outcome["effects"][0]["ran"]), tuple(as_main))


def _script(folder: Path, *options: str) -> Script:
    output = run_python(folder, *options, "play.py")
    return Script(" ".join(("python", *options, "play.py")), json.loads(output))


@demo_command(
    __name__,
    "hello-modules",
    "hello-modules --path c,b,a --imports 100",
    'hello-modules --try "from t import *" --try "import t.t3"',
)
@click.option(
    "--imports",
    type=click.IntRange(1, MOST_IMPORTS),
    default=3,
    show_default=True,
    help="Import the same module this many times.",
)
@click.option(
    "--path",
    "path",
    metavar="FOLDERS",
    default=",".join(FOLDERS),
    show_default=True,
    help="Search these folders in this order; b and c have the module, a has not.",
)
@click.option(
    "--try",
    "statements",
    metavar="IMPORT",
    multiple=True,
    help="Execute this import of t, t.t1, t.t2 or sys too; may be given again.",
)
def main(imports: int, path: str, statements: tuple[str, ...]) -> Shown:
    """Show what imports do."""
    facts = demonstrate(
        imports=imports, path=path.replace(" ", "").split(","), statements=statements
    )
    return Shown(facts, picture(facts))
