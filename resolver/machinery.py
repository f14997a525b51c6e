"""The frozen values that finders exchange, in importlib's words.

This module knows no file system and no environment; it is what `importlib.machinery` is to importlib.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Loader(StrEnum):
    """The loader of a spec; each value is the class name that importlib would use."""

    SOURCE_FILE = "SourceFileLoader"
    SOURCELESS_FILE = "SourcelessFileLoader"
    EXTENSION_FILE = "ExtensionFileLoader"
    NAMESPACE = "NamespaceLoader"
    """Of a namespace package that start-up code has imported; `find_spec` gives one that is not imported no loader."""
    BUILTIN = "BuiltinImporter"
    FROZEN = "FrozenImporter"
    ZIP = "zipimporter"
    DISTUTILS = "DistutilsLoader"
    """setuptools': `distutils` is `setuptools._distutils`."""
    SCIKIT_BUILD = "_ScikitBuildLoaderWrapper"
    """scikit-build-core's: around the loader that the file's suffix calls for."""
    SCIKIT_BUILD_RESOURCES = "_ScikitBuildResourceLoaderWrapper"
    """The same for packages of several folders."""
    SCIKIT_BUILD_NAMESPACE = "_ScikitBuildNamespaceLoader"
    """scikit-build-core's for packages without `__init__`."""
    SIX = "_SixMetaPathImporter"
    """six's, for everything below `six.moves`, under whatever name six is vendored."""
    VENDOR = "VendorImporter"
    """setuptools', for what `pkg_resources.extern` and `setuptools.extern` vendored until setuptools 71."""


@dataclass(frozen=True, slots=True)
class ModuleSpec:
    """What `importlib.machinery.ModuleSpec` says of a module.

    A spec without a loader but with search locations is a namespace package (PEP 420): the finder of one path entry
    gives one portion of it, `PathFinder` joins them.
    """

    name: str
    loader: Loader | None
    origin: str | None = None
    submodule_search_locations: tuple[str, ...] | None = None
    cached: str | None = None
    has_location: bool = False

    @property
    def is_package(self) -> bool:
        """Whether submodules can be looked up below this module."""
        return self.submodule_search_locations is not None

    @property
    def is_namespace(self) -> bool:
        """Whether this is a package without a file of its own, or a portion of one."""
        return self.loader is None or self.loader is Loader.NAMESPACE

    @property
    def parent(self) -> str:
        """The `__package__` of the module: itself for a package, else the name before the last dot."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


class EntrySource(StrEnum):
    """Where an entry of `sys.path` came from, in the words that users read."""

    ROOT = "first-party root"
    SYS_PATH_OPTION = "--sys-path"
    SCRIPT = "script directory"
    PYTHONPATH = "PYTHONPATH"
    STDLIB_ZIP = "standard library zip"
    STDLIB = "standard library"
    LIB_DYNLOAD = "standard library extensions"
    VENV = "venv site-packages"
    USER_SITE = "user site-packages"
    SITE = "site-packages"
    PTH = "path configuration file"
    EDITABLE = "editable install"


@dataclass(frozen=True, slots=True)
class PathEntry:
    """One entry of `sys.path`; `detail` names the file that brought it in (a `.pth` file), where there is one.

    `path` is absolute. `written` is the entry of `sys.path` itself where that is relative: zipimport keeps it so.
    `is_certain` is False where start-up code may have put an entry in front of it that cannot be told.
    """

    path: str
    source: EntrySource
    detail: str | None = None
    written: str | None = None
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Suffixes:
    """File suffixes of the target interpreter, in the order in which its `FileFinder` tries them.

    Extensions come before source, source before bytecode (`_get_supported_file_loaders`).
    """

    extension: tuple[str, ...]
    source: tuple[str, ...] = (".py",)
    bytecode: tuple[str, ...] = (".pyc",)
