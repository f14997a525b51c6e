"""A line of `importls spec --format jsonl`, as structs that its JSON Schema is made from."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class AttemptRecord(Struct, frozen=True):
    """One finder that was asked, and what it said."""

    finder: str
    name: str
    entry: str | None
    outcome: str


class SpecRecord(Struct, frozen=True):
    """The answer about one name, in importlib's words; `error` is the exception class that find_spec would raise."""

    name: str
    found: bool
    loader: str | None = None
    origin: str | None = None
    submodule_search_locations: tuple[str, ...] | None = None
    cached: str | None = None
    has_location: bool = False
    parent: str | None = None
    error: str | None = None
    certain: bool | UnsetType = UNSET
    attempts: tuple[AttemptRecord, ...] | UnsetType = UNSET
