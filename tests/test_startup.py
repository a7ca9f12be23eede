"""What a start of say_hello imports: time to start is time to import.

How long it takes is measured by benchmarks/startup.py, not here.
"""

import subprocess
import sys
from pathlib import Path

import pytest

import hello

SOURCE = Path(hello.__file__).parents[1]
OUR_MODULES = {
    "__future__",
    "hello",
    "hello.edge",
    "hello.errors",
    "hello.greeting",
    "hello.language",
    "hello.messages",
}
HEAVY = ("argparse", "importlib.resources", "re", "typing", "collections")
MODULES_AFTER = """
import sys, site
sys.path.insert(0, {source!r})
sys.argv[1:] = {words!r}
before = set(sys.modules)
try:
    {statement}
except SystemExit as end:
    assert end.code == 0, end.code
print("modules", *sorted(set(sys.modules) - before), sep="\\n")
"""


def imported(statement: str, *words: str) -> set[str]:
    """Return what *statement* imports into a Python that did nothing but start.

    Without site-packages (-S), so that no .pth file of the environment, such as
    that of an editable install, imports something first.
    """
    program = MODULES_AFTER.format(source=str(SOURCE), words=list(words), statement=statement)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", program],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.partition("modules\n")[2].split())


def say_hello(*words: str) -> set[str]:
    return imported("from hello.greeting import main; main()", *words)


@pytest.mark.parametrize("words", [(), ("Ada", "Lovelace")], ids=["no name", "a name"])
def test_a_greeting_imports_our_light_modules_and_nothing_else(words: tuple[str, ...]) -> None:
    assert say_hello(*words) == OUR_MODULES


def test_an_option_adds_the_parser_only() -> None:
    """argparse asks gettext for its words, and that looks at the locale."""
    parser = imported("import argparse, gettext; gettext.gettext('')")

    added = say_hello("Ada", "--lang", "zh") - parser

    assert added == {*OUR_MODULES, "hello.greeting_options"}


def test_the_package_itself_imports_nothing() -> None:
    assert imported("import hello") == {"hello"}


@pytest.mark.parametrize("module", HEAVY)
def test_what_counts_as_heavy_would_be_seen(module: str) -> None:
    """The way of counting sees a module that a careless import would bring."""
    assert module in imported(f"import {module}")
