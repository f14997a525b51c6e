"""The import graph of a project as plain values, for whoever draws it: modules, and imports with place and kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from importls import __version__
from importls.output.json_document import SCHEMA_VERSION
from importls.report import shown_path

if TYPE_CHECKING:
    from importls.import_graph import Edge
    from importls.module import Module
    from importls.snapshot import Snapshot

_PIECE = 20
"""Modules that are looked at before somebody else gets a turn: kinds of imports are told by reading files."""


def graph_document(snapshot: Snapshot, seen_from: str, breathe: Callable[[], None]) -> dict[str, Any]:
    """All checked modules and the imports between them; paths below the folder `seen_from` are relative.

    Lines and columns count from 1, columns in code points. `breathe` is called often.
    """
    imports: list[dict[str, Any]] = []
    for number, path in enumerate(snapshot.modules):
        if not number % _PIECE:
            breathe()
        imports += [_import(snapshot, edge, seen_from) for edge in snapshot.graph.edges[path] if not edge.implied]
    return {
        "schema_version": SCHEMA_VERSION,
        "importls_version": __version__,
        "modules": [_module(module, seen_from) for module in snapshot.modules.values()],
        "imports": imports,
    }


def _module(module: Module, seen_from: str) -> dict[str, Any]:
    kind = "stub" if module.path.endswith(".pyi") else "package" if module.file.is_package else "module"
    return {"name": module.name, "path": shown_path(module.path, seen_from), "kind": kind}


def _import(snapshot: Snapshot, edge: Edge, seen_from: str) -> dict[str, Any]:
    start = edge.statement.range.start
    return {
        "importer": snapshot.by_name(edge.importer),
        "imported": snapshot.by_name(edge.imported),
        "path": shown_path(edge.importer, seen_from),
        "line": start.line,
        "column": start.column,
        "kind": snapshot.kind(edge).value,
    }
