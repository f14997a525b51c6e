"""Annotations: whether they are evaluated when a definition runs (PEP 563, PEP 649), and that they are."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from importls.simulation.functions import in_type_scope
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, Dict

_LAZY_SINCE = (3, 14)


def evaluate_annotations(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    """Those of a function's parameters and of its result, in this order. Raises Raised."""
    if not _are_evaluated(machine, frame):
        return
    inner = in_type_scope(machine, node, frame)
    for argument in _in_order(node.args):
        if argument.annotation is not None:
            machine.evaluate(argument.annotation, inner)
    if node.returns is not None:
        machine.evaluate(node.returns, inner)


def _in_order(arguments: ast.arguments) -> Iterator[ast.arg]:
    """`compiler_visit_annotations`: those that may be given by keyword come before those that may not."""
    yield from (*arguments.args, *arguments.posonlyargs)
    yield from (() if arguments.vararg is None else (arguments.vararg,))
    yield from arguments.kwonlyargs
    yield from (() if arguments.kwarg is None else (arguments.kwarg,))


def set_up_annotations(machine: Machine, node: ast.Module | ast.ClassDef, frame: Frame) -> None:
    """`SETUP_ANNOTATIONS`: a body that annotates a variable anywhere has `__annotations__` before it starts."""
    version = machine.universe.version
    if _annotates(node, version) and (version < _LAZY_SINCE or _defers(node)):
        made = Dict(machine.journal.new(), born=machine.journal.birth())
        machine.bind_name(frame, "__annotations__", made)


def _annotates(node: ast.Module | ast.ClassDef, version: tuple[int, int]) -> bool:
    """Whether it has an annotated variable, worked out once and kept on the node."""
    known: bool | None = getattr(node, "importls_annotates", None)
    if known is None:
        known = _has_annotation(node.body, version)
        node.importls_annotates = known  # type: ignore[union-attr] # reason: nodes take any attribute
    return known


def _has_annotation(nodes: Iterable[ast.AST], version: tuple[int, int]) -> bool:
    """`find_ann`, which did not look into `match` at first: some micro versions of 3.11 do not either."""
    for node in nodes:
        if isinstance(node, ast.AnnAssign):
            return True
        if isinstance(node, _SCOPES) or (isinstance(node, ast.Match) and version < (3, 11)):
            continue
        inner = (getattr(node, name, ()) for name in ("body", "orelse", "handlers", "finalbody", "cases"))
        if any(_has_annotation(part, version) for part in inner):
            return True
    return False


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _defers(node: ast.Module | ast.ClassDef) -> bool:
    """Whether it asks for PEP 563; a class does not know that of its module."""
    return any(
        isinstance(child, ast.ImportFrom) and child.module == "__future__" and child.names[0].name == "annotations"
        for child in node.body
    )


def annotate(machine: Machine, node: ast.AnnAssign, frame: Frame) -> None:
    """The annotation of a variable of a module or class; its value is not kept. Raises Raised."""
    if _are_evaluated(machine, frame):
        machine.evaluate(node.annotation, frame)
    if not isinstance(node.target, ast.Name) or not node.simple:
        return
    if frame.kind == "class" and frame.cls is not None:
        frame.cls.annotations[node.target.id] = node.annotation
    if machine.universe.version < _LAZY_SINCE:
        annotations = machine.load_name("__annotations__", frame, node)
        if isinstance(annotations, Dict):
            machine.journal.bind(annotations.entries, node.target.id, UNKNOWN)


def _are_evaluated(machine: Machine, frame: Frame) -> bool:
    return machine.universe.version < _LAZY_SINCE and not frame.module.has_future_annotations
