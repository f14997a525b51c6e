"""The text of import statements with some of their names, by their concrete syntax; knows nothing of what they do."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from importls.edits.source import Imported, Source
from importls.edits.text_edits import Replacement

if TYPE_CHECKING:
    import libcst as cst

_LAZY = re.compile(r"lazy(?:[ \t\f]|\\\n)+")
_LONGEST = 120


def taken_out(source: Source, imported: Imported) -> Replacement | None:
    """Take names out of their statement, or the statement out of its line, with its comment; None if it cannot be."""
    statement = imported.statement
    if imported.is_whole:
        return without_statement(source, statement)
    start, end = source.start(statement), source.end(statement)
    kept = [number for number, alias in enumerate(statement.names) if alias not in imported.aliases]
    text = with_names(source.text[start:end], kept)
    return None if text is None else Replacement(start, end, text)


def without_statement(source: Source, statement: ast.stmt) -> Replacement:
    """Take a statement out: with its line and the comment behind it, if nothing else stands there."""
    start, end = source.start(statement), source.end(statement)
    first, last = source.line_start(start), source.line_end(end)
    before, behind = source.text[first:start], source.text[end:last]
    if before.strip():
        # `a; import b` and `a; import b; c` keep what stands before the semicolon.
        return Replacement(first + len(before.rstrip().removesuffix(";").rstrip()), end, "")
    if behind.lstrip().startswith(";"):
        rest = behind.lstrip().removeprefix(";").lstrip()
        if rest and not rest.startswith("#"):
            return Replacement(start, last - len(rest), "")
    return Replacement(first, _behind_blank_lines(source.text, first, min(last + 1, len(source.text))), "")


def _behind_blank_lines(text: str, start: int, end: int) -> int:
    """Where to stop so that of the blank lines on both sides of what goes the longer run stays, or none at the top."""
    above = text[:start].rstrip(" \t\f\n")
    before = text[len(above) : start].count("\n") - 1 if above else len(text)
    behind = 0
    while behind < before and text.startswith("\n", end):
        behind, end = behind + 1, end + 1
    return end


def comment_behind(source: Source, statement: ast.stmt) -> str:
    """The comment behind a statement that is the last one of its line, with the blanks before it."""
    end = source.end(statement)
    rest = source.text[end : source.line_end(end)]
    return rest.rstrip() if rest.lstrip().startswith("#") else ""


def standing_alone(source: Source, imported: Imported, aliases: Collection[ast.alias]) -> str | None:
    """A statement that imports these of the names: as it is written if all are asked for, else on one line."""
    statement = imported.statement
    text = source.text_of(statement)
    if len(aliases) == len(statement.names) and ("#" in text or "\n" not in text):
        return text
    numbers = [number for number, alias in enumerate(statement.names) if alias in aliases]
    line = on_one_line(text, numbers)
    return text if line is None or (len(line) > _LONGEST and len(aliases) == len(statement.names)) else line


def with_names(text: str, kept: Collection[int]) -> str | None:
    """An import statement with only the names of these numbers, otherwise as it is written; None for a star."""
    lazy, statement = _parsed(text)
    names = () if statement is None else _names(statement)
    if statement is None or not names:
        return None
    *others, last = [name for number, name in enumerate(names) if number in kept]
    if last is not names[-1]:
        last = last.with_changes(comma=_last_comma(last, names[-1]))
    return lazy + _code(statement.with_changes(names=[*others, last]))


def with_module(text: str, renamed: Mapping[int, tuple[str, str]], written: str) -> str | None:
    """A `from` statement with the names of these numbers from another module, which is written with its dots.

    Of each name is said what the module calls it, and what it is called here.
    """
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    lazy, statement = _parsed(with_names(text, renamed) or "")
    if not isinstance(statement, cst.ImportFrom):
        return None
    module = written.lstrip(".")
    return lazy + _code(
        statement.with_changes(
            module=cst.parse_expression(module) if module else None,
            relative=[cst.Dot()] * (len(written) - len(module)),
            whitespace_after_from=cst.SimpleWhitespace(" "),
            names=[_named(*pair) for pair in zip(_names(statement), renamed.values(), strict=True)],
        )
    )


def _named(name: cst.ImportAlias, names: tuple[str, str]) -> cst.ImportAlias:
    """The same with another name in the module, if it has one there."""
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    there, here = names
    if name.evaluated_name == there:
        return name
    asname = name.asname if there != here else None
    if there != here and asname is None:
        asname = cst.AsName(name=cst.Name(here))
    return name.with_changes(name=cst.Name(there), asname=asname)


def on_one_line(text: str, kept: Collection[int]) -> str | None:
    """An import statement with only the names of these numbers, in the plainest form."""
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    lazy, statement = _parsed(text)
    if statement is None:
        return None
    names = [_plain(name) for number, name in enumerate(_names(statement)) if number in kept]
    if isinstance(statement, cst.Import):
        return lazy + _code(cst.Import(names))
    return lazy + _code(cst.ImportFrom(module=statement.module, names=names, relative=statement.relative))


def _parsed(text: str) -> tuple[str, cst.Import | cst.ImportFrom | None]:
    """The word `lazy`, which is newer than the parser, and the rest."""
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    word = _LAZY.match(text)
    lazy = word[0] if word else ""
    try:
        line = cst.parse_statement(text[len(lazy) :])
    except (cst.ParserSyntaxError, RecursionError):
        return lazy, None
    small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    return lazy, small if isinstance(small, cst.Import | cst.ImportFrom) else None


def _names(statement: cst.Import | cst.ImportFrom) -> tuple[cst.ImportAlias, ...]:
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    return () if isinstance(statement.names, cst.ImportStar) else tuple(statement.names)


def _last_comma(last: cst.ImportAlias, original_last: cst.ImportAlias) -> cst.Comma | cst.MaybeSentinel:
    """The comma behind a name that has become the last one: with its comment, and with the line end of the last one."""
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    comma, after = last.comma, original_last.comma
    space = comma.whitespace_after if isinstance(comma, cst.Comma) else None
    if not isinstance(comma, cst.Comma) or not isinstance(space, cst.ParenthesizedWhitespace):
        return after
    end = after.whitespace_after if isinstance(after, cst.Comma) else None
    if isinstance(end, cst.ParenthesizedWhitespace):
        space = space.with_changes(indent=end.indent, last_line=end.last_line)
    elif space.first_line.comment is None:
        return after
    return comma.with_changes(whitespace_after=space)


def _plain(name: cst.ImportAlias) -> cst.ImportAlias:
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    if name.asname is None:
        return cst.ImportAlias(name=name.name)
    return cst.ImportAlias(name=name.name, asname=cst.AsName(name=name.asname.name))


def _code(node: cst.CSTNode) -> str:
    import libcst as cst  # noqa: PLC0415 # reason: slow to load, and only edits need it

    return cst.Module([]).code_for_node(node)
