"""A new module object and what it has before its body runs: `importlib._bootstrap.module_from_spec`."""

from __future__ import annotations

from collections.abc import Sequence

from importls.simulation.journal import Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, Class, Instance, List, Module, Native, Value
from resolver.machinery import Loader, ModuleSpec

WITHOUT_BODY = (None, Loader.NAMESPACE, Loader.SCIKIT_BUILD_NAMESPACE)
"""Loaders of modules that have none."""


def module_from_spec(machine: Machine, spec: ModuleSpec) -> Module:
    """The module, which is not in `sys.modules` yet."""
    path = machine.universe.source_of(spec)
    is_bare = spec.loader in WITHOUT_BODY
    module = Module(
        spec.name,
        _new_namespace(machine, spec.name),
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


def _new_namespace(machine: Machine, name: str) -> Namespace:
    recorder = machine.recorder
    return machine.journal.new() if recorder is None else recorder.namespace(machine.journal.birth(), name)


def _set_attributes(module: Module, spec: ModuleSpec) -> None:
    """`_init_module_attrs`."""
    loader = UNKNOWN if spec.loader in WITHOUT_BODY else Instance(_LOADER, Namespace(), is_open=True)
    module.namespace.update(
        __name__=spec.name,
        __package__=spec.parent,
        __spec__=Instance(_MODULE_SPEC, _spec_attributes(spec, loader), is_open=True),
        __loader__=loader,
        __builtins__=UNKNOWN,
        __doc__=None,
    )
    if spec.is_package:
        module.namespace["__path__"] = List(tuple(spec.submodule_search_locations or ()))
    if spec.origin is not None and not spec.is_namespace:
        module.namespace.update(__file__=module.path or spec.origin, __cached__=UNKNOWN)


def _spec_attributes(spec: ModuleSpec, loader: Value) -> Namespace:
    """What lazy packages and `importlib.resources` ask of a `__spec__`."""
    attributes = Namespace()
    attributes.update(name=spec.name, parent=spec.parent, origin=spec.origin, loader=loader)
    return attributes


def _resource_reader(machine: Machine, frame: Frame, _: Sequence[Value], __: dict[str, Value]) -> Value:
    """`FileLoader.get_resource_reader`, which imports what it gives only now."""
    if machine.universe.version >= (3, 10):
        machine.import_module("importlib.readers", frame)
    return UNKNOWN


def _open_class(name: str, **members: Value) -> Class:
    """A class of importlib of which only these members are known."""
    cls = Class(name, "importlib.machinery", (), Namespace(), is_open=True)
    cls.namespace.update(members)
    cls.mro = (cls,)
    return cls


_MODULE_SPEC = _open_class("ModuleSpec")
_LOADER = _open_class(
    "SourceFileLoader", get_resource_reader=Native("FileLoader.get_resource_reader", _resource_reader)
)
