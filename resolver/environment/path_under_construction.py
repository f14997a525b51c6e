"""`sys.path` while the interpreter starts, and what else start-up code changes; it knows no order of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from resolver.editable import EditableFinder
from resolver.editable.editables_finder import EditablesFinder
from resolver.editable.setuptools_finder import SetuptoolsFinder
from resolver.environment import Environment
from resolver.environment.startup_hook import StartupHook
from resolver.environment.startup_namespace import StartupNamespace
from resolver.file_system import FileSystem
from resolver.file_system.cached import CachedListings
from resolver.machinery import EntrySource, PathEntry
from resolver.meta_path import MetaPath
from resolver.module_body import Doubt, Entries
from resolver.paths import absolute, absolute_entry, flavour

_CHARACTERS_SHOWN = 60
_LOADED_BEFORE_SITE = frozenset({"abc", "codecs", "encodings", "io"})
_LOADED_BY_SITE = frozenset(
    {"_bootlocale", "_collections_abc", "_sitebuiltins", "genericpath", "ntpath", "os", "posixpath", "site", "stat"}
)


@dataclass(slots=True)
class PathUnderConstruction:
    """The list under construction, with `site`'s set of known paths.

    `bare` is the environment without `sys.path`; `finders` are those on `sys.meta_path` in its order.
    """

    file_system: FileSystem
    working_directory: str
    bare: Environment
    entries: list[PathEntry] = field(default_factory=list)
    finders: list[EditableFinder] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    hooks: list[StartupHook] = field(default_factory=list)
    namespaces: dict[str, StartupNamespace] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    initial: tuple[PathEntry, ...] | None = None
    """The entries that `site` begins with; None where it does not run."""
    replaced: bool = False
    """Whether a `._pth` file took the place of everything, which isolates the interpreter too."""
    _may_grow: bool = False
    """Whether entries that are not known may follow the last."""
    _listings: CachedListings | None = None

    def append_new(self, path: str, source: EntrySource, detail: str | None = None) -> None:
        """Appends an absolute path unless `site` has seen it (`removeduppaths`, `addsitedir`)."""
        key = flavour(self.file_system.separator).normcase(path)
        if key not in self.known:
            self.known.add(key)
            self.entries.append(PathEntry(path, source, detail, is_certain=self._is_end_certain))

    def absolute(self, path: str) -> str:
        """`os.path.abspath`."""
        return absolute(self.file_system.separator, self.working_directory, path)

    def environment(self) -> Environment:
        """The environment as it is by now."""
        return replace(
            self.bare,
            sys_path=tuple(self.entries),
            editable_finders=tuple(self.finders),
            loaded_at_start=self._loaded_at_start(),
            startup_path=tuple(entry.written or entry.path for entry in self.initial or self.entries),
            startup_hooks=tuple(dict.fromkeys(self.hooks)),
            startup_namespaces=dict(self.namespaces),
            problems=(*self.problems, *self.bare.problems),
        )

    def _loaded_at_start(self) -> frozenset[str]:
        """Those of the two groups that the version has, with one `os.path` of the two."""
        loaded = _LOADED_BEFORE_SITE if self.initial is None else _LOADED_BEFORE_SITE | _LOADED_BY_SITE
        other = "posixpath" if self.bare.platform == "win32" else "ntpath"
        return (loaded & self.bare.stdlib_names) - {other}

    def meta_path(self) -> MetaPath:
        """The import system as it is by now."""
        if self._listings is None:
            self._listings = CachedListings(self.file_system)
        return MetaPath(self.environment(), self._listings)

    def take(self, sys_path: Entries, file: str) -> None:
        """Makes `sys.path` what code in `file` has made of it. Entries that are no strings are never searched."""
        known = {entry.written or entry.path: entry for entry in self.entries}
        last = self.entries[-1].path if self.entries else None
        certain = sys_path.doubt is not Doubt.ANY
        self.entries.clear()
        for path in sys_path.items:
            if isinstance(path, str):
                entry = known.get(path) or self._entry(path, file)
                certain = certain and entry.is_certain
                self.entries.append(replace(entry, is_certain=certain))
                # What follows the end that the list had may stand behind what cannot be told.
                certain = certain and not (self._may_grow and entry.path == last)
        self._may_grow |= sys_path.doubt is not Doubt.NONE

    @property
    def _is_end_certain(self) -> bool:
        return not self._may_grow and (not self.entries or self.entries[-1].is_certain)

    def install(self, finder: EditableFinder, file: str) -> None:
        """What the function of a generated module does, however often it is called."""
        if isinstance(finder, EditablesFinder):
            self._map_modules(finder)
        elif finder.in_front:
            self.finders[:] = [finder, *(known for known in self.finders if known != finder)]
        elif finder not in self.finders:
            self.finders.append(finder)
        placeholder = finder.placeholder if isinstance(finder, SetuptoolsFinder) and finder.namespaces else None
        if placeholder is not None and placeholder not in {entry.path for entry in self.entries}:
            certain = self._is_end_certain
            self.entries.append(PathEntry(placeholder, EntrySource.EDITABLE, file, is_certain=certain))

    def _map_modules(self, finder: EditablesFinder) -> None:
        """Distributions share one `RedirectingFinder`, which stands where the first has put it; the last one wins."""
        before = [known for known in self.finders if isinstance(known, EditablesFinder)]
        place = self.finders.index(before[0]) if before else len(self.finders)
        self.finders[:] = [known for known in self.finders if not isinstance(known, EditablesFinder)]
        kept = (replace(known, mapping=_without(known.mapping, finder.mapping)) for known in before)
        self.finders[place:place] = [*(known for known in kept if known.mapping), finder]

    def add_hook(self, hook: StartupHook, file: str) -> None:
        """Remembers code that cannot be followed, and says so."""
        shown = hook.line.strip()
        shown = shown if len(shown) <= _CHARACTERS_SHOWN else shown[:_CHARACTERS_SHOWN] + "…"
        self.note(f"{file}: not followed: {shown}")
        self.hooks.append(hook)

    def note(self, problem: str) -> None:
        """Adds a sentence for users, once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def _entry(self, path: str, file: str) -> PathEntry:
        place = absolute_entry(self.file_system.separator, self.working_directory, path, self.bare.version)
        return PathEntry(place, EntrySource.PTH, file, written=None if place == path or not path else path)


def _without(mapping: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    taken = set(names)
    return {name: path for name, path in mapping.items() if name not in taken}
