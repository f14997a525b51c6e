"""Which names of a module other modules take from it: by `from` imports, as attributes, in strings. Never too few.

What code outside of the project takes is not known. In a workspace of more than `MOST_MODULES` modules only those are
searched that stand in the same top-level package or import something of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

MOST_MODULES = 3_000

_ATTRIBUTE = re.compile(r"\b(\w++)\s*+\.\s*+(?=([^\W\d]\w*))")
_ATTRIBUTE_IN_ASCII = re.compile(_ATTRIBUTE.pattern, re.ASCII)
_BY_TEXT = re.compile(r"""(?:attr|patch\.object)\(\s*[\w.]+\s*,\s*["'](\w+)["']""")


@dataclass(frozen=True, slots=True)
class _Taken:
    """What all modules take: names by the file they come from, whole namespaces, attributes of anything so called."""

    names: frozenset[tuple[str, str]]
    stars: frozenset[str]
    attributes: frozenset[tuple[str, str]]
    aliases: Mapping[str, frozenset[str]]
    by_text: frozenset[str]


def is_taken(snapshot: Snapshot, path: str, name: str) -> bool:
    """Whether another module, or a string such as `"package.module.name"`, may take this name from a checked file.

    The texts are searched once, in linear time.
    """
    is_large = len(snapshot.modules) > MOST_MODULES
    top = snapshot.by_name(path).partition(".")[0] if is_large else ""
    taken = snapshot.table(("taken names", top), lambda: _taken(snapshot, tuple(_around(snapshot, top))))
    if (path, name) in taken.names or name in taken.by_text:
        return True
    if path in taken.stars and not name.startswith("_"):
        return True
    words = taken.aliases.get(path, frozenset()) | {snapshot.by_name(path).rpartition(".")[2]}
    return any((word, name) in taken.attributes for word in words)


def _around(snapshot: Snapshot, top: str) -> Iterator[Module]:
    """The modules of a top-level package and those that import something of it; all without its name."""
    for module in snapshot.modules.values():
        names = (module.name, *(imported.name for imported in module.imports if imported.found is not None))
        if not top or any(name.partition(".")[0] == top for name in names):
            yield module


def _taken(snapshot: Snapshot, modules: Sequence[Module]) -> _Taken:
    names: set[tuple[str, str]] = set()
    stars: set[str] = set()
    aliases: dict[str, frozenset[str]] = {}
    for module in modules:
        names.update(_taken_by_from(module))
        stars.update(_star_imported(module))
        for origin, alias in _aliases(module):
            aliases[origin] = aliases.get(origin, frozenset()) | {alias}
    words = {module.name.rpartition(".")[2] for module in modules}.union(*aliases.values())
    attributes: set[tuple[str, str]] = set()
    by_text: set[str] = set()
    for module in modules:
        text = snapshot.text(module.path)
        pairs = (_ATTRIBUTE_IN_ASCII if text.isascii() else _ATTRIBUTE).findall(text)
        attributes.update(pair for pair in pairs if pair[0] in words)
        by_text.update(_BY_TEXT.findall(text))
    return _Taken(frozenset(names), frozenset(stars), frozenset(attributes), aliases, frozenset(by_text))


def _taken_by_from(module: Module) -> Iterator[tuple[str, str]]:
    for imported in module.imports:
        origin = imported.found.spec.origin if imported.found else None
        if origin and origin != module.path:
            yield from ((origin, wanted.name) for wanted in imported.statement.names or ())


def _star_imported(module: Module) -> Iterator[str]:
    for imported in module.imports:
        if imported.statement.is_star and imported.found and imported.found.spec.origin:
            yield imported.found.spec.origin


def _aliases(module: Module) -> Iterator[tuple[str, str]]:
    """The files of modules that this one calls by a name of its own."""
    for imported in module.imports:
        if imported.statement.alias and imported.found and imported.found.spec.origin:
            yield imported.found.spec.origin, imported.statement.alias
        for wanted in imported.statement.names or ():
            found = imported.submodules.get(wanted.name)
            if wanted.alias and found and found.spec.origin:
                yield found.spec.origin, wanted.alias
