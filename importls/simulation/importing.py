"""What imports do: `importlib._bootstrap` and `Python/import.c`, step by step; what statements bind is not said here.

Functions are named as those that they follow. What a module is found by is the resolver's business.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from importls.simulation.annotations import set_up_annotations
from importls.simulation.cannot_import import raise_cannot_import
from importls.simulation.compiling import compiled
from importls.simulation.failure import ErrorKind, Link, Raised
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine, Started
from importls.simulation.module_from_spec import WITHOUT_BODY, module_from_spec
from importls.simulation.star_import import items_of
from importls.simulation.values import LazyImport, Maybe, Module, Touch, Unknown, Value
from resolver.machinery import Loader, ModuleSpec
from resolver.resolution import Found, NotFound, ParentNotAPackage

_MOVING = (Loader.SIX, Loader.VENDOR)
_MADE_BY_CODE = (*WITHOUT_BODY, *_MOVING)
"""Loaders of what has no body to run; six and setuptools make theirs from other modules."""


def find_and_load(machine: Machine, name: str, frame: Frame) -> Value:
    """`_bootstrap._gcd_import`: the module of this absolute name, imported if it is not. Raises Raised."""
    if machine.recorder is None:
        return _find_and_load(machine, name, frame)
    with machine.recorder.importing(name):
        return _find_and_load(machine, name, frame)


def _find_and_load(machine: Machine, name: str, frame: Frame) -> Value:
    known = in_sys_modules(machine, name)
    if known is None:
        message = f"import of {name} halted; None in sys.modules"
        machine.raise_error(frame, None, ErrorKind.MODULE_NOT_FOUND, "ModuleNotFoundError", message, name)
    return _find_and_load_unlocked(machine, name, frame) if known is MISSING else known


def in_sys_modules(machine: Machine, name: str) -> Value:
    """`sys.modules.get(name)`, MISSING where it is not there; what may be there is."""
    known = machine.sys_modules.get(name, MISSING)
    return known.value if isinstance(known, Maybe) else known


def _find_and_load_unlocked(machine: Machine, name: str, frame: Frame) -> Value:
    parent_name, _, child = name.rpartition(".")
    parent: Value = None
    if parent_name:
        parent = in_sys_modules(machine, parent_name)
        if parent is MISSING:
            parent = machine.import_module(parent_name, frame)
            known = in_sys_modules(machine, name)
            if known is not MISSING and known is not None:
                return known
            parent = in_sys_modules(machine, parent_name)
        if not _has_path(machine, parent, frame):
            message = f"No module named {name!r}; {parent_name!r} is not a package"
            machine.raise_error(frame, None, ErrorKind.MODULE_NOT_FOUND, "ModuleNotFoundError", message, name)
    resolution = machine.find(name)
    if isinstance(resolution, Found):
        return _load(machine, resolution.spec, parent, child, frame)
    is_certain = _is_certain_parent(parent) and not machine.may_be_found()
    is_certain = is_certain and isinstance(resolution, NotFound | ParentNotAPackage) and resolution.certain
    act = machine.raise_error if is_certain else machine.may_raise
    act(frame, None, ErrorKind.MODULE_NOT_FOUND, "ModuleNotFoundError", f"No module named {name!r}", name)
    machine.imports_unknown(frame)
    return Unknown(name)


def _has_path(machine: Machine, parent: Value, frame: Frame) -> bool:
    """Whether it may have a `__path__`, for which a `__getattr__` is asked too. Raises Raised."""
    if isinstance(parent, Module) and parent.has_path:
        return True
    return parent is None or machine.find_attribute(parent, "__path__", frame) is not MISSING


def _is_certain_parent(parent: Value) -> bool:
    """Whether the `__path__` of the parent is the one that the resolver knows."""
    return parent is None or (isinstance(parent, Module) and not parent.is_open)


def _load(machine: Machine, spec: ModuleSpec, parent: Value, child: str, frame: Frame) -> Value:
    """`_load_unlocked`: a module is in `sys.modules` before its body runs, and leaves it when that raises."""
    moved_to = machine.universe.moved_to(spec.name) if spec.loader in _MOVING else None
    if moved_to is not None:
        moved = machine.import_module(moved_to, frame)
        machine.journal.bind(machine.sys_modules, spec.name, moved)
        return moved
    module = module_from_spec(machine, spec)
    if machine.doubts:
        machine.perhaps_imported.add(spec.name)
    machine.journal.bind(machine.sys_modules, spec.name, module)
    unknown_calls = machine.unknown_calls
    if isinstance(parent, Module):
        machine.journal.bind(parent.being_imported, child, True)
    try:
        exec_module(machine, module, spec, frame)
    except Raised:
        machine.journal.unbind(machine.sys_modules, spec.name)
        raise
    finally:
        if isinstance(parent, Module):
            machine.journal.unbind(parent.being_imported, child)
    machine.journal.assign(module, "is_initialising", False)
    loaded = in_sys_modules(machine, spec.name)
    if loaded is MISSING and machine.unknown_calls > unknown_calls:  # Something may have put another one there.
        machine.may_raise(frame, None, ErrorKind.OTHER, "KeyError", repr(spec.name), None)
        loaded = Unknown(spec.name)
        machine.journal.bind(machine.sys_modules, spec.name, loaded)
    elif loaded is MISSING:
        machine.raise_error(frame, None, ErrorKind.OTHER, "KeyError", repr(spec.name))
    if isinstance(parent, Module):
        with _unrecorded(machine):
            machine.journal.bind(parent.namespace, child, loaded)
    return loaded


def _unrecorded(machine: Machine) -> AbstractContextManager[None]:
    """Something that is recorded as a part of something else."""
    return nullcontext() if machine.recorder is None else machine.recorder.silent()


def exec_module(machine: Machine, module: Module, spec: ModuleSpec, frame: Frame) -> None:
    """Run the body of a module, if it has one. Raises Raised."""
    if spec.loader in _MADE_BY_CODE:
        return
    machine.universe.breathe()
    tree = compiled(machine, module, frame)
    machine.started.append(Started(module.name, module.path, machine.depth))
    if module.is_opaque:
        return
    if tree is None:
        machine.journal.assign(module, "is_open", True)
        return
    module.namespace["__doc__"] = ast.get_docstring(tree, clean=False)
    linked = frame.module.path is not None
    if linked:
        machine.chain.append(Link(frame.module.path or "", frame.line, module.name))
    inner = Frame(module, module.namespace, "module")
    machine.frames.append(inner)
    machine.depth += 1
    begun, limit, machine.last_step = machine.steps, machine.last_step, machine.patience.entry
    calls, machine.calls_of_body = machine.calls_of_body, 0
    try:
        with nullcontext() if machine.recorder is None else machine.recorder.running(module):
            set_up_annotations(machine, tree, inner)
            machine.execute_all(tree.body, inner)
    finally:
        machine.depth -= 1
        machine.last_step = min(machine.patience.entry, limit + machine.steps - begun)  # A body counts for no call.
        machine.calls_of_body = calls
        machine.frames.pop()
        if linked:
            machine.chain.pop()


def import_name(machine: Machine, frame: Frame, node: ast.stmt, name: str, level: int = 0) -> Value:
    """`IMPORT_NAME`: the module that the statement names, relative names resolved. Raises Raised."""
    frame.line = node.lineno
    return machine.import_module(resolve_name(machine, frame, node, name, level), frame)


def resolve_name(machine: Machine, frame: Frame, node: ast.AST | None, name: str, level: int) -> str:
    """`_bootstrap._calc___package__` and `_resolve_name`. Raises Raised."""
    if not level:
        return name
    package = frame.module.namespace.get("__package__", MISSING)
    if not isinstance(package, str):
        package = frame.module.name if frame.module.is_package else frame.module.name.rpartition(".")[0]
    if not package:
        message = "attempted relative import with no known parent package"
        machine.raise_error(frame, node, ErrorKind.RELATIVE_IMPORT, "ImportError", message)
    return resolve_in_package(machine, frame, node, name, package, level)


def resolve_in_package(
    machine: Machine, frame: Frame, node: ast.AST | None, name: str, package: str, level: int
) -> str:
    """`_bootstrap._resolve_name`. Raises Raised."""
    bits = package.rsplit(".", level - 1)
    if len(bits) < level:
        exception = "ImportError" if machine.universe.version >= (3, 9) else "ValueError"
        message = "attempted relative import beyond top-level package"
        machine.raise_error(frame, node, ErrorKind.RELATIVE_IMPORT, exception, message)
    return f"{bits[0]}.{name}" if name else bits[0]


def touch(machine: Machine, lazy: LazyImport, frame: Frame) -> Value:
    """What a lazy import stands for, imported now. Raises Raised."""
    if lazy.earlier is not None:
        touch(machine, lazy.earlier, frame)
    machine.touched.append(Touch(lazy, frame.module.path, frame.line, is_certain=not machine.doubts))
    module = machine.import_module(lazy.name, frame)
    if lazy.attribute is not None:
        handle_fromlist(machine, module, [lazy.attribute], frame)
        return import_from(machine, frame, None, module, lazy.attribute)
    return machine.import_module(lazy.name.partition(".")[0], frame) if lazy.returns_top else module


def handle_fromlist(
    machine: Machine, module: Value, names: Iterable[Value], frame: Frame, *, recursive: bool = False
) -> None:
    """`_bootstrap._handle_fromlist`: submodules that are named, and are no attributes yet, are imported."""
    if not isinstance(module, Module) or not _has_path(machine, module, frame) or module.is_opaque:
        if isinstance(module, Module) and module.has_path:
            _import_submodules_of_opaque(machine, module, names, frame)
        return
    for name in names:
        if not isinstance(name, str):
            continue
        if name == "*":
            exported = items_of(module.namespace.get("__all__", ()))
            if not recursive and isinstance(exported, tuple):
                handle_fromlist(machine, module, exported, frame, recursive=True)
        elif _wants_submodule(machine, module, name, frame):
            _import_submodule(machine, f"{module.name}.{name}", frame)


def _wants_submodule(machine: Machine, module: Module, name: str, frame: Frame) -> bool:
    """Whether the module has no such attribute; where that cannot be told, a submodule of that name is meant."""
    with _unrecorded(machine):
        known = machine.has_attribute(module, name, frame)
    if known is not None:
        return known is False
    full_name, there = f"{module.name}.{name}", module.namespace.get(name)
    if name in module.namespace:  # Only what its own import has bound there perhaps, that import binds for sure.
        return isinstance(there, Maybe) and isinstance(there.value, Module) and there.value.name == full_name
    return isinstance(machine.universe.find(full_name), Found)


def _import_submodule(machine: Machine, name: str, frame: Frame) -> None:
    """Import a submodule that need not be there: only that it is not found is no error."""
    begun = len(machine.possible)
    try:
        machine.import_module(name, frame)
    except Raised as raised:
        if not _is_not_found(raised, name) or in_sys_modules(machine, name) is None:
            raise
    machine.possible[begun:] = [raised for raised in machine.possible[begun:] if not _is_not_found(raised, name)]


def _is_not_found(raised: Raised, name: str) -> bool:
    return raised.value.cls.name == "ModuleNotFoundError" and raised.value.attributes.get("name") == name


_WINDOWS_ONLY = "winreg"
"""The one module of those that `six.moves` hands on that is not there on every system."""


def _import_submodules_of_opaque(machine: Machine, module: Module, names: Iterable[Value], frame: Frame) -> None:
    """Of a package that is not simulated, a submodule is imported where there is one of that name."""
    for name in names:
        if name == _WINDOWS_ONLY and module.name.endswith("six.moves") and machine.universe.platform != "win32":
            message = f"No module named {name!r}"
            machine.raise_error(frame, None, ErrorKind.MODULE_NOT_FOUND, "ModuleNotFoundError", message, name)
        full = f"{module.name}.{name}"
        if isinstance(name, str) and name != "*" and isinstance(machine.universe.find(full), Found):
            machine.import_module(full, frame)


def import_from(machine: Machine, frame: Frame, node: ast.AST | None, module: Value, name: str) -> Value:
    """`IMPORT_FROM`: an attribute, else `sys.modules["module.name"]` (bpo-30024). Raises Raised."""
    if not isinstance(module, Module):
        return _import_from_object(machine, frame, node, module, name)
    has_hook = "__getattr__" in module.namespace or module.swapped_class is not None
    if machine.recorder is None or (has_hook and name not in module.namespace):
        value = _found_from(machine, frame, module, name)
    else:
        with machine.recorder.silent():
            value = _found_from(machine, frame, module, name)
        machine.recorder.read_from(module, name, value)
    if value is MISSING:
        raise_cannot_import(machine, frame, node, module, name)
    return value


def _found_from(machine: Machine, frame: Frame, module: Module, name: str) -> Value:
    value = machine.find_attribute(module, name, frame)
    if value is not MISSING:
        return value
    full_name = f"{module.namespace.get('__name__', module.name)}.{name}"
    submodule = in_sys_modules(machine, full_name)
    return MISSING if submodule is None else submodule


def _import_from_object(machine: Machine, frame: Frame, node: ast.AST | None, value: Value, name: str) -> Value:
    """What stands in `sys.modules` may be any object."""
    found = machine.find_attribute(value, name, frame)
    if found is MISSING:
        raise_cannot_import(machine, frame, node, value, name)
    return found
