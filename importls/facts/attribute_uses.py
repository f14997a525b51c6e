"""The attributes that the code of one file takes of some of its names; knows nothing of what the names stand for.

What is left out: code that never runs, annotations that nothing evaluates, places where an AttributeError is caught,
and scopes in which something else than an import gives the name its value.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from importls.facts.bindings import bound_by, declared_global, nodes_of_scope
from importls.facts.lines import lines_of
from importls.facts.truth import Truth, evaluate

if TYPE_CHECKING:
    from importls.facts.truth import Target

_LAZY_ANNOTATIONS_SINCE = (3, 14)
_CATCHING_CONTEXTS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
_CATCHING_ERRORS = frozenset({"AttributeError", "Exception", "BaseException"})

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Branching: TypeAlias = ast.If | ast.IfExp | ast.While


class AttributeUse(NamedTuple):
    """`name.first.second`, part by part, and the nodes of `name.first` and `name.first.second`."""

    chain: tuple[str, ...]
    nodes: tuple[ast.Attribute, ...]


class _Place(NamedTuple):
    """Where code stands: the names that mean something else there, and whether annotations are evaluated.

    `hidden_here` are hidden by a class body, which the functions in it do not see. Outside of `lines` is nothing to be
    found.
    """

    target: Target
    evaluates_annotations: bool
    lines: Sequence[int]
    hidden: frozenset[str] = frozenset()
    hidden_here: frozenset[str] = frozenset()
    in_function: bool = False


def attribute_uses(tree: ast.Module, text: str, names: Collection[str], target: Target) -> list[AttributeUse]:
    """Every chain of attributes that the code reads of these names, in source order; none where it nests too deep.

    A chain that is broken after its name is not seen.
    """
    wanted = frozenset(names) - _bound_otherwise(nodes_of_scope(tree.body)) - declared_global(tree, text)
    starts = tuple(f"{name}." for name in wanted)
    lines = [number for number, line in enumerate(lines_of(text), 1) if any(start in line for start in starts)]
    place = _Place(target, _evaluates_annotations(tree, target), lines)
    try:
        return [use for use in _in_all(tree.body, place) if use.chain[0] in wanted] if wanted else []
    except RecursionError:
        return []


def _bound_otherwise(scope: Iterable[ast.AST]) -> frozenset[str]:
    """The names that the nodes of a scope bind, imports aside."""
    return frozenset(bound_by(node for node in scope if not isinstance(node, ast.alias)))


def _evaluates_annotations(tree: ast.Module, target: Target) -> bool:
    """Whether neither PEP 563 nor PEP 649 leaves the annotations of the module as they are."""
    if target.version >= _LAZY_ANNOTATIONS_SINCE:
        return False
    futures = (node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__")
    return not any(alias.name == "annotations" for node in futures for alias in node.names)


def _in_all(nodes: Iterable[ast.AST], place: _Place) -> Iterator[AttributeUse]:
    for node in nodes:
        if _may_hold_a_use(node, place.lines):
            yield from _in(node, place)


def _may_hold_a_use(node: ast.AST, lines: Sequence[int]) -> bool:
    """Whether one of the lines is a line of the node; what has no lines of its own lies in something that has."""
    first: int | None = getattr(node, "lineno", None)
    if first is None:
        return True
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= (getattr(node, "end_lineno", None) or first)


def _in(node: ast.AST, place: _Place) -> Iterator[AttributeUse]:
    match node:
        case ast.Attribute():
            yield from _in_attribute(node, place)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            yield from _in_function(node, place)
        case ast.ClassDef():
            yield from _in_class(node, place)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            targets = (inner for generator in node.generators for inner in ast.walk(generator.target))
            hidden = place.hidden | _bound_otherwise(targets)
            yield from _in_all(ast.iter_child_nodes(node), place._replace(hidden=hidden))
        case ast.AnnAssign(target=variable, annotation=annotation, value=value):
            is_evaluated = place.evaluates_annotations and not place.in_function
            yield from _in_all([variable, *([annotation] if is_evaluated else []), *filter(None, [value])], place)
        case ast.If() | ast.IfExp() | ast.While():
            yield from _in_branches(node, place)
        case ast.Try() | ast.TryStar() if any(_may_catch(handler.type) for handler in node.handlers):
            yield from _in_all([*node.handlers, *node.orelse, *node.finalbody], place)
        case ast.With(items=items) | ast.AsyncWith(items=items) if any(map(_catches, items)):
            pass
        case _:
            yield from _in_all(ast.iter_child_nodes(node), place)


def _in_attribute(node: ast.Attribute, place: _Place) -> Iterator[AttributeUse]:
    nodes = [node]
    while isinstance(nodes[-1].value, ast.Attribute):
        nodes.append(nodes[-1].value)
    root = nodes[-1].value
    nodes.reverse()
    if not isinstance(root, ast.Name):
        yield from _in(root, place)
    elif root.id not in place.hidden and root.id not in place.hidden_here:
        read = nodes if isinstance(node.ctx, ast.Load) else nodes[:-1]
        yield AttributeUse((root.id, *(attribute.attr for attribute in read)), tuple(read))


def _in_function(node: _Function, place: _Place) -> Iterator[AttributeUse]:
    arguments = node.args
    inside = _inside(node, place)
    yield from _in_all([*arguments.defaults, *filter(None, arguments.kw_defaults)], place)
    if isinstance(node, ast.Lambda):
        yield from _in(node.body, inside)
        return
    yield from _in_all(node.decorator_list, place)
    if place.evaluates_annotations:
        yield from _in_all(filter(None, [*(argument.annotation for argument in _all(arguments)), node.returns]), place)
    yield from _in_all(node.body, inside)


def _inside(node: _Function, place: _Place) -> _Place:
    """The place of a function's body."""
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    own = _bound_otherwise(nodes_of_scope(body)).union(argument.arg for argument in _all(node.args))
    return place._replace(hidden=place.hidden | own, hidden_here=frozenset(), in_function=True)


def _all(arguments: ast.arguments) -> list[ast.arg]:
    several = filter(None, [arguments.vararg, arguments.kwarg])
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *several]


def _in_class(node: ast.ClassDef, place: _Place) -> Iterator[AttributeUse]:
    yield from _in_all([*node.decorator_list, *node.bases, *node.keywords], place)
    here = _bound_otherwise(nodes_of_scope(node.body))
    yield from _in_all(node.body, place._replace(hidden_here=here, in_function=False))


def _in_branches(node: _Branching, place: _Place) -> Iterator[AttributeUse]:
    yield from _in(node.test, place)
    known = evaluate(place.target, node.test)
    body, orelse = ([node.body], [node.orelse]) if isinstance(node, ast.IfExp) else (node.body, node.orelse)
    if known not in (Truth.FALSE, Truth.TYPING):
        yield from _in_all(body, place)
    if known not in (Truth.TRUE, Truth.RUNTIME):
        yield from _in_all(orelse, place)


def _catches(item: ast.withitem) -> bool:
    """Whether a context such as `suppress(AttributeError)` swallows the error."""
    match item.context_expr:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=errors) if name in _CATCHING_CONTEXTS:
            return any(map(_may_catch, errors))
        case _:
            return False


def _may_catch(error: ast.expr | None) -> bool:
    """Whether a handler of this may catch an AttributeError: one of another class does not, a variable may."""
    match error:
        case ast.Tuple(elts=errors):
            return any(map(_may_catch, errors))
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _CATCHING_ERRORS or not name[0].isupper() or name.isupper()
        case _:
            return True
