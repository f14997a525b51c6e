"""One file that is being rewritten because modules move: its text, what is replaced in it, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from importls.diagnostic import Edit
from importls.edits.text_edits import Replacement, edits_of, in_order
from importls.facts.imports import Position, Range
from importls.paths import is_below, parent
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.project import SourceFile
    from importls.renaming.moves import Moves
    from resolver.machinery import ModuleSpec


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """A place that may speak of what moves and is not rewritten, and why; `path` is that before the moves."""

    path: str
    position: Position
    message: str


@dataclass
class Editing:
    """A file while it is looked at; replacements are gathered and made at once."""

    moves: Moves
    module: Module
    text: str
    replacements: list[Replacement] = field(default_factory=list)
    guesses: list[Replacement] = field(default_factory=list)
    """Those of the replacements that a user may want to look at: texts which only look like names of modules."""
    left: list[Left] = field(default_factory=list)

    @property
    def file(self) -> SourceFile:
        """The file before the moves."""
        return self.module.file

    @cached_property
    def after(self) -> SourceFile:
        """The file after the moves."""
        return self.moves.after[self.module.path]

    @cached_property
    def is_moved(self) -> bool:
        """Whether names that count from the file may mean something else."""
        return self.after.path != self.file.path

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]

    def offset(self, position: Position) -> int:
        """The index in the text."""
        return self._starts[position.line - 1] + position.column - 1

    def span(self, where: Range) -> tuple[int, int]:
        """The indices of a range."""
        return self.offset(where.start), self.offset(where.end)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of another one."""
        if self.text[start:end] != text:
            self.replacements.append(Replacement(start, end, text))

    def guess(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of what probably means a module."""
        self.replace(start, end, text)
        self.guesses += self.replacements[-1:]

    def is_replaced(self, start: int, end: int) -> bool:
        """Whether something between the indices is replaced already."""
        return any(one.start < end and start < one.end for one in self.replacements)

    def leave(self, place: Position | int, message: str) -> None:
        """Note what is not rewritten."""
        if isinstance(place, int):
            line_start = self.text.rfind("\n", 0, place) + 1
            place = Position(self.text.count("\n", 0, place) + 1, place - line_start + 1)
        self.left.append(Left(self.module.path, place, message))

    def before_statement(self, start: int, statement: str) -> None:
        """Put a statement before the one that starts at an index."""
        line_start = self.text.rfind("\n", 0, start) + 1
        indent = self.text[line_start:start]
        joined = f"{statement}; " if indent.strip() else f"{statement}\n{indent}"
        self.replacements.append(Replacement(start, start, joined))

    def new_name(self, name: str, spec: ModuleSpec | None) -> str:
        """What this file is to call a module that it calls `name` and that is found there."""
        origin = None if spec is None else spec.origin
        if self.is_moved and origin is not None and self.moves.disk.moved(origin) == origin:
            file = self.moves.files.get(origin)
            if file is not None and file.name != name and not self._still_sees(name, origin):
                return self.moves.after[origin].name
        return self.moves.name_of(name, spec)

    def _still_sees(self, name: str, origin: str) -> bool:
        """Whether the folder that the name counts from is one above the file where it goes."""
        folder = parent(origin)
        for _ in range(name.count(".")):
            folder = parent(folder)
        return is_below(self.after.path, folder)

    def submodule(self, imported: ResolvedImport, name: str, home: str) -> str | None:
        """What the submodule that a `from` import gets by this name is to be called.

        None where it gets none, or where that goes along with its package, which is to be called `home`.
        """
        full = f"{imported.name}.{name}"
        if imported.found is None:
            return self.moves.names.get(full)
        found = imported.submodules.get(name)
        origin = imported.found.spec.origin
        if found is None:
            return None
        new = self.new_name(full, found.spec)
        if new == f"{home}.{name}":
            return None
        if origin is None or not binds(self.moves, origin, name):
            return new
        if new != full and not self._is_imported_by(origin, full):
            self.leave(
                imported.statement.range.start, f"`{name}` may be the submodule, or what `{imported.name}` binds"
            )
        return None

    def _is_imported_by(self, path: str, name: str) -> bool:
        """Whether a package imports its own submodule, which is then hidden by what it binds itself."""
        module = self.moves.snapshot.modules[path]
        return any(f"{imported.name}.".startswith(f"{name}.") for imported in module.imports)

    def moved_prefix(self, chain: Sequence[str]) -> tuple[int, str] | None:
        """How many of the names, joined by dots, are a module whose name changes, and that new name; the longest wins.

        The first name is a module, or an absolute name of one.
        """
        name, best = chain[0], None
        found = self._resolved(name)
        for count, part in enumerate((*chain[1:], ""), 1):
            if found is None:
                break
            new = self.new_name(name, found.spec)
            best = best if new == name else (count, new)
            name, above = f"{name}.{part}", found.spec.origin
            found = self._resolved(name) if part else None
            if found is not None and above is not None and binds(self.moves, above, part):
                break
        return best

    def called(self, name: str) -> str:
        """What a module that this file calls `name` is to be called."""
        found = self._resolved(name)
        return self.moves.names.get(name, name) if found is None else self.new_name(name, found.spec)

    def _resolved(self, name: str) -> Found | None:
        found = self.moves.snapshot.search.find_spec(self.file, name)
        return found if isinstance(found, Found) else None

    def edits(self) -> Iterator[tuple[Edit, bool]]:
        """The replacements as edits of the file where it is now, and whether each is a guess."""
        ordered = in_order(self.replacements)
        if ordered is None:
            self.leave(0, "could not be rewritten: edits overlap")
        for one in ordered or ():
            yield from ((edit, one in self.guesses) for edit in edits_of(self.module.path, self.text, (one,)))


def binds(moves: Moves, path: str, name: str) -> bool:
    """Whether a package binds a name to something else than its submodule of that name."""
    snapshot = moves.snapshot
    module = snapshot.modules.get(path)
    if module is None:
        return False
    return snapshot.once(("binds", path, name), lambda: _binds(moves, module, name))


def _binds(moves: Moves, module: Module, name: str) -> bool:
    snapshot = moves.snapshot
    for imported in module.imports:
        if imported.found is not None and imported.found.spec.origin == module.path and name in imported.submodules:
            return False
    if name not in snapshot.text(module.path):
        return False
    reading = snapshot.reading(module.path)
    return reading is not None and name in reading.names
