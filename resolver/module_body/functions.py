"""Functions of a module that is followed: which calls can be, and the variables that they begin with."""

from __future__ import annotations

import ast

from resolver.module_body.state import Names
from resolver.module_body.values import UNKNOWN, Local

_NOT_PLAIN = (ast.Yield, ast.YieldFrom, ast.Nonlocal)


def body_of(function: Local) -> ast.FunctionDef | None:
    """The function, where a call runs its body and nothing besides, and the body sees no other function's variables."""
    node = function.node
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or function.is_nested:
        return None
    return None if any(isinstance(part, _NOT_PLAIN) for part in ast.walk(node)) else node


def variables_of(function: ast.FunctionDef, arguments: list[object], keywords: dict[str, object]) -> Names:
    """The variables with which a call begins; those that cannot be told are UNKNOWN.

    A keyword with an empty name stands for two stars.
    """
    declared = function.args
    positional = [argument.arg for argument in (*declared.posonlyargs, *declared.args)]
    by_keyword = [argument.arg for argument in declared.kwonlyargs]
    others = [argument.arg for argument in (declared.vararg, declared.kwarg) if argument is not None]
    names: Names = dict.fromkeys([*positional, *by_keyword, *others], UNKNOWN)
    if UNKNOWN in arguments or "" in keywords:
        # A star may stand for any number of arguments.
        return names
    defaults = dict(zip(positional[::-1], declared.defaults[::-1], strict=False))
    defaults |= {name: node for name, node in zip(by_keyword, declared.kw_defaults, strict=True) if node is not None}
    names.update({name: node.value for name, node in defaults.items() if isinstance(node, ast.Constant)})
    names.update(zip(positional, arguments, strict=False))
    names.update({name: value for name, value in keywords.items() if name in names})
    return names
