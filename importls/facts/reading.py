"""The full reading of one file: names bound, `__all__`, guards; knows nothing of other files.

Slower than `scan` by far, and meant for the few files about which a rule has a question.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

import msgspec

from importls.facts import syntax_tree
from importls.facts.bindings import bound_names, nodes_of_scope
from importls.facts.dunder_all import read_dunder_all
from importls.facts.guards import Guard, read_guards
from importls.facts.imports import Position
from importls.facts.namespace_edits import edits_path, opens_namespace
from importls.facts.search_path_edits import edits_sys_path
from importls.facts.source import SyntaxProblem
from importls.facts.truth import Target, typing_names


class StarImport(msgspec.Struct, frozen=True, array_like=True):
    """`from module import *`: the dotted name after the dots, and the number of dots."""

    module: str
    level: int


class Reading(msgspec.Struct, frozen=True):
    """What the source of a module says about the module.

    `names` may be bound by its own code, in any branch; `star_imports` bring more. `dunder_all` is None without
    `__all__`, and not all of it where `dunder_all_complete` is False. With `has_getattr` every name exists, with
    `open_namespace` any name may. `edits_path` tells that `__path__` is not what the finder made it.
    `edits_sys_path` that some of its code changes `sys.path`: what it imports may be found elsewhere.
    `guards` has one entry for each import, by the start of its range as `scan` gives it.
    """

    names: frozenset[str]
    star_imports: tuple[StarImport, ...]
    dunder_all: tuple[str, ...] | None
    dunder_all_complete: bool
    has_getattr: bool
    open_namespace: bool
    edits_path: bool
    edits_sys_path: bool
    has_main_guard: bool
    guards: Mapping[Position, Guard]


def read(text: str, *, version: tuple[int, int], platform: str) -> Reading | None:
    """Read a module as the target runs it, None where the host's grammar cannot.

    `text` is what `decode` makes of the file.
    """
    tree = syntax_tree.parse(text)
    if isinstance(tree, SyntaxProblem):
        return None
    scope = list(nodes_of_scope(tree.body))
    names = bound_names(tree, text, scope)
    dunder_all = read_dunder_all(tree, scope) if "__all__" in text else None
    return Reading(
        names=names,
        star_imports=_star_imports(scope),
        dunder_all=None if dunder_all is None else dunder_all.names,
        dunder_all_complete=dunder_all is None or dunder_all.complete,
        has_getattr="__getattr__" in names,
        open_namespace=opens_namespace(tree, text, scope),
        edits_path=edits_path(tree, text),
        edits_sys_path=edits_sys_path(tree, text),
        has_main_guard=any(_is_main_guard(statement) for statement in tree.body),
        guards=read_guards(tree, text, Target(version, platform, typing_names(tree))),
    )


def _star_imports(scope: list[ast.AST]) -> tuple[StarImport, ...]:
    return tuple(
        StarImport(node.module or "", node.level)
        for node in scope
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    )


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
