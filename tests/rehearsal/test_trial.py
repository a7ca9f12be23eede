"""Projects of a few lines are tried; what is wrong with each is named, once, and nothing else.

All are installed into one environment, as each has a name of its own.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import pytest
from rehearsing import planned
from tiny_projects import wheel_of

from hello.rehearsal import importing, starting
from hello.rehearsal.installed import installed_in
from hello.rehearsal.installer import install
from hello.rehearsal.model import Finding
from hello.rehearsal.plan import Plan
from hello.rehearsal.settings import Settings
from hello.rehearsal.tally import Tally, findings
from hello.rehearsal.trial import Trial
from hello.workbench.environments import Environment

MAIN = "import argparse\n\n\ndef main():\n    argparse.ArgumentParser().parse_args()\n"

ELSEWHERE = "winreg" if sys.platform != "win32" else "termios"
"""A module of Python's on other systems."""

FILES_OF_SOURCE = {
    "pyproject.toml": "[project]\ndependencies = []\n",
    "src/lost_data/words.json": "{}",
    "words.toml": "",
    "beside/words.ini": "",
}


class Tiny(NamedTuple):
    """A project, and what is found: a fault, its fact and remedy; or what is not judged."""

    files: Mapping[str, str]
    points: str = ""
    requires: tuple[str, ...] = ()
    fault: str = ""
    fact: str = ""
    remedy: str = ""
    is_warning: bool = False
    evidence: str = ""


def module(name: str, code: str, **more: Any) -> Tiny:
    return Tiny({f"{name}.py": code}, **more)


def script(name: str, code: str, **more: Any) -> Tiny:
    return module(name, f"def main():\n    {code}\n", points=f"{name} = {name}:main", **more)


