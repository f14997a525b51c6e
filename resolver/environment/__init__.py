"""The target interpreter as plain values: what it is, and where it looks for modules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from resolver.editable_finder import EditableFinder
from resolver.environment.startup_hook import StartupHook
from resolver.frozen_importer import FrozenModule
from resolver.machinery import EntrySource, PathEntry, Suffixes
from resolver.paths import normal_form

__all__ = ["Environment"]


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything about the target interpreter that decides what an import finds.

    `prefix` is `sys.prefix` (the venv's folder in a venv), `base_prefix` is `sys.base_prefix`. `sys_path` is the search
    path in order; first-party roots and the script's directory, where there are any, come first. `editable_finders`
    are the finders that editable installs append to `sys.meta_path`, asked after `PathFinder`.
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
    editable_finders: tuple[EditableFinder, ...] = ()
    ignore_case: bool = False
    """Whether module names match files in any case: PYTHONCASEOK, on Windows and macOS only."""
    startup_hooks: tuple[StartupHook, ...] = ()
    """Code run at start that is not understood; names that it may provide are not certainly missing."""
    executable: str | None = None
    chosen_because: str = ""
    problems: tuple[str, ...] = field(default=())

    def with_roots(self, roots: tuple[str, ...]) -> Environment:
        """The same environment with these folders at the front of `sys.path`, in this order.

        An entry that is one of them moves there, and keeps what is known of where it came from.
        """
        known = {normal_form(entry.path): entry for entry in reversed(self.sys_path)}
        front: dict[str, PathEntry] = {}
        for root in roots:
            entry = known.get(key := normal_form(root))
            front.setdefault(key, PathEntry(root, EntrySource.ROOT) if entry is None else replace(entry, path=root))
        rest = (entry for entry in self.sys_path if normal_form(entry.path) not in front)
        return replace(self, sys_path=(*front.values(), *rest))

    def with_script_directory(self, directory: str) -> Environment:
        """The same environment as a script in `directory` would see it: that folder is `sys.path[0]`."""
        return replace(self, sys_path=(PathEntry(directory, EntrySource.SCRIPT), *self.sys_path))
