"""The specs of packages that start-up code has entered into `sys.modules`, where they are found before any finder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from resolver.environment.startup_namespace import StartupNamespace
from resolver.machinery import Loader, ModuleSpec
from resolver.path_finder import PathFinder
from resolver.paths import parent_folder


def spec_at_start(
    declared: StartupNamespace, path_finder: PathFinder, separator: str, search_path: Iterable[str]
) -> ModuleSpec:
    """The spec of the module; one that has none (`has_spec`) is described by one with its `__path__` all the same.

    `search_path` is where the package would be looked for now: `sys.path`, or the `__path__` of its parent. A namespace
    package looks there again (`_NamespacePath._recalculate`) once that has changed since it was made.
    """
    folders = declared.folders
    spec = None
    if declared.has_spec:
        spec = path_finder.find_spec(declared.name, (parent_folder(separator, folders[0]),))
    if spec is None:
        return ModuleSpec(declared.name, Loader.NAMESPACE, submodule_search_locations=folders)
    if spec.is_namespace and tuple(search_path) != declared.search_path:
        again = path_finder.find_spec(declared.name, search_path)
        if again is not None and again.is_namespace:
            return replace(again, loader=Loader.NAMESPACE)
    locations = tuple(dict.fromkeys((*(spec.submodule_search_locations or ()), *folders)))
    return replace(spec, loader=spec.loader or Loader.NAMESPACE, submodule_search_locations=locations)
