"""Whether there is a pip to work with."""

import sys

import pytest
from processes import output_of

from hello.workbench.environments import has_pip


def test_this_python_has_pip() -> None:
    assert has_pip()


def test_no_pip_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])

    assert not has_pip()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="other Python: distutils left it in 3.12")
def test_asking_leaves_distutils_alone() -> None:
    """Setuptools replaces it, and warns, where it is asked for pip's module."""
    said = output_of(
        *(sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c"),
        "import sys, distutils; from hello.workbench.environments import has_pip; "
        "print(has_pip(), 'distutils' in sys.modules)",
    )

    assert said.split() == ["True", "True"]
