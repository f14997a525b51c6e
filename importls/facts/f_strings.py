"""Makes a `JoinedStr` of the parts of a string and the trees of its expressions; parses nothing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from importls.facts.tokens import Field, Literal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from importls.facts.tokens import Part


class Place(TypedDict):
    """Where a node stands, as `ast` says it: lines count from 1, columns from 0 in bytes."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


class Source(NamedTuple):
    """An expression that stands at an offset, or a string literal, whose offset says nothing."""

    start: int
    text: bytes


def sources_of(parts: Iterable[Part]) -> Iterator[Source]:
    """What has to be parsed to join these parts, in the order in which `joined` takes the trees."""
    for part in parts:
        if isinstance(part, Literal):
            yield Source(0, part.source)
        elif isinstance(part, Field):
            yield Source(part.start + 1, part.expression)
            yield from sources_of(part.spec or ())


def joined(
    parts: Iterable[Part], trees: Iterator[ast.expr], place: Place, place_of: Callable[[int, int], Place]
) -> ast.JoinedStr:
    """The node of a string at a place. As in Python 3.11 its texts stand where all of it does; fields where they are.

    Raises `Unreadable` where bytes are joined with text.
    """
    values: list[ast.expr] = []
    for part in parts:
        if isinstance(part, Field):
            _append(values, ast.Constant(part.written, **place))
            expression = next(trees)
            own = place_of(part.start, part.end)
            spec = None if part.spec is None else joined(part.spec, trees, own, place_of)
            values.append(ast.FormattedValue(expression, part.conversion, spec, **own))
        elif isinstance(part, Literal):
            literal = next(trees)
            if not isinstance(literal, ast.Constant) or not isinstance(literal.value, str):
                raise Unreadable
            _append(values, ast.Constant(literal.value, literal.kind, **place))
        else:
            _append(values, ast.Constant(part, **place))
    return ast.JoinedStr(values, **place)


def _append(values: list[ast.expr], text: ast.Constant) -> None:
    """Append a text, or join it to the one before it, as CPython does."""
    last = values[-1] if values else None
    if isinstance(last, ast.Constant) and isinstance(last.value, str) and isinstance(text.value, str):
        last.value += text.value
    elif text.value:
        values.append(text)
