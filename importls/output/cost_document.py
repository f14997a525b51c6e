"""The document that `importls cost --format json` prints, as structs that its JSON Schema is made from."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from importls.output.json_document import Number


class PackageRecord(Struct, frozen=True):
    """The modules of one outermost package that are executed, and the bytes of their sources."""

    name: str
    origin: Literal["project", "installed", "standard library"]
    modules: Number
    size: Number


class ChainRecord(Struct, frozen=True):
    """An import that leads into another package, with all that is executed because of it.

    `chain` are the modules from the entry to the first one of that package. What was imported earlier counts there.
    """

    chain: list[str]
    modules: Number
    size: Number


class CostDocument(Struct, frozen=True):
    """What importing `module` in a fresh interpreter executes; packages and chains with the heaviest first.

    `result` is error where the import raises, and then only what is executed before that counts. `certainty` is
    possible where a branch or a call could not be decided, or where the simulation was given up.
    """

    schema_version: Literal[1]
    importls_version: str
    module: str
    result: Literal["ok", "error"]
    certainty: Literal["certain", "possible"]
    modules: Number
    size: Number
    packages: list[PackageRecord]
    chains: list[ChainRecord]
