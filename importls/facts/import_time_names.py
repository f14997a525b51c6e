"""The names that the body of a module reads while it runs, outside of functions and annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def names_used_at_import_time(tree: ast.Module) -> frozenset[str]:
    """Every name that is read at import time in the module itself, by decorators, bases and class bodies too."""
    return frozenset(node.id for node in _walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


def _walk(tree: ast.Module) -> Iterator[ast.AST]:
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        yield node
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                todo += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
            case ast.Lambda():
                todo += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            case ast.AnnAssign():
                todo += [node.target, *filter(None, [node.value])]
            case _:
                todo += ast.iter_child_nodes(node)
