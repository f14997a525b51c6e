"""Which imports a module of a generated tree has; it knows the plan and nothing of the code around them."""

import random
from dataclasses import dataclass, field
from typing import Final

from benchmarks.generated_plan import FILES_PER_SUB_PACKAGE, Module, Package, SubPackage, plan_package

PLAIN_LIBRARY: Final = (
    "abc argparse base64 copy csv datetime enum functools hashlib heapq io itertools json "
    "logging math os random re shutil string sys tempfile threading time uuid"
).split()
LIBRARY_NAMES: Final = {
    "collections": ("defaultdict", "Counter", "deque", "OrderedDict"),
    "collections.abc": ("Iterable", "Iterator", "Mapping", "Sequence"),
    "contextlib": ("contextmanager", "suppress", "ExitStack"),
    "dataclasses": ("dataclass", "field", "replace"),
    "pathlib": ("Path", "PurePosixPath"),
    "typing": ("Any", "Generic", "NamedTuple", "TypeVar"),
    "urllib.parse": ("quote", "urlsplit", "urlencode"),
}
RECENT_PACKAGES: Final = 20
HUBS: Final = 3


@dataclass
class Imports:
    """The import statements of one module, as lines, by the place where they stand."""

    top: list[str] = field(default_factory=list)
    typing_only: list[str] = field(default_factory=list)
    deferred: list[str] = field(default_factory=list)
    guarded: list[str] = field(default_factory=list)


def imports_of(package: Package, sub_place: int, place: int) -> Imports:
    """The imports of the module at this place of this sub-package: about eight, always the same.

    Imports that run at once lead to earlier modules, so that nothing runs in circles but what `_add_cycle` adds.
    Late and typing-only ones lead anywhere in their sub-package.
    """
    sub_package = package.sub_packages[sub_place]
    module = sub_package.modules[place]
    chance = random.Random(f"imports of {module.dotted}")
    imports = Imports()
    _add_library(chance, imports)
    _add_siblings(chance, imports, sub_package.modules[:place])
    _add_neighbours(chance, imports, package, sub_place)
    _add_other_packages(chance, imports, package.number)
    _add_late_ones(chance, imports, [other for other in sub_package.modules if other is not module])
    _add_cycle(imports, package, sub_package, sub_place, place)
    _add_missing(imports, package.number * 200 + sub_place * FILES_PER_SUB_PACKAGE + place, module)
    return imports


def _add_library(chance: random.Random, imports: Imports) -> None:
    imports.top += [f"import {name}" for name in sorted(chance.sample(PLAIN_LIBRARY, chance.randint(1, 3)))]
    for library in sorted(chance.sample(sorted(LIBRARY_NAMES), chance.randint(1, 2))):
        names = LIBRARY_NAMES[library]
        imports.top.append(f"from {library} import {', '.join(sorted(chance.sample(names, chance.randint(1, 2))))}")


def _add_siblings(chance: random.Random, imports: Imports, earlier: tuple[Module, ...]) -> None:
    for sibling in chance.sample(earlier, min(len(earlier), chance.randint(1, 3))):
        if chance.random() < 0.25:
            imports.top.append(f"from . import {sibling.name}")
        else:
            imports.top.append(f"from .{sibling.name} import {_some_names(chance, sibling)}")


def _add_neighbours(chance: random.Random, imports: Imports, package: Package, sub_place: int) -> None:
    if not sub_place:
        return
    for _ in range(chance.randint(0, 2)):
        sub_package = package.sub_packages[chance.randrange(sub_place)]
        module = chance.choice(sub_package.modules)
        area = sub_package.name.rpartition(".")[2]
        if chance.random() < 0.5:
            imports.top.append(f"from ..{area}.{module.name} import {_some_names(chance, module)}")
        else:
            imports.top.append(_absolute(chance, module))


def _add_other_packages(chance: random.Random, imports: Imports, number: int) -> None:
    if not number:
        return
    if chance.random() < 0.3:
        imports.top.append(_absolute(chance, _module_of(chance, chance.randrange(min(number, HUBS)))))
    if chance.random() < 0.3:
        other = chance.randrange(max(0, number - RECENT_PACKAGES), number)
        imports.top.append(_absolute(chance, _module_of(chance, other)))


def _add_late_ones(chance: random.Random, imports: Imports, others: list[Module]) -> None:
    if chance.random() < 0.3:
        other = chance.choice(others)
        imports.deferred.append(f"from .{other.name} import {other.functions[0]}")
    if chance.random() < 0.3:
        other = chance.choice(others)
        imports.typing_only.append(f"from .{other.name} import {other.classes[0]}")


def _add_cycle(imports: Imports, package: Package, sub_package: SubPackage, sub_place: int, place: int) -> None:
    """Two modules of every second package import each other, and every tenth package crashes on it."""
    first, second = sub_package.modules[:2]
    if sub_place == 3 and package.number % 2 == 0:
        imports.top += [[f"from . import {second.name}"], [f"from . import {first.name}"], []][min(place, 2)]
    if sub_place == 6 and package.number % 10 == 1:
        there = f"from .{second.name} import {second.classes[0]}"
        back = f"from .{first.name} import {first.classes[0]}"
        imports.top += [[there], [back], []][min(place, 2)]


def _add_missing(imports: Imports, count: int, module: Module) -> None:
    """A module that is nowhere: in every 50th module behind a guard, in every 250th without one."""
    if count % 50 == 7:
        imports.guarded.append(f"optional_{module.name}")
    if count % 250 == 13:
        imports.top.append(f"import missing_{module.name}")
    if count % 250 == 113:
        imports.top.append(f"from .nowhere_{module.name} import anything")


def _module_of(chance: random.Random, number: int) -> Module:
    return chance.choice(plan_package(number).modules)


def _absolute(chance: random.Random, module: Module) -> str:
    style = chance.random()
    if style < 0.2:
        return f"import {module.dotted}"
    if style < 0.4:
        return f"import {module.dotted} as {module.name}"
    return f"from {module.dotted} import {_some_names(chance, module)}"


def _some_names(chance: random.Random, module: Module) -> str:
    return ", ".join(sorted(chance.sample(module.names, chance.randint(1, min(3, len(module.names))))))
