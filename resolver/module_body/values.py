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


@dataclass(frozen=True, slots=True)
class Reference:
    """Something known by its dotted name only: a module, or what a module has under a name."""

    name: str


UNKNOWN = Reference("")
"""The value of a variable that is assigned something that cannot be told."""


@dataclass(frozen=True, slots=True)
class Local:
    """A function or class of a module that is followed. Its body is looked at when something calls it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    module: str
    """The name of the module, whose variables the body sees."""
    is_nested: bool = False
    """Whether it is defined in a function, and sees that one's variables too."""


class UnknownValue(Exception):  # noqa: N818 - control flow, no error: the value cannot be told from the source
    """Raised by whoever is asked for it."""


class RaisedError(Exception):
    """The code raises an exception of this class name here."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class UnknownResult(UnknownValue):
    """The same for what a function returns that has been followed: nothing else in the call is unknown."""


def known(value: object) -> object:
    """The value of a variable. Raises UnknownValue."""
    if value == UNKNOWN:
        raise UnknownValue
    return value


def forget(value: dict[object, object]) -> None:
    """Nothing is known any more of what is in the dictionary."""
    value.update(dict.fromkeys([*value, UNKNOWN], UNKNOWN))


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
        case dict() if UNKNOWN not in value:
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
        case dict() if UNKNOWN in value:
            raise UnknownValue
        case FilePath():
            return True
        case _:
            return bool(value)
