"""Whether a project's own code imports one of its modules, perhaps only when a function runs.

What nothing imports is for other programs, or for those who have some library: it may need
what the project does not depend on.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


def is_reached(name: str, modules: Iterable[tuple[str, Path]]) -> bool:
    """Return whether one of *modules*, (name, file), imports the module *name*.

    An import within a ``try`` does not count: its author has thought of those who lack something.
    """
    short = name.rpartition(".")[2].encode()
    for module, file in modules:
        try:
            text = file.read_bytes()
            if short in text and name in _imports(ast.parse(text), module, file):
                return True
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
    return False


def _imports(tree: ast.AST, module: str, file: Path) -> Iterator[str]:
    """Yield the full names of all that may be modules in the imports of *tree*."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module, file)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif not isinstance(node, (ast.Try, ast.TryStar)):
            yield from _imports(node, module, file)


def _base(node: ast.ImportFrom, module: str, file: Path) -> str:
    """Return the module that ``from`` names; a leading dot is the package of *module*."""
    parts = module.split(".")
    is_package = file.name == "__init__.py"
    kept = parts[: len(parts) - node.level + is_package] if node.level else []
    return ".".join([*kept, *filter(None, [node.module])])
