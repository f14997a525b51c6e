"""Import statements: which modules they import, and what they bind to which names (`Python/ceval.c`)."""

from __future__ import annotations

import ast

from importls.simulation.importing import (
    handle_fromlist,
    import_from,
    import_name,
    in_sys_modules,
    resolve_name,
)
from importls.simulation.machine import Frame, Machine
from importls.simulation.star_import import import_star
from importls.simulation.values import UNKNOWN, LazyImport, List, Module, Unknown, Value
from resolver.module_name import ancestors
from resolver.resolution import Found


def import_statement(machine: Machine, node: ast.Import, frame: Frame) -> None:
    """`import a.b as c, …`. Raises Raised."""
    for alias in node.names:
        if is_lazy(machine, node, alias.name, frame):
            _import_lazily(machine, node, alias, frame)
            continue
        module = import_name(machine, frame, node, alias.name)
        if alias.asname is None:
            top = alias.name.partition(".")[0]
            machine.bind_name(frame, top, module if top == alias.name else machine.import_module(top, frame))
        else:
            machine.bind_name(frame, alias.asname, module_as(machine, frame, node, alias.name))


def _import_lazily(machine: Machine, node: ast.Import, alias: ast.alias, frame: Frame) -> None:
    returns_top = alias.asname is None
    bound = alias.asname or alias.name.partition(".")[0]
    before = frame.module.namespace.get(bound)
    earlier = before if returns_top and isinstance(before, LazyImport) and before.returns_top else None
    lazy = LazyImport(alias.name, None, returns_top, node.lineno, frame.module.path, earlier)
    machine.bind_name(frame, bound, lazy)


def module_as(machine: Machine, frame: Frame, node: ast.AST, name: str) -> Value:
    """What `import a.b as c` binds: since 3.7 each part is got from the one before, as `from` does. Raises Raised."""
    value = machine.import_module(name.partition(".")[0], frame)
    for step in [*ancestors(name), name][1:]:
        value = import_from(machine, frame, node, value, step.rpartition(".")[2])
        module = in_sys_modules(machine, step)
        if isinstance(value, Unknown) and isinstance(module, Module):
            value = module  # What a `__getattr__` gives that could not be followed is the module that was asked for.
    return value


def import_from_statement(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    """`from m import x as y, …`. Raises Raised."""
    if node.module == "__future__" and not node.level:
        _import_future(machine, node, frame)
        return
    if node.names[0].name != "*" and is_lazy(machine, node, node.module or "", frame):
        name = resolve_name(machine, frame, node, node.module or "", node.level)
        for alias in node.names:
            lazy = LazyImport(name, alias.name, False, node.lineno, frame.module.path)
            machine.bind_name(frame, alias.asname or alias.name, lazy)
        return
    module = import_name(machine, frame, node, node.module or "", node.level)
    if not isinstance(module, Module):
        _import_submodules_of_object(machine, node, frame)
    handle_fromlist(machine, module, [alias.name for alias in node.names], frame)
    if node.names[0].name == "*":
        import_star(machine, frame, module, node)
        return
    for alias in node.names:
        machine.bind_name(frame, alias.asname or alias.name, import_from(machine, frame, node, module, alias.name))


def _import_submodules_of_object(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    """What stands in `sys.modules` in the place of a package hands on its submodules as the package would."""
    name = resolve_name(machine, frame, node, node.module or "", node.level)
    for alias in node.names:
        if isinstance(machine.universe.find(f"{name}.{alias.name}"), Found):
            machine.import_module(f"{name}.{alias.name}", frame)


def _import_future(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    frame.line = node.lineno
    machine.import_module("__future__", frame)
    for alias in node.names:
        frame.module.has_future_annotations |= alias.name == "annotations"
        machine.bind_name(frame, alias.asname or alias.name, UNKNOWN)


def is_lazy(machine: Machine, node: ast.stmt, name: str, frame: Frame) -> bool:
    """Whether the statement imports lazily: `lazy import` (PEP 810), or a module in `__lazy_modules__`."""
    if frame.kind != "module":
        return False
    if getattr(node, "is_lazy", False):
        return True
    if machine.universe.version < (3, 15):
        return False
    listed = frame.module.namespace.get("__lazy_modules__", ())
    items = listed.items if isinstance(listed, List) else listed
    return isinstance(items, tuple) and name in items
