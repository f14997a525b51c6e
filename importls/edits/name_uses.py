"""Where the body of a module and its functions read global names, by Python's scoping; knows nothing of text.

What may read or bind a name in a way that cannot be followed makes it *unclear*.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from importls.simulation.functions import type_parameters
from importls.simulation.scopes import FunctionNode, arguments_of, names_bound_in, scope_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_TYPE_FORMS = frozenset({"cast", "TypeVar", "NewType", "ForwardRef", "ParamSpec"})
"""Calls in whose strings type checkers look for names."""


class When(IntEnum):
    """When a name is read."""

    IMPORT_TIME = 0
    """While the body of the module runs."""
    CALL = 1
    """In the body of a function or lambda."""
    ANNOTATION = 2
    """In an annotation of the module, a class or a function that stands in one of them."""
    TYPING = 3
    """Only by type checkers: in a string of an annotation, or in an annotation of a function's variable."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place that reads a name.

    `attributes` are those that are taken of it one after the other. `statement` is the number of the statement of the
    module around it, `function` the outermost function whose body it stands in, and `annotation` the whole annotation.
    """

    node: ast.Name | ast.Constant
    attributes: tuple[str, ...]
    when: When
    statement: int
    function: Function | None
    annotation: ast.expr | None


@dataclass(frozen=True, slots=True)
class NameUses:
    """What is known of the global names that were asked for. `unclear` are those of which not all uses are known."""

    uses: Mapping[str, tuple[Use, ...]]
    unclear: frozenset[str]

    def of(self, name: str) -> tuple[Use, ...]:
        """The uses of a name in no particular order."""
        return self.uses.get(name, ())


@dataclass(frozen=True, slots=True)
class _Place:
    """What surrounds a node. `hidden` are names of functions around it, `in_class` those of the class it stands in."""

    statement: int
    when: When = When.IMPORT_TIME
    function: Function | None = None
    annotation: ast.expr | None = None
    hidden: frozenset[str] = frozenset()
    in_class: frozenset[str] = frozenset()


def name_uses(tree: ast.Module, names: Collection[str]) -> NameUses:
    """Find the uses of these global names. Linear in the size of the tree."""
    search = _Search(frozenset(names))
    for number, statement in enumerate(tree.body):
        search.run(statement, _Place(number))
    return NameUses({name: tuple(uses) for name, uses in search.uses.items()}, frozenset(search.unclear))


_Step = tuple[ast.AST, _Place]


@dataclass(slots=True)
class _Search:
    """The walk through one module: nodes are taken from a list, because expressions may nest deeper than calls may."""

    names: frozenset[str]
    uses: dict[str, list[Use]] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)

    def run(self, node: ast.AST, place: _Place) -> None:
        pending: list[_Step] = [(node, place)]
        while pending:
            pending += self._below(*pending.pop())

    def _below(self, node: ast.AST, place: _Place) -> Iterator[_Step]:
        match node:
            case ast.Name(ctx=ast.Load()):
                self._read(node, (), place)
            case ast.Attribute():
                yield from self._attribute(node, place)
            case ast.Constant(value=str(text)):
                self._string(node, text, place)
            case ast.Global(names=names):
                self.unclear.update(names)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._function(node, place)
            case ast.Lambda():
                yield from ((default, place) for default in _defaults(node.args))
                yield node.body, self._inside(node, place, place.function)
            case ast.ClassDef():
                yield from self._class(node, place)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                yield from _comprehension(node, place)
            case ast.AnnAssign():
                yield from ((child, place) for child in (node.target, node.value) if child is not None)
                yield node.annotation, _annotated(node.annotation, place, is_variable=True)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _TYPE_FORMS:
                yield from ((child, place) for child in ast.iter_child_nodes(node))
                typing = replace(place, when=When.TYPING)
                yield from ((one, typing) for one in ast.walk(node) if isinstance(one, ast.Constant))
            case _:
                yield from ((child, place) for child in ast.iter_child_nodes(node))

    def _read(self, node: ast.Name, attributes: tuple[str, ...], place: _Place) -> None:
        name = node.id
        if name not in self.names or name in place.hidden:
            return
        if name in place.in_class:
            self.unclear.add(name)  # The variable of the class, or before that is bound the global one.
        use = Use(node, attributes, place.when, place.statement, place.function, place.annotation)
        self.uses.setdefault(name, []).append(use)

    def _attribute(self, node: ast.Attribute, place: _Place) -> Iterator[_Step]:
        attributes: list[str] = []
        value: ast.expr = node
        while isinstance(value, ast.Attribute):
            attributes.append(value.attr)
            value = value.value
        if isinstance(value, ast.Name):
            if isinstance(value.ctx, ast.Load):
                self._read(value, tuple(reversed(attributes)), place)
        else:
            yield value, place

    def _string(self, node: ast.Constant, text: str, place: _Place) -> None:
        if place.annotation is None and place.when is not When.TYPING:
            return
        for name in self.names.intersection(_NAME.findall(text)) - place.hidden:
            use = Use(node, (), When.TYPING, place.statement, place.function, place.annotation)
            self.uses.setdefault(name, []).append(use)

    def _function(self, node: Function, place: _Place) -> Iterator[_Step]:
        yield from ((child, place) for child in (*node.decorator_list, *_defaults(node.args)))
        generic = replace(place, hidden=place.hidden | frozenset(type_parameters(node)))
        annotations = [argument.annotation for argument in arguments_of(node.args)]
        for annotation in (*annotations, node.returns):
            if annotation is not None:
                yield annotation, _annotated(annotation, generic)
        inside = self._inside(node, generic, place.function or node)
        yield from ((statement, inside) for statement in node.body)

    def _inside(self, node: FunctionNode, place: _Place, function: Function | None) -> _Place:
        scope = scope_of(node)
        hidden = (place.hidden - scope.global_names) | scope.bound
        return replace(place, when=When.CALL, function=function, annotation=None, hidden=hidden, in_class=frozenset())

    def _class(self, node: ast.ClassDef, place: _Place) -> Iterator[_Step]:
        generic = replace(place, hidden=place.hidden | frozenset(type_parameters(node)))
        yield from ((decorator, place) for decorator in node.decorator_list)
        yield from ((child, generic) for child in (*node.bases, *node.keywords))
        inside = replace(generic, in_class=names_bound_in(node.body))
        yield from ((statement, inside) for statement in node.body)


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default is not None)]


def _annotated(annotation: ast.expr, place: _Place, *, is_variable: bool = False) -> _Place:
    """The place of an annotation. In functions those of variables are never evaluated, all others are."""
    if place.when is When.IMPORT_TIME:
        return replace(place, when=When.ANNOTATION, annotation=annotation)
    return replace(place, when=When.TYPING if is_variable else When.CALL, annotation=annotation)


def _comprehension(node: _Comprehension, place: _Place) -> Iterator[_Step]:
    """Its variables hide global names everywhere but in the first iterable; it does not see those of a class."""
    first = node.generators[0].iter
    yield first, place
    bound = {
        name.id
        for generator in node.generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    inside = replace(place, hidden=place.hidden | bound, in_class=frozenset())
    elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    yield from ((element, inside) for element in elements)
    for generator in node.generators:
        parts = [generator.target, generator.iter, *generator.ifs]
        yield from ((part, inside) for part in parts if part is not first)
