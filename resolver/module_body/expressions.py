"""What an expression of Python gives, where that can be told from its source. It calls nothing of what it reads."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, SupportsIndex

from resolver.module_body.values import Doubt, Entries, FilePath, Local, Reference, UnknownValue, items_of, truth
from resolver.paths import flavour

_LONGEST = 4_000
"""A longer text or list is no path, but grows without bounds."""
_WIDTH = re.compile(r"\d{4}")


class Scope(Protocol):
    """What the names and calls of an expression may refer to."""

    separator: str

    def look_up(self, name: str) -> object:
        """The value of a variable or of a dotted name. Raises UnknownValue."""
        ...

    def call(self, function: str, arguments: list[object]) -> object:
        """The value of a call of a function by its dotted name. Raises UnknownValue."""
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


def _constant(node: ast.Constant, _: Scope) -> object:
    return node.value


def _name(node: ast.Name, scope: Scope) -> object:
    return scope.look_up(node.id)


def _list(node: ast.List, scope: Scope) -> Entries:
    return Entries(_elements(node.elts, scope))


def _tuple(node: ast.Tuple | ast.Set, scope: Scope) -> tuple[object, ...]:
    return tuple(_elements(node.elts, scope))


def _dict(node: ast.Dict, scope: Scope) -> dict[object, object]:
    keys = [None if key is None else evaluate(key, scope) for key in node.keys]
    if None in keys:
        raise UnknownValue
    return dict(zip(keys, [evaluate(value, scope) for value in node.values], strict=True))


def _elements(nodes: Iterable[ast.expr], scope: Scope) -> list[object]:
    found: list[object] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            found.extend(items_of(evaluate(node.value, scope)))
        else:
            found.append(evaluate(node, scope))
    return found


def _attribute(node: ast.Attribute, scope: Scope) -> object:
    value = evaluate(node.value, scope)
    match value:
        case Reference(name):
            return scope.look_up(f"{name}.{node.attr}")
        case (major, minor, _) if node.attr in {"major", "minor"}:
            return major if node.attr == "major" else minor
        case FilePath(text) if node.attr == "parent":
            return FilePath(flavour(scope.separator).dirname(text))
        case FilePath(text) if node.attr == "name":
            return flavour(scope.separator).basename(text)
        case FilePath(text) if node.attr == "parents":
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
    value = evaluate(node.value, scope)
    match value:
        case Reference("sys.modules"):
            return scope.call("sys.modules.__getitem__", [evaluate(node.slice, scope)])
        case Reference("globals()"):
            return scope.look_up(str(evaluate(node.slice, scope)))
        case dict():
            return value[evaluate(node.slice, scope)]
        case str() | tuple() | Entries(doubt=Doubt.NONE):
            return _item(value, node.slice, scope)
        case _:
            raise UnknownValue


def _item(value: str | tuple[object, ...] | Entries, index: ast.expr, scope: Scope) -> object:
    sequence: str | tuple[object, ...] | list[object] = value.items if isinstance(value, Entries) else value
    if isinstance(index, ast.Slice):
        part = sequence[slice(*(_bound(bound, scope) for bound in (index.lower, index.upper, index.step)))]
        return Entries(part) if isinstance(part, list) else part
    position = evaluate(index, scope)
    if not isinstance(position, int):
        raise UnknownValue
    return sequence[position]


def _bound(node: ast.expr | None, scope: Scope) -> SupportsIndex | None:
    value = None if node is None else evaluate(node, scope)
    if isinstance(value, int | None):
        return value
    raise UnknownValue


_OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def _operation(node: ast.BinOp, scope: Scope) -> object:
    left = evaluate(node.left, scope)
    try:
        right = evaluate(node.right, scope)
    except UnknownValue:
        if isinstance(left, Entries) and isinstance(node.op, ast.Add):
            return Entries(list(left.items), max(left.doubt, Doubt.MAY_GROW))
        raise
    return operation(left, node.op, right, scope.separator)


def operation(left: object, operator_: ast.operator, right: object, separator: str) -> object:
    """The value of `left + right`, `left / right` or `left % right`. Raises UnknownValue, TypeError or ValueError."""
    match left, operator_, right:
        case FilePath(text), ast.Div(), str() | FilePath():
            return FilePath(_joined(separator, text, right))
        case Entries(first, doubt), ast.Add(), Entries(second, other):
            return Entries([*first, *second], _doubt_of_sum(doubt, other))
        case str(), ast.Add(), str():
            return left + right
        case tuple(), ast.Add(), tuple():
            return (*left, *right)
        case str(), ast.Mod(), str() | int() | tuple() if not _WIDTH.search(left):
            return left % right
        case Entries(items, Doubt.NONE), ast.Mult(), bool():
            return Entries(list(items) if right else [])
        case bool(), ast.Mult(), Entries(items, Doubt.NONE):
            return Entries(list(items) if left else [])
        case _:
            raise UnknownValue


def _doubt_of_sum(first: Doubt, second: Doubt) -> Doubt:
    """Whatever follows a list that may grow, or is not known itself, may only add to what stands before it."""
    return max(first, Doubt.MAY_GROW) if second else first


def _joined(separator: str, folder: str, name: str | FilePath) -> str:
    text = name.text if isinstance(name, FilePath) else name
    joined: str = flavour(separator).join(folder, text)
    normal: str = flavour(separator).normpath(joined)
    return joined if ".." in joined else normal


def _comparison(node: ast.Compare, scope: Scope) -> bool:
    if len(node.ops) != 1:
        raise UnknownValue
    left, right = evaluate(node.left, scope), evaluate(node.comparators[0], scope)
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
            return bool(_OPERATORS[type(other)](left, right))


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
    value: object = None
    unknown = False
    for operand in node.values:
        try:
            value = evaluate(operand, scope)
        except UnknownValue:
            unknown = True
            continue
        if truth(value) is decides:
            if unknown and not isinstance(value, bool):
                raise UnknownValue
            return value
    if unknown:
        raise UnknownValue
    return value


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
    return evaluate(node.body if truth(evaluate(node.test, scope)) else node.orelse, scope)


def _formatted(node: ast.JoinedStr, scope: Scope) -> str:
    parts: list[str] = []
    for part in node.values:
        match part:
            case ast.Constant(value=str() as text):
                parts.append(text)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                value = evaluate(inner, scope)
                if not isinstance(value, str | int | FilePath):
                    raise UnknownValue
                parts.append(value.text if isinstance(value, FilePath) else str(value))
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
        return self.names[name] if name in self.names else self.outer.look_up(name)

    def call(self, function: str, arguments: list[object]) -> object:
        return self.outer.call(function, arguments)


def _comprehension(node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Entries:
    match node.generators:
        case [ast.comprehension(target=ast.Name(id=name), iter=iterated, ifs=conditions, is_async=0)]:
            pass
        case _:
            raise UnknownValue
    found: list[object] = []
    for item in items_of(evaluate(iterated, scope)):
        inner = _Inner(scope, {name: item})
        if all(truth(evaluate(condition, inner)) for condition in conditions):
            found.append(evaluate(node.elt, inner))
    return Entries(found)


_TEXT_METHODS = frozenset(
    {"capitalize", "endswith", "format", "join", "lower", "lstrip", "partition", "removeprefix", "removesuffix"}
    | {"replace", "rpartition", "rsplit", "rstrip", "split", "startswith", "strip", "title", "upper"}
)
_SAME_PATH = frozenset({"absolute", "expanduser", "__str__", "as_posix", "__fspath__"})


def _call(node: ast.Call, scope: Scope) -> object:
    if isinstance(node.func, ast.Attribute):
        receiver = evaluate(node.func.value, scope)
        if not isinstance(receiver, Reference):
            return _method(receiver, node.func.attr, _arguments(node, scope), scope)
    function = evaluate(node.func, scope)
    if not isinstance(function, Reference):
        raise UnknownValue
    return scope.call(function.name, _arguments(node, scope))


def _arguments(node: ast.Call, scope: Scope) -> list[object]:
    """Positional arguments, then those by keyword in the order written: what is called here takes few."""
    if any(keyword.arg is None for keyword in node.keywords):
        raise UnknownValue
    return [*_elements(node.args, scope), *(evaluate(keyword.value, scope) for keyword in node.keywords)]


def _method(receiver: object, name: str, arguments: list[object], scope: Scope) -> object:
    match receiver, name, arguments:
        case str(), _, _ if name in _TEXT_METHODS and not (name == "format" and _WIDTH.search(receiver)):
            plain = [item.items if isinstance(item, Entries) else item for item in arguments]
            result = getattr(receiver, name)(*plain)
            return Entries(result) if isinstance(result, list) else result
        case FilePath(text), "joinpath", _:
            for argument in arguments:
                if not isinstance(argument, str | FilePath):
                    raise UnknownValue
                text = _joined(scope.separator, text, argument)
            return FilePath(text)
        case FilePath(), "resolve", _:
            return FilePath(str(scope.call("os.path.realpath", [receiver])))
        case FilePath(), "exists" | "is_dir" | "is_file", []:
            return scope.call(f"pathlib.Path.{name}", [receiver])
        case FilePath(text), _, [] if name in _SAME_PATH:
            return text if name.startswith("__") or name == "as_posix" else receiver
        case dict(), "keys", []:
            return tuple(receiver)
        case Entries(items, doubt), "copy", []:
            return Entries(list(items), doubt)
        case _:
            raise UnknownValue


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
    ast.Set: _tuple,
    ast.Subscript: _subscript,
    ast.Tuple: _tuple,
    ast.UnaryOp: _not,
}