TINY = {
    "sound": Tiny(
        {"sound/__init__.py": "", "sound/cli.py": MAIN, "sound/inner/__init__.py": ""},
        "[console_scripts]\nsound = sound.cli:main\n[gui_scripts]\nsound-w = sound.cli:main\n",
        evidence="wheel: 2 scripts went well",
    ),
    "sound_non_ascii": Tiny(
        {"gr\u00fc\u00dfe.py": MAIN},
        "sound-non-ascii = gr\u00fc\u00dfe:main",
        evidence="wheel: 1 import went well",
    ),
    "undeclared": module(
        "undeclared",
        "import no_such_library",
        points="undeclared = undeclared:main",
        fault="undeclared-dependency",
        fact="script undeclared: it imports 'no_such_library', which no dependency brings along"
        " (undeclared.py, line 1)",
        remedy="to [project] dependencies in pyproject.toml",
    ),
    "undeclared_late": script(
        "undeclared_late",
        "import yaml",
        fault="undeclared-dependency",
        fact="script undeclared_late: it imports 'yaml' (of PyYAML)",
        remedy="add 'PyYAML'",
    ),
    "undeclared_leaf": Tiny(
        {
            "undeclared_leaf/__init__.py": "def main():\n    from undeclared_leaf import leaf\n",
            "undeclared_leaf/leaf.py": "import bs4",
        },
        fault="undeclared-dependency",
        fact="module undeclared_leaf.leaf: it imports 'bs4' (of beautifulsoup4)",
        remedy="add 'beautifulsoup4'",
        is_warning=True,
    ),
    "unreached_leaf": Tiny(
        {"unreached_leaf/__init__.py": "", "unreached_leaf/leaf.py": "import bs4"},
        evidence="not judged: module unreached_leaf.leaf: it imports 'bs4' (of beautifulsoup4)",
    ),
    "only_extra": script(
        "only_extra",
        "import cv2",
        requires=("opencv-python; extra == 'see'",),
        fault="undeclared-dependency",
        fact="which is only in the extra 'see'",
        remedy="add 'opencv-python'",
    ),
    "only_elsewhere": module(
        "only_elsewhere",
        "import tomlkit",
        requires=("tomlkit; python_version < '3'",),
        fault="undeclared-dependency",
        fact="which is only required where python_version < '3'",
        remedy="without that condition",
    ),
    "not_in_it": module(
        "not_in_it",
        "import pkg_resources",
        requires=("setuptools",),
        fault="undeclared-dependency",
        fact="which the installed setuptools has not got",
        remedy="take importlib.resources or importlib.metadata instead",
    ),
    "other_version": module(
        "other_version",
        "import sound.nonesuch",
        fault="import-fails",
        fact="imports 'sound.nonesuch', which the installed 'sound' has not got",
        remedy="require a version of 'sound'",
    ),
    "extra_leaf": Tiny(
        {"extra_leaf/__init__.py": "", "extra_leaf/see.py": "import cv2"},
        requires=("opencv-python; extra == 'see'",),
        evidence="module extra_leaf.see: it is for the extra 'see'",
    ),
    "extra_script": script(
        "extra_script", "import cv2", requires=("opencv-python; extra == 'see'",)
    )._replace(
        points="extra_script = extra_script:main [see]",
        evidence="script extra_script: it is for the extra 'see'",
    ),
    "extra_root": Tiny(
        {"extra_root/__init__.py": "", "extra_side.py": "import cv2"},
        requires=("opencv-python; extra == 'see'",),
        evidence="import extra_side: it is for the extra 'see'",
    ),
    "named_after": Tiny(
        {"named_after/__init__.py": "", "named_after/on_django.py": "import django, psycopg2"},
        evidence="module named_after.on_django: it is for those who have 'django'",
    ),
    "own_tests": Tiny({"own_tests/__init__.py": "", "own_tests/tests/__init__.py": "1 / 0"}),
    "plugin_of_tool": Tiny(
        {"plugin_of_tool/__init__.py": "", "plugin_of_tool/plugin.py": "import pytest"},
        "[pytest11]\ntiny = plugin_of_tool.plugin",
        evidence="it is for those who have 'pytest'",
    ),
    "from_elsewhere": module(
        "from_elsewhere",
        f"import {ELSEWHERE}",
        evidence=f"it needs the module '{ELSEWHERE}', which Python has not got here",
    ),
    "removed": module(
        "removed",
        "import urllib2",
        fault="import-fails",
        fact="'urllib2', which the standard library has not had since Python 3.0",
        remedy="Requires-Python",
    ),
    "own_lost": Tiny(
        {"own_lost/__init__.py": "from own_lost import words\nimport own_lost.helpers"},
        fault="import-fails",
        fact="imports 'words' from 'own_lost', which has no such name (own_lost/__init__.py,",
        remedy="misspelt",
    ),
    "own_module": Tiny(
        {"own_module/__init__.py": "import own_module.wrods", "own_module/words.py": ""},
        fault="import-fails",
        fact="imports its own module 'own_module.wrods', which is not installed",
        remedy="did you mean 'own_module.words'?",
    ),
    "no_name": module(
        "no_name",
        "from json import nonesuch",
        fault="import-fails",
        fact="imports 'nonesuch' from 'json'",
        remedy="Requires-Python",
    ),
    "lost_data": Tiny(
        {
            "lost_data/__init__.py": "",
            "lost_data/cli.py": "from pathlib import Path\n\n\ndef main():\n"
            "    Path(__file__).with_name('words.json').read_text()\n",
        },
        "lost-data = lost_data.cli:main",
        fault="missing-data-file",
        fact="script lost-data: it opens lost_data/words.json, which the project has",
        remedy="*.json",
    ),
    "data_beside": script(
        "data_beside",
        "open(__file__.replace('data_beside.py', 'words.ini'))",
        fault="missing-data-file",
        fact="it opens words.ini, which is not installed; the project has beside/words.ini",
        remedy="move beside/words.ini into the package 'data_beside'",
    ),
    "data_nowhere": script(
        "data_nowhere",
        "open(__file__.replace('data_nowhere.py', 'gone.ini'))",
        fault="missing-data-file",
        fact="it opens gone.ini, which is neither installed nor in the project",
        remedy="add gone.ini",
    ),
    "said_only": script(
        "said_only",
        "import sys; sys.exit('cannot read ' + __file__.replace('said_only.py', 'gone.ini'))",
        fault="missing-data-file",
        fact="it opens gone.ini",
        remedy="gone.ini",
    ),
    "needs_source": script(
        "needs_source",
        "open('words.toml')",
        fault="test-needs-source",
        fact="script needs_source: it opens words.toml, which is only in the source tree",
        remedy="importlib.resources",
    ),
    "mistyped": Tiny(
        {"mistyped.py": MAIN},
        "mistyped = mistyped:mian",
        fault="mistyped-entry-point",
        fact="script mistyped: it names 'mistyped:mian', but 'mistyped' has no 'mian'",
        remedy="write 'mistyped:main' instead of 'mistyped:mian'",
    ),
    "mistyped_module": Tiny(
        {"mistyped_module/__init__.py": "", "mistyped_module/command.py": MAIN},
        "[gui_scripts]\nmistyped-w = mistyped_module.comand:main",
        fault="mistyped-entry-point",
        fact="GUI script mistyped-w: it names 'mistyped_module.comand:main', but there is",
        remedy="write 'mistyped_module.command:main'",
    ),
    "no_colon": Tiny(
        {"no_colon/__init__.py": "", "no_colon/cli.py": MAIN},
        "[some.plugins]\ntiny = no_colon.cli.main",
        fault="mistyped-entry-point",
        fact="it names 'no_colon.cli.main', but there is no module 'no_colon.cli.main'",
        remedy="write 'no_colon.cli:main' instead of 'no_colon.cli.main'",
        is_warning=True,
    ),
    "reads_settings": script(
        "reads_settings",
        "open('pyproject.toml')",
        fault="test-needs-source",
        fact="it opens pyproject.toml",
        remedy="importlib.metadata.version('reads_settings')",
    ),
    "not_callable": Tiny(
        {"not_callable.py": "main = 3"},
        "not-callable = not_callable:main",
        fault="mistyped-entry-point",
        fact="it names 'not_callable:main', which cannot be called",
        remedy="name a function of 'not_callable'",
    ),
    "mistyped_plugin": Tiny(
        {"mistyped_plugin.py": MAIN},
        "[some.plugins]\nfine = mistyped_plugin:main\nbad = mistyped_plugin:Plugin",
        fault="mistyped-entry-point",
        fact="entry point bad of some.plugins: it names 'mistyped_plugin:Plugin'",
        remedy="'mistyped_plugin': main",
        is_warning=True,
    ),
    "exits": module(
        "exits",
        "import sys; sys.exit(3)",
        points="exits = exits:main",
        fault="import-fails",
        fact="import exits, script exits: SystemExit: 3 (exits.py, line 1)",
        remedy="exits.py, line 1",
    ),
    "exits_at_once": Tiny(
        {"exits_at_once/__init__.py": "import os; os._exit(0)", "exits_beside.py": ""},
        fault="import-fails",
        fact="import exits_at_once: it ends the process with exit code 0",
    ),
    "aborts": module(
        "aborts",
        "import os; os.abort()",
        fault="import-fails",
        fact="it ends the process"
        if sys.platform == "win32"
        else "it ends the process by signal 6",
    ),
    "raises": Tiny(
        {"raises/__init__.py": "", "raises/inner/__init__.py": "{}['key']"},
        fault="import-fails",
        fact="import raises.inner: KeyError: 'key' (raises/inner/__init__.py, line 1)",
        remedy="raises/inner/__init__.py, line 1",
    ),
    "raises_on_purpose": Tiny(
        {
            "raises_on_purpose/__init__.py": "",
            "raises_on_purpose/inner/__init__.py": "raise ImportError('take the extra')",
        },
        evidence="import raises_on_purpose.inner: ImportError: take the extra",
    ),
    "for_others": Tiny(
        {
            "for_others/__init__.py": "",
            "for_others/inner/__init__.py": "import sys\nassert sys.platform == 'other'",
        },
        evidence="import for_others.inner: it is for another system",
    ),
    "spoils": Tiny(
        {
            "spoils/__init__.py": "",
            "spoils/first/__init__.py": "import sys; sys.modules['colorsys'] = None",
            "spoils/second/__init__.py": "import colorsys",
        },
        evidence="wheel: 3 imports went well",
    ),
    "unreadable": Tiny(
        {"unreadable/__init__.py": "", "unreadable/old.py": "print 'old'"},
        fault="import-fails",
        fact="module unreadable.old: Python cannot read it: SyntaxError:",
        remedy="mend unreadable/old.py",
        is_warning=True,
    ),
    "prints": module(
        "prints",
        "print('Welcome!')",
        fault="import-has-effects",
        fact="import prints: importing it prints 'Welcome!'",
        remedy="do that in a function of prints",
        is_warning=True,
    ),
    "writes": module(
        "writes",
        "open('log.txt', 'w')",
        fault="import-has-effects",
        fact="writes log.txt into the current directory",
        is_warning=True,
    ),
    "starts": module(
        "starts",
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,), name='clock').start()",
        fault="import-has-effects",
        fact="starts the thread clock",
        is_warning=True,
    ),
    "crashes": script(
        "crashes",
        "raise RuntimeError('it is late')",
        fault="script-crashes",
        fact="script crashes: RuntimeError: it is late (crashes.py, line 2)",
        remedy="crashes.py, line 2",
    ),
    "takes_numbers": script(
        "takes_numbers",
        "import sys; int(sys.argv[1])",
        fault="script-crashes",
        fact="it does not take --help, but ends with a traceback: ValueError",
        remedy="tool.helloworld.rehearse.scripts",
        is_warning=True,
    ),
    "takes_files": script(
        "takes_files",
        "import sys; open(sys.argv[1])",
        fault="script-crashes",
        fact="it does not take --help",
        is_warning=True,
    ),
    "takes_nothing": script(
        "takes_nothing",
        "import sys; print('no options'); sys.exit(2)",
        evidence="script takes_nothing: exit code 2: no options",
    ),
    "needs_display": script(
        "needs_display",
        "raise Exception('no display name and no $DISPLAY environment variable')",
        evidence="it needs a display",
    ),
    "needs_terminal": script("needs_terminal", "input()", evidence="it needs a terminal"),
    "needs_library": module(
        "needs_library",
        "raise ImportError('libGL.so.1: cannot open shared object file: No such file')",
        evidence="it needs the system's library libGL.so.1",
    ),
    "talks": script("talks", "print('much ' * 4_000_000)", evidence="wheel: 1 script went well"),
    "chats": script(
        "chats",
        "import subprocess, sys\n"
        "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
        evidence="wheel: 1 script went well",
    ),
    "no_hash_bang": Tiny(
        {
            "no_hash_bang.py": "",
            "no_hash_bang-1.0.data/scripts/no-hash-bang": "print('usage: no-hash-bang')\n",
        },
        fault="script-crashes",
        fact="no-hash-bang has no '#!' line",
        remedy="#!/usr/bin/env python3",
    ),
    "no_interpreter": Tiny(
        {
            "no_interpreter.py": "",
            "no_interpreter-1.0.data/scripts/no-interpreter": "#!/no/such/perl\n",
        },
        fault="script-crashes",
        fact="is to be run by /no/such/perl, which is not here",
    ),
    "plain_file": Tiny(
        {
            "plain_file.py": "",
            "plain_file-1.0.data/scripts/plain-file": "#!python\nprint('usage: plain-file')\n",
        },
        evidence="wheel: 1 script went well",
    ),
    "secret": script(
        "secret",
        "import os; raise RuntimeError(os.environ['TINY_TOKEN'])",
        fault="script-crashes",
        fact="RuntimeError: ***",
    ),
    "hangs": module("hangs", "import time\nwhile True:\n    time.sleep(1)\n"),
    "never_ends": script(
        "never_ends",
        "import signal, time\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    time.sleep(600)",
    ),
    "settled": script("settled", "import sys; sys.exit('version' not in sys.argv)"),
}

