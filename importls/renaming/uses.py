"""Code that reaches a moved module by attributes, `a.b.c` after `import a.b`, and the plain imports themselves.

A name that is bound by `from` or with `as` stays what it is; an attribute of it may be a module that goes elsewhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls.edits.scoped_uses import ScopedNames, ScopedUse, scoped_names
from importls.edits.source import Source, read_source
from importls.renaming.handed_on import is_handed_on
from importls.renaming.statements import rewrite_module_of_import

if TYPE_CHECKING:
    from importls.module import ResolvedImport
    from importls.renaming.editing import Editing


@dataclass(frozen=True, slots=True)
class Bound:
    """A name that an import statement binds to a module; `is_top` where it is the top of `import a.b`."""

    local: str
    module: str
    imported: ResolvedImport
    new: str

    @property
    def is_top(self) -> bool:
        """Whether the statement is `import a.b`, which binds `a`."""
        return self.imported.statement.names is None and self.imported.statement.alias is None

    @property
    def changes(self) -> bool:
        """Whether the statement names something that is called otherwise then."""
        return self.is_top and self.new != self.imported.name


def rewrite_uses(editing: Editing) -> None:
    """Rewrite the imports `import a.b` of the file, and what code reaches by such names."""
    bound = list(_bound(editing))
    if not bound:
        return
    source = read_source(editing.text, editing.moves.snapshot.environment.version)
    if source is None:
        _without_tree(editing, bound)
        return
    words = {one.local for one in bound} | {one.new.partition(".")[0] for one in bound if one.is_top}
    names = scoped_names(source.tree, words | {new.partition(".")[0] for new in editing.moves.names.values()})
    groups: dict[tuple[ast.AST, str], list[tuple[ast.AST, Bound | None]]] = {}
    locals_ = {one.local for one in bound}
    for (owner, local), nodes in names.binders.items():
        if local in locals_:
            groups[owner, local] = [(node, _meant(editing, source, node, bound)) for node in nodes]
    for (owner, local), nodes_of_name in groups.items():
        _Group(editing, source, names, owner, local, nodes_of_name).rewrite()


def _bound(editing: Editing) -> Iterator[Bound]:
    """The names that stand for modules by which something that moves can be reached."""
    for imported in editing.module.imports:
        statement = imported.statement
        if statement.names is None:
            top = imported.name.partition(".")[0]
            new = editing.new_name(imported.name, None if imported.found is None else imported.found.spec)
            local, module = (top, top) if statement.alias is None else (statement.alias, imported.name)
            is_changed = statement.alias is None and new != imported.name
            if is_changed or _is_reached_into(editing, local, module):
                yield Bound(local, module, imported, new)
        for name in statement.names or ():
            module = f"{imported.name}.{name.name}"
            local = name.alias or name.name
            if name.name in imported.submodules and _is_reached_into(editing, local, module):
                yield Bound(local, module, imported, module)


def _is_reached_into(editing: Editing, local: str, module: str) -> bool:
    """Whether the text may take something of a package that what moves lies in."""
    if module not in editing.moves.holders:
        return False
    inner = sorted(name[len(module) + 1 :] for name in editing.moves.apart if name.startswith(f"{module}."))
    chains = "|".join(r"\s*\.\s*".join(name.split(".")) for name in inner)
    # What stands behind these words is no attribute.
    return (
        re.search(rf"\b{local}\b(?<!from {local})(?<!import {local})\s*\.\s*(?:{chains})\b", editing.text) is not None
    )


def _without_tree(editing: Editing, bound: list[Bound]) -> None:
    """What can be done in a file that cannot be parsed: names keep their meaning, or are told."""
    for one in bound:
        if one.changes:
            alias = "" if "." in one.imported.name else f" as {one.imported.name}"
            rewrite_module_of_import(editing, one.imported.statement, one.new + alias)
            if not alias:
                editing.leave(
                    one.imported.statement.range.start, "the file cannot be parsed: its code is not rewritten"
                )


def _meant(editing: Editing, source: Source, node: ast.AST, bound: list[Bound]) -> Bound | None:
    """The import that a node is, None for everything else that binds the name."""
    if not isinstance(node, ast.alias):
        return None
    start = source.start(node)
    for one in bound:
        low, high = editing.span(one.imported.statement.range)
        if low <= start < high and (node.asname or node.name.partition(".")[0]) == one.local:
            return one
    return None


@dataclass(slots=True)
class _Group:
    """One variable of one scope, and everything that binds it."""

    editing: Editing
    source: Source
    names: ScopedNames
    owner: ast.AST
    local: str
    nodes: list[tuple[ast.AST, Bound | None]]
    at_hand: dict[str, str] = field(default_factory=dict)
    """What modules are called here then, by their new names; whatever lies in them can be written with that."""
    extra: list[str] = field(default_factory=list)
    keeps: bool = False
    """Whether the top-level package has to be imported still."""

    @property
    def tops(self) -> list[Bound]:
        return [one for _, one in self.nodes if one is not None and one.is_top]

    def rewrite(self) -> None:
        bound = [one for _, one in self.nodes if one is not None]
        modules = {one.module for one in bound}
        if len(modules) != 1:
            return
        (module,) = modules
        if self.tops and (len(bound) != len(self.nodes) or self._is_needed_by_name()):
            if self._rewrite_bound_again(module):
                return
            self.keeps = self.editing.called(module) == module
        self._take_stock(module, bound)
        for use in self.names.of(self.owner, self.local):
            self._rewrite_use(use, module)
        if self.keeps and self.local not in self.at_hand.values():
            self.extra.insert(0, f"import {self.local}")
        if self.extra:
            start = min(self.source.start(self._statement(node)) for node, one in self.nodes if one is not None)
            for statement in dict.fromkeys(self.extra):
                self.editing.before_statement(start, statement)

    def _is_needed_by_name(self) -> bool:
        """Whether others may ask this module for the variable by its name."""
        exported = self.source.exported
        if not isinstance(self.owner, ast.Module) or not any(one.changes for one in self.tops):
            return False
        return exported is None or self.local in exported or is_handed_on(self.editing, self.local)

    def _rewrite_bound_again(self, module: str) -> bool:
        """Have a variable keep its name, where something else than imports gives it a value or needs it too."""
        new_top = self.editing.called(module)
        changed = [one for one in self.tops if one.changes]
        if not changed:
            return False
        if all("." not in one.imported.name for one in self.tops):
            for one in changed:
                rewrite_module_of_import(self.editing, one.imported.statement, f"{one.new} as {self.local}")
            return True
        if new_top == module or any(one.new != new_top + one.imported.name[len(module) :] for one in self.tops):
            return False
        for one in changed:
            rewrite_module_of_import(self.editing, one.imported.statement, one.new)
            start = self.editing.offset(one.imported.statement.range.start)
            self.editing.before_statement(self._start_around(start), f"import {new_top} as {self.local}")
        return True

    def _take_stock(self, module: str, bound: list[Bound]) -> None:
        """Rewrite the imports, and note what they bind then."""
        for one in bound:
            if not one.is_top:
                self.at_hand[self.editing.called(module)] = self.local
                continue
            top = one.new.partition(".")[0]
            if not one.changes or top == self.local or not self._is_taken(top):
                self.at_hand[top] = top
                new = one.new
            else:
                alias = self._alias(one.imported.name)
                self.at_hand[one.new] = alias
                new = f"{one.new} as {alias}"
            if one.changes:
                rewrite_module_of_import(self.editing, one.imported.statement, new)

    def _rewrite_use(self, use: ScopedUse, module: str) -> None:
        if use.string is not None and isinstance(use.node, ast.Constant):
            self._rewrite_text(use.string, module, is_code=False)
            return
        expression, count = self._expression((module, *use.attributes))
        if count == 0:
            return
        start = self.source.start(use.node)
        pattern = r"\s*\.\s*".join((self.local, *use.attributes[: count - 1]))
        match = re.compile(pattern + r"(?!\w)").match(self.editing.text, start)
        if match is not None:
            self.editing.replace(start, match.end(), expression)
        elif use.string is not None:
            self._rewrite_text(use.string, module, is_code=True)
        else:
            self.editing.leave(start, f"`{self.local}` could not be rewritten")

    def _rewrite_text(self, string: ast.expr, module: str, *, is_code: bool) -> None:
        """Every chain of attributes in a literal; in an f-string those between braces."""
        start, end = self.source.start(string), self.source.end(string)
        for match in re.compile(rf"(?<![\w.]){self.local}(?:\.\w+)*").finditer(self.editing.text, start, end):
            before = self.editing.text[start : match.start()]
            if is_code and before.rfind("{") <= before.rfind("}"):
                continue
            parts = match[0].split(".")
            expression, count = self._expression((module, *parts[1:]))
            if count:
                length = len(".".join(parts[:count]))
                self.editing.replace(match.start(), match.start() + length, expression)

    def _expression(self, chain: tuple[str, ...]) -> tuple[str, int]:
        """How to write the module at the start of a chain, and how much of the chain that is; 0 to leave it."""
        found = self.editing.moved_prefix(chain)
        if found is None:
            self.keeps = self.keeps or bool(self.tops)
            return "", 0
        count, new = found
        known = max((name for name in self.at_hand if _is_in(new, name)), key=len, default=None)
        if known is None:
            self._bring(new, ".".join(chain[:count]))
            known = max((name for name in self.at_hand if _is_in(new, name)), key=len)
        return self.at_hand[known] + new[len(known) :], count

    def _bring(self, new: str, old: str) -> None:
        """Import a module that the statements there are do not bring."""
        top = new.partition(".")[0]
        if self._is_taken(top):
            alias = self._alias(old)
            self.at_hand[new] = alias
            self.extra.append(f"import {new} as {alias}")
        else:
            self.at_hand[top] = top
            self.extra.append(f"import {new}")

    def _is_taken(self, top: str) -> bool:
        """Whether the file uses a name for something else than the top-level module of that name."""
        return any(
            not isinstance(node, ast.alias) or node.asname is not None or not self._is_plain(node)
            for node in self.names.binders_of(top)
        )

    def _is_plain(self, node: ast.alias) -> bool:
        """Whether an imported name is one of `import a.b`, which only share their names with modules."""
        statement = self._statement(node)
        return isinstance(statement, ast.Import)

    def _alias(self, name: str) -> str:
        alias = name.replace(".", "_")
        while re.search(rf"\b{alias}\b", self.editing.text):
            alias += "_"
        return alias

    def _statement(self, node: ast.AST) -> ast.stmt:
        """The statement around an imported name."""
        for statement in ast.walk(self.source.tree):
            if isinstance(statement, ast.Import | ast.ImportFrom) and node in statement.names:
                return statement
        raise LookupError

    def _start_around(self, offset: int) -> int:
        """Where the import statement around an offset starts."""
        statements = (node for node in ast.walk(self.source.tree) if isinstance(node, ast.Import))
        return max(start for statement in statements if (start := self.source.start(statement)) <= offset)


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
