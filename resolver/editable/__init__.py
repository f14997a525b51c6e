"""Finders that editable installs put on `sys.meta_path`, read from the files that install them and never run.

One module a format. Editable installs by a plain line of a `.pth` file need no finder.
"""

from __future__ import annotations

from dataclasses import dataclass

from resolver.editable.distutils_finder import DistutilsFinder, read_distutils_finder
from resolver.editable.editables_finder import EditablesFinder, read_editables_finder
from resolver.editable.meson_finder import MesonEntryFinder, MesonFinder, read_meson_finder
from resolver.editable.scikit_build_finder import (
    ScikitBuildFinder,
    ScikitBuildInplaceFinder,
    read_scikit_build_finder,
)
from resolver.editable.setuptools_finder import SetuptoolsFinder, SetuptoolsNamespaces, read_setuptools_finder
from resolver.file_system import FileSystem

EditableFinder = (
    SetuptoolsFinder | EditablesFinder | MesonFinder | ScikitBuildFinder | ScikitBuildInplaceFinder | DistutilsFinder
)
"""A frozen value with `find_spec`, and `entry_finder`, its path hook. `source` is the file that it was read from.

`class_name` is what the target calls it. `in_front` tells whether it stands before `BuiltinImporter` on `sys.meta_path`
or after `PathFinder`. `mapping` gives the paths of the modules that it names.
"""

EntryFinder = SetuptoolsNamespaces | MesonEntryFinder


@dataclass(frozen=True, slots=True)
class GeneratedModule:
    """A module that an editable install wrote: its finder, and the function that installs it (None: being imported)."""

    finder: EditableFinder
    installed_by: str | None


def read_generated_module(file_system: FileSystem, source: bytes, path: str) -> GeneratedModule | None:
    """The finder in the module at `path`, None where its source is of no known format."""
    setuptools = read_setuptools_finder(source, path)
    if setuptools is not None:
        return GeneratedModule(setuptools, "install")
    distutils = read_distutils_finder(source, path)
    if distutils is not None:
        return GeneratedModule(distutils, "add_shim")
    finder: EditableFinder | None = (
        read_editables_finder(source, path)
        or read_meson_finder(file_system, source, path)
        or read_scikit_build_finder(file_system, source, path)
    )
    if finder is None:
        return None
    if isinstance(finder, MesonFinder):
        return GeneratedModule(finder, "init" if b"\ndef init():" in source else None)
    return GeneratedModule(finder, "entrypoint" if b"\ndef entrypoint()" in source else None)
