"""The modules of a view in the packages around them, for pictures that draw boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.graph_view import GraphView, ViewedModule


@dataclass(frozen=True, slots=True)
class PackageTree:
    """A package: its modules, each with its name as seen from the package, and the packages in it."""

    name: str
    modules: list[tuple[ViewedModule, str]] = field(default_factory=list)
    packages: list[PackageTree] = field(default_factory=list)


def package_tree(view: GraphView) -> PackageTree:
    """The tree of all packages of which more than one module is seen; its root has no name."""
    return _tree("", list(view.modules))


def _tree(package: str, modules: Sequence[ViewedModule]) -> PackageTree:
    tree = PackageTree(package)
    depth = len(package.split(".")) if package else 0
    groups: dict[str, list[ViewedModule]] = {}
    for module in modules:
        parts = module.dotted.split(".")
        groups.setdefault(".".join(parts[: depth + 1]), []).append(module)
    for name, group in groups.items():
        if name == package or len(group) == 1:
            tree.modules.extend((module, _label(module, package)) for module in group)
        else:
            tree.packages.append(_tree(name, group))
    return tree


def _label(module: ViewedModule, package: str) -> str:
    if module.dotted == package:
        return "__init__"
    return module.name.removeprefix(f"{package}.") if package else module.name
