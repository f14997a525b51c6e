"""What a package will consist of: its modules, and the names each promises to bind. It knows no statements.

Names are promised before a line is written, so that modules can import from one another in circles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.differential.generated_packages.draw import Draw

TOPS = ["shop", "forum", "ledger", "atlas", "depot"]
PACKAGES = ["api", "core", "plugins", "storage", "web", "jobs"]
MODULES = [
    "orders",
    "users",
    "items",
    "events",
    "forms",
    "rates",
    "routes",
    "mails",
    "stocks",
    "labels",
    "tokens",
    "parts",
]
LONE = ["settings_of_site", "conftools", "hooks_of_site"]

DISORDER = [0.0, 0.0, 0.02, 0.05, 0.1]

KINDS = [
    (5.0, "function"),
    (5.0, "class"),
    (5.0, "constant"),
    (1.0, "flag"),
    (1.2, "decorator"),
    (0.7, "decorator_factory"),
    (0.5, "wrapper"),
    (0.5, "metaclass"),
    (0.7, "enum"),
    (0.7, "generator"),
    (0.3, "coroutine"),
]

NAMES = {
    "function": ["load_{0}", "find_{0}", "make_{0}"],
    "class": ["{1}", "{1}Store", "{1}Base"],
    "constant": ["{2}_LIMIT", "{2}_FIELDS", "DEFAULT_{2}"],
    "flag": ["USE_{2}", "DEBUG_{2}"],
    "decorator": ["on_{0}", "checks_{0}"],
    "decorator_factory": ["handles_{0}", "tagged_{0}"],
    "wrapper": ["cached_{0}", "logged_{0}"],
    "metaclass": ["{1}Meta"],
    "enum": ["{1}State", "{1}Level"],
    "generator": ["iter_{0}", "walk_{0}"],
    "coroutine": ["fetch_{0}"],
}


@dataclass(frozen=True)
class Export:
    """A promised name. Code that runs in a call may only call what has a lower rank, so that no call is endless."""

    name: str
    kind: str
    rank: int


@dataclass(frozen=True)
class Module:
    """In good order a module imports only modules of lower levels; packages stand above what is in them."""

    name: str
    level: int
    is_package: bool
    exports: tuple[Export, ...]

    @property
    def package(self) -> str:
        """`__package__`: empty for a module that is in no package."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def path(self) -> str:
        return self.name.replace(".", "/") + ("/__init__.py" if self.is_package else ".py")


@dataclass(frozen=True)
class Plan:
    modules: tuple[Module, ...]
    version: tuple[int, int]
    # How probable it is that a statement which runs at import looks upwards.
    disorder: float
    # What a package takes from the modules below it and offers as its own.
    reexports: dict[str, tuple[tuple[Module, Export], ...]]

    def offers(self, module: Module) -> list[Export]:
        return [*module.exports, *(export for _, export in self.reexports.get(module.name, ()))]

    def below(self, module: Module) -> list[Module]:
        """The modules directly in a package."""
        return [other for other in self.modules if other.name.rpartition(".")[0] == module.name]


def make_plan(draw: Draw, version: tuple[int, int]) -> Plan:
    names, packages = _names(draw)
    ranks = iter(draw.shuffled(range(len(names) * 6)))
    shuffled = draw.shuffled(names)
    in_order = sorted(shuffled, key=lambda name: (name in packages, -name.count(".") if name in packages else 0))
    modules = [
        Module(name, in_order.index(name), name in packages, _exports(draw, name, name in packages, ranks))
        for name in names
    ]
    reexports = {module.name: _reexports(draw, module, modules) for module in modules}
    return Plan(tuple(modules), version, draw.pick(DISORDER), reexports)


def _names(draw: Draw) -> tuple[list[str], set[str]]:
    """The names of all modules, and which are packages with an `__init__`."""
    top = draw.pick(TOPS)
    names: list[str] = []
    packages: set[str] = set()
    folders: list[str] = []
    _add_folder(draw, top, 0.08, names, packages, folders)
    size = 4 + draw.below(9)
    while len(names) < size:
        folder = draw.pick(folders)
        if folder.count(".") < 2 and draw.chance(0.22):
            _add_folder(draw, f"{folder}.{draw.pick(PACKAGES)}", 0.2, names, packages, folders)
        else:
            name = f"{folder}.{draw.pick(MODULES)}"
            names += [name] if name not in names else []
    if draw.chance(0.15):
        names.append(draw.pick(LONE))
    return names, packages


def _add_folder(
    draw: Draw, folder: str, namespace: float, names: list[str], packages: set[str], folders: list[str]
) -> None:
    """A package, which is never empty; with that probability a namespace package."""
    if folder in folders:
        return
    folders.append(folder)
    if not draw.chance(namespace):
        packages.add(folder)
        names.append(folder)
    names.append(f"{folder}.{draw.pick(MODULES)}")


def _exports(draw: Draw, name: str, is_package: bool, ranks: Iterator[int]) -> tuple[Export, ...]:
    if is_package and draw.chance(0.5):
        return ()
    word = name.rpartition(".")[2].rstrip("s")
    found: dict[str, Export] = {}
    for _ in range(1 + draw.below(2) if is_package else 2 + draw.below(3)):
        kind = draw.weighted(KINDS)
        written = draw.pick(NAMES[kind]).format(word, word.title().replace("_", ""), word.upper())
        found.setdefault(written, Export(written, kind, next(ranks)))
    return tuple(found.values())


def _reexports(draw: Draw, package: Module, modules: Sequence[Module]) -> tuple[tuple[Module, Export], ...]:
    if not package.exports:
        return ()
    below = [module for module in modules if module.name.startswith(package.name + ".")]
    return tuple((module, export) for module in below for export in draw.some(module.exports, 0.3))[:5]
