"""The exact places of the parts of one import statement, found by its tokens; knows nothing of the rest of the file.

Only a fix or an editor asks for them, so they are not worth the time of every scan. The tokens are found without a
grammar: the statement may be of a newer syntax than the host's, or stand in a broken file.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from importls.facts.imports import Import, Position, Range
from importls.facts.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"[^\W\d]\w*|[.,()*;]|\\|#.*|[^\s]")
_FILLER = ("#", "\\")


class _Token(NamedTuple):
    text: str
    line: int
    column: int

    @property
    def end(self) -> Position:
        return Position(self.line, self.column + len(self.text))


def module_range(text: str, statement: Import) -> Range:
    """Find where the module is named, dots included: `..a.b` of `from ..a.b import c`, `a.b` of `import a.b as c`.

    The whole range of the statement where its text is not what the scan saw.
    """
    return _span(_module_tokens(text, statement), statement.range)


def _module_tokens(text: str, statement: Import) -> list[_Token]:
    tokens = list(_tokens(text, statement.range))
    if statement.names is None:
        return tokens[: _index(tokens, "as", 1)]
    keyword = _index(tokens, "from", 0)
    return tokens[keyword + 1 : _index(tokens, "import", keyword + 1)]


def module_parts(text: str, statement: Import) -> list[tuple[str, Range]]:
    """Each name of the dotted name with its place, outermost first; the dots in front of it are one part, if any."""
    tokens = _module_tokens(text, statement)
    first = next((at for at, token in enumerate(tokens) if token.text != "."), len(tokens))
    parts = [(token.text, _span([token], statement.range)) for token in tokens[first:] if token.text != "."]
    if statement.level and first:
        parts.insert(0, ("", _span(tokens[:first], statement.range)))
    return parts


def name_range(text: str, statement: Import, index: int) -> Range:
    """Find where the imported name number `index` of a `from` statement stands, without its alias; `*` has number 0."""
    names = _names(text, statement.range)
    return _span(list(names[index : index + 1]), statement.range)


@lru_cache(maxsize=4)
def _names(text: str, where: Range) -> tuple[_Token, ...]:
    """The first token of each imported name; remembered, as a statement of many names is asked about each of them."""
    tokens = list(_tokens(text, where))
    keyword = _index(tokens, "import", _index(tokens, "from", 0) + 1)
    names = [token for token in tokens[keyword:] if token.text not in ("(", ")")]
    return tuple(token for before, token in pairwise(names) if before.text in ("import", ",") and token.text != ",")


def _index(tokens: list[_Token], text: str, start: int) -> int:
    """Return the place of the first such token from `start` on, else the end."""
    return next((at for at in range(start, len(tokens)) if tokens[at].text == text), len(tokens))


def _span(tokens: list[_Token], otherwise: Range) -> Range:
    if not tokens:
        return otherwise
    return Range(Position(tokens[0].line, tokens[0].column), tokens[-1].end)


def _tokens(text: str, where: Range) -> Iterator[_Token]:
    """Names, dots, commas, brackets and stars in a range, with comments and line continuations left out."""
    lines = lines_of(text)
    for number in range(where.start.line, min(where.end.line, len(lines)) + 1):
        line = lines[number - 1]
        first = where.start.column - 1 if number == where.start.line else 0
        last = where.end.column - 1 if number == where.end.line else len(line)
        for match in _TOKEN.finditer(line, first, last):
            if not match[0].startswith(_FILLER):
                yield _Token(match[0], number, match.start() + 1)
