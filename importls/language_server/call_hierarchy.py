"""`textDocument/prepareCallHierarchy` and what follows: who imports a module, and what it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from importls.editor.hierarchy import Neighbour
    from importls.language_server.context import Context


def prepare(context: Context, path: str, params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem]:
    """The module that is named at the place, or else the one that the document is."""
    from importls.editor.subject import ModuleSubject, NameSubject  # noqa: PLC0415 # reason: the core comes later
    from resolver.resolution import Found  # noqa: PLC0415 # reason: as above

    match context.subject(path, params.position):
        case ModuleSubject(name=name, resolution=Found(spec=spec)) if spec.origin is not None and spec.has_location:
            return [_item(context, name, spec.origin)]
        case NameSubject(name=name, imported=imported) if name in imported.submodules:
            spec = imported.submodules[name].spec
            return [] if spec.origin is None else [_item(context, spec.name, spec.origin)]
        case _:
            return [_item(context, context.module(path).name, path)]


def incoming(context: Context, item: types.CallHierarchyItem) -> list[types.CallHierarchyIncomingCall]:
    """The modules that import this one; the ranges are those of the imports in them."""
    from importls.editor.hierarchy import importers_of  # noqa: PLC0415 # reason: as above

    path = path_of_item(item)
    candidates = context.session.importers(item.name, path)
    return [
        types.CallHierarchyIncomingCall(_item_of(context, found), _ranges(context, found.path, found))
        for found in importers_of(context.snapshot, path, candidates)
    ]


def outgoing(context: Context, item: types.CallHierarchyItem) -> list[types.CallHierarchyOutgoingCall]:
    """The modules that this one imports; the ranges are those of its imports."""
    from importls.editor.hierarchy import imported_by  # noqa: PLC0415 # reason: as above

    path = path_of_item(item)
    return [
        types.CallHierarchyOutgoingCall(_item_of(context, found), _ranges(context, path, found))
        for found in imported_by(context.snapshot, path)
    ]


def path_of_item(item: types.CallHierarchyItem | types.CompletionItem) -> str:
    """The file that an item stands for; empty where the item is not one of these."""
    data: Any = item.data
    path = data.get("path") if isinstance(data, dict) else None
    return path if isinstance(path, str) else ""


def _item_of(context: Context, found: Neighbour) -> types.CallHierarchyItem:
    return _item(context, found.name, found.path)


def _item(context: Context, name: str, path: str) -> types.CallHierarchyItem:
    place = context.location(path, None)
    here = context.session.question.host.working_directory
    detail = path.removeprefix(here).lstrip("/\\")
    return types.CallHierarchyItem(
        name=name,
        kind=types.SymbolKind.Module,
        uri=place.uri,
        range=place.range,
        selection_range=place.range,
        detail=detail,
        data={"path": path},
    )


def _ranges(context: Context, path: str, found: Neighbour) -> list[types.Range]:
    return [context.range(path, where) for where in found.ranges]
