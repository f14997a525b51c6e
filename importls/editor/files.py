"""A file as a module, whether or not it is one of those that are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.editor.entry_points import is_manifest, manifest_module
from importls.module import Module, resolve_imports
from importls.project import FoundFiles, assemble_project

if TYPE_CHECKING:
    from importls.snapshot import Snapshot


def module_of(snapshot: Snapshot, path: str) -> Module:
    """The module that the file at this absolute path is; an installed one is called what the interpreter calls it."""
    module = snapshot.modules.get(path)
    if is_manifest(path):
        return manifest_module(snapshot, path)
    return module if module is not None else snapshot.once(("module", path), lambda: _unchecked(snapshot, path))


def _unchecked(snapshot: Snapshot, path: str) -> Module:
    environment = snapshot.environment
    project = assemble_project(
        snapshot.file_system,
        FoundFiles((path,), (), ()),
        checked=(path,),
        search_path=[entry.path for entry in environment.sys_path],
        configured_roots=[root.path for root in snapshot.project.roots],
        mapped=environment.mapped_modules,
    )
    (file,) = project.files
    facts = snapshot.facts(path)
    return Module(file, facts, resolve_imports(snapshot.search, file, facts))
