"""The import system of Python, simulated: find modules as importlib would, without running anything.

What is named here is loaded when it is first asked for: who needs a path joined need not wait for an import system.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resolver.environment import Environment
    from resolver.environment.environment_at import environment_at, environment_from_entries
    from resolver.environment.startup import Flags, Startup
    from resolver.machinery import EntrySource, Loader, ModuleSpec, PathEntry, Suffixes
    from resolver.meta_path import MetaPath, find_spec
    from resolver.module_listing import ModuleInfo, iter_modules
    from resolver.module_name import resolve_name
    from resolver.resolution import Attempt, Found, NotFound, ParentNotAPackage, Raises, Resolution
    from resolver.stub_finder import TypedModule, TypeSource, find_stub, find_types

__all__ = [
    "Attempt",
    "EntrySource",
    "Environment",
    "Flags",
    "Found",
    "Loader",
    "MetaPath",
    "ModuleInfo",
    "ModuleSpec",
    "NotFound",
    "ParentNotAPackage",
    "PathEntry",
    "Raises",
    "Resolution",
    "Startup",
    "Suffixes",
    "TypeSource",
    "TypedModule",
    "environment_at",
    "environment_from_entries",
    "find_spec",
    "find_stub",
    "find_types",
    "iter_modules",
    "resolve_name",
]

_HOMES = {
    "Attempt": "resolver.resolution",
    "EntrySource": "resolver.machinery",
    "Environment": "resolver.environment",
    "Flags": "resolver.environment.startup",
    "Found": "resolver.resolution",
    "Loader": "resolver.machinery",
    "MetaPath": "resolver.meta_path",
    "ModuleInfo": "resolver.module_listing",
    "ModuleSpec": "resolver.machinery",
    "NotFound": "resolver.resolution",
    "ParentNotAPackage": "resolver.resolution",
    "PathEntry": "resolver.machinery",
    "Raises": "resolver.resolution",
    "Resolution": "resolver.resolution",
    "Startup": "resolver.environment.startup",
    "Suffixes": "resolver.machinery",
    "TypeSource": "resolver.stub_finder",
    "TypedModule": "resolver.stub_finder",
    "environment_at": "resolver.environment.environment_at",
    "environment_from_entries": "resolver.environment.environment_at",
    "find_spec": "resolver.meta_path",
    "find_stub": "resolver.stub_finder",
    "find_types": "resolver.stub_finder",
    "iter_modules": "resolver.module_listing",
    "resolve_name": "resolver.module_name",
}


def __getattr__(name: str) -> object:
    """Load a public name from the module that has it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
