"""The sources of a project of which some have been edited, and what their imports found before that."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls.edits.source import ImportStatement, Source, read_source
from importls.edits.text_edits import Replacements, composed, replaced

if TYPE_CHECKING:
    from importls.module import ResolvedImport
    from importls.snapshot import Snapshot


_SOURCES_KEPT = 32
"""Trees are large; questions come file by file."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Edits of some files: the replacements in their original texts, and the texts after them, both by path."""

    replacements: Mapping[str, Replacements] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def once_more(self, path: str, original: str, replacements: Replacements) -> Edited:
        """The same with further replacements in a file, made for its text as it is now."""
        before = self.replacements.get(path, ())
        return Edited(
            {**self.replacements, path: composed(original, before, replacements)},
            {**self.texts, path: replaced(self.texts.get(path, original), replacements)},
        )


@dataclass(slots=True)
class Sources:
    """The sources of a project; `texts` are the edited ones by path."""

    snapshot: Snapshot
    texts: Mapping[str, str]
    _read: dict[str, Source | None] = field(default_factory=dict)

    def source(self, path: str) -> Source | None:
        """The source of a checked file, None where it cannot be parsed."""
        if path not in self._read:
            if len(self._read) == _SOURCES_KEPT:
                del self._read[next(iter(self._read))]
            text = self.texts[path] if path in self.texts else self.snapshot.text(path)
            self._read[path] = read_source(text, self.snapshot.environment.version)
        return self._read[path]

    def changing_names(self, path: str) -> frozenset[str]:
        """The names that a file binds more than once, or in functions, or may not; none where it cannot be parsed."""
        return self.snapshot.once(("changing names", path), lambda: self._changing_names(path))

    def _changing_names(self, path: str) -> frozenset[str]:
        source = read_source(self.snapshot.text(path), self.snapshot.environment.version)
        if source is None:
            return frozenset()
        often = (name for name, numbers in source.binders.items() if len(numbers) > 1)
        return source.global_names.union(often)

    def resolved(self, path: str, statement: ast.ImportFrom) -> ResolvedImport | None:
        """What a `from` statement finds; where several name its module, that with the same names."""
        wanted = "." * statement.level + (statement.module or "")
        names = [alias.name for alias in statement.names]
        same = [
            imported
            for imported in self.snapshot.modules[path].imports
            if imported.statement.names is not None and imported.statement.written == wanted
        ]
        with_names = (one for one in same if [name.name for name in one.statement.names or ()] == names)
        return next(with_names, same[0] if same else None)

    def leads_to(self, path: str, statement: ImportStatement, members: Collection[str]) -> bool:
        """Whether an import statement imports one of these files, or what lies below it."""
        if isinstance(statement, ast.ImportFrom):
            resolved = self.resolved(path, statement)
            return resolved is not None and any(origin in members for origin, _ in resolved.targets())
        names = {alias.name for alias in statement.names}
        return any(
            origin in members
            for imported in self.snapshot.modules[path].imports
            if imported.statement.names is None and imported.name in names
            for origin, _ in imported.targets()
        )

    def definer(self, resolved: ResolvedImport, name: str) -> tuple[str, str] | None:
        """The module that binds a name itself, where the imported one only hands it on, and its name for it.

        A module that is not checked is taken to define what is imported from it.
        """
        seen: set[str] = set()
        found: ResolvedImport | None = resolved
        while found is not None and found.found is not None:
            path = found.found.spec.origin or ""
            if found is not resolved and (name in found.submodules or path not in self.snapshot.modules):
                return found.name, name
            if name in found.submodules:
                return None
            source = self.source(path) if path in self.snapshot.modules and path not in seen else None
            if source is None:
                return None
            seen.add(path)
            handed_on = source.only_import_of(name)
            if handed_on is None:
                return (found.name, name) if found is not resolved and name in source.binders else None
            statement, name = handed_on
            found = self.resolved(path, statement)
        return None
