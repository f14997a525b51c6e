"""The import statements of a module in the order of isort and of ruff's rule I001; knows nothing of what they do.

Statements that follow each other are one block: sections first, `import` before `from` in each, then by name; `from`
statements of one module become one, and their names are sorted too. Anything else in between starts a new block.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from importls.edits.source import ImportStatement, Source, is_future
from importls.edits.text_edits import Replacement, Replacements


class Section(IntEnum):
    """What a module is to the one that imports it; smaller ones stand first."""

    FUTURE = 0
    STANDARD_LIBRARY = 1
    THIRD_PARTY = 2
    FIRST_PARTY = 3
    LOCAL_FOLDER = 4
    """Relative imports."""


class ImportedPart(NamedTuple):
    """What stays together when statements are sorted: names of a `from` statement, or one module of an `import`."""

    statement: ImportStatement
    names: tuple[ast.alias, ...]

    @property
    def text(self) -> str:
        """The statement that imports this and nothing else."""
        names = ", ".join(map(ast.unparse, self.names))
        if isinstance(self.statement, ast.Import):
            return f"import {names}"
        return f"from {'.' * self.statement.level}{self.statement.module or ''} import {names}"


class Block(NamedTuple):
    """Import statements that follow each other, and their parts in the order in which they would be sorted."""

    statements: tuple[ImportStatement, ...]
    parts: tuple[ImportedPart, ...]


def sorted_blocks(source: Source, section_of: Callable[[str], Section]) -> list[Block]:
    """The blocks of a module; `section_of` is asked for the section of a module by its absolute name.

    None that has an import in it that waits (PEP 810): sorters do not know those.
    """
    groups = groupby(source.body, key=lambda statement: isinstance(statement, ast.Import | ast.ImportFrom))
    blocks = [tuple(group) for are_imports, group in groups if are_imports]
    return [
        Block(statements, tuple(_sorted(statements, section_of)))
        for statements in map(_only_imports, blocks)
        if not any(getattr(statement, "is_lazy", False) for statement in statements)
    ]


def _only_imports(statements: Sequence[ast.stmt]) -> tuple[ImportStatement, ...]:
    return tuple(statement for statement in statements if isinstance(statement, ast.Import | ast.ImportFrom))


def with_blocks(source: Source, blocks: Sequence[Block]) -> Replacements:
    """The replacements that put the parts of blocks where their statements stand, a line each."""
    return tuple(
        Replacement(
            source.start(block.statements[0]),
            source.end(block.statements[-1]),
            "\n".join(part.text for part in block.parts),
        )
        for block in blocks
    )


def _sorted(statements: Sequence[ImportStatement], section_of: Callable[[str], Section]) -> list[ImportedPart]:
    def section(statement: ImportStatement, name: str) -> Section:
        if is_future(statement):
            return Section.FUTURE
        if isinstance(statement, ast.ImportFrom) and statement.level:
            return Section.LOCAL_FOLDER
        return section_of(name)

    def key(part: ImportedPart) -> tuple[object, ...]:
        statement, names = part
        if isinstance(statement, ast.Import):
            name = names[0].name
            return section(statement, name), 0, _natural(name), names[0].asname or ""
        name = statement.module or ""
        return section(statement, name), 1, -statement.level, _natural(name), _of_member(names[0])

    return sorted({part.text: part for part in _parts(statements)}.values(), key=key)


def _parts(statements: Sequence[ImportStatement]) -> Iterator[ImportedPart]:
    """What is sorted: plain names of one module together, stars and names with an alias each for itself."""
    together: dict[tuple[int, str], tuple[ast.ImportFrom, dict[str, ast.alias]]] = {}
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield from (ImportedPart(statement, (alias,)) for alias in statement.names)
            continue
        place = statement.level, statement.module or ""
        for alias in statement.names:
            if alias.asname is not None or alias.name == "*":
                yield ImportedPart(statement, (alias,))
            else:
                together.setdefault(place, (statement, {}))[1].setdefault(alias.name, alias)
    for first, names in together.values():
        yield ImportedPart(first, tuple(sorted(names.values(), key=_of_member)))


def _of_member(alias: ast.alias) -> tuple[object, ...]:
    """Constants, then classes, then everything else."""
    name = alias.name
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return name != "*", kind, _natural(name), alias.asname or ""


def _natural(name: str) -> tuple[object, ...]:
    """Without regard to case but among equals, and numbers by their value."""
    return _in_pieces(name.lower()), _in_pieces(name)


def _in_pieces(name: str) -> list[tuple[int, int]]:
    return [(ord("0"), int(piece)) if piece.isdecimal() else (ord(piece), 0) for piece in re.findall(r"\d+|.", name)]
