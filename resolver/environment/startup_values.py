"""Values of expressions in start-up code, as far as literals and pure functions give them. Nothing is executed.

It changes nothing but lists that the code itself holds; what a call does to the interpreter is the world's business.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

Names = dict[str, object]


class Unknown:
    """The one value of everything that cannot be followed."""

    def __repr__(self) -> str:
        """As it would be written."""
        return "UNKNOWN"


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Dotted:
    """A module, or something in one that has no value here: `os.path`, `sys.meta_path.insert`."""

    name: str


@dataclass(frozen=True, slots=True)
class PathValue:
    """A `pathlib.Path`."""

    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the code defines."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    names: Names


@dataclass(frozen=True, slots=True)
class Method:
    """A harmless method of a string, list, tuple, dictionary or path."""

    owner: object
    name: str


class World(Protocol):
    """What expressions ask: attributes of modules, calls, and whether a list may be changed."""

    def get(self, name: str) -> object:
        """The value of a dotted name; a `Dotted` where it has none."""
        ...

    def path_attribute(self, path: PathValue, attribute: str) -> object:
        """An attribute of a path; a `Method` for one that is to be called."""
        ...

    def call(self, function: object, arguments: list[object], names: Names) -> object:
        """The result of a call of anything but a method of a string or a list."""
        ...

    def may_change(self, changed: object, arguments: list[object]) -> bool:
        """Whether a list may be changed with these arguments; otherwise the world takes note of the doubt."""
        ...

    def in_doubt(self, nodes: list[ast.expr], names: Names) -> None:
        """Evaluates expressions of which nobody knows whether they are."""
        ...


_PURE_METHODS: dict[type, frozenset[str]] = {
    str: frozenset({"endswith", "join", "lower", "partition", "replace", "rpartition", "rsplit", "split", "startswith"})
    | {"lstrip", "removeprefix", "removesuffix", "rstrip", "splitlines", "strip", "upper"},
    list: frozenset({"copy", "count", "index"}),
    tuple: frozenset({"count", "index"}),
    dict: frozenset({"copy", "get"}),
}
_CHANGING_METHODS = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "reverse"})
_OPERATORS: dict[type, Callable[[Any, Any], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: operator.contains(b, a),
    ast.NotIn: lambda a, b: not operator.contains(b, a),
}
_EXPECTED = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, MemoryError)


def evaluate(node: ast.expr, names: Names, world: World) -> object:
    """The value of an expression, UNKNOWN where it cannot be known."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names[name] if name in names else world.get(f"builtins.{name}")
        case ast.Attribute(value=owner, attr=attribute):
            return _attribute(evaluate(owner, names, world), attribute, world)
        case ast.Call():
            return _call(node, names, world)
        case ast.Subscript(value=owner, slice=index):
            return _guarded(_item, evaluate(owner, names, world), subscript(index, names, world))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return world.call(
                Dotted("pathlib.Path"), [evaluate(left, names, world), evaluate(right, names, world)], names
            )
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _guarded(_OPERATORS[type(op)], evaluate(left, names, world), evaluate(right, names, world))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _guarded(_OPERATORS[type(op)], evaluate(left, names, world), evaluate(right, names, world))
        case ast.BoolOp(op=op, values=values):
            return _boolean(values, names, world, stops_at=isinstance(op, ast.Or))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _guarded(lambda value, _: not value, evaluate(operand, names, world), None)
        case ast.IfExp(test=test, body=body, orelse=otherwise):
            return _conditional(evaluate(test, names, world), [body, otherwise], names, world)
        case ast.List() | ast.Tuple() | ast.Set():
            elements = list(_elements(node.elts, names, world))
            return tuple(elements) if isinstance(node, ast.Tuple) else elements
        case ast.Dict(keys=keys, values=values):
            made = [
                (key and evaluate(key, names, world), evaluate(v, names, world))
                for key, v in zip(keys, values, strict=True)
            ]
            return dict(made) if all(isinstance(key, str) for key, _ in made) else UNKNOWN
        case ast.JoinedStr(values=values):
            parts = [evaluate(v.value if isinstance(v, ast.FormattedValue) else v, names, world) for v in values]
            return "".join(_shown(part) for part in parts) if all(map(is_known, parts)) else UNKNOWN
        case ast.ListComp(elt=element, generators=[loop]) | ast.GeneratorExp(elt=element, generators=[loop]):
            return _comprehension(element, loop, names, world)
        case _:
            return UNKNOWN


