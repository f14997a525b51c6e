"""Finders that well-known packages append to `sys.meta_path` when they run: six and its vendored copies, setuptools.

They are recognised by their source, and know only names below the module that installs them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from resolver.machinery import Loader, ModuleSpec

IsPackage = Callable[[str], bool | None]
"""Whether a module is a package; None where it cannot be found."""

_NEEDED_EXTENSIONS = {"tkinter": "_tkinter"}
"""Standard packages that cannot be imported without an extension that a build may lack."""


@dataclass(frozen=True, slots=True)
class SixFinder:
    """`_SixMetaPathImporter` of the module `name`; `moved` is by what follows that in a name.

    A value is the name of the module that stands there, None for a module that six makes, empty for such a package.
    """

    class_name: ClassVar[str] = "_SixMetaPathImporter"

    name: str
    moved: Mapping[str, str | None]

    def find_spec(self, name: str, is_package: IsPackage) -> ModuleSpec | None:
        """A package where the module that stands there can be imported and is one (`spec_from_loader`)."""
        tail = name.removeprefix(self.name + ".")
        if tail == name or tail not in self.moved:
            return None
        target = self.moved[tail]
        package = _is_importable_package(target, is_package) if target else target is not None
        return ModuleSpec(name, Loader.SIX, submodule_search_locations=() if package else None)

    def module_names(self) -> list[str]:
        """The dotted names that it may know."""
        return [f"{self.name}.{tail}" for tail in self.moved]

    def targets(self, name: str) -> tuple[str, ...]:
        """The module that `sys.modules` has under this name after its import; empty for one that six makes."""
        target = self.moved.get(name.removeprefix(self.name + "."))
        return (target,) if target else ()


def _is_importable_package(target: str, is_package: IsPackage) -> bool:
    extension = _NEEDED_EXTENSIONS.get(target.partition(".")[0])
    return bool(is_package(target)) and (extension is None or is_package(extension) is not None)


@dataclass(frozen=True, slots=True)
class VendorFinder:
    """`VendorImporter` of `pkg_resources.extern` and `setuptools.extern`."""

    class_name: ClassVar[str] = "VendorImporter"

    name: str
    vendored: tuple[str, ...]
    vendor_package: str

    def find_spec(self, name: str, is_package: IsPackage) -> ModuleSpec | None:  # noqa: ARG002 - as SixFinder has it
        """Whatever begins with a vendored name, whether it exists or not."""
        tail = name.removeprefix(self.name + ".")
        if tail == name or not tail.startswith(self.vendored):
            return None
        return ModuleSpec(name, Loader.VENDOR)

    def module_names(self) -> list[str]:
        """The dotted names that it takes; it takes those below them too."""
        return [f"{self.name}.{tail}" for tail in self.vendored]

    def targets(self, name: str) -> tuple[str, ...]:
        """The modules of which the first that exists is what `sys.modules` has under this name after its import."""
        tail = name.removeprefix(self.name + ".")
        return f"{self.vendor_package}.{tail}", tail


RunTimeFinder = SixFinder | VendorFinder


def run_time_finder(tree: ast.Module, name: str, version: tuple[int, int], platform: str) -> RunTimeFinder | None:
    """The finder that the body of the module `name` appends to `sys.meta_path`, if it is one of those known."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    if "_SixMetaPathImporter" in classes:
        finds_specs = any(getattr(node, "name", "") == "find_spec" for node in classes["_SixMetaPathImporter"].body)
        # Before 1.16 it only had find_module, which 3.12 does not ask any more.
        moved = _moved(tree, classes, version, platform) if finds_specs or version < (3, 12) else {}
        return SixFinder(name, moved)
    if "VendorImporter" in classes:
        return _vendor_finder(tree, name)
    return None


def _moved(
    tree: ast.Module, classes: Mapping[str, ast.ClassDef], version: tuple[int, int], platform: str
) -> dict[str, str | None]:
    """The `MovedModule(…)` of the module, then what `_importer._add_module` adds or replaces."""
    moved: dict[str, str | None] = {}
    for call in _calls(tree):
        match call:
            case ast.Call(func=ast.Name(id="MovedModule"), args=[ast.Constant(value=str() as name), *rest]):
                moved[f"moves.{name}"] = _target(rest[1], version) if len(rest) > 1 else name
            case ast.Call(func=ast.Attribute(attr="_add_module"), args=[module, *names]):
                value = "" if _is_package(module, classes) else None
                moved.update(
                    {n.value: value for n in names if isinstance(n, ast.Constant) and isinstance(n.value, str)}
                )
            case _:
                pass
    if platform != "win32":
        moved.pop("moves.winreg", None)
    return moved


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls of the module's own block, in the order written."""
    for statement in tree.body:
        if not isinstance(statement, ast.ClassDef | ast.FunctionDef):
            found = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
            yield from sorted(found, key=lambda call: (call.lineno, call.col_offset))


def _target(node: ast.expr, version: tuple[int, int]) -> str | None:
    """The third argument of `MovedModule`: a literal, or a choice by `sys.version_info`."""
    match node:
        case ast.Constant(value=str() as target):
            return target
        case ast.IfExp(
            test=ast.Compare(ops=[operator], comparators=[ast.Tuple(elts=numbers)]), body=body, orelse=other
        ):
            bound = tuple(number.value for number in numbers if isinstance(number, ast.Constant))
            newer = version >= bound
            return _target(body if newer is isinstance(operator, ast.GtE) else other, version)
        case _:
            return None


def _is_package(module: ast.expr, classes: Mapping[str, ast.ClassDef]) -> bool:
    """Whether the object is of a class that sets `__path__`; `moves` itself is."""
    match module:
        case ast.Call(func=ast.Name(id=name)) if name in classes:
            return any("__path__" in ast.dump(node) for node in classes[name].body if isinstance(node, ast.Assign))
        case ast.Name(id="moves"):
            return True
        case _:
            return False


def _vendor_finder(tree: ast.Module, name: str) -> VendorFinder | None:
    """From `VendorImporter(__name__, names, vendor_package).install()`, where `names` is a tuple of literals."""
    literals = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in _calls(tree):
        match call:
            case ast.Call(func=ast.Name(id="VendorImporter"), args=[_, names, *rest]):
                vendored = _strings(literals.get(names.id) if isinstance(names, ast.Name) else names)
                package = _strings(ast.Tuple([rest[0]])) if rest else (name.replace("extern", "_vendor"),)
                return VendorFinder(name, vendored, "".join(package))
            case _:
                pass
    return None


def _strings(node: ast.expr | None) -> tuple[str, ...]:
    elements = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []
    return tuple(item.value for item in elements if isinstance(item, ast.Constant) and isinstance(item.value, str))
