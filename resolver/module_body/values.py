"""The values that the body of a module works with, as far as they are known without running it. It evaluates nothing.

Strings, numbers and tuples stand for themselves. Lists that can change are `Entries`, shared as lists are; paths of
`pathlib` are `FilePath`; what is only known by its dotted name is a `Reference`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import IntEnum


class Doubt(IntEnum):
    """How far the entries of a list are known; the greater prevails."""

    NONE = 0
    MAY_GROW = 1
    """Entries that are not known may follow, or stand behind the known ones."""
    ANY = 2
    """The list may be another one altogether."""


@dataclass(slots=True)
class Entries:
    """A list, which two names may share."""

    items: list[object]
    doubt: Doubt = Doubt.NONE


@dataclass(frozen=True, slots=True)
class FilePath:
    """A `pathlib.Path`."""

    text: str

    def __deepcopy__(self, memo: dict[int, object]) -> FilePath:
        """Values that do not change are shared."""
        return self


@dataclass(frozen=True, slots=True)
class Reference:
    """Something known by its dotted name only: a module, or what a module has under a name."""

    name: str

    def __deepcopy__(self, memo: dict[int, object]) -> Reference:
        """Values that do not change are shared."""
        return self


@dataclass(frozen=True, slots=True)
class Local:
    """A function or class of the module's own. Its body is looked at when something calls it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

    def __deepcopy__(self, memo: dict[int, object]) -> Local:
        """Source does not change: copies of a state share it."""
        return self


class UnknownValue(Exception):  # noqa: N818 - control flow, no error: the value cannot be told from the source
    """Raised by whoever is asked for it."""


def strings_of(value: object) -> list[str]:
    """The strings that iterating over the value gives; what else it gives is no path entry. Raises UnknownValue."""
    return [item for item in items_of(value) if isinstance(item, str)]


def items_of(value: object) -> list[object]:
    """What iterating over the value gives. Raises UnknownValue."""
    match value:
        case Entries(items, Doubt.NONE):
            return list(items)
        case str() | tuple() | list() | range():
            return list(value)
        case dict():
            return list(value)
        case _:
            raise UnknownValue


def truth(value: object) -> bool:
    """Whether the value counts as true. Raises UnknownValue."""
    match value:
        case Entries(items, doubt):
            if not items and doubt:
                raise UnknownValue
            return bool(items)
        case Reference() | Local():
            raise UnknownValue
        case FilePath():
            return True
        case _:
            return bool(value)
