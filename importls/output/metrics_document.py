"""The document that `importls metrics --format json` prints, as structs that its JSON Schema is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from importls.output.json_document import Number


class MetricsRecord(Struct, frozen=True):
    """The numbers of one module, or of a package that is seen as one; `modules` counts those that it stands for.

    `afferent` modules import it, `efferent` are imported by it; `instability` is efferent / (afferent + efferent), null
    for what is alone. `closure` counts what imports lead to from here, `dependents` from where they lead here. `cycle`
    counts the modules of its cycle, 0 for none.
    """

    name: str
    path: str | None
    modules: Annotated[int, Meta(ge=1)]
    afferent: Number
    efferent: Number
    instability: Annotated[float, Meta(ge=0, le=1)] | None
    closure: Number
    dependents: Number
    cycle: Number


class MetricsDocument(Struct, frozen=True):
    """The numbers of every module, in the order that was asked for."""

    schema_version: Literal[1]
    importls_version: str
    modules: list[MetricsRecord]
