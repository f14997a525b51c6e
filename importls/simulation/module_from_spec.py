"""A new module object and what it has before its body runs: `importlib._bootstrap.module_from_spec`."""

from __future__ import annotations

from importls.simulation.journal import Namespace
from importls.simulation.machine import Machine
from importls.simulation.values import UNKNOWN, Class, Instance, List, Module
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
    module.namespace.update(
        __name__=spec.name,
        __package__=spec.parent,
        __spec__=Instance(_MODULE_SPEC, _spec_attributes(spec), is_open=True),
        __loader__=UNKNOWN,
        __builtins__=UNKNOWN,
        __doc__=None,
    )
    if spec.is_package:
        module.namespace["__path__"] = List(tuple(spec.submodule_search_locations or ()))
    if spec.origin is not None and not spec.is_namespace:
        module.namespace.update(__file__=module.path or spec.origin, __cached__=UNKNOWN)


_MODULE_SPEC = Class("ModuleSpec", "importlib.machinery", (), Namespace(), is_open=True)
_MODULE_SPEC.mro = (_MODULE_SPEC,)


def _spec_attributes(spec: ModuleSpec) -> Namespace:
    """What lazy packages ask of their `__spec__`."""
    attributes = Namespace()
    attributes.update(name=spec.name, parent=spec.parent, origin=spec.origin)
    return attributes
