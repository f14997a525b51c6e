"""What an expression of Python gives, where that can be told from its source. It calls nothing of what it reads.

Every part that Python would evaluate is evaluated for what it does, also where the whole cannot be told.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from resolver.module_body.methods import call_method
from resolver.module_body.operators import COMPARISONS, operation, shown
from resolver.module_body.values import (
    UNKNOWN,
    Doubt,
    Entries,
    FilePath,
    Local,
    Reference,
    UnknownValue,
    items_of,
    known,
    truth,
)
from resolver.paths import flavour

_LONGEST = 4_000
"""A longer text or list is no path, but grows without bounds."""


class Scope(Protocol):
    """What the names and calls of an expression may refer to."""

    separator: str

    def look_up(self, name: str) -> object:
        """The value of a variable or of a dotted name. Raises UnknownValue."""
        ...

    def call(self, function: str, arguments: list[object]) -> object:
        """The value of a call of a function by its dotted name, empty where it has none. Raises UnknownValue."""
        ...

    def call_local(self, function: Local, arguments: list[object], keywords: dict[str, object]) -> object:
        """The value of a call of a function that is followed. Raises UnknownValue."""
        ...

    def in_doubt(self) -> AbstractContextManager[None]:
        """A stretch of code of which nobody knows whether it runs."""
        ...

    def bind(self, name: str, value: object) -> None:
        """Give a variable this value."""
        ...


def evaluate(node: ast.expr, scope: Scope) -> object:
    """The value of an expression. Raises UnknownValue where it cannot be told."""
    evaluator = _EVALUATORS.get(type(node))
    if evaluator is None:
        raise UnknownValue
    try:
        value = evaluator(node, scope)
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
        raise UnknownValue from error
    size = value.items if isinstance(value, Entries) else value
    if isinstance(size, str | tuple | list | dict) and len(size) > _LONGEST:
        raise UnknownValue
    return value


def is_followed(node: ast.expr) -> bool:
    """Whether `evaluate` looks into expressions of this kind."""
    return type(node) in _EVALUATORS


def attempt(node: ast.expr, scope: Scope) -> object:
    """The value of an expression, UNKNOWN where it cannot be told."""
    try:
        return evaluate(node, scope)
    except UnknownValue:
        return UNKNOWN


def subscript(node: ast.expr, scope: Scope) -> object:
    """An index or a slice, UNKNOWN where it cannot be told."""
    if not isinstance(node, ast.Slice):
        return attempt(node, scope)
    ends = [None if end is None else attempt(end, scope) for end in (node.lower, node.upper, node.step)]
    return slice(*ends) if all(isinstance(end, int | None) for end in ends) else UNKNOWN


def _constant(node: ast.Constant, _: Scope) -> object:
    return node.value


def _name(node: ast.Name, scope: Scope) -> object:
    return scope.look_up(node.id)


def _named(node: ast.NamedExpr, scope: Scope) -> object:
    value = attempt(node.value, scope)
    scope.bind(node.target.id, value)
    return known(value)


def _list(node: ast.List, scope: Scope) -> Entries:
    return Entries(_elements(node.elts, scope))


def _tuple(node: ast.Tuple | ast.Set, scope: Scope) -> tuple[object, ...]:
    return tuple(_elements(node.elts, scope))


def _dict(node: ast.Dict, scope: Scope) -> dict[object, object]:
    """Values may be UNKNOWN, keys may not."""
    keys = [None if key is None else attempt(key, scope) for key in node.keys]
    values = [attempt(value, scope) for value in node.values]
    if None in keys or UNKNOWN in keys:
        raise UnknownValue
    return dict(zip(keys, values, strict=True))


def _elements(nodes: Iterable[ast.expr], scope: Scope) -> list[object]:
    found = _attempted(nodes, scope)
    if UNKNOWN in found:
        raise UnknownValue
    return found


def _attempted(nodes: Iterable[ast.expr], scope: Scope) -> list[object]:
    """The elements, UNKNOWN for those that cannot be told."""
    found: list[object] = []
    for node in nodes:
        if not isinstance(node, ast.Starred):
            found.append(attempt(node, scope))
            continue
        try:
            found.extend(items_of(attempt(node.value, scope)))
        except UnknownValue:
            found.append(UNKNOWN)
    return found


def _attribute(node: ast.Attribute, scope: Scope) -> object:
    return _attribute_of(evaluate(node.value, scope), node.attr, scope)


def _attribute_of(value: object, name: str, scope: Scope) -> object:
    match value:
        case Reference(module):
            return scope.look_up(f"{module}.{name}")
        case (major, minor, _) if name in {"major", "minor"}:
            return major if name == "major" else minor
        case FilePath(text) if name == "parent":
            return FilePath(flavour(scope.separator).dirname(text))
        case FilePath(text) if name == "name":
            return flavour(scope.separator).basename(text)
        case FilePath(text) if name == "parents":
            return _parents(text, scope.separator)
        case _:
            raise UnknownValue


def _parents(text: str, separator: str) -> tuple[FilePath, ...]:
    found: list[FilePath] = []
    while (above := flavour(separator).dirname(text)) != text:
        found.append(FilePath(above))
        text = above
    return tuple(found)


def _subscript(node: ast.Subscript, scope: Scope) -> object:
    value, index = evaluate(node.value, scope), known(subscript(node.slice, scope))
    match value:
        case Reference("sys.modules"):
            return scope.call("sys.modules.__getitem__", [index])
        case Reference("globals()"):
            return scope.call("globals().get", [index])
        case dict():
            return known(value[index])
        case str() | tuple() if isinstance(index, int | slice):
            return value[index]
        case Entries(items, Doubt.NONE) if isinstance(index, int | slice):
            part: object = items[index]
            return Entries(part) if isinstance(part, list) else part
        case _:
            raise UnknownValue


def _operation(node: ast.BinOp, scope: Scope) -> object:
    left, right = attempt(node.left, scope), attempt(node.right, scope)
    if right == UNKNOWN and isinstance(left, Entries) and isinstance(node.op, ast.Add):
        return Entries(list(left.items), max(left.doubt, Doubt.MAY_GROW))
    return operation(left, node.op, right, scope.separator)


def _comparison(node: ast.Compare, scope: Scope) -> bool:
    operands = [attempt(operand, scope) for operand in (node.left, *node.comparators)]
    if len(node.ops) != 1 or UNKNOWN in operands:
        raise UnknownValue
    left, right = operands
    match node.ops[0]:
        case ast.In():
            return _contains(right, left, scope)
        case ast.NotIn():
            return not _contains(right, left, scope)
        case (ast.Is() | ast.IsNot()) as same if isinstance(left, Reference) and right is None:
            # A module is not None; scope knows the name of modules only.
            if not isinstance(scope.look_up(f"{left.name}.__name__"), str):
                raise UnknownValue
            return isinstance(same, ast.IsNot)
        case ast.Is() | ast.IsNot() if left is not None and right is not None:
            raise UnknownValue
        case other:
            if any(isinstance(side, Reference | Local) for side in (left, right)):
                raise UnknownValue
            return bool(COMPARISONS[type(other)](left, right))


def _contains(container: object, item: object, scope: Scope) -> bool:
    if container == Reference("sys.modules"):
        return bool(scope.call("sys.modules.__contains__", [item]))
    if container == Reference("globals()"):
        return bool(scope.call("globals().__contains__", [item]))
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    return item in items_of(container)


def _boolean(node: ast.BoolOp, scope: Scope) -> object:
    """`and` and `or`: an unknown side does not matter where a known one decides."""
    decides = isinstance(node.op, ast.Or)
    for position, operand in enumerate(node.values[:-1]):
        value = attempt(operand, scope)
        try:
            if truth(value) is decides:
                return value
        except UnknownValue:
            return _undecided(node.values[position + 1 :], scope, decides=decides)
    return evaluate(node.values[-1], scope)


def _undecided(operands: list[ast.expr], scope: Scope, *, decides: bool) -> bool:
    """`unknown and …`: known if one of those that follow decides, which may not be evaluated."""
    for operand in operands:
        value: object = UNKNOWN
        with scope.in_doubt():
            value = attempt(operand, scope)
        if value is decides:
            return decides
    raise UnknownValue


def _not(node: ast.UnaryOp, scope: Scope) -> object:
    value = evaluate(node.operand, scope)
    match node.op, value:
        case ast.Not(), _:
            return not truth(value)
        case ast.USub(), int():
            return -value
        case _:
            raise UnknownValue


def _choice(node: ast.IfExp, scope: Scope) -> object:
    try:
        decided = truth(attempt(node.test, scope))
    except UnknownValue:
        for branch in (node.body, node.orelse):
            with scope.in_doubt():
                attempt(branch, scope)
        raise
    return evaluate(node.body if decided else node.orelse, scope)


def _formatted(node: ast.JoinedStr, scope: Scope) -> str:
    parts: list[str] = []
    for part in node.values:
        match part:
            case ast.Constant(value=str() as text):
                parts.append(text)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                parts.append(str(shown(evaluate(inner, scope))))
            case _:
                raise UnknownValue
    return "".join(parts)


@dataclass
class _Inner:
    """The scope of a comprehension: one variable more."""

    outer: Scope
    names: dict[str, object]
    separator: str = field(init=False)

    def __post_init__(self) -> None:
        self.separator = self.outer.separator

    def look_up(self, name: str) -> object:
        return known(self.names[name]) if name in self.names else self.outer.look_up(name)

    def call(self, function: str, arguments: list[object]) -> object:
        return self.outer.call(function, arguments)

    def call_local(self, function: Local, arguments: list[object], keywords: dict[str, object]) -> object:
        return self.outer.call_local(function, arguments, keywords)

    def in_doubt(self) -> AbstractContextManager[None]:
        return self.outer.in_doubt()

    def bind(self, name: str, value: object) -> None:
        self.outer.bind(name, value)


def _comprehension(node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Entries:
    match node.generators:
        case [ast.comprehension(target=ast.Name(id=name), iter=iterated, ifs=conditions, is_async=0)]:
            pass
        case _:
            raise UnknownValue
    values = attempt(iterated, scope)
    try:
        items = items_of(values)
    except UnknownValue:
        with scope.in_doubt():
            _attempted([*conditions, node.elt], _Inner(scope, {name: UNKNOWN}))
        raise
    found: list[object] = []
    for item in items:
        inner = _Inner(scope, {name: item})
        if all(truth(evaluate(condition, inner)) for condition in conditions):
            found.append(evaluate(node.elt, inner))
    return Entries(found)


def _call(node: ast.Call, scope: Scope) -> object:
    arguments = _attempted(node.args, scope)
    keywords = {keyword.arg or "": attempt(keyword.value, scope) for keyword in node.keywords}
    # Keywords count in the order written: what is called here by name takes few.
    written = [*arguments, *(UNKNOWN if name == "" else value for name, value in keywords.items())]
    function: object = UNKNOWN
    if isinstance(node.func, ast.Attribute):
        receiver = attempt(node.func.value, scope)
        if not isinstance(receiver, Reference | Local):
            return call_method(receiver, node.func.attr, written, scope.separator, scope.call)
        if isinstance(receiver, Reference) and receiver != UNKNOWN:
            function = _attribute_of(receiver, node.func.attr, scope)
    else:
        function = attempt(node.func, scope)
    if isinstance(function, Local):
        return scope.call_local(function, arguments, keywords)
    return scope.call(function.name if isinstance(function, Reference) else "", written)


_EVALUATORS: Mapping[type[ast.expr], Callable[..., object]] = {
    ast.Attribute: _attribute,
    ast.BinOp: _operation,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _comparison,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _choice,
    ast.JoinedStr: _formatted,
    ast.List: _list,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _named,
    ast.Set: _tuple,
    ast.Subscript: _subscript,
    ast.Tuple: _tuple,
    ast.UnaryOp: _not,
}
