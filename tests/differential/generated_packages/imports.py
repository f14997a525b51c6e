"""How a body gets hold of what another module promises: every form of import, static and dynamic."""

from __future__ import annotations

from tests.differential.generated_packages.body import Body, Impossible, Reference
from tests.differential.generated_packages.catalogue import construct
from tests.differential.generated_packages.plan import Export, Module

ABSENT = ["fastrecords", "speedups_of_site", "colour_tables"]
STANDARD = ["json", "logging", "collections", "itertools", "warnings", "string", "operator", "textwrap", "abc"]


def reference(body: Body, *kinds: str, new: float = 0.5) -> Reference:
    """Something of one of the kinds, known already or, with that probability, imported for it."""
    known = body.known_of(*kinds)
    if known is not None and not body.draw.chance(new):
        return known
    return obtain(body, *body.target_of(*kinds))


def obtain(body: Body, module: Module, export: Export) -> Reference:
    """Writes the import of one name."""
    forms = [(5.0, _from_name), (0.7 if body.scope == "module" else 0, _star), (4.0, _through_module)]
    return body.draw.weighted(forms)(body, module, export)


def module_expression(body: Body, module: Module) -> str:
    """Writes an import of a module; the expression by which it is reached then."""
    forms = [
        (3.0, _dotted),
        (2.0, _dotted_as),
        (3.0, _from_package),
        (0.8, _import_module),
        (0.3, _dunder_import),
        (0.3 if body.guarded else 0.03, _in_sys_modules),
        (0.5 if body.guarded else 0.1, _ancestor),
    ]
    return body.draw.weighted(forms)(body, module)


def relative(module: Module, target: str) -> str | None:
    """The target as a relative name, like "..core.users"; None when the two have no package in common."""
    ours, theirs = module.package.split("."), target.split(".")
    common = 0
    while common < min(len(ours), len(theirs)) and ours[common] == theirs[common]:
        common += 1
    if not module.package or not common:
        return None
    return "." * (len(ours) - common + 1) + ".".join(theirs[common:])


def written(body: Body, target: str) -> str:
    """The target, relative or absolute."""
    short = relative(body.module, target)
    return target if short is None or body.draw.chance(0.5) else short


def _from_name(body: Body, module: Module, export: Export) -> Reference:
    source = written(body, module.name)
    if body.draw.chance(0.15):
        alias = f"_{export.name}"
        body.add(f"from {source} import {export.name} as {alias}")
        return body.learn(Reference(alias, export.kind, export.rank))
    others = [other for other in body.plan.offers(module) if other is not export]
    if others and body.draw.chance(0.2):
        other = body.draw.pick(others)
        body.learn_export(other)
        body.add(*_listed(body, source, [export.name, other.name]))
    else:
        body.add(f"from {source} import {export.name}")
    return body.learn_export(export)


def _listed(body: Body, source: str, names: list[str]) -> list[str]:
    if body.draw.chance(0.5):
        return [f"from {source} import {', '.join(names)}"]
    return [f"from {source} import (", *(f"    {name}," for name in names), ")"]


def _star(body: Body, module: Module, export: Export) -> Reference:
    body.add(f"from {written(body, module.name)} import *")
    return body.learn_export(export)


def _through_module(body: Body, module: Module, export: Export) -> Reference:
    expression = module_expression(body, module)
    body.learn(Reference(expression, "module"))
    return body.learn(Reference(f"{expression}.{export.name}", export.kind, export.rank))


def _dotted(body: Body, module: Module) -> str:
    body.add(f"import {module.name}")
    return module.name


def _dotted_as(body: Body, module: Module) -> str:
    alias = f"{module.last}_module" if body.draw.chance(0.5) else module.last
    body.add(f"import {module.name} as {alias}")
    return alias


