"""The target interpreter as plain values: what it is, and where it looks for modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from resolver.editable import EditableFinder
from resolver.environment.startup_hook import StartupHook
from resolver.environment.startup_namespace import StartupNamespace
from resolver.frozen_importer import FrozenModule
from resolver.machinery import EntrySource, PathEntry, Suffixes
from resolver.paths import normal_form

__all__ = ["Environment"]


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything about the target interpreter that decides what an import finds.

    `environment_at` reads one from a prefix, `environment_from_entries` makes one of entries alone. `version` is the
    major and minor number, `platform` what `sys.platform` is. `prefix` is `sys.prefix` (the venv's folder in a venv),
    `base_prefix` is `sys.base_prefix`; None without an interpreter. `sys_path` is the search path in order, first-party
    roots and the script's directory, where there are any, first. `editable_finders` are the finders that editable
    installs put on `sys.meta_path`; each says whether it stands in front or behind. `problems` are sentences about what
    could not be read or followed.
    """

    version: tuple[int, int]
    platform: str
    prefix: str | None
    base_prefix: str | None
    sys_path: tuple[PathEntry, ...]
    suffixes: Suffixes
    builtin_names: frozenset[str]
    frozen_modules: dict[str, FrozenModule]
    stdlib_names: frozenset[str]
    cache_tag: str
    exec_prefix: str | None = None
    optimization: int = 0
    """`sys.flags.optimize`, which is part of the names of `.pyc` files."""
    pycache_prefix: str | None = None
    """`sys.pycache_prefix`."""
    magic_number: bytes | None = None
    """`importlib.util.MAGIC_NUMBER` where the installation tells it; else it is that of the version."""
    stdlib: str | None = None
    """`sys._stdlib_dir`: the folder that packages of the frozen standard library name as theirs."""
    editable_finders: tuple[EditableFinder, ...] = ()
    ignore_case: bool = False
    """Whether module names match files in any case: PYTHONCASEOK, on Windows and macOS only."""
    startup_hooks: tuple[StartupHook, ...] = ()
    """Code run at start that is not understood; names that it may provide are not certainly missing."""
    loaded_at_start: frozenset[str] = frozenset()
    """Top-level modules that the interpreter itself imports before `startup_path` becomes `sys.path`; they stay."""
    startup_path: tuple[str, ...] = ()
    startup_namespaces: Mapping[str, StartupNamespace] = field(default_factory=dict)
    """Packages that start-up code enters into `sys.modules`, by name."""
    working_directory: str = "/"
    """Where relative entries of `sys.path` start."""
    executable: str | None = None
    chosen_because: str = ""
    problems: tuple[str, ...] = field(default=())

    @property
    def mapped_modules(self) -> dict[str, str]:
        """The places, files or folders, to which editable installs map module names, by name."""
        return {name: place for finder in self.editable_finders for name, place in finder.mapping.items()}

    def with_roots(self, roots: tuple[str, ...]) -> Environment:
        """The same environment with these folders at the front of `sys.path`, in this order.

        An entry that is one of them moves there, and keeps what is known of where it came from.
        """
        known = {normal_form(entry.path): entry for entry in reversed(self.sys_path)}
        front: dict[str, PathEntry] = {}
        for root in roots:
            entry = known.get(key := normal_form(root))
            entry = PathEntry(root, EntrySource.ROOT) if entry is None else entry
            front.setdefault(key, replace(entry, path=root, written=None, is_certain=True))
        rest = (entry for entry in self.sys_path if normal_form(entry.path) not in front)
        return replace(self, sys_path=(*front.values(), *rest))

    def with_script_directory(self, directory: str) -> Environment:
        """The same environment as a script in `directory` would see it: that folder is `sys.path[0]`."""
        return replace(self, sys_path=(PathEntry(directory, EntrySource.SCRIPT), *self.sys_path))
