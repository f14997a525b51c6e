"""setuptools' `DistutilsMetaFinder`: `distutils` is `setuptools._distutils`. No editable install, but of their kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from resolver.editable.specs import Surroundings
from resolver.machinery import Loader, ModuleSpec

DISTUTILS = "setuptools._distutils"
"""The package that takes the place of `distutils`: once that is imported, it is this module object."""


@dataclass(frozen=True, slots=True)
class DistutilsFinder:
    """What `distutils-precedence.pth` puts first on `sys.meta_path`. `source` is the module that defines the finder."""

    in_front: ClassVar[bool] = True
    class_name: ClassVar[str] = "DistutilsMetaFinder"

    source: str
    names_origin: bool
    """Since setuptools 60: an origin is given, and without `setuptools._distutils` nothing is found."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Empty: it maps no file."""

    def find_spec(self, surroundings: Surroundings, name: str, path: Iterable[str]) -> ModuleSpec | None:
        """`DistutilsMetaFinder.find_spec`: a spec that is no package, though the module will be one."""
        if name != "distutils":
            return None
        if not self.names_origin:
            return ModuleSpec(name, Loader.DISTUTILS)
        above = surroundings.find_below("setuptools", path)
        found = surroundings.find_below(DISTUTILS, (above and above.submodule_search_locations) or ())
        return None if found is None else ModuleSpec(name, Loader.DISTUTILS, found.origin)

    def entry_finder(self, surroundings: Surroundings, entry: str) -> None:  # noqa: ARG002 - it has no path hook
        """None: it has no path hook."""
        return


def read_distutils_finder(source: bytes, path: str) -> DistutilsFinder | None:
    """The finder of the module at `path`, which is `_distutils_hack`; None where its source is another's."""
    if b"class DistutilsMetaFinder" not in source:
        return None
    return DistutilsFinder(path, names_origin=b"origin=mod.__file__" in source)
