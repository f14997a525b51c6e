"""Which files move where, and what every module is called before and after; it reads no source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from importls.editor.files import module_of
from importls.paths import base_name, is_below, parent, relative_parts
from importls.project import FoundFiles, assemble_project
from resolver.file_system import Kind
from resolver.file_system.moved import MovedFiles
from resolver.module_name import ancestors

if TYPE_CHECKING:
    from importls.project import SourceFile
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


@dataclass(frozen=True)
class Moves:
    """A project, and paths that move: from the absolute path of a file or folder to where it goes.

    Stub files beside moved modules are among them.
    """

    snapshot: Snapshot
    paths: Mapping[str, str]

    @cached_property
    def disk(self) -> MovedFiles:
        """The disk after the moves."""
        return MovedFiles(self.snapshot.file_system, self.paths)

    @cached_property
    def files(self) -> Mapping[str, SourceFile]:
        """Every checked file, and every stub file beside one, by its path before the moves."""
        checked = {path: module.file for path, module in self.snapshot.modules.items()}
        return {**checked, **{path: module_of(self.snapshot, path).file for path in self._stubs()}}

    @cached_property
    def after(self) -> Mapping[str, SourceFile]:
        """The files as they will be called, by their paths before the moves."""
        environment, roots = self.snapshot.environment, self.snapshot.project.roots
        later = {new: path for path in self.files if (new := self.disk.moved(path)) != path or self._regroups}
        project = assemble_project(
            self.disk,
            FoundFiles(tuple(later), (), ()),
            checked=(),
            search_path=[entry.path for entry in environment.sys_path],
            configured_roots=[self.disk.moved(root.path) for root in roots],
            mapped={name: self.disk.moved(place) for name, place in environment.mapped_modules.items()},
        )
        return {**self.files, **{later[file.path]: file for file in project.files}}

    @property
    def unreachable(self) -> tuple[str, ...]:
        """The new paths of files that a root leads to now, and none then."""
        roots = {root.path for root in self.snapshot.project.roots}
        after = {self.disk.moved(root) for root in roots}
        moved = ((file, self.after[path]) for path, file in self.files.items() if self.disk.moved(path) != path)
        return tuple(new.path for old, new in moved if old.root.path in roots and new.root.path not in after)

    @cached_property
    def _regroups(self) -> bool:
        """Whether files that stay may be called otherwise, because a folder becomes a package or none."""
        return any(base_name(path) == "__init__.py" for pair in self.paths.items() for path in pair)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The dotted names that change, of modules and of packages without a file, with what they become."""
        found = {
            file.name: self.after[path].name
            for path, file in reversed(tuple(self.files.items()))
            if self.after[path].name != file.name
        }
        return {**found, **self._namespaces(found)}

    def _namespaces(self, found: Mapping[str, str]) -> dict[str, str]:
        """The packages without a file of their own of which everything goes the same way."""
        modules = {file.name for file in self.files.values()}
        images: dict[str, set[str]] = {}
        for name in modules:
            for package in ancestors(name):
                if package not in modules:
                    rest = name[len(package) :]
                    new = found.get(name, name)
                    images.setdefault(package, set()).add(new.removesuffix(rest) if new.endswith(rest) else "")
        return {name: new for name, (new, *others) in images.items() if new and not others and new != name}

    @cached_property
    def apart(self) -> frozenset[str]:
        """The names that do not simply go with the package that they lie in."""
        return frozenset(name for name, new in self.names.items() if self._goes_apart(name, new))

    def _goes_apart(self, name: str, new: str) -> bool:
        package, _, last = name.rpartition(".")
        return not package or new != f"{self.names.get(package, package)}.{last}"

    @cached_property
    def holders(self) -> frozenset[str]:
        """The packages around what goes apart: who has one of them at hand may reach into what moves."""
        return frozenset(package for name in self.apart for package in ancestors(name))

    @cached_property
    def words(self) -> frozenset[str]:
        """The last parts of names that go apart: whoever names something that moves writes one of them."""
        return frozenset(name.rpartition(".")[2] for name in self.apart)

    def name_of(self, name: str, spec: ModuleSpec | None) -> str:
        """What a module that an import calls `name`, and that was found there, is to be called from then on."""
        origin = None if spec is None else spec.origin
        file = None if origin is None else self.files.get(origin)
        if file is not None and file.name == name:
            return self.after[file.path].name
        if origin is None or self.disk.moved(origin) == origin:
            return self.names.get(name, self._below(name)) if origin is None else name
        return self._from_folder(name, origin) or (self.after[origin].name if file is not None else name)

    def _below(self, name: str) -> str:
        """The name of what is not there below a package that moves as a folder."""
        for package in reversed(tuple(ancestors(name))):
            if package in self.names:
                return self.names[package] + name[len(package) :]
        return name

    def _from_folder(self, name: str, origin: str) -> str | None:
        """The name of a file as counted from the folder that it was counted from before."""
        parts = name.split(".")
        folder = _stem(origin)
        for part in reversed(parts):
            if base_name(folder) != part:
                return None
            folder = parent(folder)
        new, base = _stem(self.disk.moved(origin)), self.disk.moved(folder)
        return ".".join(relative_parts(new, base)) if is_below(new, base) else None

    def _stubs(self) -> Iterator[str]:
        for path in self.snapshot.modules:
            stub = f"{path}i"
            if path.endswith(".py") and self.snapshot.file_system.kind(stub) is Kind.FILE:
                yield stub


def with_stubs(snapshot: Snapshot, paths: Mapping[str, str]) -> dict[str, str]:
    """The moves, and those of the stub files that lie beside modules that move."""
    kind = snapshot.file_system.kind
    modules = {old: new for old, new in paths.items() if old.endswith(".py") and new.endswith(".py")}
    stubs = {f"{old}i": f"{new}i" for old, new in modules.items() if kind(f"{old}i") is Kind.FILE}
    return {**{old: new for old, new in stubs.items() if kind(new) is None}, **paths}


def _stem(path: str) -> str:
    """A module's path without its suffix, that of a package without its file."""
    name = base_name(path)
    stem = name.partition(".")[0]
    return parent(path) if stem == "__init__" else path[: len(path) - len(name) + len(stem)]
