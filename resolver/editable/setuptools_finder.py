"""The finder that setuptools generates for an editable install: `__editable___<name>_finder.py`, since version 64."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from resolver.editable.literals import assigned, statements, string_lists, strings
from resolver.editable.specs import Surroundings, spec_from_file_location
from resolver.file_system import Kind
from resolver.machinery import Loader, ModuleSpec
from resolver.paths import flavour


class Generation(Enum):
    """How the finder treats what is below a mapped name."""

    TEXT_PREFIX = "64 to 65.2"
    """Every name that begins with the mapped text, `pkgs` for `pkg` too, by joining paths."""
    PREFIX = "65.3 to 67"
    """Every name below the mapped one, by joining paths."""
    CHILDREN = "68 and later"
    """Immediate children, through PathFinder."""


@dataclass(frozen=True, slots=True)
class SetuptoolsFinder:
    """The literals of one generated module. It stands at the end of `sys.meta_path`, after `PathFinder`.

    `mapping` gives a module name's path, without suffix. `namespaces` gives the portions of namespace packages; they
    are found through `placeholder`, an entry of `sys.path` that only this finder's path hook takes, and that may
    itself be among the portions.
    """

    in_front: ClassVar[bool] = False
    class_name: ClassVar[str] = "_EditableFinder"

    source: str
    mapping: Mapping[str, str]
    namespaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    placeholder: str | None = None
    generation: Generation = Generation.CHILDREN

    def find_spec(self, surroundings: Surroundings, name: str, path: Iterable[str]) -> ModuleSpec | None:  # noqa: ARG002 - the finder of setuptools ignores it too
        """`_EditableFinder.find_spec`."""
        if self.generation is not Generation.CHILDREN:
            return self._find_by_prefix(surroundings, name)
        location = self.mapping.get(name)
        if location is not None:
            return _find_candidate(surroundings, name, location)
        parent = self.mapping.get(name.rpartition(".")[0])
        return None if parent is None else surroundings.find_below(name, (parent,))

    def entry_finder(self, surroundings: Surroundings, entry: str) -> SetuptoolsNamespaces | None:  # noqa: ARG002 - its hook asks nobody
        """`_EditableNamespaceFinder._path_hook`."""
        return SetuptoolsNamespaces(self.namespaces) if entry == self.placeholder else None

    def _find_by_prefix(self, surroundings: Surroundings, name: str) -> ModuleSpec | None:
        """The last mapped name that begins this one decides."""
        textual = self.generation is Generation.TEXT_PREFIX
        for package, location in reversed(list(self.mapping.items())):
            if name == package or name.startswith(package if textual else package + "."):
                rest = name.replace(package, "", -1 if textual else 1).strip(".").split(".")
                parts = [location, *filter(None, rest)]
                return _find_candidate(surroundings, name, surroundings.file_system.separator.join(parts))
        return None


@dataclass(frozen=True, slots=True)
class SetuptoolsNamespaces:
    """`_EditableNamespaceFinder`: it takes one made-up entry of `sys.path` and knows namespace packages only."""

    class_name: ClassVar[str] = "_EditableNamespaceFinder"

    namespaces: Mapping[str, tuple[str, ...]]

    def find_spec(self, name: str) -> ModuleSpec | None:
        """A portion or None."""
        portions = self.namespaces.get(name)
        return None if portions is None else ModuleSpec(name, None, submodule_search_locations=portions)

    def module_names(self) -> list[str]:
        """The last parts of the names of all namespace packages that it may know."""
        return [name.rpartition(".")[2] for name in self.namespaces]


def read_setuptools_finder(source: bytes, path: str) -> SetuptoolsFinder | None:
    """The finder of the generated module at `path`, None where its source is no such module."""
    if b"MAPPING" not in source:
        return None
    literals = assigned(statements(source))
    if not isinstance(literals.get("MAPPING"), dict):
        return None
    mapping = strings(literals["MAPPING"])
    placeholder = literals.get("PATH_PLACEHOLDER")
    placeholder = placeholder if isinstance(placeholder, str) else None
    always = placeholder if b"[*paths, PATH_PLACEHOLDER]" in source else None
    return SetuptoolsFinder(
        source=path,
        mapping=mapping,
        namespaces={
            name: _portions(paths, mapping.get(name), placeholder, always)
            for name, paths in string_lists(literals.get("NAMESPACES")).items()
        },
        placeholder=placeholder,
        generation=_generation(source),
    )


def _generation(source: bytes) -> Generation:
    if b"_find_spec(fullname, Path(pkg_path, *rest))" not in source:
        return Generation.CHILDREN
    return Generation.PREFIX if b"fullname == pkg" in source else Generation.TEXT_PREFIX


def _portions(paths: list[str], mapped: str | None, placeholder: str | None, always: str | None) -> tuple[str, ...]:
    """`_EditableNamespaceFinder._paths`: never empty, since setuptools 70 always with the placeholder (`always`)."""
    if always is not None:
        return (*(paths or ([mapped] if mapped else [])), always)
    # Before that an empty list gave way to the mapped path, a string, of which PathFinder takes the characters.
    return tuple(paths or mapped or ([placeholder] if placeholder else []))


def _find_candidate(surroundings: Surroundings, name: str, path: str) -> ModuleSpec | None:
    """`_EditableFinder._find_spec`: unlike in `FileFinder`, `__init__.py` comes first and extensions last."""
    separator = surroundings.file_system.separator
    details = surroundings.loaders.details
    suffixes = [suffix for suffix, _, loader in details if loader is not Loader.EXTENSION_FILE]
    suffixes += [suffix for suffix, _, loader in details if loader is Loader.EXTENSION_FILE]
    stem = flavour(separator).splitext(path)[0]
    for candidate in (path + separator + "__init__.py", *(stem + suffix for suffix in suffixes)):
        if surroundings.file_system.kind(candidate) in {Kind.FILE, Kind.DIRECTORY}:
            return spec_from_file_location(surroundings, name, candidate)
    return None
