"""The first line of a file whose syntax the grammar of a version does not have yet; evaluates nothing.

A missing answer means nothing: of some syntax the tree does not tell that it is newer (PEP 701 where the host has it).
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from importls.facts import syntax_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importls.facts.older_syntax import Changes

_Feature = tuple[tuple[int, int], int]
"""The version that introduced it, and the line."""

_COMMENT = re.compile(r"#.*")


def line_of_newer_syntax(tree: ast.Module, text: str, version: tuple[int, int]) -> int | None:
    """The first line of the parsed text with syntax that is newer than the version; linear in the text."""
    newer = [line for since, line in vars(tree).get("features", ()) if since > version]
    if version < (3, 11):
        lines = text.split("\n")
        newer += [line for node in syntax_tree.walk(tree) for since, line in _features(node, lines) if since > version]
    return min(newer, default=None)


def features_of(changes: Changes) -> tuple[_Feature, ...]:
    """What a text has had to be rewritten for, to be read by the grammar of 3.11."""
    offsets = [
        *(((3, 15), offset) for offset in (*changes.lazy_imports, *changes.unpackings)),
        *(((3, 12), offset) for offset in (*changes.type_aliases, *changes.type_parameters)),
        *(((3, 14), one.start) for one in changes.placeholders if one.parts is None or one.is_template),
    ]
    if syntax_tree.HOST_GRAMMAR < (3, 12):  # Else the f-strings may be older: none was asked whether it is.
        offsets += [((3, 12), one.start) for one in changes.placeholders]
    return tuple((since, changes.original.count(b"\n", 0, offset) + 1) for since, offset in offsets)


def _features(node: ast.AST, lines: list[str]) -> Iterator[_Feature]:
    match node:
        case ast.Match():
            yield (3, 10), node.lineno
        case ast.TryStar(handlers=[first, *_]):
            yield (3, 11), first.lineno
        case ast.Subscript(slice=ast.Starred() | ast.Tuple() as index) if _has_bare_star(index):
            yield (3, 11), index.lineno
        case ast.arg(annotation=ast.Starred()):
            yield (3, 11), node.lineno
        case ast.For(iter=ast.Tuple() as items) | ast.AsyncFor(iter=ast.Tuple() as items) if _has_bare_star(items):
            yield (3, 9), items.lineno
        case ast.With() | ast.AsyncWith() if _has_items_in_brackets(node, lines):
            yield (3, 9), node.lineno
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            for decorator in node.decorator_list:
                if not _is_old_decorator(decorator):
                    yield (3, 9), decorator.lineno
        case _:
            return


def _has_bare_star(node: ast.expr) -> bool:
    """Whether it is `*a` or `*a, b`, without brackets of its own."""
    if isinstance(node, ast.Starred):
        return True
    if not isinstance(node, ast.Tuple) or not node.elts:
        return False
    first = node.elts[0]
    is_bare = (first.lineno, first.col_offset) == (node.lineno, node.col_offset)
    return is_bare and any(isinstance(item, ast.Starred) for item in node.elts)


def _has_items_in_brackets(node: ast.With | ast.AsyncWith, lines: list[str]) -> bool:
    """`with (a as b, …):` opens more brackets before `a` than it closes behind it; `(a, b)` is a tuple."""
    targets = [item.optional_vars for item in node.items]
    following = targets[0] or (node.items[1].context_expr if len(targets) > 1 else None)
    if following is None or not any(targets):
        return False
    first = node.items[0].context_expr
    before = _between(lines, (node.lineno, node.col_offset), (first.lineno, first.col_offset))
    end = first.end_lineno or first.lineno, first.end_col_offset or first.col_offset
    behind = _between(lines, end, (following.lineno, following.col_offset)).partition(",")[0]
    return before.count("(") > behind.count(")")


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The text between two places that `ast` gives, without comments; no string stands there."""
    whole = [line.encode() for line in lines[start[0] - 1 : end[0]]]
    whole[-1] = whole[-1][: end[1]]
    whole[0] = whole[0][start[1] :]
    return "\n".join(_COMMENT.sub("", line.decode()) for line in whole)


def _is_old_decorator(node: ast.expr) -> bool:
    """A dotted name, or a call of one, was all that a decorator could be before PEP 614."""
    if isinstance(node, ast.Call):
        node = node.func
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
