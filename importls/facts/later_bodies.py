"""The tree of a file in which functions get their bodies when somebody asks for them; it decides nothing.

Of what is imported nearly all functions are defined and never called, and their bodies are most of the text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from importls.facts import syntax_tree
from importls.facts.newer_syntax import parse

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Strings, comments and joined lines. What looks like the start of a line or a bracket in there is none.
_NO_CODE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|#[^\n]*+|\\\n',
    re.DOTALL,
)
_DEF = re.compile(r"^([ \t]*+)(?:async[ \t]++)?def[ \t]++\w++[ \t]*+(?=\()", re.MULTILINE)
_BRACKET = re.compile(r"[\[({})\]]")
_END_OF_HEADER = re.compile(r"[ \t]*+(?:->[^\n]*)?:(?=[ \t]*+\n)")
_OTHER_LINE_ENDS = re.compile(r"[\r\f]")

_LEAST_SAVED = 60
"""Characters of a body below which it is parsed with the rest."""


class _Body(NamedTuple):
    """A function that stands in the text from `start` to `end`, with the line of its `def`; the colon ends `header`."""

    line: int
    start: int
    header: int
    end: int


class _Later(NamedTuple):
    """Where the body of a function is found."""

    text: str
    body: _Body


def parse_without_bodies(text: str) -> ast.Module | None:
    """The tree of a text in which many functions only have a body once `fill` was called for them.

    None where that cannot be had. Whether the bodies are Python is not known.
    """
    if _OTHER_LINE_ENDS.search(text):
        return None
    bodies = {body.line: body for body in _bodies(text)}
    tree = syntax_tree.parse(_without(text, bodies.values()))
    if not isinstance(tree, ast.Module):
        return None
    vars(tree)["lacks_bodies"] = bool(bodies)
    for function in _functions(tree):
        body = bodies.pop(function.lineno, None)
        if body is not None:
            vars(function)["later"] = _Later(text, body)
    return None if bodies else tree


def lacks_bodies(tree: ast.Module | None) -> bool:
    """Whether the tree is one whose functions have to be asked for their bodies."""
    return tree is not None and vars(tree).get("lacks_bodies", False)


def fill(function: ast.AST) -> None:
    """Give a function of such a tree its body; any other node stays as it is."""
    later: _Later | None = vars(function).pop("later", None)
    if later is None or not isinstance(function, Function):
        return
    line, start, _, end = later.body
    is_indented = later.text[start] in " \t"
    before = "\n" * (line - 2) + "if 0:\n" if is_indented else "\n" * (line - 1)
    tree = parse(before + later.text[start:end])
    statement = None if tree is None else tree.body[0]
    if isinstance(statement, ast.If):
        statement = statement.body[0]
    if isinstance(statement, Function):
        function.body = statement.body


def _bodies(text: str) -> Iterator[_Body]:
    code = _NO_CODE.sub(_blank, text)
    line, counted, at = 1, 0, 0
    while (match := _DEF.search(code, at)) is not None:
        at = match.end()
        header = _END_OF_HEADER.match(code, _behind_brackets(code, at))
        if header is None:
            continue
        following = _next_statement(len(match[1])).search(code, header.end())
        end = len(text) if following is None else following.start()
        if end - header.end() < _LEAST_SAVED or code[header.end() : end].isspace():
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield _Body(line, match.start(), header.end(), end)
        at = end


def _blank(match: re.Match[str]) -> str:
    """A string becomes a word, and a comment or a joined line nothing."""
    text = match[0]
    return (" " if text[0] in "#\\" else "x") * len(text)


@lru_cache(maxsize=64)
def _next_statement(indent: int) -> re.Pattern[str]:
    """The start of a statement that is not indented deeper."""
    return re.compile(rf"\n[ \t]{{0,{indent}}}+(?=\S)")


def _behind_brackets(code: str, at: int) -> int:
    """The place behind the bracket that closes the one here."""
    depth = 0
    for match in _BRACKET.finditer(code, at):
        depth += 1 if match[0] in "[({" else -1
        if not depth:
            return match.end()
    return len(code)


def _without(text: str, bodies: Iterable[_Body]) -> str:
    """The text with `0` for each body; lines stay where they are."""
    pieces: list[str] = []
    at = 0
    for body in bodies:
        pieces += (text[at : body.header], "0", "\n" * text.count("\n", body.header, body.end))
        at = body.end
    return "".join((*pieces, text[at:]))


_WITHOUT_BLOCKS = (ast.Expr, ast.Assign, ast.Import, ast.ImportFrom, ast.expr)


def _functions(tree: ast.Module) -> Iterator[Function]:
    """The functions that statements define, in any block."""
    pending: list[ast.AST] = [tree]
    for node in pending:
        for block in ("body", "orelse", "handlers", "finalbody", "cases"):
            for child in getattr(node, block, ()):
                if isinstance(child, Function):
                    yield child
                if not isinstance(child, _WITHOUT_BLOCKS):
                    pending.append(child)
