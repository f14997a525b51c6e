"""Where a file reads some names and which scope each of them is bound in, by Python's scoping; knows no modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from importls.simulation.functions import type_parameters
from importls.simulation.scopes import FunctionNode, arguments_of, names_bound_in, scope_of

ScopeNode = ast.Module | FunctionNode | ast.ClassDef | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class ScopedUse:
    """One place that reads a name of the scope `owner`, and the attributes taken of it one after the other.

    `string` is the literal around the place where that is not known exactly: an annotation in quotes, an f-string.
    """

    name: str
    owner: ast.AST
    node: ast.expr
    attributes: tuple[str, ...]
    string: ast.expr | None


@dataclass(frozen=True, slots=True)
class ScopedNames:
    """The uses of the names that were asked for, and by scope and name the nodes that bind them."""

    uses: tuple[ScopedUse, ...]
    binders: dict[tuple[ast.AST, str], list[ast.AST]]

    def of(self, owner: ast.AST, name: str) -> Iterator[ScopedUse]:
        """The uses of a name of one scope."""
        return (use for use in self.uses if use.owner is owner and use.name == name)

    def binders_of(self, name: str) -> Iterator[ast.AST]:
        """Whatever binds the name in any scope."""
        return (node for (_, bound), nodes in self.binders.items() if bound == name for node in nodes)


def scoped_names(tree: ast.Module, names: Collection[str]) -> ScopedNames:
    """Find the uses and the binders of these names. Linear in the size of the tree."""
    search = _Search(frozenset(names))
    pending: list[_Step] = [(statement, _Place((tree,))) for statement in tree.body]
    while pending:
        pending += search.step(*pending.pop())
    return ScopedNames(tuple(search.uses), search.binders)


@dataclass(frozen=True, slots=True)
class _Place:
    """The scopes around a node, the outermost first, and the literal that it stands in."""

    scopes: tuple[ast.AST, ...]
    string: ast.expr | None = None
    is_annotation: bool = False

    def inside(self, node: ast.AST) -> _Place:
        return _Place((*self.scopes, node), self.string)


_Step = tuple[ast.AST, _Place]


@dataclass(slots=True)
class _Search:
    names: frozenset[str]
    uses: list[ScopedUse] = field(default_factory=list)
    binders: dict[tuple[ast.AST, str], list[ast.AST]] = field(default_factory=dict)

    def step(self, node: ast.AST, place: _Place) -> Iterator[_Step]:
        for name in _bound_by(node):
            if name in self.names:
                self.binders.setdefault((_binding_scope(name, node, place), name), []).append(node)
        match node:
            case ast.Name(ctx=ast.Load()):
                self._read(node, (), node, place)
            case ast.Attribute():
                yield from self._attribute(node, place)
            case ast.Constant(value=str(text)) if place.is_annotation:
                for name in self.names.intersection(_NAME.findall(text)):
                    self.uses.append(ScopedUse(name, _owner(name, place), node, (), node))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                yield from _in_function(node, place)
            case ast.ClassDef():
                yield from ((child, place) for child in (*node.decorator_list, *node.bases, *node.keywords))
                yield from ((statement, place.inside(node)) for statement in node.body)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                yield from _in_comprehension(node, place)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                yield from ((child, place) for child in (target, value) if child is not None)
                yield annotation, replace(place, is_annotation=True)
            case ast.JoinedStr():
                inner = replace(place, string=place.string or node)
                yield from ((child, inner) for child in ast.iter_child_nodes(node))
            case ast.Call(func=ast.Name(id="cast") | ast.Attribute(attr="cast"), args=[first, *_]):
                yield from ((child, place) for child in ast.iter_child_nodes(node) if child is not first)
                yield first, replace(place, is_annotation=True)
            case _:
                yield from ((child, place) for child in ast.iter_child_nodes(node))

    def _attribute(self, node: ast.Attribute, place: _Place) -> Iterator[_Step]:
        attributes: list[str] = []
        value: ast.expr = node
        while isinstance(value, ast.Attribute):
            attributes.append(value.attr)
            value = value.value
        if isinstance(value, ast.Name) and isinstance(value.ctx, ast.Load):
            self._read(value, tuple(reversed(attributes)), value, place)
        else:
            yield value, place

    def _read(self, name: ast.Name, attributes: tuple[str, ...], node: ast.expr, place: _Place) -> None:
        if name.id in self.names:
            self.uses.append(ScopedUse(name.id, _owner(name.id, place), node, attributes, place.string))


def _in_function(node: FunctionNode, place: _Place) -> Iterator[_Step]:
    arguments, inside = node.args, place.inside(node)
    defaults = (*arguments.defaults, *filter(None, arguments.kw_defaults))
    yield from ((argument, inside) for argument in arguments_of(arguments))
    if isinstance(node, ast.Lambda):
        yield from ((child, place) for child in defaults)
        yield node.body, inside
        return
    yield from ((child, place) for child in (*node.decorator_list, *defaults))
    annotations = (*(argument.annotation for argument in arguments_of(arguments)), node.returns)
    yield from ((child, replace(place, is_annotation=True)) for child in annotations if child is not None)
    yield from ((statement, inside) for statement in node.body)


def _in_comprehension(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, place: _Place
) -> Iterator[_Step]:
    first, inside = node.generators[0].iter, place.inside(node)
    yield first, place
    elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    for generator in node.generators:
        elements += [generator.target, generator.iter, *generator.ifs]
    yield from ((element, inside) for element in elements if element is not first)


def _owner(name: str, place: _Place) -> ast.AST:
    """The scope whose variable is read: classes are seen from their own bodies alone."""
    innermost = place.scopes[-1]
    for scope in reversed(place.scopes[1:]):
        if isinstance(scope, ast.ClassDef):
            if scope is innermost and name in names_bound_in(scope.body):
                return scope
        elif isinstance(scope, _COMPREHENSIONS):
            if name in _targets(scope):
                return scope
        elif isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            if name in scope_of(scope).global_names:
                break
            if name in scope_of(scope).bound or name in type_parameters(scope):
                return scope
    return place.scopes[0]


def _binding_scope(name: str, node: ast.AST, place: _Place) -> ast.AST:
    """The scope of the variable that a node binds."""
    scopes = list(place.scopes)
    while isinstance(scopes[-1], _COMPREHENSIONS) and name not in _targets(scopes[-1]):
        scopes.pop()  # An assignment expression binds in the scope around (PEP 572).
    scope = scopes[-1]
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not isinstance(node, ast.arg):
        return _owner(name, _Place(tuple(scopes)))
    return scope


def _targets(node: ast.AST) -> frozenset[str]:
    """The variables of a comprehension."""
    generators = getattr(node, "generators", ())
    return frozenset(inner.id for one in generators for inner in ast.walk(one.target) if isinstance(inner, ast.Name))


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias():
            yield node.asname or node.name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case _:
            return
