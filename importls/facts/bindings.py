"""The names that a module's own code may bind in its global namespace; knows nothing of other modules.

Follows the scoping rules of CPython's `Python/symtable.c`: class bodies, functions and comprehensions have scopes of
their own, but `:=` in a comprehension binds outside of it, and `global` binds in the module from anywhere.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from importls.facts.syntax_tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MODULE_ATTRIBUTES = frozenset(
    {
        "__name__",
        "__doc__",
        "__package__",
        "__loader__",
        "__spec__",
        "__file__",
        "__cached__",
        "__builtins__",
        "__dict__",
        "__annotations__",
        "__class__",
        "__delattr__",
        "__dir__",
        "__eq__",
        "__format__",
        "__ge__",
        "__getattribute__",
        "__gt__",
        "__hash__",
        "__init__",
        "__init_subclass__",
        "__le__",
        "__lt__",
        "__ne__",
        "__new__",
        "__reduce__",
        "__reduce_ex__",
        "__repr__",
        "__setattr__",
        "__sizeof__",
        "__str__",
        "__subclasshook__",
    }
)
"""What every module imported from a file has, without its code binding it."""

_GLOBAL_STATEMENT = re.compile(r"(?:^|[;:])[ \t\f]*global\b", re.MULTILINE)


def bound_names(tree: ast.Module, text: str, scope: Iterable[ast.AST]) -> frozenset[str]:
    """Return every global name that the code may bind, in whatever branch.

    `tree` is parsed from `text`, and `scope` are the `nodes_of_scope` of its body.
    """
    names = set(bound_by(scope))
    if _GLOBAL_STATEMENT.search(text):
        names.update(_bound_as_global(tree))
    return frozenset(names)


def declared_global(tree: ast.Module, text: str) -> frozenset[str]:
    """Names that some function or class declares `global`."""
    if not _GLOBAL_STATEMENT.search(text):
        return frozenset()
    return frozenset(name for node in walk(tree) if isinstance(node, ast.Global) for name in node.names)


def nodes_of_scope(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield every node that runs in the scope of `body`: nested functions, classes and comprehension targets do not."""
    pending = list(body)
    pending.reverse()
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, ast.Constant | ast.Name):
            pending.extend(reversed(_children_in_scope(node)))


def _children_in_scope(node: ast.AST) -> list[ast.AST]:
    match node:
        case (
            ast.FunctionDef(decorator_list=decorators, args=args, returns=returns)
            | ast.AsyncFunctionDef(decorator_list=decorators, args=args, returns=returns)
        ):
            return [*decorators, args, *([returns] if returns else [])]
        case ast.ClassDef(decorator_list=decorators, bases=bases, keywords=keywords):
            return [*decorators, *bases, *keywords]
        case ast.Lambda(args=args):
            return [args]
        case ast.comprehension(iter=iterable, ifs=ifs):
            return [iterable, *ifs]
        case ast.AnnAssign(target=ast.Name(), value=None, annotation=annotation):
            return [annotation]
        case _:
            return list(ast.iter_child_nodes(node))


def bound_by(scope: Iterable[ast.AST]) -> Iterator[str]:
    """Yield every name that one of the nodes binds in the scope that they are in."""
    for node in scope:
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=asname) if name != "*":
                # `import a.b` binds `a`; the name of a `from` statement has no dot.
                yield asname or name.partition(".")[0]
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
            case _:
                pass


def _bound_as_global(tree: ast.Module) -> Iterator[str]:
    """Yield what functions and classes bind that they have declared `global`."""
    for node in walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        scope = list(nodes_of_scope(node.body))
        declared = {name for inner in scope if isinstance(inner, ast.Global) for name in inner.names}
        if declared:
            yield from declared.intersection(bound_by(scope))
