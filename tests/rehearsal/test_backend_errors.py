"""The one line that says why a build failed, out of all that backends write."""

from pathlib import Path

import pytest

from hello.rehearsal.backend_errors import LONGEST, failure_of

SETUPTOOLS = """\
* Getting build dependencies for sdist...
Traceback (most recent call last):
  File "/env/lib/pyproject_hooks/_in_process/_in_process.py", line 389, in <module>
    main()
  File "/env/lib/setuptools/build_meta.py", line 317, in run_setup
    exec(code, locals())
  File "<string>", line 7, in <module>
  File "/env/lib/python3.11/pathlib.py", line 1058, in read_text
    with self.open(mode='r') as f:
FileNotFoundError: [Errno 2] No such file: 'words.txt'
"""

SYNTAX = """\
Traceback (most recent call last):
  File "/env/lib/setuptools/build_meta.py", line 317, in run_setup
    exec(code, locals())
  File "<string>", line 3
    def broken(:
               ^
SyntaxError: invalid syntax
"""

CHAINED = """\
Traceback (most recent call last):
  File "{source}/build/steps.py", line 4, in first
    {{}}["name"]
KeyError: 'name'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "{source}/build/steps.py", line 9, in second
    raise ValueError("no name") from error
ValueError: no name in {source}/build/steps.py
"""

SUPERSEDED = """\
Traceback (most recent call last):
  File "/env/lib/setuptools/dist.py", line 300, in check
setuptools.errors.ConfigError: Outdated. Please remove:

License :: MIT
"""

COMPILER = """\
running build_ext
gcc -fPIC -c fast.c -o build/fast.o
{source}/fast.c:12:5: error: 'PyObject' undeclared
   12 |     PyObject *it;
compilation terminated.
error: command '/usr/bin/gcc' failed with exit code 1
"""

DISCOVERY = """\
running egg_info
error: Multiple top-level packages discovered: ['one', 'two'].

To avoid accidental inclusion of unwanted files or directories,
setuptools will not proceed with this build.
"""


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (SETUPTOOLS, "setup.py:7: FileNotFoundError: [Errno 2] No such file: 'words.txt'"),
        (SYNTAX, "setup.py:3: SyntaxError: invalid syntax"),
        (CHAINED, "build/steps.py:9: ValueError: no name in build/steps.py"),
        (SUPERSEDED, "setuptools.errors.ConfigError: Outdated. Please remove: License :: MIT"),
        (COMPILER, "fast.c:12: error: 'PyObject' undeclared"),
        (DISCOVERY, "error: Multiple top-level packages discovered: ['one', 'two']."),
        ("working\n\nit went wrong\n\n", "it went wrong"),
        ("Traceback (most recent call last):\n  File", "File"),
        ("Traceback (most recent call last):\n", "it ended in the middle of a traceback"),
        ("", "it ended without a word"),
    ],
    ids=["setuptools", "syntax", "chained", "two lines", "compiler", "discovery", "last line",
         "cut off", "cut off at once", "nothing"],
)  # fmt: skip
def test_the_backends_own_error_is_told(tmp_path: Path, output: str, text: str) -> None:
    for name in ("setup.py", "build/steps.py", "fast.c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert failure_of(output.replace("{source}", str(tmp_path)), tmp_path, {}).text == text


def test_the_missing_module_is_told(tmp_path: Path) -> None:
    output = "Traceback (most recent call last):\nModuleNotFoundError: No module named 'a.b'\n"

    assert failure_of(output, tmp_path, {}).module == "a.b"


def test_a_long_error_is_cut(tmp_path: Path) -> None:
    assert len(failure_of("x" * 10_000, tmp_path, {}).error) == LONGEST


def test_a_secret_is_not_told(tmp_path: Path) -> None:
    assert failure_of("error: no hunter2", tmp_path, {"A_TOKEN": "hunter2"}).text == "error: no ***"