SLOW = {"hangs", "never_ends", "settled"}
POSIX_ONLY = {"no_hash_bang", "no_interpreter"}


class Bench(NamedTuple):
    """The plan of all trials, and where everything is installed."""

    plan: Plan
    environment: Environment


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("trials")
    for name, text in FILES_OF_SOURCE.items():
        (folder / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "project" / name).write_text(text)
    wheels = [
        wheel_of(folder / "wheels", name, tiny.files, tiny.points, tiny.requires)
        for name, tiny in TINY.items()
    ]
    os.environ["TINY_TOKEN"] = "nobody's business"  # noqa: S105  # it is none
    try:
        with planned(folder, folder / "project") as plan:
            (plan.room / "environments").mkdir()
            environment = plan.environment("wheel").make(plan.processes)
            ended = install(plan, environment, "--no-index", "--no-deps", *wheels)
            assert ended.code == 0, ended.output
            yield Bench(plan, environment)
    finally:
        del os.environ["TINY_TOKEN"]


def attempt(bench: Bench, folder: Path, name: str, **settings: Any) -> Tally:
    installed = installed_in(bench.environment, name)
    assert installed
    plan = replace(bench.plan, settings=Settings(**settings))
    return Trial(plan, "wheel", installed, Path(mkdtemp(dir=folder))).take()


