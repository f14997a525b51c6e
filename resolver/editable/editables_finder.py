"""The finder of the `editables` library, which hatchling (`dev-mode-exact`) and pdm-backend use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from resolver.editable.literals import calls, statements
from resolver.editable.specs import Surroundings, spec_from_file_location
from resolver.machinery import ModuleSpec


@dataclass(frozen=True, slots=True)
class EditablesFinder:
    """What one `_editable_impl_<name>.py` tells the `RedirectingFinder`, which stands after `PathFinder`.

    `mapping` gives the file of each top-level module.
    """

    in_front: ClassVar[bool] = False
    class_name: ClassVar[str] = "RedirectingFinder"

    source: str
    mapping: Mapping[str, str]

    def find_spec(self, surroundings: Surroundings, name: str, path: Iterable[str]) -> ModuleSpec | None:  # noqa: ARG002 - top-level names have no path
        """`RedirectingFinder.find_spec`."""
        location = None if "." in name else self.mapping.get(name)
        return None if location is None else spec_from_file_location(surroundings, name, location)

    def entry_finder(self, surroundings: Surroundings, entry: str) -> None:  # noqa: ARG002 - it has no path hook
        """None: it has no path hook."""
        return


def read_editables_finder(source: bytes, path: str) -> EditablesFinder | None:
    """The finder of the generated module at `path`, None where its source is no such module."""
    if b"map_module" not in source:
        return None
    mapping: dict[str, str] = {}
    for function, arguments, _ in calls(statements(source)):
        match arguments:
            case [str() as name, str() as file] if function == "map_module":
                mapping[name] = file
            case _:
                pass
    return EditablesFinder(path, mapping) if mapping else None
