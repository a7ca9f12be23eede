"""helloworld: what it lists, how it starts, what it says to bad input."""

import json
import sys
from collections.abc import Callable
from importlib.metadata import version

import pytest
from processes import installed, output_of, run, without_python_settings

from hello.catalogue import DEMOS
from hello.cli import SUBCOMMANDS

HELLOWORLD = installed("helloworld")
AddDemo = Callable[[str, str], dict[str, str]]


def test_help_names_every_subcommand_in_order() -> None:
    text = output_of(HELLOWORLD, "--help")

    places = [text.index(f"\n  {name} ") for name in SUBCOMMANDS]
    assert places == sorted(places)


def test_help_imports_click_and_little_else() -> None:
    """Help is what one waits for most often; these cost as much as click or more."""
    code = (
        "import sys\nfrom hello.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: print(sorted(sys.modules))"
    )
    plain = without_python_settings()
    loaded = output_of(sys.executable, "-c", code, environment=plain).splitlines()[-1]

    assert "'click'" in loaded
    assert [
        name
        for name in ("rich", "docutils", "asyncio", "importlib.metadata", "dataclasses")
        if f"'{name}'" in loaded
    ] == []


def test_python_m_hello_is_the_same_program() -> None:
    ours, other = output_of(HELLOWORLD, "--help"), output_of(sys.executable, "-m", "hello", "-h")

    assert other == ours.replace("Usage: helloworld", "Usage: python -m hello")


@pytest.mark.parametrize("command", ["helloworld", "say_hello", "hello-heap-sort"])
def test_version_is_that_of_the_distribution(command: str) -> None:
    assert output_of(installed(command), "--version") == f"{command} {version('HelloWorld')}\n"


def test_without_a_command_it_shows_its_help_as_wrong_use() -> None:
    ended = run(HELLOWORLD)

    assert (ended.code, ended.stdout) == (2, "")
    assert "Commands:" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("lits", "no such command: 'lits'; did you mean 'list'?"),
        ("run heapsort", "no such demo: 'heapsort'; did you mean 'heap-sort'?"),
        ("run xyzzy", "no such demo: 'xyzzy'; 'helloworld list' shows them all"),
        ("lesson loging", "no such demo: 'loging'; did you mean 'logging'?"),
        ("verify --only modlues", "no such demo or claim: 'modlues'; did you mean 'modules'?"),
        ("list --jsno", "no such option: '--jsno'; did you mean '--json'?"),
        ("lesson modules --lang fr", "invalid value for '--lang': 'fr' is not one of 'en', 'zh'"),
        ("lesson", "missing argument 'DEMO'; see 'helloworld lesson --help'"),
        ("verify --expect no-such-file", "'no-such-file' does not exist"),
        ("run heap-sort --length many", "'many' is not a valid integer range"),
    ],
)
def test_bad_input_gets_one_line_and_2(arguments: str, line: str) -> None:
    ended = run(HELLOWORLD, *arguments.split())

    assert ended.code == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("helloworld: ")
    assert line.lower() in ended.stderr.lower()


def test_list_shows_chapters_commands_and_summaries() -> None:
    text = output_of(HELLOWORLD, "list", environment={"COLUMNS": "120"})

    for demo in DEMOS:
        assert demo.chapter in text
        assert demo.command in text


def test_list_as_json_names_every_demo_and_its_origin() -> None:
    listed = json.loads(output_of(HELLOWORLD, "list", "--json"))

    assert [one["command"] for one in listed] == [demo.command for demo in DEMOS]
    assert {one["distribution"] for one in listed} == {f"HelloWorld {version('HelloWorld')}"}
    assert all(one["summary"] and one["error"] is None for one in listed)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_a_completion_script(shell: str) -> None:
    script = run(HELLOWORLD, environment={"_HELLOWORLD_COMPLETE": f"{shell}_source"})

    assert script.code == 0
    assert "helloworld" in script.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [("helloworld ver", "verify"), ("helloworld run heap", "heap-sort"),
     ("helloworld lesson log", "logging"), ("helloworld run heap-sort --st", "--steps")],
)  # fmt: skip
def test_completion_knows_commands_demos_and_options(words: str, completed: str) -> None:
    asked = {
        "_HELLOWORLD_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }

    assert output_of(HELLOWORLD, environment=asked) == f"plain,{completed}\n"


def test_a_demo_that_fails_to_import_is_listed_and_the_rest_works(add_demo: AddDemo) -> None:
    environment = add_demo("faulty", "import no_such_module") | {"COLUMNS": "200"}

    text = output_of(HELLOWORLD, "list", environment=environment)
    assert "hello-heap-sort" in text
    assert "No module named 'no_such_module' (from added-demos 2.1)" in text

    failed = run(HELLOWORLD, "run", "faulty", environment=environment)
    assert (failed.code, failed.stderr.count("\n")) == (1, 1)
    assert "'faulty' of added-demos 2.1 cannot be loaded" in failed.stderr

    verified = run(HELLOWORLD, "verify", "--only", "heap-sort", environment=environment)
    assert verified.code == 0
    assert "not checked: faulty of added-demos 2.1" in verified.stderr


def test_an_added_demo_can_be_run(add_demo: AddDemo) -> None:
    source = '''
        """What an added demo looks like."""
        import click
        from hello.claims import Claim, decide
        def demonstrate(): return 1
        CLAIMS = (Claim("extra.one", "One.", "一。", "无", lambda result: decide(result == 1)),)
        @click.command
        def main(): click.echo("added")
        '''
    environment = add_demo("extra", source)

    assert output_of(HELLOWORLD, "run", "extra", environment=environment) == "added\n"
    lesson = output_of(HELLOWORLD, "lesson", "extra", environment=environment)
    assert lesson.strip() == "What an added demo looks like."
    verified = output_of(HELLOWORLD, "verify", "--only", "extra", environment=environment)
    assert "1 claim: 1 confirmed" in verified