def _from_package(body: Body, module: Module) -> str:
    package = module.name.rpartition(".")[0]
    if not package:
        return _dotted(body, module)
    source = written(body, package)
    if body.draw.chance(0.2):
        body.add(f"from {source} import {module.last} as {module.last}_module")
        return f"{module.last}_module"
    body.add(f"from {source} import {module.last}")
    return module.last


def _import_module(body: Body, module: Module) -> str:
    alias = f"{module.last}_module"
    short = relative(body.module, module.name)
    arguments = [f'"{module.name}"']
    if short is not None:
        arguments += [f'"{short}", __package__', f'"{short}", "{body.module.package}"']
        arguments += [f'"{short}", package=__name__'] if body.module.is_package else []
        arguments += [f'f"{{__package__}}{short}"'] if short[1:2] not in {".", ""} else []
        inside = body.module.is_package and module.name.startswith(body.module.name + ".")
        arguments += [f'f"{{__name__}}{short}"', f'__name__ + "{short}"'] if inside else []
    body.add("import importlib", f"{alias} = importlib.import_module({body.draw.pick(arguments)})")
    return alias


def _dunder_import(body: Body, module: Module) -> str:
    alias = f"{module.last}_module"
    if body.draw.chance(0.5):
        body.add(f'{alias} = __import__("{module.name}", fromlist=["{module.last}"])')
    else:
        body.add(f'{alias} = __import__("{module.name}"){module.name[len(module.name.partition(".")[0]) :]}')
    return alias


def _in_sys_modules(body: Body, module: Module) -> str:
    alias = f"{module.last}_module"
    body.add("import sys", f'{alias} = sys.modules["{module.name}"]')
    return alias


def _ancestor(body: Body, module: Module) -> str:
    """Counts on somebody else to have imported the rest."""
    top = module.name.partition(".")[0]
    body.add(f"import {top}")
    return module.name


@construct(4.0)
def import_of_name(body: Body) -> None:
    """`from a import b` and its relatives."""
    kinds = ["function", "class", "constant", "decorator", "enum", "generator", "wrapper", "decorator_factory", "flag"]
    obtain(body, *body.target_of(*kinds))


@construct(2.0)
def import_of_module(body: Body) -> None:
    body.learn(Reference(module_expression(body, body.other_module()), "module"))


@construct(1.0, "m")
def star_import(body: Body) -> None:
    module = body.other_module()
    offered = body.plan.offers(module)
    body.add(f"from {written(body, module.name)} import *")
    for export in body.draw.some(offered, 0.5):
        body.learn_export(export)


@construct(0.7)
def import_of_standard_library(body: Body) -> None:
    body.add(f"import {body.draw.pick(STANDARD)}")


@construct(0.5)
def missing_module(body: Body) -> None:
    body.risk()
    absent = body.draw.pick([*ABSENT, f"{body.other_module().name}.legacy", f"{body.other_module().name}_v2"])
    body.add(f"import {absent}")


@construct(0.5)
def missing_name(body: Body) -> None:
    body.risk()
    module = body.other_module()
    name = body.draw.pick(["get_version", "Settings", "TIMEOUT"])
    body.add(f"from {written(body, module.name)} import {name}")
    body.learn(Reference(name, "constant"))


@construct(0.4)
def relative_import_of_too_many_dots(body: Body) -> None:
    """Beyond the top-level package, in half of the cases."""
    body.risk()
    dots = "." * (1 + body.module.package.count(".") + (1 if body.draw.chance(0.5) else 0))
    if not body.module.package:
        raise Impossible
    body.add(f"from {dots} import {body.other_module().last}")


@construct(0.8, "m", since=(3, 15))
def lazy_import(body: Body) -> None:
    module, export = body.target_of("function", "class", "constant")
    if body.depth:
        raise Impossible
    if body.draw.chance(0.5):
        body.add(f"lazy from {module.name} import {export.name}")
        body.learn_export(export)
    else:
        body.add(f"lazy import {module.name}")
        body.learn(Reference(f"{module.name}.{export.name}", export.kind, export.rank))
