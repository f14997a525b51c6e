"""The tokens of Python source of any grammar up to 3.15; knows strings and brackets, and nothing of statements.

`tokenize` of the host knows the f-strings of its own grammar only. Offsets are those of UTF-8 bytes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

# As in CPython's `Parser/lexer/state.h`. A text is read once for each level, so these bound the time as well.
_MOST_NESTED_F_STRINGS = 150
_MOST_NESTED_BRACKETS = 200

_TOKEN = re.compile(
    rb"""(?:[ \t\f]|\\\n)*+(?:
    (?P<string>(?:[rR][bBfFtT]?|[bBfFtT][rR]?|[uU])?(?:'''|\"\"\"|'|\"))
    |(?P<name>[A-Za-z_\x80-\xff][\w\x80-\xff]*+)
    |(?P<number>0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+
        |(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9][0-9_]*)?[jJ]?)
    |(?P<comment>\#[^\n]*+)
    |(?P<newline>\n)
    |(?P<end>\Z)
    |(?P<operator>\*\*|[=!<>:]=|.)
    )""",
    re.VERBOSE | re.DOTALL,
)

_REST_OF_STRING = {
    b"'": re.compile(rb"(?:[^'\\\n]|\\.)*+'", re.DOTALL),
    b'"': re.compile(rb'(?:[^"\\\n]|\\.)*+"', re.DOTALL),
    b"'''": re.compile(rb"(?:[^'\\]|\\.|'(?!''))*+'''", re.DOTALL),
    b'"""': re.compile(rb'(?:[^"\\]|\\.|"(?!""))*+"""', re.DOTALL),
}

_OPENS = frozenset((b"(", b"[", b"{"))
_CLOSES = {b")": b"(", b"]": b"[", b"}": b"{"}
_ENDS_EXPRESSION = frozenset((b"}", b"!", b":", b":=", b"="))
_BLANKS = re.compile(rb"(?:[ \t\f\n]|\\\n|#[^\n]*)*+")
_COMMENT = re.compile(rb"#[^\n]*+")
_CONVERSION = re.compile(rb"!([rsa])")
_LITERAL = re.compile(rb"\\.|\"|\n|\\\Z", re.DOTALL)


class Unreadable(ValueError):  # noqa: N818 - not an error of the caller, but the answer to a text that is no Python
    """The text has strings without end, brackets that do not match, or f-strings that nest too deep."""


class Literal(NamedTuple):
    """Text of a string that its escapes have yet to be read of, as the source of a string literal."""

    source: bytes


class Field(NamedTuple):
    """One `{…}` of an f-string, from its brace at `start` to behind the other one."""

    start: int
    end: int
    expression: bytes
    """Its source, which begins behind the first brace."""
    written: str
    """For `{x = }` what stands before the value, else empty."""
    conversion: int
    """As `ast.FormattedValue` has it."""
    spec: tuple[Part, ...] | None


# What a string is made of, in order. The text of a `str` is what it says; adjacent texts are one constant.
Part = str | Literal | Field


class Token(NamedTuple):
    """A name, number, operator, string or line end. A line end in brackets and a comment are none."""

    text: bytes
    start: int
    end: int
    depth: int
    """How many brackets it stands in; a bracket itself stands outside of its pair."""
    is_string: bool = False
    parts: tuple[Part, ...] | None = None
    """Of an f-string or t-string, else None."""


def tokens_of(data: bytes) -> list[Token]:
    """The tokens of a text, whose line ends are line feeds. Raises `Unreadable`, and `RecursionError` at worst."""
    return _tokens(data, 0, [], 0)


def _tokens(data: bytes, at: int, brackets: list[bytes], level: int) -> list[Token]:
    """The tokens from an offset on. With a bracket given they end with what ends the expression of a field."""
    found: list[Token] = []
    in_field = bool(brackets)
    while match := _TOKEN.match(data, at):
        kind = match.lastgroup
        start, at = match.span(kind or 0)
        text = match[kind or 0]
        if kind == "string":
            at, parts = _string(data, text, at, level)
            found.append(Token(data[start:at], start, at, len(brackets), True, parts))
        elif kind == "operator":
            if in_field and len(brackets) == 1 and text in _ENDS_EXPRESSION:
                found.append(Token(text, start, at, 0))
                return found
            if text in _CLOSES and (not brackets or brackets.pop() != _CLOSES[text]):
                break
            found.append(Token(text, start, at, len(brackets)))
            if text in _OPENS:
                brackets.append(text)
                if len(brackets) > _MOST_NESTED_BRACKETS:
                    break
        elif kind == "end":
            if brackets:
                break
            return found
        elif kind in ("name", "number") or (kind == "newline" and not brackets):
            found.append(Token(text, start, at, len(brackets)))
    raise Unreadable


def _string(data: bytes, opening: bytes, at: int, level: int) -> tuple[int, tuple[Part, ...] | None]:
    """Return where the string ends whose text starts at the offset, and the parts of an f-string."""
    quote = opening.lstrip(b"rRbBfFtTuU")
    prefix = opening.removesuffix(quote).lower()
    if b"f" in prefix or b"t" in prefix:
        if level == _MOST_NESTED_F_STRINGS:
            raise Unreadable
        parts, at = _parts(data, at, _FString(quote, b"r" in prefix, level + 1), in_spec=False)
        return at + len(quote), parts
    end = _REST_OF_STRING[quote].match(data, at)
    if end is None:
        raise Unreadable
    return end.end(), None


class _FString(NamedTuple):
    """The f-string that is being read."""

    quote: bytes
    is_raw: bool
    level: int


def _parts(data: bytes, at: int, string: _FString, *, in_spec: bool) -> tuple[tuple[Part, ...], int]:
    """Return the parts from an offset on, and where the quote that ends them starts, or the `}` behind a spec."""
    parts: list[Part] = []
    text = _text_of(string.quote, is_raw=string.is_raw, in_spec=in_spec)
    while match := text.match(data, at):
        if match[0]:
            parts.append(_part(match[0], string, in_spec=in_spec))
        at = match.end()
        if data[at : at + 1] == b"{":
            field = _field(data, at, string)
            parts.append(field)
            at = field.end
        elif in_spec:
            return tuple(parts), _behind_blanks(data, at)
        elif data.startswith(string.quote, at):
            return tuple(parts), at
        else:
            break
    raise Unreadable


@cache
def _text_of(quote: bytes, *, is_raw: bool, in_spec: bool) -> re.Pattern[bytes]:
    """What stands between the fields. A backslash before a brace escapes nothing, but any other character."""
    pieces = [rb"[^\\{}\n%s]++" % quote[:1], rb"\\(?![{}]).", rb"\\(?=[{}])"]
    if not is_raw:
        pieces.insert(0, rb"\\N\{[^{}]*+\}")
    if not in_spec:
        pieces.append(rb"\{\{|\}\}")
    if len(quote) == 3:
        pieces.append(rb"\n|%s(?!%s)" % (quote[:1], quote[1:]))
    return re.compile(rb"(?:%s)*+" % b"|".join(pieces), re.DOTALL)


def _part(text: bytes, string: _FString, *, in_spec: bool) -> str | Literal:
    if not in_spec:
        text = text.replace(b"{{", b"{").replace(b"}}", b"}")
    if string.is_raw or b"\\" not in text:
        return text.decode()
    return Literal(b'"%s"' % _LITERAL.sub(_in_literal, text))


def _in_literal(found: re.Match[bytes]) -> bytes:
    """Keep a pair that a backslash starts, and make of the rest what may stand between two quotes on one line."""
    return {b'"': rb"\"", b"\n": rb"\n", b"\\": rb"\\"}.get(found[0], found[0])


def _field(data: bytes, at: int, string: _FString) -> Field:
    stop = _tokens(data, at + 1, [b"{"], string.level)[-1]
    expression = data[at + 1 : stop.start]
    end, written = stop.start, ""
    if stop.text == b"=":
        end = _behind_blanks(data, stop.end)
        written = (data[at + 1 : stop.end] + _COMMENT.sub(b"", data[stop.end : end])).decode()
    conversion = -1
    if match := _CONVERSION.match(data, end):
        conversion = match[1][0]
        end = _behind_blanks(data, match.end())
    spec: tuple[Part, ...] | None = None
    if data[end : end + 1] == b":":
        spec, end = _parts(data, end + 1, string, in_spec=True)
    if data[end : end + 1] != b"}":
        raise Unreadable
    if written and conversion == -1 and spec is None:
        conversion = ord("r")
    return Field(at, end + 1, expression, written, conversion, spec)


def _behind_blanks(data: bytes, at: int) -> int:
    match = _BLANKS.match(data, at)
    return at if match is None else match.end()
