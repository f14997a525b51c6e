"""`textDocument/references`: who imports a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.language_server.context import Context


def references(context: Context, path: str, params: types.ReferenceParams) -> list[types.Location] | None:
    """Of the module that stands at the place, or at no import of the module that the document is."""
    from importls.editor.references import references as references_to  # noqa: PLC0415 # reason: the core comes later

    name, origin = _module_meant(context, path, params.position)
    if name is None:
        return None
    candidates = context.session.importers(name, origin)
    found = [context.location(at.path, at.range) for at in references_to(context.snapshot, name, origin, candidates)]
    if params.context.include_declaration and origin is not None:
        found.insert(0, context.location(origin, None))
    return found


def _module_meant(context: Context, path: str, position: types.Position) -> tuple[str | None, str | None]:
    """The name and file of the module that the place is about."""
    from importls.editor.subject import ModuleSubject, NameSubject  # noqa: PLC0415 # reason: as above
    from resolver.resolution import Found  # noqa: PLC0415 # reason: as above

    match context.subject(path, position):
        case ModuleSubject(name=name, resolution=Found(spec=spec)):
            return name, spec.origin
        case ModuleSubject(name=name):
            return name, None
        case NameSubject(name=name, imported=imported) if name in imported.submodules:
            spec = imported.submodules[name].spec
            return spec.name, spec.origin
        case NameSubject(imported=imported) if imported.found is not None:
            return imported.name, imported.found.spec.origin
        case None:
            return context.module(path).name, path
        case _:
            return None, None
