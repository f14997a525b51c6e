"""Walks the paths that a user named and finds the Python files below them; it reads no source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importls.ignore_files import IgnoreRules
from importls.paths import is_below
from importls.project import PROJECT_MARKERS, FoundFiles
from resolver.file_system import FileSystem, Kind, links_in
from resolver.paths import join

SKIPPED_FOLDERS = frozenset({"__pycache__", "__pypackages__", "node_modules", "site-packages", "dist-packages"})
"""Folders that hold no first-party source; hidden folders, environments and templates (`{{name}}`) are skipped too."""

ENVIRONMENT_MARKERS = frozenset({"pyvenv.cfg", "conda-meta"})


def find_files(
    file_system: FileSystem, paths: Sequence[str], exclude: Sequence[str] = (), exclude_from: str | None = None
) -> FoundFiles:
    """Every Python file at or below the paths, in order.

    What git ignores, what matches `exclude` (patterns as in `.gitignore`, which count from the folder `exclude_from`,
    or from the folder walked), hidden folders and environments are skipped below a path, but never a path that was
    named itself.
    """
    walk = _Walk(file_system, tuple(exclude), exclude_from)
    for path in paths:
        walk.visit_named(path)
    return FoundFiles(tuple(sorted(walk.files)), tuple(sorted(walk.project_folders)), tuple(walk.problems))


@dataclass(slots=True)
class _Walk:
    file_system: FileSystem
    exclude: tuple[str, ...]
    exclude_from: str | None
    files: set[str] = field(default_factory=set)
    project_folders: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seen_folders: set[str] = field(default_factory=set)

    def visit_named(self, path: str) -> None:
        kind = self.file_system.kind(path)
        if kind is Kind.FILE:
            self._visit_named_file(path)
        elif kind is Kind.DIRECTORY:
            self._visit_tree(path)
        elif kind is None:
            self.problems.append(f"{path}: no such file or folder")
        else:
            self.problems.append(f"{path}: neither a regular file nor a folder")

    def _visit_named_file(self, path: str) -> None:
        if not path.endswith((".py", ".pyw", ".pyi")) and self._is_binary(path):
            self.problems.append(f"{path}: a binary file, not Python source")
            return
        self.files.add(path)

    def _is_binary(self, path: str) -> bool:
        try:
            return b"\0" in self.file_system.read_bytes(path)
        except OSError:
            return False

    def _visit_tree(self, top: str) -> None:
        base = self.exclude_from if self.exclude_from is not None and is_below(top, self.exclude_from) else top
        rules = IgnoreRules.above(self.file_system, top).with_patterns(base, self.exclude)
        work = [(top, rules)]
        while work:
            folder, rules = work.pop()
            work.extend(self._visit_folder(folder, rules))

    def _visit_folder(self, folder: str, rules: IgnoreRules) -> Iterator[tuple[str, IgnoreRules]]:
        """Note the files of one folder, and give the folders below it that are to be walked."""
        if folder in self.seen_folders:
            return
        self.seen_folders.add(folder)
        listing = self.file_system.list_directory(folder)
        if listing is None:
            self.problems.append(f"{folder}: the folder cannot be read")
            return
        if any(marker in listing for marker in PROJECT_MARKERS) and "__init__.py" not in listing:
            self.project_folders.append(folder)
        if ".gitignore" in listing:
            rules = rules.with_file(self.file_system, folder)
        links = links_in(listing)
        prefix = join(self.file_system.separator, folder, "")
        for name, kind in sorted(listing.items()):
            path = prefix + name
            if kind is Kind.FILE and name.endswith(".py") and not rules.ignores(path, is_folder=False):
                self.files.add(path)
            elif kind is not Kind.DIRECTORY or name in links or not _is_walked_by_name(name):
                continue
            elif self._is_walked(path) and not rules.ignores(path, is_folder=True):
                yield path, rules

    def _is_walked(self, path: str) -> bool:
        """A linked folder is not followed: it may lead back here or out of the project, and is checked where it is."""
        # The junctions of Windows are in no listing's links.
        if self.file_system.separator == "\\" and self.file_system.read_link(path) is not None:
            return False
        return ENVIRONMENT_MARKERS.isdisjoint(self.file_system.list_directory(path) or {})


def _is_walked_by_name(name: str) -> bool:
    return not name.startswith(".") and "{{" not in name and name not in SKIPPED_FOLDERS
