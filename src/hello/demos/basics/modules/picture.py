"""The picture of ``hello-modules``: five trees, each about one question."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text
from rich.tree import Tree

from hello.demos.basics.modules.facts import Executed, Guard, ImportFacts, Script, Search


def picture(facts: ImportFacts) -> Iterator[Text | Tree]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("1. Where does Python look?")
    yield from map(search_tree, facts.searches)
    yield heading("2. What runs, which names do you get?")
    yield package_tree()
    yield from map(statement_tree, facts.statements)
    yield tree("import t, then t.t2", [facts.attribute.error or "no error"])
    yield heading("3. How often does the body run?")
    yield runs_tree(facts.runs, facts.reload_runs)
    yield heading("4. What is the __main__ guard for?")
    yield from map(guard_tree, facts.guards)
    yield heading("5. A file named like a standard module")
    yield from map(script_tree, facts.scripts)


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def tree(title: str, branches: Sequence[str]) -> Tree:
    """Return a tree of one level; its texts are shown as they are, brackets and all."""
    whole = Tree(Text(title, style="cyan"), guide_style="dim")
    for branch in branches:
        whole.add(Text(branch))
    return whole


def search_tree(search: Search) -> Tree:
    """Return the folders in the order of ``sys.path``, and what Python did with each."""
    places = [f"{folder}    {_fate(search, folder)}" for folder in search.path]
    rest = "looked: not here" if search.beyond else "not looked at"
    return tree(
        f"import greet, sys.path = {', '.join(search.path)}, ...",
        [*places, f"...  {rest} (the standard library)", *([search.error] if search.error else [])],
    )


def _fate(search: Search, folder: str) -> str:
    if folder == search.found:
        return "looked: found it, took it"
    if folder in search.looked:
        return "looked: not here"
    return "not looked at: has one too" if folder in search.holders else "not looked at"


def package_tree() -> Tree:
    """Return the files of the package and the modules that they become."""
    whole = tree(
        "t, a package: a folder of modules", ["__init__.py  module t", "t2.py        module t.t2"]
    )
    whole.add(Text("t1")).add(Text("__init__.py  module t.t1"))
    return whole


def statement_tree(seen: Executed) -> Tree:
    """Return what a statement ran and bound."""
    bound = ", ".join(f"{name} = {value}" for name, value in seen.bound.items())
    branches = [f"ran    {', '.join(seen.ran) or 'nothing'}", f"bound  {bound or 'nothing'}"]
    return tree(seen.statement, [*branches, *([seen.error] if seen.error else [])])


def runs_tree(runs: Sequence[int], reload_runs: int) -> Tree:
    """Return the imports in the order in which they came, those with the same outcome as one."""
    branches = []
    for count, group in groupby(enumerate(runs, 1), key=lambda numbered: numbered[1]):
        numbers = [number for number, _ in group]
        which = f"import {numbers[0]}"
        if len(numbers) > 1:
            which = f"imports {numbers[0]} to {numbers[-1]}"
        branches.append(f"{which}: {_times(count)}")
    return tree(
        f"once.py, imported {_often(len(runs))}",
        [*branches, f"importlib.reload: {_times(reload_runs)}"],
    )


def _often(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _times(count: int) -> str:
    return {0: "the body did not run", 1: "the body ran"}.get(count, f"the body ran {count} times")


def guard_tree(guard: Guard) -> Tree:
    """Return what a module prints when imported and when run."""
    guarded = "with" if guard.module == "guarded" else "without"
    return tree(
        f"{guard.module}.py, {guarded} the guard",
        [
            f"import {guard.module}: prints {_printed(guard.on_import)}",
            f"python -m {guard.module}: prints {_printed(guard.as_main)}",
        ],
    )


def _printed(lines: Sequence[str]) -> str:
    return f"{' / '.join(lines)!r}" if lines else "nothing"


def script_tree(script: Script) -> Tree:
    """Return which of the standard modules the files beside the script stand in for."""
    whose = {True: "yours", False: "the standard one"}
    return tree(
        script.command,
        [f"import {name}: {whose[ours]}" for name, ours in script.gets_ours.items()],
    )
