"""The names that a module can be asked for by `from module import name`; silent where they cannot be known."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from importls.facts.bindings import MODULE_ATTRIBUTES
from importls.facts.block_names import block_names
from resolver.machinery import Loader, ModuleSpec
from resolver.module_name import absolute_name
from resolver.resolution import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from importls.facts.imports import Import
    from importls.facts.reading import Reading, StarImport
    from importls.snapshot import Snapshot


def names_of(snapshot: Snapshot, spec: ModuleSpec) -> frozenset[str] | None:
    """Every name that importing the module may bind in it, submodules aside; None where that cannot be known.

    It cannot be known for extension, built-in, frozen and zipped modules, for modules that write to their namespace in
    ways that only running would show, that have a `__getattr__` (PEP 562), or that star-import from such a module.
    """
    return snapshot.once(("names", spec.origin, spec.name), lambda: _names(snapshot, spec))


def binds_in_plain_sight(snapshot: Snapshot, spec: ModuleSpec, names: Iterable[str]) -> bool:
    """Whether definitions, assignments and imports in plain sight bind all the names, also in what is star-imported.

    Where it says no, `names_of` knows more.
    """
    wanted = set(names)
    for origin in _star_imported(snapshot, spec):
        wanted -= snapshot.quick_names(origin)
        if wanted:
            wanted -= snapshot.once(("block names", origin), partial(_block_names, snapshot, origin))
        if not wanted:
            return True
    return False


def _star_imported(snapshot: Snapshot, spec: ModuleSpec) -> Iterator[str]:
    """The sources of the module and of all that it star-imports, directly or not, the nearest first."""
    if spec.loader is not Loader.SOURCE_FILE or spec.origin is None:
        return
    yield spec.origin
    # The name decides what relative imports find.
    yield from snapshot.once(("star-imported", spec.origin, spec.name), lambda: _star_imports_below(snapshot, spec))


def _star_imports_below(snapshot: Snapshot, spec: ModuleSpec) -> tuple[str, ...]:
    waiting = deque([spec])
    seen = {spec.origin: spec}
    while waiting:
        current = waiting.popleft()
        stars = [item for item in snapshot.facts(current.origin or "").imports if item.is_star and item.timing.runs]
        for target in _star_targets(snapshot, current, stars):
            if target is not None and target.origin not in seen and target.loader is Loader.SOURCE_FILE:
                seen[target.origin] = target
                waiting.append(target)
    return tuple(origin for origin in seen if origin is not None and origin != spec.origin)


def _block_names(snapshot: Snapshot, path: str) -> frozenset[str]:
    return block_names(snapshot.text(path))


def _names(snapshot: Snapshot, spec: ModuleSpec) -> frozenset[str] | None:
    """Breadth first along star imports, each module once. One with an `__all__` that is known needs no more."""
    if spec.is_namespace:
        return MODULE_ATTRIBUTES
    names = set(MODULE_ATTRIBUTES) | ({"__path__"} if spec.is_package else set())
    waiting = deque([spec])
    seen = {spec.origin}
    while waiting:
        current = waiting.popleft()
        reading = _reading(snapshot, current)
        if reading is None:
            return None
        if current is not spec and reading.dunder_all is not None and reading.dunder_all_complete:
            names.update(reading.dunder_all)
            continue
        if reading.has_getattr or reading.open_namespace or reading.edits_path:
            return None
        names |= reading.names
        if current is not spec:
            names |= _submodules(snapshot, current)
        for target in _star_targets(snapshot, current, reading.star_imports):
            if target is None:
                return None
            if target.origin not in seen:
                seen.add(target.origin)
                waiting.append(target)
    return frozenset(names)


def _submodules(snapshot: Snapshot, spec: ModuleSpec) -> set[str]:
    """The submodules of a star-imported package: those that were imported by then are names of it like any other."""
    folders = spec.submodule_search_locations or ()
    listed = (name for folder in folders for name in snapshot.file_system.list_directory(folder) or {})
    return {name.partition(".")[0] for name in listed}


def _reading(snapshot: Snapshot, spec: ModuleSpec) -> Reading | None:
    if spec.loader is not Loader.SOURCE_FILE or spec.origin is None:
        return None
    return snapshot.reading(spec.origin)


def _star_targets(
    snapshot: Snapshot, spec: ModuleSpec, stars: Iterable[StarImport | Import]
) -> Iterator[ModuleSpec | None]:
    """The modules that this one star-imports, found from where it lies; None for one that is not found."""
    module = snapshot.modules.get(spec.origin or "")
    find_spec = snapshot.search.from_environment() if module is None else snapshot.search.from_roots(module.file)
    for star in stars:
        name = absolute_name(star.module, star.level, spec.parent)
        found = find_spec(name) if name is not None else None
        yield found.spec if isinstance(found, Found) else None
