"""The document that `importls why --format json` prints, as structs that its JSON Schema is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Step(Struct, frozen=True):
    """One import of the chain, at the place of its statement.

    `implied` steps lead to a package that runs only because something below it is imported. Where that is the importer
    itself, which no statement says, the place is the start of the importer.
    """

    importer: str
    imported: str
    path: str
    line: Annotated[int, Meta(ge=1)]
    column: Annotated[int, Meta(ge=1)]
    kind: Literal["runtime", "guarded", "deferred", "lazy", "typing"]
    implied: bool


class WhyDocument(Struct, frozen=True):
    """The chain from the first module to the second; empty where there is none."""

    schema_version: Literal[1]
    importls_version: str
    chain: list[Step]
