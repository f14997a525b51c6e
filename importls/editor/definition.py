"""Where a name leads to: the file of a module, the binding of a name, the stub that tells its types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.editor.bindings import Place, find_binding
from importls.editor.subject import AttributeSubject, ModuleSubject, NameSubject, Subject
from resolver.machinery import Loader
from resolver.module_name import ancestors
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


def definition(snapshot: Snapshot, module: Module, subject: Subject) -> Place | None:
    """Where the subject is defined; for a module that does not exist the nearest package above it that does."""
    match subject:
        case ModuleSubject(name=name, resolution=Found(spec=spec)):
            return source_of(snapshot, module, name, spec)
        case ModuleSubject(name=name):
            return _nearest_above(snapshot, module, name)
        case NameSubject(name=name, imported=imported):
            if imported.found is None:
                return _nearest_above(snapshot, module, imported.name)
            return _imported_name(snapshot, module, subject) or source_of(
                snapshot, module, imported.name, imported.found.spec
            )
        case AttributeSubject(name=name, module=found):
            return find_binding(snapshot, found.spec, name) or source_of(snapshot, module, found.spec.name, found.spec)


def _imported_name(snapshot: Snapshot, module: Module, subject: NameSubject) -> Place | None:
    """The binding in the module, which wins over a submodule of that name."""
    imported = subject.imported
    if imported.found is None:
        return None
    bound = find_binding(snapshot, imported.found.spec, subject.name)
    submodule = imported.submodules.get(subject.name)
    if submodule is None:
        return bound
    return bound or source_of(snapshot, module, f"{imported.name}.{subject.name}", submodule.spec)


def source_of(snapshot: Snapshot, module: Module, name: str, spec: ModuleSpec) -> Place | None:
    """The source of a module, or of what has none the stub; None where there is nothing to read."""
    if spec.loader is Loader.SOURCE_FILE and spec.origin is not None:
        return Place(spec.origin)
    if spec.origin is not None and spec.origin.endswith(".py") and spec.loader is not Loader.ZIP:
        return Place(spec.origin)
    return type_definition(snapshot, module, name)


def type_definition(snapshot: Snapshot, module: Module, name: str) -> Place | None:
    """The file from which type checkers learn what the module has."""
    types = snapshot.search.find_types(module.file, name)
    if types is None or types.origin is None or not types.origin.endswith((".py", ".pyi")):
        return None
    return Place(types.origin)


def portions(subject: Subject) -> tuple[str, ...]:
    """The folders of a namespace package; empty for anything else."""
    match subject:
        case ModuleSubject(resolution=Found(spec=spec)) if spec.is_namespace:
            return spec.submodule_search_locations or ()
        case NameSubject(name=name, imported=imported) if name in imported.submodules:
            spec = imported.submodules[name].spec
            return (spec.submodule_search_locations or ()) if spec.is_namespace else ()
        case _:
            return ()


def _nearest_above(snapshot: Snapshot, module: Module, name: str) -> Place | None:
    for above in reversed(list(ancestors(name))):
        found = snapshot.search.find_spec(module.file, above)
        if isinstance(found, Found):
            return source_of(snapshot, module, above, found.spec)
    return None
