"""What may stand next in an import statement: modules along the real search path, and the names of a module.

Only the text before the place is read: the statement is not finished, and the file may not parse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from importls.editor.entry_points import entry_points, is_manifest
from importls.facts.bindings import MODULE_ATTRIBUTES
from importls.facts.imports import Position
from importls.facts.lines import lines_of
from importls.module_names import names_of
from resolver.machinery import Loader, ModuleSpec
from resolver.module_name import absolute_name
from resolver.resolution import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importls.module import Module
    from importls.snapshot import Snapshot

_MOST_LINES = 200
"""Of one statement."""
_START = r"(?:^|[;:])[ \t]*(?:lazy[ \t]+)?"
_OPEN = re.compile(_START + r"from\b[^()#]*\bimport[ \t]*\([^()]*\Z")
_CONTINUED = re.compile(r"\\[ \t]*\Z")
_MODULES = re.compile(_START + r"import[ \t]+(?:[^#]*,)?[ \t]*([\w.]*)\Z")
_FROM = re.compile(_START + r"from[ \t]*(\.*)((?<=[ \t.])[\w.]*)\Z")
_NAMES = re.compile(_START + r"from[ \t]*(\.*)[ \t]*([\w.]*)[ \t]+import\b[ \t]*\(?(?:[^()]*,)?[ \t\n]*(\w*)\Z")
_COMMENT = re.compile(r"#[^\n]*")


class CandidateKind(Enum):
    """What a candidate is."""

    MODULE = "module"
    PACKAGE = "package"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`label` is what would be written next, in place of what begins at the place already.

    `module` is the absolute name of the module that it is, or that has the name. `is_own` tells what belongs to the
    project.
    """

    label: str
    kind: CandidateKind
    module: str
    is_own: bool


def completions(snapshot: Snapshot, module: Module, place: Position) -> tuple[Candidate, ...]:
    """What may stand at the place, by name; nothing where it is in no import statement and no entry point."""
    if is_manifest(module.path):
        return tuple(_in_entry_point(snapshot, module, place))
    before = _statement_before(snapshot.text(module.path), place)
    if match := _NAMES.search(before):
        return tuple(_names(snapshot, module, len(match[1]), match[2]))
    if match := _FROM.search(before):
        return tuple(_modules(snapshot, module, len(match[1]), match[2]))
    if match := _MODULES.search(before):
        return tuple(_modules(snapshot, module, 0, match[1]))
    return ()


def _in_entry_point(snapshot: Snapshot, module: Module, place: Position) -> Iterator[Candidate]:
    for point in entry_points(module.path, snapshot.text(module.path)):
        written = place.column - point.start.column
        if point.start.line != place.line or written < 0:
            continue
        if written <= len(point.module):
            yield from _modules(snapshot, module, 0, point.module[:written])
        elif written <= len(point.module) + 1 + len(point.object.partition(".")[0]):
            candidates = _names(snapshot, module, 0, point.module)
            yield from (candidate for candidate in candidates if candidate.kind is CandidateKind.NAME)


def _statement_before(text: str, place: Position) -> str:
    """The lines of the statement up to the place, in brackets or continued, without comments."""
    lines = lines_of(text)
    if not 0 < place.line <= len(lines):
        return ""
    before = lines[place.line - 1][: place.column - 1]
    start = place.line - 1
    while start > 0 and _CONTINUED.search(lines[start - 1]):
        start -= 1
        before = _CONTINUED.sub(" ", lines[start]) + before
    whole = before
    for number in range(start - 1, max(-1, start - 1 - _MOST_LINES), -1):
        whole = f"{lines[number]}\n{whole}"
        plain = _COMMENT.sub("", whole)
        if ")" in _COMMENT.sub("", lines[number]):
            break
        if _OPEN.search(plain):
            return plain
    return "" if "#" in before else before


def _modules(snapshot: Snapshot, module: Module, level: int, written: str) -> Iterator[Candidate]:
    """The modules below what is written up to its last dot."""
    above = written.rpartition(".")[0]
    package = _absolute(module, level, above) if level or above else None
    if package == "" or (package is None and (level or above)):
        return
    for info in snapshot.search.iter_modules(module.file, package):
        if info.spec.origin != module.path:
            yield _candidate(snapshot, info.name, info.spec)


def _absolute(module: Module, level: int, written: str) -> str | None:
    if not level:
        return written
    return absolute_name(written, level, module.file.package) if module.file.package else None


def _candidate(snapshot: Snapshot, name: str, spec: ModuleSpec) -> Candidate:
    kind = CandidateKind.PACKAGE if spec.is_package else CandidateKind.MODULE
    return Candidate(name.rpartition(".")[2], kind, name, _is_own(snapshot, spec))


def _is_own(snapshot: Snapshot, spec: ModuleSpec) -> bool:
    if spec.origin is not None:
        return spec.origin in snapshot.modules
    roots = tuple(root.path for root in snapshot.project.roots)
    return any(folder.startswith(roots) for folder in spec.submodule_search_locations or ())


def _names(snapshot: Snapshot, module: Module, level: int, written: str) -> Iterator[Candidate]:
    """The names of the module, then its submodules that are no names of it."""
    name = _absolute(module, level, written)
    found = snapshot.search.find_spec(module.file, name) if name else None
    if name is None or not isinstance(found, Found):
        return
    own = _is_own(snapshot, found.spec)
    seen = set()
    for bound in sorted(_bound(snapshot, found.spec)):
        seen.add(bound)
        yield Candidate(bound, CandidateKind.NAME, name, own)
    for info in snapshot.search.iter_modules(module.file, name) if snapshot.search.is_package(found) else ():
        candidate = _candidate(snapshot, info.name, info.spec)
        if candidate.label not in seen and info.spec.origin != module.path:
            yield candidate


def _bound(snapshot: Snapshot, spec: ModuleSpec) -> frozenset[str]:
    """What is known of the names of a module, be it not all."""
    if spec.loader is not Loader.SOURCE_FILE or spec.origin is None:
        return frozenset()
    names = names_of(snapshot, spec)
    if names is None:
        reading = snapshot.reading(spec.origin)
        names = snapshot.quick_names(spec.origin) if reading is None else reading.names
    return names - MODULE_ATTRIBUTES - {"", "__path__"}
