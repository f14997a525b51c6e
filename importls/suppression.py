"""Comments that silence findings: what they say, and what they leave of the findings of one file.

`# importls: ignore[rule, other] -- reason` works on its line, on a statement over several lines from its first or last
line; `ignore-next-line` on the line below and on the statement that starts there, `ignore-file` on the whole file.
Without brackets every rule is meant. A comment that is written in any other way silences nothing, and is said to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from importls.diagnostic import Silenced, Silencer
from importls.facts.imports import Position, Range

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic


class Scope(StrEnum):
    """How far a suppression reaches; each value is the word in the comment."""

    LINE = "ignore"
    NEXT_LINE = "ignore-next-line"
    FILE = "ignore-file"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One such comment. `rules` is None where every rule is meant; `range` covers the comment with its reason.

    `misread` is what stands where brackets with rules were expected, None in a comment that is well-formed; a malformed
    one has no `rules`.
    """

    scope: Scope
    rules: tuple[str, ...] | None
    reason: str | None
    range: Range
    misread: str | None = None

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether the finding stands where this suppression works, whatever its rule."""
        places = (diagnostic.range, diagnostic.statement or diagnostic.range)
        match self.scope:
            case Scope.LINE:
                return any(self.range.start.line in (place.start.line, place.end.line) for place in places)
            case Scope.NEXT_LINE:
                return any(self.range.start.line + 1 == place.start.line for place in places)
            case Scope.FILE:
                return True


@dataclass(frozen=True, slots=True)
class UnusedSuppression:
    """A suppression that silenced nothing, or the `rules` of it that did not; None where it names no rules."""

    suppression: Suppression
    rules: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The findings of one file, sorted by its suppressions."""

    kept: tuple[Diagnostic, ...]
    suppressed: tuple[Silenced, ...]
    unused: tuple[UnusedSuppression, ...]


def apply_suppressions(diagnostics: Iterable[Diagnostic], suppressions: Iterable[Suppression]) -> Suppressed:
    """Part the findings of one file into those that are silenced and those that are not."""
    suppressions = tuple(suppressions)
    kept: list[Diagnostic] = []
    suppressed: list[Silenced] = []
    used: dict[Suppression, set[str]] = {item: set() for item in suppressions}
    for diagnostic in diagnostics:
        hits = [item for item in suppressions if item.covers(diagnostic) and _names(item, diagnostic.rule)]
        if hits:
            suppressed.append(
                Silenced(diagnostic, Silencer.COMMENT, next((item.reason for item in hits if item.reason), None))
            )
        else:
            kept.append(diagnostic)
        for item in hits:
            used[item].add(diagnostic.rule)
    return Suppressed(tuple(kept), tuple(suppressed), tuple(_unused(used)))


def _names(suppression: Suppression, rule: str) -> bool:
    return suppression.rules is None or rule in suppression.rules


def _unused(used: dict[Suppression, set[str]]) -> Iterator[UnusedSuppression]:
    for suppression, hits in used.items():
        if not suppression.rules:
            if not hits:
                yield UnusedSuppression(suppression, None)
        elif idle := tuple(rule for rule in suppression.rules if rule not in hits):
            yield UnusedSuppression(suppression, idle)


def find_suppressions(text: str) -> tuple[Suppression, ...]:
    """The suppressions in the comments of a source text, also of one that does not parse."""
    if "importls:" not in text:
        return ()
    return tuple(_read_comments(text))


_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\r\n]*+ )
  | \"{3} (?: [^\"\\]++ | \\.? | \"(?!\"\") )*+ (?: \"{3} )?
  | '{3} (?: [^'\\]++ | \\.? | '(?!'') )*+ (?: '{3} )?
  | \" (?: [^\"\\\r\n]++ | \\(?:\r\n|.)? )*+ \"?
  | ' (?: [^'\\\r\n]++ | \\(?:\r\n|.)? )*+ '?
    """,
    re.VERBOSE | re.DOTALL,
)
"""A comment, or a string, in which a `#` begins none. Works on broken files and on the syntax of any Python version,
which the tokenizer of the interpreter that runs importls does not."""

_DIRECTIVE = re.compile(
    r"\#\s*importls:\s*(?P<scope>ignore(?:-next-line|-file)?)(?![\w-])"
    r"(?:\s*\[(?P<rules>[^\]#]*)\]|(?=\s*(?:\#|--|$))|(?P<misread>[^#]*[^#\s]))"
    r"(?:\s*--\s*(?P<reason>[^#]*[^#\s]))?"
)
_LINE_END = re.compile(r"\r\n|\r|\n")


def _read_comments(text: str) -> Iterator[Suppression]:
    line, line_start, ends = 1, 0, _LINE_END.finditer(text)
    end = next(ends, None)
    for token in _TOKEN.finditer(text):
        comment = token["comment"]
        if comment is None or "importls:" not in comment:
            continue
        while end is not None and end.end() <= token.start():
            line, line_start, end = line + 1, end.end(), next(ends, None)
        for match in _DIRECTIVE.finditer(comment):
            yield _suppression(match, line, token.start() - line_start + 1)


def _suppression(match: re.Match[str], line: int, column: int) -> Suppression:
    """The suppression of a directive in a comment that starts at this line and column."""
    written, misread = match["rules"], match["misread"]
    rules = tuple(rule.strip() for rule in (written or "").split(",") if rule.strip())
    if written is not None and not rules:
        misread = f"[{written}]"
    return Suppression(
        Scope(match["scope"]),
        None if written is None and misread is None else rules,
        match["reason"],
        Range(Position(line, column + match.start()), Position(line, column + match.end())),
        misread,
    )
