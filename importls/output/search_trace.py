"""A resolution in words: what was found, and every finder and path entry that was asked on the way, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from importls.output.printable import printable
from resolver.resolution import Attempt, Found, NotFound, ParentNotAPackage, Raises, Resolution

if TYPE_CHECKING:
    from resolver.environment import Environment
    from resolver.machinery import ModuleSpec


def answer(name: str, resolution: Resolution) -> Iterator[str]:
    """What importing the name comes to, in a line or a few."""
    match resolution:
        case Found(spec):
            place = f" at {printable(spec.origin)}" if spec.has_location and spec.origin else ""
            yield f"{printable(name)} is {_kind(spec)}{place}"
            for location in spec.submodule_search_locations or ():
                yield f"  its submodules are looked up in {printable(location)}"
        case NotFound(missing=missing, parent=parent):
            above = "no finder knows the top-level name" if parent is None else f"{parent.name} has no submodule"
            yield f"{printable(name)} is not found: {above} {printable(missing)}"
        case ParentNotAPackage(parent=parent):
            yield f"{printable(name)} is not found: {parent.name} is {_kind(parent)}, not a package"
        case Raises(error=error):
            yield f"{printable(name)} is not found: looking for it raises {error}"
        case _:
            assert_never(resolution)
    if not resolution.certain:
        yield f"  {doubt(resolution)}"


def doubt(resolution: Resolution) -> str:
    """Why a resolution is not certain."""
    if isinstance(resolution, NotFound) and resolution.parent is None:
        return "not certain: code that runs when the interpreter starts may provide it (`importls env` lists it)"
    if isinstance(resolution, Found) and "." not in resolution.spec.name:
        return "not certain: code that runs when the interpreter starts may put one in front (`importls env` lists it)"
    if isinstance(resolution, Raises):
        return "not certain: only the target's own Python can tell whether it raises"
    return "not certain: running a parent package may change this"


def _kind(spec: ModuleSpec) -> str:
    what = "package" if spec.is_package else "module"
    if spec.loader is None or spec.is_namespace:  # The first says it to the type checker.
        return "a namespace package"
    return f"a {what} (loader: {spec.loader.value})"


def search_trace(attempts: Iterable[Attempt], environment: Environment) -> Iterator[str]:
    """A paragraph a name that was looked up, a line a finder that was asked."""
    sources = {entry.written or entry.path: entry for entry in environment.sys_path}
    for name, group in groupby(attempts, key=lambda attempt: attempt.name):
        yield f"looking for {printable(name)}:"
        for attempt in group:
            entry = sources.get(attempt.entry or "")
            where = f" {printable(attempt.entry)}" if attempt.entry else ""
            source = f" ({entry.source.value})" if entry else ""
            yield f"  {attempt.finder}{where}{source}: {printable(attempt.outcome)}"
