"""Programs of others: found, run with a deadline, and their errors in one line."""

import sys

import pytest
from setuptools.errors import ExecError

from hello.setup_commands import external


@pytest.mark.parametrize("tool", external.TOOLS)
def test_a_missing_tool_is_named_with_its_packages(
    tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ExecError) as caught:
        external.find(tool)

    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{tool} is not installed; it is in the package ")
    assert all(system in line for system in ("(Debian)", "(Fedora)", "(Homebrew)"))


def python(program: str, **options: str) -> str:
    return external.run([sys.executable, "-c", program], **options)


def test_what_a_program_writes_is_returned() -> None:
    program = "import sys; sys.stdout.buffer.write(b'\\xff'); sys.stderr.write('too')"

    assert python(program) == "\N{REPLACEMENT CHARACTER}too"


def test_a_program_that_fails_is_told_in_one_line() -> None:
    with pytest.raises(ExecError) as caught:
        python("print(*range(9), '', '   ', 'last', sep='\\n'); raise SystemExit(3)")

    name = sys.executable.rpartition("/")[2].rpartition("\\")[2]
    assert str(caught.value) == f"{name} failed with exit code 3: 5 | 6 | 7 | 8 | last"


def test_noise_is_not_told() -> None:
    with pytest.raises(ExecError, match=r"code 1: cause$"):
        python("print('cause\\nBad exit\\n'); raise SystemExit(1)", noise="Bad [a-z]+")


def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "DEADLINE", 0.1)

    with pytest.raises(ExecError, match=r"was not done after 0\.1 s"):
        python("import threading; threading.Event().wait()")


def test_a_program_gets_no_input() -> None:
    assert python("import sys; print(repr(sys.stdin.read()))") == "''\n"