@pytest.fixture(scope="module")
def tallies(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Tally]:
    """Try all projects but the slow ones, several at a time."""
    folder = tmp_path_factory.mktemp("rooms")
    with ThreadPoolExecutor(4) as pool:
        futures = {
            name: pool.submit(attempt, bench, folder, name) for name in TINY if name not in SLOW
        }
    return {name: future.result() for name, future in futures.items()}


Try = Callable[..., Tally]


@pytest.fixture
def try_it(bench: Bench, tmp_path: Path) -> Try:
    return partial(attempt, bench, tmp_path)


@pytest.mark.parametrize("name", [name for name in TINY if name not in SLOW])
def test_what_is_wrong_is_named_and_nothing_else(name: str, tallies: Mapping[str, Tally]) -> None:
    if name in POSIX_ONLY and sys.platform == "win32":
        pytest.skip("other system: Windows starts scripts by their endings")
    tiny, tally = TINY[name], tallies[name]

    found = findings([tally])

    assert [one.fault for one in found] == ([tiny.fault] if tiny.fault else []), found
    for one in found:
        assert tiny.fact in one.fact
        assert tiny.remedy in one.remedy
        assert one.is_warning == tiny.is_warning
        assert "\n" not in one.fact + one.remedy
    assert tiny.evidence in "\n".join(tally.lines)


