"""The tree of source that is newer than the host's grammar, in nodes that every host has; executes nothing.

The host parses what `older_syntax` makes of the text, and what stands apart from it (the fields of f-strings, the
classes of `except A, B:`) goes back to its place. Lines and columns are those that a newer host gives. What Python
3.11 has no node for is a node that does the same when a module is imported:

- `type X[T] = value` is `X = lambda T: value`, which names the alias and does not evaluate its value (PEP 695).
- Functions and classes with type parameters have the attribute `type_params`, as from 3.12 on: a list of
  `TypeParameter`. Their bounds and defaults, which nothing evaluates before it is asked for, are left out.
- A t-string is a `JoinedStr` with `is_template = True`: its expressions run, and nothing is formatted (PEP 750).
- `lazy import` is an import with `is_lazy = True` (PEP 810).
- `[*x for x in y]` is `[element for x in y for element in x]`, and likewise with `**` (PEP 798).

The tree has the attribute `features` then: the version that introduced each of them, and its line.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from importls.facts import syntax_tree
from importls.facts.f_strings import Source, joined, sources_of
from importls.facts.grammar import features_of
from importls.facts.older_syntax import in_older_syntax
from importls.facts.source import SyntaxProblem
from importls.facts.tokens import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importls.facts.f_strings import Place
    from importls.facts.older_syntax import Changes, Placeholder

# What the host itself may parse, but into nodes that are newer than 3.11. Matches more than that: in strings, say.
_NEWER_NODES_SINCE = {
    (3, 12): r"\btype(?:[ \t\f]|\\\r?\n)+(?:[^\W\d]|[^\x00-\x7f])|\b(?:def|class)[\s\\]+[^\s\\(\[:]+[\s\\]*\[",
    (3, 14): r"\b(?:[tT][rR]?|[rR][tT])['\"]",
    (3, 15): r"[(\[{](?:[\s\\]|#.*)*\*",
}
_NEWER_NODES = (
    re.compile("|".join(words for since, words in _NEWER_NODES_SINCE.items() if since <= syntax_tree.HOST_GRAMMAR))
    if syntax_tree.HOST_GRAMMAR >= (3, 12)
    else None
)

# No names of a program are these.
_KEY, _ELEMENT = ".key", ".element"

# Line and column, as `ast` counts them.
_Start: TypeAlias = tuple[int, int]

_SingleElement: TypeAlias = ast.ListComp | ast.SetComp | ast.GeneratorExp

_PLACED = (ast.expr, ast.arg, ast.keyword)


@dataclass(frozen=True)
class TypeParameter:
    """`T` of `def f[T](…)`, a name of its own scope around the function or class."""

    name: str


def parse(text: str) -> ast.Module | None:
    """The tree of `text` of any grammar up to 3.15, None where that is no Python. Never raises.

    Whatever the host, the nodes are those of Python 3.11. What the host can parse by itself takes no longer than that.
    """
    if _NEWER_NODES is None or not _NEWER_NODES.search(text):
        tree = syntax_tree.parse(text)
        if isinstance(tree, ast.Module):
            return tree
    return parse_newer(text)


def parse_newer(text: str) -> ast.Module | None:
    """`parse` for a text that the host cannot parse, or would make newer nodes of.

    Takes two to three times as long as `ast.parse`. The text of an f-string is read once more for each f-string that
    it stands in, of which there are at most 150.
    """
    try:
        return _tree(text.replace("\r\n", "\n").replace("\r", "\n").encode())
    except (Unreadable, UnicodeEncodeError, RecursionError, MemoryError):
        return None


def _tree(data: bytes) -> ast.Module:
    changes = in_older_syntax(data)
    tree = syntax_tree.parse(changes.text.decode())
    if isinstance(tree, SyntaxProblem):
        raise Unreadable
    if changes.edits:
        vars(tree)["features"] = features_of(changes)
        _restore(tree, _lost(changes))
    return tree


class _Lines:
    """Where the lines of a text start."""

    def __init__(self, data: bytes) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(rb"\n", data))]

    def start(self, offset: int) -> _Start:
        """The line, counted from 1, and the column in bytes, counted from 0."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]

    def place(self, start: int, end: int) -> Place:
        """The place of what stands between two offsets."""
        (line, column), (end_line, end_column) = self.start(start), self.start(end)
        return {"lineno": line, "col_offset": column, "end_lineno": end_line, "end_col_offset": end_column}


@dataclass(frozen=True)
class _Lost:
    """What a tree of the rewritten text lacks, by where the nodes start that lack it."""

    expressions: dict[_Start, ast.expr]
    lazy_imports: set[_Start]
    type_aliases: dict[_Start, tuple[_Start, tuple[str, ...]]]
    type_parameters: dict[_Start, tuple[str, ...]]
    unpackings: dict[_Start, bytes]


def _lost(changes: Changes) -> _Lost:
    lines = _Lines(changes.original)
    start = lines.start
    return _Lost(
        dict(_expressions(changes, lines)),
        {start(offset) for offset in changes.lazy_imports},
        {start(offset): (start(name), names) for offset, (name, names) in changes.type_aliases.items()},
        {start(offset): names for offset, names in changes.type_parameters.items()},
        {start(offset): star for offset, star in changes.unpackings.items()},
    )


def _expressions(changes: Changes, lines: _Lines) -> Iterator[tuple[_Start, ast.expr]]:
    """What stands in the places that are held, by where it stands. All of it is parsed at once, as one text."""
    sources = [source for placeholder in changes.placeholders for source in _sources(placeholder, changes.original)]
    trees = _parsed(sources, lines)
    for start, end, parts, is_template in changes.placeholders:
        place = lines.place(start, end)
        if parts is None:
            yield lines.start(start), next(trees)
            continue
        string = joined(parts, trees, place, lines.place)
        if is_template:
            vars(string)["is_template"] = True
        yield lines.start(start), string


