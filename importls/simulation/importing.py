"""The import statement and what it starts: `importlib._bootstrap` and `Python/import.c`, step by step.

Functions are named as those that they follow. What a module is found by is the resolver's business.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import NoReturn

from importls.simulation.failure import ErrorKind, Link, Raised
from importls.simulation.journal import MISSING
from importls.simulation.machine import DEEPEST, MOST_STEPS, Frame, Machine, Started
from importls.simulation.values import UNKNOWN, LazyImport, List, Maybe, Module, Unknown, Value
from resolver.machinery import Loader, ModuleSpec
from resolver.resolution import Found, NotFound, ParentNotAPackage

_WITHOUT_BODY = (None, Loader.NAMESPACE, Loader.SCIKIT_BUILD_NAMESPACE)
_MADE_BY_CODE = (*_WITHOUT_BODY, Loader.SIX, Loader.VENDOR)
"""Loaders of what has no body to run; six and setuptools make theirs from other modules."""


def find_and_load(machine: Machine, name: str, frame: Frame) -> Value:
    """`_bootstrap._gcd_import`: the module of this absolute name, imported if it is not. Raises Raised."""
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
        if isinstance(parent, Module) and not parent.has_path and not parent.is_open:
            message = f"No module named {name!r}; {parent_name!r} is not a package"
            machine.raise_error(frame, None, ErrorKind.MODULE_NOT_FOUND, "ModuleNotFoundError", message, name)
    resolution = machine.find(name)
    if isinstance(resolution, Found):
        return _load(machine, resolution.spec, parent, child, frame)
    is_certain = _is_certain_parent(parent) and not machine.edits_path
    if isinstance(resolution, NotFound | ParentNotAPackage) and resolution.certain and is_certain:
        message = f"No module named {name!r}"
        machine.raise_error(frame, None, ErrorKind.MODULE_NOT_FOUND, "ModuleNotFoundError", message, name)
    machine.imports_unknown(frame)
    return Unknown(name)


def _is_certain_parent(parent: Value) -> bool:
    """Whether the `__path__` of the parent is the one that the resolver knows."""
    return parent is None or (isinstance(parent, Module) and not parent.is_open)


def _load(machine: Machine, spec: ModuleSpec, parent: Value, child: str, frame: Frame) -> Value:
    """`_load_unlocked`: a module is in `sys.modules` before its body runs, and leaves it when that raises."""
    module = _new_module(machine, spec)
    machine.journal.bind(machine.sys_modules, spec.name, module)
    if isinstance(parent, Module):
        machine.journal.bind(parent.being_imported, child, True)
    try:
        _exec_module(machine, module, spec, frame)
    except Raised:
        machine.journal.unbind(machine.sys_modules, spec.name)
        raise
    finally:
        if isinstance(parent, Module):
            machine.journal.unbind(parent.being_imported, child)
    machine.journal.assign(module, "is_initialising", False)
    loaded = in_sys_modules(machine, spec.name)
    if loaded is MISSING:
        machine.raise_error(frame, None, ErrorKind.OTHER, "KeyError", repr(spec.name))
    if isinstance(parent, Module):
        machine.journal.bind(parent.namespace, child, loaded)
    return loaded


def _new_module(machine: Machine, spec: ModuleSpec) -> Module:
    """`module_from_spec`."""
    path = machine.universe.source_of(spec)
    is_bare = spec.loader in _WITHOUT_BODY
    module = Module(
        spec.name,
        machine.journal.new(),
        path=path,
        is_package=spec.is_package,
        is_external=machine.universe.is_external(path or spec.origin or ""),
        is_opaque=path is None and not is_bare,
        born=machine.journal.birth(),
    )
    module.is_open = module.is_opaque
    if not module.is_opaque and path is not None and machine.universe.is_opaque(path):
        module.is_opaque = module.is_open = True
    _set_attributes(module, spec)
    return module


def _set_attributes(module: Module, spec: ModuleSpec) -> None:
    """`_init_module_attrs`."""
    module.namespace.update(
        __name__=spec.name,
        __package__=spec.parent,
        __spec__=UNKNOWN,
        __loader__=UNKNOWN,
        __builtins__=UNKNOWN,
        __doc__=None,
    )
    if spec.is_package:
        module.namespace["__path__"] = List(tuple(spec.submodule_search_locations or ()))
    if spec.origin is not None and not spec.is_namespace:
        module.namespace.update(__file__=module.path or spec.origin, __cached__=UNKNOWN)


def _exec_module(machine: Machine, module: Module, spec: ModuleSpec, frame: Frame) -> None:
    if spec.loader in _MADE_BY_CODE:
        return
    machine.started.append(Started(module.name, module.path, machine.depth))
    if module.is_opaque:
        return
    tree = None if module.path is None else machine.universe.tree(module.path)
    if tree is None or len(machine.frames) > DEEPEST:
        machine.journal.assign(module, "is_open", True)
        return
    module.namespace["__doc__"] = ast.get_docstring(tree, clean=False)
    linked = frame.module.path is not None
    if linked:
        machine.chain.append(Link(frame.module.path or "", frame.line, module.name))
    inner = Frame(module, module.namespace, "module")
    machine.frames.append(inner)
    machine.depth += 1
    begun, limit, machine.last_step = machine.steps, machine.last_step, MOST_STEPS
    try:
        machine.execute_all(tree.body, inner)
    finally:
        machine.depth -= 1
        machine.last_step = min(MOST_STEPS, limit + machine.steps - begun)  # A body counts for no call.
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
    bits = package.rsplit(".", level - 1)
    if len(bits) < level:
        exception = "ImportError" if machine.universe.version >= (3, 9) else "ValueError"
        message = "attempted relative import beyond top-level package"
        machine.raise_error(frame, node, ErrorKind.RELATIVE_IMPORT, exception, message)
    return f"{bits[0]}.{name}" if name else bits[0]


def import_statement(machine: Machine, node: ast.Import, frame: Frame) -> None:
    """`import a.b as c, …`. Raises Raised."""
    for alias in node.names:
        if (frame.module.path, alias.lineno) in machine.universe.left_out:
            _bind(machine, frame, alias.asname or alias.name.partition(".")[0], UNKNOWN)
            continue
        if is_lazy(node, alias.name, frame):
            lazy = LazyImport(alias.name, None, alias.asname is None, node.lineno)
            _bind(machine, frame, alias.asname or alias.name.partition(".")[0], lazy)
            continue
        module = import_name(machine, frame, node, alias.name)
        if alias.asname is None:
            top = alias.name.partition(".")[0]
            _bind(machine, frame, top, module if top == alias.name else machine.import_module(top, frame))
        else:
            _bind(machine, frame, alias.asname, module_as(machine, frame, node, alias.name))


def module_as(machine: Machine, frame: Frame, node: ast.AST, name: str) -> Value:
    """What `import a.b as c` binds: since 3.7 each part is got from the one before, as `from` does. Raises Raised."""
    top, *parts = name.split(".")
    value = machine.import_module(top, frame)
    for part in parts:
        value = import_from(machine, frame, node, value, part)
    return value


def import_from_statement(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    """`from m import x as y, …`. Raises Raised."""
    if node.module == "__future__" and not node.level:
        _import_future(machine, node, frame)
        return
    if (frame.module.path, node.lineno) in machine.universe.left_out:
        _leave_out(machine, node, frame)
        return
    if node.names[0].name != "*" and is_lazy(node, node.module or "", frame):
        name = resolve_name(machine, frame, node, node.module or "", node.level)
        for alias in node.names:
            _bind(machine, frame, alias.asname or alias.name, LazyImport(name, alias.name, False, node.lineno))
        return
    module = import_name(machine, frame, node, node.module or "", node.level)
    if not isinstance(module, Module):
        _import_submodules_of_object(machine, node, frame)
    handle_fromlist(machine, module, [alias.name for alias in node.names], frame)
    if node.names[0].name == "*":
        import_star(machine, frame, module, node)
        return
    for alias in node.names:
        _bind(machine, frame, alias.asname or alias.name, import_from(machine, frame, node, module, alias.name))


def _import_submodules_of_object(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    """What stands in `sys.modules` in the place of a package hands on its submodules as the package would."""
    name = resolve_name(machine, frame, node, node.module or "", node.level)
    for alias in node.names:
        if isinstance(machine.universe.find(f"{name}.{alias.name}"), Found):
            machine.import_module(f"{name}.{alias.name}", frame)


def _leave_out(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    for alias in node.names:
        if alias.name == "*":
            machine.journal.assign(frame.module, "is_open", True)
        else:
            _bind(machine, frame, alias.asname or alias.name, UNKNOWN)


def _import_future(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    frame.line = node.lineno
    machine.import_module("__future__", frame)
    for alias in node.names:
        frame.module.has_future_annotations |= alias.name == "annotations"
        _bind(machine, frame, alias.asname or alias.name, UNKNOWN)


def is_lazy(node: ast.stmt, name: str, frame: Frame) -> bool:
    """Whether the statement imports lazily: `lazy import` (PEP 810), or a module in `__lazy_modules__`."""
    if frame.kind != "module":
        return False
    if getattr(node, "is_lazy", False):
        return True
    listed = frame.module.namespace.get("__lazy_modules__", ())
    items = listed.items if isinstance(listed, List) else listed
    return isinstance(items, tuple) and name in items


def touch(machine: Machine, lazy: LazyImport, frame: Frame) -> Value:
    """What a lazy import stands for, imported now. Raises Raised."""
    module = machine.import_module(lazy.name, frame)
    if lazy.attribute is not None:
        handle_fromlist(machine, module, [lazy.attribute], frame)
        return import_from(machine, frame, None, module, lazy.attribute)
    return machine.import_module(lazy.name.partition(".")[0], frame) if lazy.returns_top else module


def handle_fromlist(
    machine: Machine, module: Value, names: Iterable[Value], frame: Frame, *, recursive: bool = False
) -> None:
    """`_bootstrap._handle_fromlist`: submodules that are named, and are no attributes yet, are imported."""
    if not isinstance(module, Module) or not module.has_path or module.is_opaque:
        if isinstance(module, Module) and module.has_path:
            _import_submodules_of_opaque(machine, module, names, frame)
        return
    for name in names:
        if not isinstance(name, str):
            continue
        if name == "*":
            exported = _items(module.namespace.get("__all__", ()))
            if not recursive and isinstance(exported, tuple):
                handle_fromlist(machine, module, exported, frame, recursive=True)
        elif _wants_submodule(machine, module, name, frame):
            _import_submodule(machine, f"{module.name}.{name}", frame)


def _wants_submodule(machine: Machine, module: Module, name: str, frame: Frame) -> bool:
    """Whether the module has no such attribute; where that cannot be told, a submodule of that name is meant."""
    known = machine.has_attribute(module, name, frame)
    if known is not None or name in module.namespace:
        return known is False
    return isinstance(machine.universe.find(f"{module.name}.{name}"), Found)


def _import_submodule(machine: Machine, name: str, frame: Frame) -> None:
    """Import a submodule that need not be there: only that it is not found is no error."""
    try:
        machine.import_module(name, frame)
    except Raised as raised:
        missing = raised.value.attributes.get("name", MISSING)
        halted = in_sys_modules(machine, name) is None
        if raised.value.cls.name == "ModuleNotFoundError" and missing == name and not halted:
            return
        raise


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


def _items(value: Value) -> Value:
    value = value.value if isinstance(value, Maybe) else value
    return value.items if isinstance(value, List) else value


def import_from(machine: Machine, frame: Frame, node: ast.AST | None, module: Value, name: str) -> Value:
    """`IMPORT_FROM`: an attribute, else `sys.modules["module.name"]` (bpo-30024). Raises Raised."""
    if not isinstance(module, Module):
        return _import_from_object(machine, frame, node, module, name)
    value = machine.find_attribute(module, name, frame)
    if value is not MISSING:
        return value
    full_name = f"{module.namespace.get('__name__', module.name)}.{name}"
    submodule = in_sys_modules(machine, full_name)
    if submodule is not MISSING and submodule is not None:
        return submodule
    _raise_cannot_import(machine, frame, node, module, name)
    return UNKNOWN


def _import_from_object(machine: Machine, frame: Frame, node: ast.AST | None, value: Value, name: str) -> Value:
    """What stands in `sys.modules` may be any object."""
    found = machine.find_attribute(value, name, frame)
    if found is MISSING:
        _raise_not_in_object(machine, frame, node, value, name)
    return found


def _raise_not_in_object(machine: Machine, frame: Frame, node: ast.AST | None, value: Value, name: str) -> NoReturn:
    message = f"cannot import name {name!r} from {getattr(value, 'name', '<unknown module name>')!r}"
    machine.raise_error(frame, node, ErrorKind.MISSING_NAME, "ImportError", message, name)


def _raise_cannot_import(machine: Machine, frame: Frame, node: ast.AST | None, module: Module, name: str) -> None:
    partial = module.is_initialising
    text = f"partially initialized module {module.name!r}" if partial else repr(module.name)
    cause = " (most likely due to a circular import)" if partial else ""
    kind = ErrorKind.PARTIAL_IMPORT if partial else ErrorKind.MISSING_NAME
    message = f"cannot import name {name!r} from {text}{cause}"
    machine.raise_error(frame, node, kind, "ImportError", message, name, module.name)


def import_star(machine: Machine, frame: Frame, module: Value, node: ast.AST) -> None:
    """`import_all_from` of `Python/ceval.c`: the names in `__all__`, else the public ones that are bound now."""
    if not isinstance(module, Module) or (module.is_open and "__all__" not in module.namespace):
        machine.journal.assign(frame.module, "is_open", True)
        if not isinstance(module, Module):
            return
    names = _star_names(module)
    if names is None:
        machine.journal.assign(frame.module, "is_open", True)
        names = [name for name in module.namespace if isinstance(name, str) and not name.startswith("_")]
    for name in names:
        _bind(machine, frame, name, machine.attribute(module, name, frame, node))


def _star_names(module: Module) -> Sequence[str] | None:
    """None where they cannot be told."""
    listed = module.namespace.get("__all__", MISSING)
    if listed is MISSING:
        return [name for name in list(module.namespace) if isinstance(name, str) and not name.startswith("_")]
    items = _items(listed)
    if not isinstance(items, tuple) or not all(isinstance(item, str) for item in items):
        return None
    return items


def _bind(machine: Machine, frame: Frame, name: str, value: Value) -> None:
    machine.bind_name(frame, name, value)
