"""The names that objects are bound to, read from the source of the lines that make them."""

import ast
import linecache
from collections.abc import Callable, Iterator
from types import CodeType

Span = tuple[int | None, int | None, int | None, int | None]

MOST_LINES = 20_000
"""A file that is longer is not read."""


class Names:
    """Reads each file once."""

    def __init__(self) -> None:
        self._made: dict[str, dict[Span, str]] = {}
        self._asked: dict[str, dict[Span, str]] = {}

    def made(self, code: CodeType, lasti: int) -> str:
        """Return the variable, attribute, argument or key that gets what is made at *lasti*.

        Return nothing where there is none, or no source.
        """
        return _name(self._made, _bound, code, lasti)

    def asked(self, code: CodeType, lasti: int) -> str:
        """Return the expression whose method is called at *lasti*, where it is a name.

        Return nothing where there is none, or no source.
        """
        return _name(self._asked, _receivers, code, lasti)


def _name(
    files: dict[str, dict[Span, str]],
    names_of: Callable[[ast.AST], Iterator[tuple[str, ast.expr]]],
    code: CodeType,
    lasti: int,
) -> str:
    file = code.co_filename
    if file not in files:
        files[file] = dict(_calls(file, names_of))
    names = files[file]
    if not names:
        return ""
    line, end_line, column, end_column = _position(code, lasti)
    return names.get((line, column, end_line, end_column), "")


def _position(code: CodeType, lasti: int) -> Span:
    for number, position in enumerate(code.co_positions()):
        if number == lasti // 2:
            return position
    return None, None, None, None


def _calls(
    file: str, names_of: Callable[[ast.AST], Iterator[tuple[str, ast.expr]]]
) -> Iterator[tuple[Span, str]]:
    """Yield where each call of a file is that is given a name, and the name."""
    lines = linecache.getlines(file)
    if not lines or len(lines) > MOST_LINES:
        return
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        for name, value in names_of(node):
            for call in ast.walk(value):
                if isinstance(call, ast.Call):
                    yield _span(call), name


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that *node* itself gives, outer nodes before inner ones."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names), *_], value=ast.Tuple(elts=values)):
            yield from zip(map(ast.unparse, names), values, strict=False)
        case ast.Assign(targets=[target, *_], value=value):
            yield ast.unparse(target), value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield ast.unparse(target), value
        case ast.NamedExpr(target=target, value=value):
            yield target.id, value
        case ast.keyword(arg=str(name), value=value):
            yield name, value
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value


def _receivers(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the object whose method *node* calls."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as of)):
            yield ast.unparse(of), node


def _span(node: ast.expr) -> Span:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
