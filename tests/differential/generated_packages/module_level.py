"""What only a module does: `__all__`, `__getattr__` and `__class__` of a module, edits of `sys.modules`."""

from __future__ import annotations

from collections.abc import Sequence

from tests.differential.generated_packages.body import CALLABLE, Body, Impossible, Reference
from tests.differential.generated_packages.catalogue import construct
from tests.differential.generated_packages.imports import written
from tests.differential.generated_packages.plan import Export, Module


def write_dunder_all(body: Body) -> None:
    """The promised names, or some of them, and now and then one that is not there."""
    names = body.draw.some([export.name for export in body.plan.offers(body.module)], 0.85)
    names += ["not_defined_yet"] if body.draw.chance(0.05) else []
    below = [module.last for module in body.plan.below(body.module)]
    names += body.draw.some(below, 0.3) if body.draw.chance(0.4) else []
    first, rest = names[:1], names[1:]
    forms = [
        [f"__all__ = {names!r}"],
        [f"__all__ = {tuple(names)!r}"],
        [f"__all__ = {first!r}", f"__all__ += {rest!r}"],
        [f"__all__ = {first!r} + {rest!r}"],
        [f"__all__ = {first!r}", f"__all__.extend({rest!r})"],
        ["__all__ = []", *(f'__all__.append("{name}")' for name in names)],
    ]
    body.add(*(line.replace("'", '"') for line in body.draw.pick(forms)))
    if body.draw.chance(0.1):
        body.add('__all__ = [name for name in sorted(globals()) if not name.startswith("_")]')


@construct(1.5, "m")
def joined_dunder_all(body: Body) -> None:
    """The package's `__all__` takes in that of a module below it, which has to have one."""
    below = body.plan.below(body.module)
    if not below or body.depth:
        raise Impossible
    module = body.draw.pick(below)
    body.add(f"from .{module.last} import *", f"from . import {module.last}")
    joined = f'getattr({module.last}, "__all__", [])' if body.draw.chance(0.5) else f"{module.last}.__all__"
    body.add("__all__ = []", body.draw.pick([f"__all__ += {joined}", f"__all__.extend({joined})"]))


def write_reexports(body: Body, wanted: Sequence[tuple[Module, Export]]) -> None:
    for module, export in wanted:
        source = written(body, module.name)
        body.add(f"from {source} import {export.name}")
        body.learn_export(export)


def write_lazy_names(body: Body, lazy: Sequence[tuple[str, Module, Export]]) -> None:
    """PEP 562: each name of the module is the export of another one, imported when it is asked for."""
    forms = [(3.0, _by_conditions), (2.0, _by_table), (1.0, _by_table_that_keeps)]
    body.draw.weighted(forms)(body, lazy)


def _by_conditions(body: Body, lazy: Sequence[tuple[str, Module, Export]]) -> None:
    body.add("def __getattr__(name):")
    for name, module, export in lazy:
        source = written(body, module.name)
        body.add(f'    if name == "{name}":', f"        from {source} import {export.name}")
        body.add(f"        return {export.name}")
    if body.draw.chance(0.3):
        body.add('    if name.startswith("old_"):', '        raise ImportError("gone since 2.0")')
    body.add(*_RAISE)


def _by_table(body: Body, lazy: Sequence[tuple[str, Module, Export]]) -> None:
    body.add("import importlib", "_LAZY = {")
    body.add(*(f'    "{name}": ("{module.name}", "{export.name}"),' for name, module, export in lazy), "}")
    body.add("def __getattr__(name):", "    if name in _LAZY:", "        source, attribute = _LAZY[name]")
    body.add("        return getattr(importlib.import_module(source), attribute)", *_RAISE)


