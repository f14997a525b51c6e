"""What importing a module brings in, by package and by chain of imports, from what its simulation executes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from importls.simulation.machine import Started

Origin = Literal["project", "installed", "standard library"]


class PackageCost(msgspec.Struct, frozen=True):
    """The modules of one outermost package that are executed, and the bytes of their sources."""

    name: str
    origin: Origin
    modules: int
    size: int


class ChainCost(msgspec.Struct, frozen=True):
    """An import that leads into another package, and all that is executed because of it.

    What the standard library imports of itself is no such import. `chain` are the modules from the entry to the first
    one of that package, each imported by the one before. What an earlier import has brought in counts there, as in
    `python -X importtime`.
    """

    chain: tuple[str, ...]
    modules: int
    size: int


class ImportCost(msgspec.Struct, frozen=True):
    """What is executed: everything together, by package, and by chain, the heaviest first."""

    modules: int
    size: int
    packages: tuple[PackageCost, ...]
    chains: tuple[ChainCost, ...]


def import_cost(
    executed: Sequence[Started], size_of: Callable[[str], int], origin_of: Callable[[str | None], Origin]
) -> ImportCost:
    """The cost of what a trace has executed; linear in it but for the sorting.

    `size_of` gives the bytes of a file's source, `origin_of` where a file belongs, None for a module without one.
    """
    sizes = [0 if started.path is None else size_of(started.path) for started in executed]
    origins: dict[str, Origin] = {}
    packages: dict[str, PackageCost] = {}
    for started, size in zip(executed, sizes, strict=True):
        name = _outermost(started.name)
        origin = origins.setdefault(name, origin_of(started.path))
        before = packages.get(name) or PackageCost(name, origin, 0, 0)
        packages[name] = PackageCost(name, before.origin, before.modules + 1, before.size + size)
    return ImportCost(
        modules=len(executed),
        size=sum(sizes),
        packages=tuple(sorted(packages.values(), key=lambda one: (-one.size, -one.modules, one.name))),
        chains=tuple(sorted(_chains(executed, sizes, origins), key=lambda one: (-one.size, -one.modules, one.chain))),
    )


def _chains(executed: Sequence[Started], sizes: Sequence[int], origins: Mapping[str, Origin]) -> list[ChainCost]:
    """One for each module that another package imports first, with all that starts inside of it."""
    open_: list[int] = []
    chains: list[ChainCost] = []
    for number, started in enumerate(executed):
        while open_ and executed[open_[-1]].depth >= started.depth:
            open_.pop()
        importer = _outermost(executed[open_[-1]].name) if open_ else _outermost(started.name)
        if importer != _outermost(started.name) and origins[importer] != "standard library":
            end = next(
                (later for later in range(number + 1, len(executed)) if executed[later].depth <= started.depth),
                len(executed),
            )
            chain = (*(executed[above].name for above in open_), started.name)
            chains.append(ChainCost(chain, end - number, sum(sizes[number:end])))
        open_.append(number)
    return chains


def _outermost(name: str) -> str:
    return name.partition(".")[0]
