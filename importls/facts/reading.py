"""The full reading of one file: names bound, `__all__`, guards; knows nothing of other files.

Slower than `scan` by far, and meant for the few files about which a rule has a question.
"""

from __future__ import annotations

import ast
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import msgspec

from importls.facts import syntax_tree
from importls.facts.bindings import bound_names, nodes_of_scope
from importls.facts.dunder_all import DunderAll, read_dunder_all
from importls.facts.guards import read_guards
from importls.facts.namespace_edits import edits_path, opens_namespace
from importls.facts.search_path_edits import edits_sys_path
from importls.facts.source import SyntaxProblem
from importls.facts.truth import Target, typing_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from importls.facts.guards import Guard
    from importls.facts.imports import Position


class StarImport(msgspec.Struct, frozen=True, array_like=True):
    """`from module import *`: the dotted name after the dots, and the number of dots."""

    module: str
    level: int


class Reading:
    """What the source of a module says about the module, each part read when it is first asked for.

    Most files are asked for one part, so the tree is not kept: only those that were read last are remembered.
    """

    def __init__(self, text: str, *, version: tuple[int, int], platform: str) -> None:
        """`read` makes them, of a text that can be parsed."""
        self._text = text
        self._version = version
        self._platform = platform

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that its own code may bind, in any branch; `star_imports` bring more."""
        return bound_names(self._tree, self._text, self._scope)

    @cached_property
    def star_imports(self) -> tuple[StarImport, ...]:
        """Its star imports in source order."""
        return tuple(
            StarImport(node.module or "", node.level)
            for node in self._scope
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        )

    @property
    def dunder_all(self) -> tuple[str, ...] | None:
        """The names in `__all__`, None without one; not all of them where `dunder_all_complete` is False."""
        return None if self._dunder_all is None else self._dunder_all.names

    @property
    def dunder_all_complete(self) -> bool:
        """Whether every name of `__all__` is known."""
        return self._dunder_all is None or self._dunder_all.complete

    @property
    def has_getattr(self) -> bool:
        """Whether every name exists (PEP 562)."""
        return "__getattr__" in self._text and "__getattr__" in self.names

    @cached_property
    def open_namespace(self) -> bool:
        """Whether any name may come to exist."""
        return opens_namespace(self._tree, self._text, self._scope)

    @cached_property
    def edits_path(self) -> bool:
        """Whether `__path__` is not what the finder made it."""
        return edits_path(self._tree, self._text)

    @cached_property
    def edits_sys_path(self) -> bool:
        """Whether some of its code changes `sys.path`: what it imports may be found elsewhere."""
        return edits_sys_path(self._tree, self._text)

    @cached_property
    def has_main_guard(self) -> bool:
        """Whether some of it runs only in a script."""
        return any(_is_main_guard(statement) for statement in self._tree.body)

    @cached_property
    def guards(self) -> Mapping[Position, Guard]:
        """One guard for each import, by the start of its range as `scan` gives it."""
        target = Target(self._version, self._platform, typing_names(self._tree))
        return read_guards(self._tree, self._text, target)

    @cached_property
    def _dunder_all(self) -> DunderAll | None:
        return read_dunder_all(self._tree, self._scope) if "__all__" in self._text else None

    @property
    def _tree(self) -> ast.Module:
        tree = _parsed(self._text)
        return tree if isinstance(tree, ast.Module) else ast.Module([], [])

    @property
    def _scope(self) -> tuple[ast.AST, ...]:
        return _scope_of(self._text)


def read(text: str, *, version: tuple[int, int], platform: str) -> Reading | None:
    """Read a module as the target runs it, None where the host's grammar cannot.

    `text` is what `decode` makes of the file.
    """
    if isinstance(_parsed(text), SyntaxProblem):
        return None
    return Reading(text, version=version, platform=platform)


@lru_cache(maxsize=2)
def _parsed(text: str) -> ast.Module | SyntaxProblem:
    return syntax_tree.parse(text)


@lru_cache(maxsize=2)
def _scope_of(text: str) -> tuple[ast.AST, ...]:
    tree = _parsed(text)
    return tuple(nodes_of_scope(tree.body)) if isinstance(tree, ast.Module) else ()


def _is_main_guard(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.If):
        return False
    for node in ast.walk(statement.test):
        if isinstance(node, ast.Compare):
            operands = {getattr(operand, "id", getattr(operand, "value", None)) for operand in _operands(node)}
            if {"__name__", "__main__"} <= operands:
                return True
    return False


def _operands(node: ast.Compare) -> list[ast.Name | ast.Constant]:
    return [operand for operand in (node.left, *node.comparators) if isinstance(operand, ast.Name | ast.Constant)]