def _by_table_that_keeps(body: Body, lazy: Sequence[tuple[str, Module, Export]]) -> None:
    body.add("_sources = {")
    body.add(*(f'    "{name}": ("{module.name}", "{export.name}"),' for name, module, export in lazy), "}")
    body.add("def __getattr__(name):", "    if name not in _sources:", *("    " + line for line in _RAISE))
    body.add("    from importlib import import_module", "    source, attribute = _sources[name]")
    body.add("    value = globals()[name] = getattr(import_module(source), attribute)", "    return value")


_RAISE = ['    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")']


def write_properties(body: Body, lazy: Sequence[tuple[str, Module, Export]]) -> None:
    """The class of the module is exchanged for one whose properties import."""
    body.add("import sys", "import types", "class _Module(types.ModuleType):")
    for name, module, export in lazy:
        source = written(body, module.name)
        body.add("    @property", f"    def {name}(self):")
        body.add(f"        from {source} import {export.name}", f"        return {export.name}")
    body.add("sys.modules[__name__].__class__ = _Module")


def write_replacement(body: Body) -> None:
    """Another module object, with the same names, takes the place of this one."""
    if body.draw.chance(0.5):
        body.add("import sys", "import types", "_facade = types.ModuleType(__name__)")
        body.add("_facade.__dict__.update(globals())", "sys.modules[__name__] = _facade")
        return
    body.add("import sys", "class _Facade:", "    pass")
    for export in body.module.exports:
        body.add(f"_Facade.{export.name} = staticmethod({export.name})" if _binds(export) else _kept(export))
    body.add("sys.modules[__name__] = _Facade()")


def _binds(export: Export) -> bool:
    """A function that is an attribute of a class would be bound to the instance."""
    return export.kind in CALLABLE - {"class", "metaclass"}


def _kept(export: Export) -> str:
    return f"_Facade.{export.name} = {export.name}"


@construct(0.25, "m")
def forgotten_module(body: Body) -> None:
    """Taken out of sys.modules, so that its next import runs it again: only ever one of a lower level, so it ends."""
    earlier = [module for module in body.plan.modules if module.level < body.module.level]
    if not earlier:
        raise Impossible
    name = body.draw.pick(earlier).name
    forms = [f'sys.modules.pop("{name}", None)', f'if "{name}" in sys.modules:\n    del sys.modules["{name}"]']
    body.add("import sys", *body.draw.pick(forms).split("\n"))
    if body.draw.chance(0.6):
        body.add(f"import {name}")


@construct(0.25, "m")
def alias_in_sys_modules(body: Body) -> None:
    """A module under a second name, which can then be imported by it."""
    package = body.module.package or body.module.name
    alias = f"{package}.{body.draw.pick(['compat', 'aliases'])}"
    body.add("import sys", f'sys.modules["{alias}"] = sys.modules[__name__]')
    forms = [f"import {alias}", f"from {package} import {alias.rpartition('.')[2]}", f"import {alias} as _compat"]
    body.add(body.draw.pick(forms))


@construct(0.15, "m")
def blocked_module(body: Body) -> None:
    """None in sys.modules makes an import fail."""
    name = body.draw.pick(["fractions", "fractions", body.other_module().name])
    if body.draw.chance(0.6):
        body.risk()
        body.add("import sys", f'sys.modules.setdefault("{name}", None)', f"import {name}")
    else:
        body.add("import sys", f'sys.modules.setdefault("{name}", None)')


@construct(0.3)
def loaded_module(body: Body) -> None:
    """What somebody has imported already, if so."""
    module, export = body.target_of("constant", "class", "function")
    name = body.fresh("_seen")
    body.add("import sys", f'{name} = sys.modules.get("{module.name}")')
    if body.draw.chance(0.5):
        body.add(f"if {name} is not None:", f"    _value = {name}.{export.name}")


@construct(0.2, "m")
def dynamic_export(body: Body) -> None:
    """A name that is put together."""
    name = body.fresh("option")
    body.add(f'for _key in ("{name}", "{name}_default"):', "    globals()[_key] = _key.upper()")
    body.learn(Reference(name, "constant"))