def subscript(node: ast.expr, names: Names, world: World) -> object:
    """An index, or a host slice with known ends."""
    if not isinstance(node, ast.Slice):
        return evaluate(node, names, world)
    ends = [None if end is None else evaluate(end, names, world) for end in (node.lower, node.upper, node.step)]
    return slice(*ends) if all(end is None or isinstance(end, int) for end in ends) else UNKNOWN


def is_known(value: object) -> bool:
    """Whether nothing in a value is unknown."""
    if isinstance(value, list | tuple):
        return all(map(is_known, value))
    return not isinstance(value, Unknown | Dotted | Function | Method)


def _attribute(owner: object, attribute: str, world: World) -> object:
    if isinstance(owner, Dotted):
        return world.get(f"{owner.name}.{attribute}")
    if isinstance(owner, PathValue):
        return world.path_attribute(owner, attribute)
    kind = next((kind for kind in _PURE_METHODS if isinstance(owner, kind)), None)
    if kind is None:
        return UNKNOWN
    if attribute in _PURE_METHODS[kind] or (kind is list and attribute in _CHANGING_METHODS):
        return Method(owner, attribute)
    return UNKNOWN


def _call(node: ast.Call, names: Names, world: World) -> object:
    function = evaluate(node.func, names, world)
    arguments = list(_elements(node.args, names, world))
    for keyword in node.keywords:
        # Keywords are evaluated for what happens on the way; no known function takes one that matters.
        evaluate(keyword.value, names, world)
    if not isinstance(function, Method) or isinstance(function.owner, PathValue):
        return world.call(function, arguments, names)
    if function.name in _CHANGING_METHODS and not world.may_change(function.owner, arguments):
        return UNKNOWN
    if not all(map(is_known, arguments)) and function.name not in _CHANGING_METHODS:
        return UNKNOWN
    try:
        return getattr(function.owner, function.name)(*arguments)
    except _EXPECTED:
        return UNKNOWN


def _elements(nodes: list[ast.expr], names: Names, world: World) -> Iterator[object]:
    for node in nodes:
        if not isinstance(node, ast.Starred):
            yield evaluate(node, names, world)
            continue
        value = evaluate(node.value, names, world)
        if isinstance(value, list | tuple):
            yield from value
        else:
            yield UNKNOWN


def _boolean(values: list[ast.expr], names: Names, world: World, *, stops_at: bool) -> object:
    value: object = UNKNOWN
    for position, node in enumerate(values):
        value = evaluate(node, names, world)
        if not is_known(value) and not isinstance(value, Dotted):
            world.in_doubt(values[position + 1 :], names)
            return UNKNOWN
        if bool(value) is stops_at:
            return value
    return value


def _conditional(test: object, branches: list[ast.expr], names: Names, world: World) -> object:
    if is_known(test):
        return evaluate(branches[0] if test else branches[1], names, world)
    world.in_doubt(branches, names)
    return UNKNOWN


def _comprehension(element: ast.expr, loop: ast.comprehension, names: Names, world: World) -> object:
    values = evaluate(loop.iter, names, world)
    if not isinstance(values, list | tuple) or not isinstance(loop.target, ast.Name):
        world.in_doubt([element], names)
        return UNKNOWN
    made: list[object] = []
    for value in values:
        inner = {**names, loop.target.id: value}
        tests = [evaluate(test, inner, world) for test in loop.ifs]
        if not all(map(is_known, tests)):
            return UNKNOWN
        if all(tests):
            made.append(evaluate(element, inner, world))
    return made


def _item(owner: Any, index: Any) -> object:
    return owner[index]


def _shown(value: object) -> str:
    return value.text if isinstance(value, PathValue) else str(value)


def _guarded(function: Callable[[Any, Any], object], left: object, right: object) -> object:
    """The result of an operator on host values, UNKNOWN where one is unknown or Python would raise."""
    if not is_known(left) or not is_known(right):
        return UNKNOWN
    try:
        return function(left, right)
    except _EXPECTED:
        return UNKNOWN
