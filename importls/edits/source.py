"""The source of one module with what has to be known to move its imports: tree, places, uses; it edits nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TypeGuard

from importls.edits.name_uses import NameUses, name_uses
from importls.edits.read_annotations import annotations_read
from importls.facts.bindings import nodes_of_scope
from importls.facts.dunder_all import read_dunder_all
from importls.facts.newer_syntax import parse
from importls.facts.syntax_tree import walk
from importls.simulation.functions import type_parameters
from importls.simulation.scopes import names_bound_in

ImportStatement = ast.Import | ast.ImportFrom
_SEES_NAMES = frozenset({"globals", "locals", "vars", "eval", "exec", "dir"})
_ANNOTATIONS_WAIT_SINCE = (3, 14)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_GENERIC = re.compile(r"\b(?:def|class)[ \t]+\w+[ \t]*\[")


class Source:
    """The text of a module that can be parsed, as the target runs it. Parts are worked out when first asked for."""

    def __init__(self, text: str, tree: ast.Module, version: tuple[int, int]) -> None:
        """`tree` is that of `text`; `version` is the target's."""
        self.text = text
        self.tree = tree
        self.version = version

    @property
    def body(self) -> Sequence[ast.stmt]:
        """The statements of the module."""
        return self.tree.body

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    def start(self, node: ast.stmt | ast.expr | ast.alias) -> int:
        """The offset of a node in the text; of a definition that of its first decorator."""
        decorators = getattr(node, "decorator_list", None)
        if decorators:
            first: ast.expr = decorators[0]
            return self.text.rindex("@", 0, self.start(first))
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr | ast.alias) -> int:
        """The offset behind a node."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[line - 1]
        if self._is_ascii:
            return start + column
        end = self._starts[line] - 1
        return start + len(self.text[start:end].encode(errors="surrogatepass")[:column].decode(errors="replace"))

    def text_of(self, node: ast.stmt | ast.expr) -> str:
        """The text of a node."""
        return self.text[self.start(node) : self.end(node)]

    def line_start(self, offset: int) -> int:
        """Where the line around an offset starts."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the line feed of the line around an offset stands, or the text ends."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def header_end(self) -> int:
        """Where the line behind the docstring and the `__future__` imports starts, or the text ends."""
        end = self.line_start(self.start(self.body[0])) if self.body else len(self.text)
        for number, statement in enumerate(self.body):
            is_docstring = not number and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not is_docstring and not is_future(statement):
                break
            end = min(self.line_end(self.end(statement)) + 1, len(self.text))
        return end

    def imports_at(self, line: int) -> Iterator[Imported]:
        """The import statements around a line, each with all its names; those in blocks of the module too."""
        for number, statement in enumerate(self.body):
            if statement.lineno <= line <= (statement.end_lineno or statement.lineno):
                for node in nodes_of_scope((statement,)):
                    if _is_import_around(node, line):
                        yield Imported(number, node, tuple(node.names), is_in_block=node is not statement)

    def imports(self) -> Iterator[tuple[int, ImportStatement]]:
        """The import statements that stand in the module itself and in no block, with their numbers."""
        for number, statement in enumerate(self.body):
            if isinstance(statement, ImportStatement):
                yield number, statement

    @cached_property
    def binders(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the statements that may bind or delete a global name, by name."""
        binders: dict[str, tuple[int, ...]] = {}
        for number, statement in enumerate(self.body):
            for name in names_bound_in((statement,)):
                binders[name] = (*binders.get(name, ()), number)
        return binders

    def last_binder(self, name: str) -> int | None:
        """The number of the last statement that binds a global name, None where none does."""
        return max(self.binders.get(name, ()), default=None)

    def only_import_of(self, name: str) -> tuple[ast.ImportFrom, str] | None:
        """The `from` statement in the module's body that binds a name, as nothing else does, and what it asks for."""
        numbers = self.binders.get(name, ())
        statement = self.body[numbers[0]] if len(numbers) == 1 and name not in self.global_names else None
        if not isinstance(statement, ast.ImportFrom):
            return None
        wanted = [alias.name for alias in statement.names if bound_by(alias, statement) == name]
        return (statement, wanted[0]) if len(wanted) == 1 and wanted != ["*"] else None

    @cached_property
    def global_names(self) -> frozenset[str]:
        """The names that functions declare `global`."""
        if "global" not in self.text:
            return frozenset()
        return frozenset(name for node in walk(self.tree) if isinstance(node, ast.Global) for name in node.names)

    @cached_property
    def _imported_names(self) -> frozenset[str]:
        return names_bound_in(
            statement for statement in self.body if isinstance(statement, ImportStatement | ast.If | ast.Try)
        )

    @cached_property
    def uses(self) -> NameUses:
        """The uses of every name that import statements bind, in blocks of `if` and `try` too."""
        return name_uses(self.tree, self._imported_names)

    @cached_property
    def exported(self) -> frozenset[str] | None:
        """The names in `__all__`, None where not all of them are known."""
        found = read_dunder_all(self.tree, nodes_of_scope(self.body)) if "__all__" in self.text else None
        if found is None:
            return frozenset()
        return frozenset(found.names) if found.complete else None

    @cached_property
    def sees_names(self) -> bool:
        """Whether code of the module may look names up by their text."""
        if not any(word in self.text for word in _SEES_NAMES):
            return False
        return any(isinstance(node, ast.Name) and node.id in _SEES_NAMES for node in walk(self.tree))

    @cached_property
    def has_future_annotations(self) -> bool:
        """Whether no annotation is evaluated (PEP 563)."""
        return any(
            statement.module == "__future__" and any(alias.name == "annotations" for alias in statement.names)
            for _, statement in self.imports()
            if isinstance(statement, ast.ImportFrom)
        )

    @cached_property
    def annotations_read(self) -> frozenset[ast.expr] | None:
        """The annotations that something may read when the program runs, None where it may be any."""
        return annotations_read(self.tree, self.text)

    def is_in_brackets(self, name: str) -> bool:
        """Whether the bounds or defaults of type parameters may name something, which the tree does not tell."""
        return re.search(rf"\b{re.escape(name)}\b", self._brackets) is not None

    @cached_property
    def _brackets(self) -> str:
        """What stands between the brackets of generic functions and classes, or more."""
        if not _GENERIC.search(self.text):
            return ""
        generic = [node for node in walk(self.tree) if isinstance(node, _DEFINITIONS) and type_parameters(node)]
        heads = (self.text[self.start(node) : self.start(node.body[0])] for node in generic)
        return "\n".join(head.partition("[")[2] for head in heads)

    @property
    def evaluates_annotations(self) -> bool:
        """Whether annotations run with the code around them."""
        return self.version < _ANNOTATIONS_WAIT_SINCE and not self.has_future_annotations


def read_source(text: str, version: tuple[int, int]) -> Source | None:
    """The source of a module, None where it is no Python."""
    tree = parse(text)
    return None if tree is None else Source(text, tree, version)


@dataclass(frozen=True, slots=True)
class Imported:
    """Some names of one import statement. `number` is that of the statement of the module that it is or stands in."""

    number: int
    statement: ImportStatement
    aliases: tuple[ast.alias, ...]
    is_in_block: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether these are all names of the statement."""
        return len(self.aliases) == len(self.statement.names)

    @property
    def is_lazy(self) -> bool:
        """Whether the import waits for the first use already (PEP 810)."""
        return getattr(self.statement, "is_lazy", False)


def _is_import_around(node: ast.AST, line: int) -> TypeGuard[ImportStatement]:
    if not isinstance(node, ImportStatement) or is_future(node):
        return False
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def is_future(statement: ast.stmt) -> bool:
    """Whether a statement speaks to the compiler (PEP 236)."""
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__" and not statement.level


def bound_by(alias: ast.alias, statement: ImportStatement) -> str:
    """The variable that one name of an import statement binds."""
    return alias.asname or (alias.name if isinstance(statement, ast.ImportFrom) else alias.name.partition(".")[0])
