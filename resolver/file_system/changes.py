"""What changed on a disk: paths, and the same places by their real paths. It knows no listings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resolver.file_system import FileSystem
from resolver.paths import flavour, parent_folder


@dataclass(frozen=True, slots=True)
class Changes:
    """Places that were created, deleted or changed; what lies below a place has changed with it.

    `written` are the paths as they were given, `real` those with links in the folders above resolved, both normalised.
    `names` has the changed names by the real path of their folder. `links` says whether one of the places is or was a
    symbolic link: then other paths may lead elsewhere than before.
    """

    separator: str
    written: frozenset[str]
    real: frozenset[str]
    names: Mapping[str, frozenset[str]]
    links: bool

    def cover(self, path: str) -> bool:
        """Whether the path, as it is written, is one of the places or below one."""
        return _is_at_or_below(path, self.written, self.separator)

    def cover_real(self, path: str) -> bool:
        """The same for a real path."""
        return _is_at_or_below(path, self.real, self.separator)

    def names_in(self, real_folder: str) -> frozenset[str]:
        """What has changed directly in a folder."""
        return self.names.get(_normal(real_folder, self.separator), frozenset())


def changes_at(file_system: FileSystem, paths: Iterable[str], *, links: bool) -> Changes:
    """The changes at these absolute paths. `links` says whether one of them was a symbolic link before."""
    separator = file_system.separator
    normal = flavour(separator).normpath
    real: set[str] = set()
    names: dict[str, set[str]] = {}
    written = [normal(path) for path in paths]
    for path in written:
        folder = file_system.real_path(parent_folder(separator, path))
        name = path[len(parent_folder(separator, path)) :].lstrip(separator)
        real.add(_normal(flavour(separator).join(folder, name), separator))
        names.setdefault(_normal(folder, separator), set()).add(name)
        links = links or file_system.read_link(path) is not None
    return Changes(
        separator,
        frozenset(_normal(path, separator) for path in written),
        frozenset(real),
        {folder: frozenset(changed) for folder, changed in names.items()},
        links,
    )


def _normal(path: str, separator: str) -> str:
    """Equal for two spellings of a path; a root loses its separator, so that all folders are joined alike."""
    module = flavour(separator)
    normal: str = module.normcase(module.normpath(path))
    return normal.rstrip(separator)


def _is_at_or_below(path: str, places: frozenset[str], separator: str) -> bool:
    path = _normal(path, separator)
    while path not in places:
        path, found, _ = path.rpartition(separator)
        if not found:
            return False
    return True