def only(tally: Tally) -> Finding:
    (found,) = findings([tally])
    return found


def test_an_import_that_does_not_end_is_ended(try_it: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it waits is named, by the innermost line of the project's own."""
    monkeypatch.setattr(importing, "SECONDS", 0.5)

    found = only(try_it("hangs"))

    assert found.fault == "import-fails"
    assert found.fact == "import hangs: it does not end in 0.5 s (hangs.py, line 3)"


def test_a_script_that_does_not_end_is_ended(try_it: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes no notice of SIGTERM."""
    monkeypatch.setattr(starting, "SECONDS", 1.0)

    found = only(try_it("never_ends"))

    assert (found.fault, found.is_warning) == ("script-hangs", True)
    assert "'never_ends --help' does not end in 1 s" in found.fact
    assert "'never_ends = false' into [tool.helloworld.rehearse.scripts]" in found.remedy


def test_scripts_are_started_as_the_settings_say(try_it: Try) -> None:
    assert "exit code 1" in try_it("settled").lines[-1]
    assert (
        "wheel: 1 script went well"
        in try_it("settled", scripts={"settled": ("version",)}).lines[-1]
    )
    assert "is not to be started" in try_it("settled", scripts={"settled": None}).lines[-1]


def test_imports_are_those_that_the_settings_say(try_it: Try) -> None:
    assert not findings([try_it("raises", imports=("raises",))])
    assert only(try_it("sound", imports=("sound.nonesuch",))).fault == "import-fails"
