"""Which packages and modules a generated tree has and what each of them binds, before a line of it is written.

A package is planned from its number alone. So the tree of 1,000 files is the beginning of the tree of 10,000, and
what grows with size is size.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

FILES_PER_PACKAGE: Final = 200
FILES_PER_SUB_PACKAGE: Final = 20

QUALITIES: Final = (
    "amber ancient brisk calm clever coastal copper crisp distant eager early fading gentle golden hidden inner "
    "ivory late lively lucid mellow narrow northern open pale patient plain proper quick quiet"
).split()
THINGS: Final = (
    "archive atlas beacon bridge canal catalog cellar compass corridor delta depot engine estuary ferry forge "
    "garden gateway harbor island journal kernel ledger lantern market meadow mill orchard parlor pier quarry"
).split()
AREAS: Final = "accounts billing catalogue delivery events forms gateway history inventory jobs".split()
SUBJECTS: Final = (
    "address batch budget channel client contract customer deadline document entry filter group invoice item label "
    "limit message notice order parcel payment permit price profile quota record report request schedule session"
).split()
ROLES: Final = "adapter builder cache loader model parser policy reader registry service store writer".split()
CLASS_KINDS: Final = ("", "Error", "Options", "View")
VERBS: Final = "apply build collect describe find merge parse render store update".split()


@dataclass(frozen=True)
class Module:
    """A module of the tree: its dotted parent, its own name, and what other modules can import from it."""

    parent: str
    name: str
    classes: tuple[str, ...]
    functions: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """The absolute name."""
        return f"{self.parent}.{self.name}"

    @property
    def path(self) -> str:
        """The file's path below the tree, with slashes."""
        return self.dotted.replace(".", "/") + ".py"

    @property
    def names(self) -> tuple[str, ...]:
        """What it binds for others."""
        return self.classes + self.functions


@dataclass(frozen=True)
class SubPackage:
    """A sub-package: its dotted name and its modules, without its `__init__`."""

    name: str
    modules: tuple[Module, ...]


@dataclass(frozen=True)
class Package:
    """A top-level package of 200 files, `__init__` files counted."""

    number: int
    name: str
    sub_packages: tuple[SubPackage, ...]

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """All modules in the order of their layers: a module imports earlier ones."""
        return tuple(module for sub_package in self.sub_packages for module in sub_package.modules)


def packages(files: int) -> Iterator[Package]:
    """The packages that a tree of so many files needs; of the last one there may be too much."""
    for number in range(-(-files // FILES_PER_PACKAGE)):
        yield plan_package(number)


@lru_cache(maxsize=64)
def plan_package(number: int) -> Package:
    """The package with this number, always the same."""
    chance = random.Random(f"package {number}")
    name = package_name(number)
    sub_packages = []
    for place, area in enumerate(AREAS):
        # The last sub-package has one module less: the package's own `__init__` makes up for it.
        modules = FILES_PER_SUB_PACKAGE - (2 if place == len(AREAS) - 1 else 1)
        sub_packages.append(_plan_sub_package(chance, f"{name}.{area}", modules))
    return Package(number, name, tuple(sub_packages))


def package_name(number: int) -> str:
    """`amber_archive`, `ancient_archive`, …: nine hundred names, then with a number behind."""
    repeat, place = divmod(number, len(QUALITIES) * len(THINGS))
    name = f"{QUALITIES[place % len(QUALITIES)]}_{THINGS[place // len(QUALITIES)]}"
    return f"{name}_{repeat}" if repeat else name


def _plan_sub_package(chance: random.Random, name: str, modules: int) -> SubPackage:
    names = chance.sample([f"{subject}_{role}" for subject in SUBJECTS for role in ROLES], modules)
    return SubPackage(name, tuple(_plan_module(chance, name, module) for module in names))


def _plan_module(chance: random.Random, parent: str, name: str) -> Module:
    camel = name.title().replace("_", "")
    classes = tuple(f"{camel}{kind}" for kind in CLASS_KINDS[: chance.randint(1, 3)])
    functions = tuple(f"{verb}_{name}" for verb in chance.sample(VERBS, chance.randint(2, 5)))
    return Module(parent, name, classes, functions)
