"""The document that `importls affected --format json` prints, as structs that its JSON Schema is made from."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class AffectedModule(Struct, frozen=True):
    """A module that runs something that changed; `via` is the next module on the way there, null where it changed."""

    name: str
    path: str
    test: bool
    via: str | None


class AffectedDocument(Struct, frozen=True):
    """The changed files, what they affect, nearest first, and the tests among that.

    `commit` is where the change begins, null where only files were named. `others` are changed files that are no
    modules, of which nothing is known.
    """

    schema_version: Literal[1]
    importls_version: str
    commit: str | None
    changed: list[str]
    modules: list[AffectedModule]
    tests: list[str]
    others: list[str]
