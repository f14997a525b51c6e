"""Which names a body binds, as CPython's symbol table tells (`Python/symtable.c`); it evaluates nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from importls.facts.later_bodies import fill

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of a function: those that it binds, and those that it declares `global` or `nonlocal`."""

    bound: frozenset[str]
    global_names: frozenset[str]
    nonlocal_names: frozenset[str]
    is_generator: bool


def scope_of(node: FunctionNode) -> Scope:
    """The scope of a function, which has its body then; worked out once and kept on its node."""
    known: Scope | None = getattr(node, "importls_scope", None)
    if known is None:
        fill(node)
        known = _scope_of(node)
        node.importls_scope = known  # type: ignore[union-attr] # reason: nodes take any attribute
    return known


def _scope_of(node: FunctionNode) -> Scope:
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    global_names: set[str] = set()
    nonlocal_names: set[str] = set()
    bound = {argument.arg for argument in arguments_of(node.args)}
    is_generator = False
    for child in _walk(body):
        if isinstance(child, ast.Global):
            global_names.update(child.names)
        elif isinstance(child, ast.Nonlocal):
            nonlocal_names.update(child.names)
        elif isinstance(child, ast.Yield | ast.YieldFrom):
            is_generator = True
        else:
            bound.update(_bound_by(child))
    bound -= global_names | nonlocal_names
    return Scope(frozenset(bound), frozenset(global_names), frozenset(nonlocal_names), is_generator)


def arguments_of(arguments: ast.arguments) -> Iterator[ast.arg]:
    """All parameters of a function."""
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    if arguments.vararg is not None:
        yield arguments.vararg
    if arguments.kwarg is not None:
        yield arguments.kwarg


def names_bound_in(statements: Iterable[ast.AST]) -> frozenset[str]:
    """The names that these statements may bind in the scope that they stand in."""
    return frozenset(name for node in _walk(statements) for name in _bound_by(node))


def _walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and what is in them, without the bodies of other scopes."""
    todo = list(nodes)
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, ast.ClassDef):
            todo += [*node.bases, *node.keywords, *node.decorator_list]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            todo += [*node.args.defaults, *filter(None, node.args.kw_defaults), *node.decorator_list]
        elif isinstance(node, ast.Lambda):
            todo += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif isinstance(node, _COMPREHENSIONS):
            todo += _outside_of(node)
        else:
            todo += ast.iter_child_nodes(node)


def _outside_of(node: ast.AST) -> Iterator[ast.AST]:
    """Of a comprehension, what binds names around it: assignment expressions (PEP 572), and its first iterable."""
    for child in ast.walk(node):
        if isinstance(child, ast.NamedExpr):
            yield child


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name for alias in aliases)
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
        case _:
            return
