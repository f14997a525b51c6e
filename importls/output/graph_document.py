"""The document that `importls graph --format json` prints, as structs that its JSON Schema is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from importls import __version__
from importls.output.json_document import SCHEMA_VERSION, encode

if TYPE_CHECKING:
    from importls.graph_view import GraphView


class ModuleRecord(Struct, frozen=True):
    """A module, a package's own `__init__`, or a package with all that is below it as one (`collapsed`).

    Where several files have one name, `name` says which file is meant. `modules` counts those that it stands for.
    """

    name: str
    path: str | None
    kind: Literal["module", "package", "collapsed"]
    modules: Annotated[int, Meta(ge=1)]


class ImportRecord(Struct, frozen=True):
    """One import statement between two of the modules.

    `implied` ones lead to a package that runs only because something below it is imported.
    """

    importer: str
    imported: str
    path: str
    line: Annotated[int, Meta(ge=1)]
    column: Annotated[int, Meta(ge=1)]
    kind: Literal["runtime", "deferred", "typing", "lazy", "guarded"]
    implied: bool


class GraphDocument(Struct, frozen=True):
    """The modules by name, and the imports between them by importer, in source order."""

    schema_version: Literal[1]
    importls_version: str
    modules: list[ModuleRecord]
    imports: list[ImportRecord]


def render(view: GraphView) -> str:
    """The view as the document on one line."""
    modules = [ModuleRecord(module.name, module.path, module.kind, module.size) for module in view.modules]
    imports = [
        ImportRecord(
            item.importer,
            item.imported,
            item.path,
            item.line,
            item.column,
            item.kind,  # type: ignore[arg-type] # reason: the words of ImportKind are these literals
            item.implied,
        )
        for item in view.imports
    ]
    return encode(GraphDocument(SCHEMA_VERSION, __version__, modules, imports)) + "\n"
