"""Random small packages whose modules import one another in circles and use each other while they are imported.

A package is a function of a seed and of the Python version it is for. It parses on every version from 3.8 on up to that
one, and uses newer syntax only for a newer version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tests.differential.generated_packages import compound, imports, uses
from tests.differential.generated_packages.body import Body, Impossible
from tests.differential.generated_packages.catalogue import CONSTRUCTS
from tests.differential.generated_packages.classes import define_class, define_enum, define_metaclass
from tests.differential.generated_packages.constants import define_constant, define_flag
from tests.differential.generated_packages.draw import Draw
from tests.differential.generated_packages.functions import (
    define_coroutine,
    define_decorator,
    define_decorator_factory,
    define_function,
    define_generator,
    define_wrapper,
)
from tests.differential.generated_packages.module_level import (
    write_dunder_all,
    write_lazy_names,
    write_properties,
    write_reexports,
    write_replacement,
)
from tests.differential.generated_packages.plan import Export, Module, Plan, make_plan

_DEFINE: dict[str, Callable[[Body, Export], None]] = {
    "function": define_function,
    "class": define_class,
    "constant": define_constant,
    "flag": define_flag,
    "decorator": define_decorator,
    "decorator_factory": define_decorator_factory,
    "wrapper": define_wrapper,
    "metaclass": define_metaclass,
    "enum": define_enum,
    "generator": define_generator,
    "coroutine": define_coroutine,
}

_HEAD: list[tuple[float, Callable[[Body], None]]] = [
    (6.0, imports.import_of_name),
    (3.0, imports.import_of_module),
    (1.0, imports.star_import),
    (1.0, imports.import_of_standard_library),
    (1.5, compound.typing_only),
    (1.5, compound.guarded_import),
    (1.0, uses.checked_attribute),
]


@dataclass(frozen=True)
class Package:
    """Relative paths and texts; how often each construct stands in them."""

    files: dict[str, str]
    used: Counter[str]


def generate(seed: int, version: tuple[int, int]) -> dict[str, str]:
    """Relative path to text. Folders without an `__init__.py` are namespace packages."""
    return draw_package(seed, version).files


def modules_of(files: Mapping[str, str]) -> list[str]:
    """The names under which the files can be imported, sorted."""
    return sorted(path[:-3].replace("/", ".").removesuffix(".__init__") for path in files)


def draw_package(seed: int, version: tuple[int, int]) -> Package:
    draw = Draw(seed)
    plan = make_plan(draw, version)
    used: Counter[str] = Counter()
    return Package({module.path: _text(draw, plan, module, used) for module in plan.modules}, used)


def _text(draw: Draw, plan: Plan, module: Module, used: Counter[str]) -> str:
    body = Body(draw, plan, module, CONSTRUCTS, used)
    body.globals = body.known
    body.add(f'"""{module.last.replace("_", " ").capitalize()} of the {module.name.partition(".")[0]}."""')
    if module.is_package and not module.exports:
        return "\n".join(body.lines) + "\n"
    if draw.chance(0.3):
        body.add("from __future__ import annotations")
    early_all = draw.chance(0.1)
    if early_all:
        write_dunder_all(body)
    _write_content(body)
    if not early_all and draw.chance(0.35):
        write_dunder_all(body)
    if draw.chance(0.03):
        write_replacement(body)
    return "\n".join(body.lines) + "\n"


def _write_content(body: Body) -> None:
    """Imports, promised names and other statements, in an order that is good or bad by chance."""
    draw, module = body.draw, body.module
    defined, lazy = _divided(body)
    steps: list[Callable[[], None]] = [partial(_define, body, export) for export in defined]
    steps += [body.statement for _ in range(1 + draw.below(3))]
    steps = draw.shuffled(steps)
    if wanted := body.plan.reexports[module.name]:
        steps.insert(draw.below(2) * draw.below(len(steps) + 1), lambda: write_reexports(body, wanted))
    if lazy:
        write = write_properties if draw.chance(0.25) else write_lazy_names
        steps.insert(draw.pick([0, len(steps)]), lambda: write(body, lazy))
    for _ in range(draw.below(3) if module.is_package else draw.below(4)):
        _try(draw.weighted(_HEAD), body)
    for step in steps:
        step()
    if draw.chance(0.15):
        _try(draw.weighted(_HEAD[:3]), body)


def _divided(body: Body) -> tuple[list[Export], list[tuple[str, Module, Export]]]:
    """The promises that the body keeps by statements, and those it keeps lazily; a few it forgets."""
    defined, lazy = [], []
    for export in body.module.exports:
        if body.draw.chance(0.02):
            continue
        source = _source_of(body, export) if body.draw.chance(0.07) else None
        if source is None:
            defined.append(export)
        else:
            lazy.append((export.name, *source))
    return defined, lazy


def _source_of(body: Body, export: Export) -> tuple[Module, Export] | None:
    """A promise of the same kind in another module, of no higher rank."""
    found = [
        (module, other)
        for module in body.plan.modules
        for other in module.exports
        if module is not body.module and other.kind == export.kind and other.rank < export.rank
    ]
    return body.draw.pick(found) if found else None


def _define(body: Body, export: Export) -> None:
    """Plainly where the chosen form finds nothing to refer to."""
    if not _try(lambda body: _DEFINE[export.kind](body, export), body):
        body.add(*compound.stand_in(body, export))
    body.learn_export(export)


def _try(write: Callable[[Body], None], body: Body) -> bool:
    written, learned = len(body.lines), len(body.known)
    try:
        write(body)
    except Impossible:
        del body.lines[written:], body.known[learned:]
        return False
    return True
