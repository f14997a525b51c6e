"""The document that `importls cycles --format json` prints, as structs that its JSON Schema is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from importls.cycle_classes import CycleClass
from importls.output.json_document import Fix


class EdgeRecord(Struct, frozen=True):
    """One import between two modules of a cycle."""

    importer: str
    imported: str
    path: str
    line: Annotated[int, Meta(ge=1)]


class CycleRecord(Struct, frozen=True, rename={"cycle_class": "class"}):
    """Modules that import each other in circles.

    `shortest` is the shortest way round, `cut` are the cheapest imports without which nothing goes round, and
    `failing_entries` the modules that fail when a program imports them first. `untried_entries` were too many to try.
    `fixes` let all of them import, whichever comes first: the smallest, then the one that cuts the cycle.
    """

    cycle_class: CycleClass
    modules: list[str]
    shortest: list[EdgeRecord]
    cut: list[EdgeRecord]
    failing_entries: list[str]
    untried_entries: list[str]
    fixes: list[Fix]


class CyclesDocument(Struct, frozen=True):
    """Every cycle of the project: those that fail first, then by name."""

    schema_version: Literal[1]
    importls_version: str
    cycles: list[CycleRecord]
