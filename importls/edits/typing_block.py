"""Imports that only type checkers see: into the module's `if TYPE_CHECKING:`, or into a new one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from importls.edits.source import Source
from importls.edits.text_edits import Replacement

_INDENT = "    "


def typing_import(source: Source, text: str) -> Iterator[Replacement]:
    """Put an import statement where only type checkers see it; `TYPE_CHECKING` itself is imported if need be."""
    block = _block(source)
    if block is not None:
        yield _appended(source, block, text)
        return
    condition = _known_condition(source)
    place = _header(source)
    lines = "\n".join(f"{_INDENT}{line}" if line.strip() else line for line in text.split("\n"))
    needed = "" if condition else "from typing import TYPE_CHECKING\n"
    feed = "" if not place or source.text[place - 1] == "\n" else "\n"
    yield Replacement(place, place, f"{feed}{needed}\nif {condition or 'TYPE_CHECKING'}:\n{lines}\n")


def _block(source: Source) -> ast.If | None:
    """The first `if TYPE_CHECKING:` of the module that has its body on lines of its own."""
    for statement in source.body:
        match statement:
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"), body=[first, *_]):
                if first.lineno > statement.test.lineno:
                    return statement
            case _:
                pass
    return None


def _appended(source: Source, block: ast.If, text: str) -> Replacement:
    last = block.body[-1]
    start = source.start(block.body[0])
    indent = source.text[source.line_start(start) : start]
    place = source.line_end(source.end(last))
    lines = "\n".join(f"{indent}{line}" if line.strip() else line for line in text.split("\n"))
    return Replacement(place, place, f"\n{lines}")


def _known_condition(source: Source) -> str | None:
    """How the module can say `TYPE_CHECKING` already, by an import at its top."""
    top = _header(source)
    for _, statement in source.imports():
        if source.start(statement) >= top:
            break
        for alias in statement.names:
            if isinstance(statement, ast.ImportFrom):
                if statement.module in ("typing", "typing_extensions") and alias.name == "TYPE_CHECKING":
                    return alias.asname or alias.name
            elif alias.name == "typing":
                return f"{alias.asname or 'typing'}.TYPE_CHECKING"
    return None


def _header(source: Source) -> int:
    """Where the line behind the docstring and the imports at the top starts, or the text ends."""
    end = source.line_start(source.start(source.body[0]))
    for number, statement in enumerate(source.body):
        is_docstring = not number and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_docstring and not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        end = min(source.line_end(source.end(statement)) + 1, len(source.text))
    return end
