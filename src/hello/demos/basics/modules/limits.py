"""What ``hello-modules`` takes: each function raises WrongUseError for the rest."""

import ast
from collections.abc import Sequence

from hello.demos.basics.modules.files import FOLDERS
from hello.errors import WrongUseError, unknown

MOST_IMPORTS = 100
MOST_STATEMENTS = 20
LONGEST_STATEMENT = 200


def check_path(path: Sequence[str]) -> None:
    """Take some of FOLDERS, in any order, each once."""
    for folder in path:
        if folder not in FOLDERS:
            raise unknown("folder", folder, FOLDERS, otherwise="there are a, b and c")
    if not path or len(set(path)) < len(path):
        raise WrongUseError(
            "the path names no folder, or one twice", ",".join(path), next_step="try 'c,b,a'"
        )


def check_statements(statements: Sequence[str]) -> None:
    """Take up to MOST_STATEMENTS, each one that ``check_statement`` takes."""
    if len(statements) > MOST_STATEMENTS:
        raise WrongUseError(
            "too many statements", len(statements), next_step=f"give {MOST_STATEMENTS} at most"
        )
    for statement in statements:
        check_statement(statement)


def check_statement(statement: str) -> None:
    """Take imports of ``t``, of what is in it, and of ``sys``: they do no harm."""
    try:
        tree = ast.parse(statement) if len(statement) <= LONGEST_STATEMENT else None
    except (SyntaxError, ValueError):  # ValueError: characters that no source can have
        tree = None
    if not tree or not tree.body or not all(map(_is_ours, tree.body)):
        raise WrongUseError(
            "not an import of 't' or 'sys'", statement, next_step="try 'import t.t2 as x'"
        )


def _is_ours(node: ast.stmt) -> bool:
    """Say whether *node* imports nothing but the example package or ``sys``."""
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").partition(".")[0] == "t"
    if isinstance(node, ast.Import):
        return all(alias.name.partition(".")[0] in {"t", "sys"} for alias in node.names)
    return False
