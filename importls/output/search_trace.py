"""A resolution in words: what was found, and every finder and path entry that was asked on the way, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never

from importls.output.printable import printable
from resolver.environment import Environment
from resolver.machinery import ModuleSpec
from resolver.resolution import Attempt, Found, NotFound, ParentNotAPackage, Resolution


def answer(name: str, resolution: Resolution) -> Iterator[str]:
    """What importing the name comes to, in a line or a few."""
    match resolution:
        case Found(spec):
            yield f"{printable(name)} is {_kind(spec)}{f' at {printable(spec.origin)}' if spec.has_location else ''}"
            for location in spec.submodule_search_locations or ():
                yield f"  its submodules are looked up in {printable(location)}"
        case NotFound(missing=missing, parent=None):
            yield f"{printable(name)} is not found: no finder knows the top-level name {printable(missing)}"
        case NotFound(missing=missing, parent=parent):
            yield f"{printable(name)} is not found: the package {parent.name} has no submodule {printable(missing)}"
        case ParentNotAPackage(parent=parent):
            yield f"{printable(name)} is not found: {parent.name} is {_kind(parent)}, not a package"
        case _:
            assert_never(resolution)
    if not resolution.certain:
        yield "  not certain: running a parent package may change this"


def _kind(spec: ModuleSpec) -> str:
    what = "package" if spec.is_package else "module"
    if spec.loader is None or spec.loader.value == "NamespaceLoader":
        return "a namespace package"
    return f"a {what} (loader: {spec.loader.value})"


def search_trace(attempts: Iterable[Attempt], environment: Environment) -> Iterator[str]:
    """A paragraph a name that was looked up, a line a finder that was asked."""
    sources = {entry.path: entry for entry in environment.sys_path}
    for name, group in groupby(attempts, key=lambda attempt: attempt.name):
        yield f"looking for {printable(name)}:"
        for attempt in group:
            entry = sources.get(attempt.entry or "")
            where = f" {printable(attempt.entry)}" if attempt.entry else ""
            source = f" ({entry.source.value})" if entry else ""
            yield f"  {attempt.finder}{where}{source}: {printable(attempt.outcome)}"
