"""Rewrites source of any grammar up to 3.15 in the grammar of 3.11, place for place; knows nothing of trees.

What has no older form of the same length gives way to a placeholder, `(   )`, and is handed on by itself. Lines and
columns, in bytes of UTF-8, stay those of the original.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from importls.facts.tokens import Literal, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importls.facts.tokens import Part, Token

_STARTS_STATEMENT = frozenset((b"\n", b";", b":"))
_KEYWORDS = frozenset(word.encode() for word in keyword.kwlist)
_NAME = re.compile(rb"[A-Za-z_\x80-\xff]")
_NOT_A_NEWLINE = re.compile(rb"[^\n]")


class Placeholder(NamedTuple):
    """`(   )` stands where an expression stood: a string of these parts, or one whose text is still to be read."""

    start: int
    end: int
    parts: tuple[Part, ...] | None = None
    is_template: bool = False


class TypeAlias(NamedTuple):
    """What `type X[T] = …` has lost: where its name starts, and its type parameters."""

    name_start: int
    type_parameters: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What a tree of the rewritten text does not say, by offsets in the original text."""

    original: bytes
    edits: list[tuple[int, int, bytes]] = field(default_factory=list)
    """Start, end and the new text, one behind the other. Only line ends may get something new before them."""
    placeholders: list[Placeholder] = field(default_factory=list)
    lazy_imports: set[int] = field(default_factory=set)
    """`lazy import x` reads `import      x`."""
    type_aliases: dict[int, TypeAlias] = field(default_factory=dict)
    """`type X[T] = …` reads `type.X    = …`."""
    type_parameters: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By the `def`, `async` or `class`, which has them no more."""
    unpackings: dict[int, bytes] = field(default_factory=dict)
    """By the bracket of a comprehension the `*` or `**` that its element has lost."""

    @property
    def text(self) -> bytes:
        """The rewritten text."""
        pieces: list[bytes] = []
        at = 0
        for start, end, new in self.edits:
            pieces += (self.original[at:start], new)
            at = end
        return b"".join((*pieces, self.original[at:]))


def in_older_syntax(data: bytes) -> Changes:
    """Rewrite a text, whose line ends are line feeds. What is no Python stays so, or raises `Unreadable`."""
    tokens = tokens_of(data)
    changes = Changes(data)
    at = 0
    while at < len(tokens):
        rewrite = _strings if tokens[at].is_string else _REWRITES.get(tokens[at].text)
        behind = at if rewrite is None else rewrite(tokens, at, changes)
        at = max(behind, at + 1)
    return changes


# Each of these looks at the tokens from an index on, and returns the index behind what it has rewritten, if anything.


def _strings(tokens: list[Token], at: int, changes: Changes) -> int:
    """Adjacent strings of which one has fields (PEP 701, PEP 750)."""
    end = at
    while end < len(tokens) and tokens[end].is_string:
        end += 1
    run = tokens[at:end]
    if any(token.parts is not None for token in run):
        parts = tuple(part for token in run for part in _parts(token))
        is_template = run[0].text[:2].lower().startswith((b"t", b"rt"))
        _hold_place(Placeholder(run[0].start, run[-1].end, parts, is_template), changes)
    return end


def _except(tokens: list[Token], at: int, changes: Changes) -> int:
    """`except A, B:` (PEP 758)."""
    first = at + 2 if _text(tokens, at + 1) == b"*" else at + 1
    has_comma = False
    for index, token in _of_depth(tokens, first, 0):
        if token.text == b":" and has_comma:
            _hold_place(Placeholder(tokens[first].start, tokens[index - 1].end), changes)
            return index
        if token.text in (b":", b"\n", b"as"):
            break
        has_comma = has_comma or token.text == b","
    return at


def _lazy(tokens: list[Token], at: int, changes: Changes) -> int:
    """`lazy import x` and `lazy from m import x` (PEP 810)."""
    word = _text(tokens, at + 1)
    if word not in (b"import", b"from") or not _starts_statement(tokens, at):
        return at
    start, end = tokens[at].start, tokens[at + 1].end
    _erase(start, end, changes, but=word)
    changes.lazy_imports.add(start)
    return at + 2


def _type(tokens: list[Token], at: int, changes: Changes) -> int:
    """`type X[T] = …` (PEP 695, PEP 696)."""
    name = _text(tokens, at + 1)
    if not _NAME.match(name) or name in _KEYWORDS or not _starts_statement(tokens, at):
        return at
    behind = _behind_brackets(tokens, at + 2)
    if _text(tokens, behind) != b"=":
        return at
    _erase(tokens[at].end, tokens[at + 1].start, changes, but=b".")
    names = _erase_type_parameters(tokens, at + 2, changes)
    changes.type_aliases[tokens[at].start] = TypeAlias(tokens[at + 1].start, names)
    return behind


def _definition(tokens: list[Token], at: int, changes: Changes) -> int:
    """`def f[T](…)` and `class A[T]` (PEP 695, PEP 696)."""
    names = _erase_type_parameters(tokens, at + 2, changes)
    if names:
        is_async = at > 0 and tokens[at - 1].text == b"async"
        changes.type_parameters[tokens[at - is_async].start] = names
    return _behind_brackets(tokens, at + 2)


def _bracket(tokens: list[Token], at: int, changes: Changes) -> int:
    """`[*x for x in y]` and `{**x for x in y}` (PEP 798)."""
    if _text(tokens, at + 1) not in (b"*", b"**"):
        return at
    star = tokens[at + 1]
    for _, token in _of_depth(tokens, at + 2, star.depth):
        if token.text == b",":
            break
        if token.text == b"for":
            _erase(star.start, star.end, changes)
            changes.unpackings[tokens[at].start] = star.text
            break
    return at + 2


_REWRITES = {
    b"except": _except,
    b"lazy": _lazy,
    b"type": _type,
    b"def": _definition,
    b"class": _definition,
    b"(": _bracket,
    b"[": _bracket,
    b"{": _bracket,
}


def _erase_type_parameters(tokens: list[Token], opening: int, changes: Changes) -> tuple[str, ...]:
    """Return the names in the square brackets that begin at an index, if any do."""
    if _text(tokens, opening) != b"[":
        return ()
    names: list[str] = []
    is_first = True
    for _, token in _of_depth(tokens, opening + 1, tokens[opening].depth + 1):
        if is_first and _NAME.match(token.text):
            names.append(unicodedata.normalize("NFKC", token.text.decode()))
            is_first = False
        is_first = is_first or token.text == b","
    _erase(tokens[opening].start, tokens[_behind_brackets(tokens, opening) - 1].end, changes)
    return tuple(names)


def _behind_brackets(tokens: list[Token], opening: int) -> int:
    """Return the index behind the square brackets that begin at an index, or the index itself."""
    if _text(tokens, opening) != b"[":
        return opening
    return next(index for index in range(opening + 1, len(tokens)) if tokens[index].depth == tokens[opening].depth) + 1


def _of_depth(tokens: list[Token], at: int, depth: int) -> Iterator[tuple[int, Token]]:
    """The tokens from an index on that stand in as many brackets, and not between a `lambda` and its colon."""
    lambdas = 0
    for index in range(at, len(tokens)):
        token = tokens[index]
        if token.depth < depth:
            return
        if token.depth > depth:
            continue
        if token.text == b"lambda":
            lambdas += 1
        elif lambdas == 0:
            yield index, token
        elif token.text == b":":
            lambdas -= 1


def _text(tokens: list[Token], at: int) -> bytes:
    return tokens[at].text if at < len(tokens) else b""


def _starts_statement(tokens: list[Token], at: int) -> bool:
    return tokens[at].depth == 0 and (at == 0 or tokens[at - 1].text in _STARTS_STATEMENT)


def _parts(token: Token) -> tuple[Part, ...]:
    return (Literal(token.text),) if token.parts is None else token.parts


def _hold_place(placeholder: Placeholder, changes: Changes) -> None:
    start, end, *_ = placeholder
    changes.placeholders.append(placeholder)
    changes.edits.append((start, end, b"(%s)" % _NOT_A_NEWLINE.sub(b" ", changes.original[start + 1 : end - 1])))


def _erase(start: int, end: int, changes: Changes, but: bytes = b"") -> None:
    """Make spaces of the text but for a word at its start, and of its line ends continued lines."""
    first, *others = _NOT_A_NEWLINE.sub(b" ", changes.original[start:end]).split(b"\n")
    changes.edits.append((start, end, b"\\\n".join((but + first[len(but) :], *others))))
