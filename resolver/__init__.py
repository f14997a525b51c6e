"""The import system of Python, simulated: find modules as importlib would, without running anything."""

from __future__ import annotations

from resolver.environment import Environment
from resolver.environment.environment_at import environment_at, environment_from_entries
from resolver.environment.startup import Flags, Startup
from resolver.iter_modules import ModuleInfo, iter_modules
from resolver.machinery import EntrySource, Loader, ModuleSpec, PathEntry, Suffixes
from resolver.meta_path import MetaPath, find_spec
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
