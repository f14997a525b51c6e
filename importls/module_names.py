"""The names that a module can be asked for by `from module import name`; silent where they cannot be known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls.facts.bindings import MODULE_ATTRIBUTES
from resolver.machinery import Loader, ModuleSpec
from resolver.module_name import absolute_name
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.facts.reading import Reading
    from importls.snapshot import Snapshot
    from resolver.meta_path import MetaPath


def names_of(snapshot: Snapshot, finders: MetaPath, spec: ModuleSpec) -> frozenset[str] | None:
    """Every name that importing the module may bind in it, submodules aside; None where that cannot be known.

    It cannot be known for extension, built-in, frozen and zipped modules, for modules that write to their namespace in
    ways that only running would show, that have a `__getattr__` (PEP 562), or that star-import from such a module.
    """
    return snapshot.once(("names", spec.origin, spec.name), lambda: _Names(snapshot, finders).of(spec))


@dataclass(slots=True)
class _Names:
    snapshot: Snapshot
    finders: MetaPath
    started: set[str] = field(default_factory=set)

    def of(self, spec: ModuleSpec) -> frozenset[str] | None:
        if spec.loader is Loader.NAMESPACE:
            return MODULE_ATTRIBUTES
        reading = self._reading(spec)
        if reading is None or reading.open_namespace or reading.has_getattr or reading.edits_path:
            return None
        names = reading.names | MODULE_ATTRIBUTES
        for star in reading.star_imports:
            more = self._exported_by(absolute_name(star.module, star.level, spec.parent))
            if more is None:
                return None
            names |= more
        return names

    def _reading(self, spec: ModuleSpec) -> Reading | None:
        if spec.loader is not Loader.SOURCE_FILE or spec.origin is None:
            return None
        return self.snapshot.reading(spec.origin)

    def _exported_by(self, name: str | None) -> frozenset[str] | None:
        """What `from name import *` may bind. Star imports that go in circles are not followed."""
        if name is None or name in self.started:
            return None
        self.started.add(name)
        found = self.finders.find_spec(name)
        exported = self._exported_by_spec(found.spec) if isinstance(found, Found) else None
        self.started.discard(name)
        return exported

    def _exported_by_spec(self, spec: ModuleSpec) -> frozenset[str] | None:
        reading = self._reading(spec)
        if reading is not None and reading.dunder_all is not None and reading.dunder_all_complete:
            return frozenset(reading.dunder_all)
        return self.of(spec)
