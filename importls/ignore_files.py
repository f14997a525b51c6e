"""What git would ignore, from `.gitignore` files and configured patterns; git itself is not asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importls.paths import ancestors, relative_parts
from resolver.paths import join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pathspec import GitIgnoreSpec

    from resolver.file_system import FileSystem


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The patterns in force in one folder: each spec with the folder that its patterns count from, outermost first."""

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, file_system: FileSystem, top: str) -> IgnoreRules:
        """The rules that hold in `top` before its own `.gitignore`: those of the repository around it.

        A folder that is ignored itself but was named by the user is walked without the rules that ignore it.
        """
        rules = cls()
        for folder in reversed(list(_folders_up_to_repository(file_system, top))):
            rules = rules.with_file(file_system, folder)
        return cls() if rules.ignores(top, is_folder=True) else rules

    def with_patterns(self, folder: str, patterns: Sequence[str]) -> IgnoreRules:
        """These rules and patterns that count from the folder."""
        return replace(self, specs=(*self.specs, (folder, _spec(patterns)))) if patterns else self

    def with_file(self, file_system: FileSystem, folder: str) -> IgnoreRules:
        """These rules and those of the folder's own `.gitignore`, where there is one that can be read."""
        try:
            content = file_system.read_bytes(join(file_system.separator, folder, ".gitignore"))
        except OSError:
            return self
        lines = content.decode("utf-8", "replace").splitlines()
        return replace(self, specs=(*self.specs, (folder, _spec(lines))))

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether the innermost pattern that matches the path says so."""
        for folder, spec in reversed(self.specs):
            relative = "/".join(relative_parts(path, folder))
            result = spec.check_file(relative + "/" if is_folder else relative)
            if result.include is not None:
                return result.include
        return False


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  # needed only where there are patterns; start-up stays lean

    valid = []
    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue  # git warns about such a pattern and goes on without it.
        valid.append(line)
    return GitIgnoreSpec.from_lines(valid)


def _folders_up_to_repository(file_system: FileSystem, top: str) -> Iterator[str]:
    """The folders above `top` up to the one with `.git`; nothing where there is no repository around it."""
    folders = []
    if ".git" in (file_system.list_directory(top) or {}):
        return
    for folder in ancestors(top):
        folders.append(folder)
        if ".git" in (file_system.list_directory(folder) or {}):
            yield from folders
            return
