"""A module is reached by imports of any kind, but for those that are tried."""

from pathlib import Path

import pytest

from hello.rehearsal.reaching import is_reached


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import tiny.inner.leaf", True),
        ("from tiny.inner import leaf as other", True),
        ("from tiny.inner.leaf import value", True),
        ("def main():\n    from .leaf import value", True),
        ("if True:\n    from . import leaf", True),
        ("from ..inner import leaf", True),
        ("try:\n    from . import leaf\nexcept ImportError:\n    leaf = None", False),
        ("from .. import leaf", False),
        ("leaf = 'tiny.inner.leaf'", False),
        ("import other.leaf", False),
        ("leaf (", False),
    ],
    ids=[
        "import",
        "from-package",
        "from-module",
        "in-function",
        "in-if",
        "two-dots",
        "tried",
        "of-parent",
        "text",
        "of-others",
        "unreadable",
    ],
)
def test_what_is_imported_is_reached(tmp_path: Path, code: str, expected: bool) -> None:  # noqa: FBT001  # a parameter
    file = tmp_path / "cli.py"
    file.write_text(code)

    assert is_reached("tiny.inner.leaf", [("tiny.inner.cli", file)]) is expected


def test_a_package_is_its_own_base(tmp_path: Path) -> None:
    file = tmp_path / "__init__.py"
    file.write_text("from . import leaf")

    assert is_reached("tiny.inner.leaf", [("tiny.inner", file)])
    assert not is_reached("tiny.leaf", [("tiny.inner", file)])
