"""The answer to "where is this module?", with the attempts that led to it."""

from __future__ import annotations

from dataclasses import dataclass

from resolver.machinery import ModuleSpec


@dataclass(frozen=True, slots=True)
class Attempt:
    """One finder asked for one name, and what it said.

    `entry` is the path entry that was asked, None for finders without a path. `outcome` is a short sentence fragment
    such as "found", "no such file" or "namespace portion".
    """

    finder: str
    name: str
    entry: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Found:
    """`find_spec` would return this spec.

    `certain` is False where running a parent package could change the answer in a way that cannot be read from its
    source (it edits `__path__` or `sys.modules`).
    """

    spec: ModuleSpec
    attempts: tuple[Attempt, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class NotFound:
    """No finder knows `missing`, which is the name asked for or the first of its parents that does not exist.

    `parent` is the spec of the package in which `missing` was looked up, None for a top-level name.
    """

    name: str
    missing: str
    parent: ModuleSpec | None
    attempts: tuple[Attempt, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ParentNotAPackage:
    """`parent` was found but has no `__path__`, so nothing can be below it: importing raises ModuleNotFoundError."""

    name: str
    parent: ModuleSpec
    attempts: tuple[Attempt, ...]
    certain: bool = True


Resolution = Found | NotFound | ParentNotAPackage