def _sources(placeholder: Placeholder, data: bytes) -> Iterator[Source]:
    start, end, parts, _ = placeholder
    if parts is None:
        yield Source(start, data[start:end])
    else:
        yield from sources_of(parts)


def _parsed(sources: list[Source], lines: _Lines) -> Iterator[ast.expr]:
    """The tree of each source, at its place."""
    if not sources:
        return
    tree = _tree(b"".join(b"(%s\n)\n" % source.text for source in sources))
    if len(tree.body) != len(sources):
        raise Unreadable
    line = 1
    for statement, source in zip(tree.body, sources, strict=True):
        if not isinstance(statement, ast.Expr):
            raise Unreadable
        if (statement.value.lineno, statement.value.col_offset) == (line, 0):
            _take_off_brackets(statement.value)
        _move(statement.value, line, lines.start(source.start))
        yield statement.value
        line += source.text.count(b"\n") + 2


def _take_off_brackets(expression: ast.expr) -> None:
    """Take from a tuple the place of the brackets that were added around it. Nothing else has brackets of its own."""
    if not isinstance(expression, ast.Tuple) or not expression.elts:
        raise Unreadable
    first, last = expression.elts[0], expression.elts[-1]
    expression.lineno, expression.col_offset = first.lineno, first.col_offset
    expression.end_lineno, expression.end_col_offset = last.end_lineno, last.end_col_offset


def _move(tree: ast.expr, line: int, to: _Start) -> None:
    """Move what was parsed behind one bracket on a line to where it stands."""
    to_line, to_column = to
    for node in ast.walk(tree):
        if not isinstance(node, _PLACED):
            continue
        if node.lineno == line:
            node.col_offset += to_column - 1
        if node.end_lineno == line and node.end_col_offset is not None:
            node.end_col_offset += to_column - 1
        node.lineno += to_line - line
        node.end_lineno = (node.end_lineno or line) + to_line - line


def _restore(tree: ast.AST, lost: _Lost) -> None:
    """Give the nodes below a tree what they have lost. Not by recursion: a sum of a thousand terms nests as deep."""
    pending = [tree]
    while pending:
        node = pending.pop()
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                value[:] = [_restored(item, lost, pending) for item in value]
            elif isinstance(value, ast.AST):
                vars(node)[name] = _restored(value, lost, pending)


def _restored(node: object, lost: _Lost, pending: list[ast.AST]) -> object:
    """Return the node that belongs in the place of a node, and note what is to be looked at below it."""
    match node:
        case ast.Tuple(elts=[]) if expression := lost.expressions.get(_start(node)):
            return expression
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if names := lost.type_parameters.get(
            _start(node)
        ):
            vars(node)["type_params"] = [TypeParameter(name) for name in names]
        case ast.Import() | ast.ImportFrom() if _start(node) in lost.lazy_imports:
            vars(node)["is_lazy"] = True
        case ast.Assign() if alias := lost.type_aliases.get(_start(node)):
            node = _type_alias(node, *alias)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() if star := lost.unpackings.get(_start(node)):
            node = _unpacking(node, star)
    if isinstance(node, ast.AST) and node._fields:
        pending.append(node)
    return node


def _start(node: ast.stmt | ast.expr) -> _Start:
    return node.lineno, node.col_offset


def _place(node: ast.stmt | ast.expr) -> Place:
    return {
        "lineno": node.lineno,
        "col_offset": node.col_offset,
        "end_lineno": node.end_lineno or node.lineno,
        "end_col_offset": node.end_col_offset or node.col_offset,
    }


def _type_alias(statement: ast.Assign, name_start: _Start, type_parameters: tuple[str, ...]) -> ast.Assign:
    """Make `X = lambda T: value` of `type.X = value`."""
    place = _place(statement.value)
    target, *others = statement.targets
    if others or not isinstance(target, ast.Attribute):
        raise Unreadable
    name = ast.Name(target.attr, ast.Store(), **_place(target))
    name.lineno, name.col_offset = name_start
    parameters = [ast.arg(parameter, None, None, **place) for parameter in type_parameters]
    arguments = ast.arguments([], parameters, None, [], [], None, [])
    return ast.Assign([name], ast.Lambda(arguments, statement.value, **place), None, **_place(statement))


def _unpacking(node: _SingleElement, star: bytes) -> ast.expr:
    """Make `[element for x in y for element in x]` of `[x for x in y]`."""
    if star == b"**":
        return _dict_unpacking(node)
    place = _place(node.elt)
    node.generators.append(_loop(ast.Name(_ELEMENT, ast.Store(), **place), node.elt))
    node.elt = ast.Name(_ELEMENT, ast.Load(), **place)
    return node


def _dict_unpacking(node: _SingleElement) -> ast.DictComp:
    """Make `{key: value for x in y for key, value in x.items()}` of `{x for x in y}`."""
    place = _place(node.elt)
    names = [ast.Name(name, ast.Store(), **place) for name in (_KEY, _ELEMENT)]
    items = ast.Call(ast.Attribute(node.elt, "items", ast.Load(), **place), [], [], **place)
    loops = [*node.generators, _loop(ast.Tuple([*names], ast.Store(), **place), items)]
    key, value = (ast.Name(name, ast.Load(), **place) for name in (_KEY, _ELEMENT))
    return ast.DictComp(key, value, loops, **_place(node))


def _loop(target: ast.expr, values: ast.expr) -> ast.comprehension:
    return ast.comprehension(target, values, [], 0)
