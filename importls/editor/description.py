"""What there is to know about a module that is named somewhere: the spec of importlib, and what it means here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.editor.distribution import distribution_at
from importls.editor.reach import Whose, reach_of
from importls.editor.subject import AttributeSubject, ModuleSubject, NameSubject, Subject
from importls.facts.imports import Timing
from importls.module import BeyondTopLevel
from importls.paths import is_below
from resolver.machinery import Loader
from resolver.resolution import Found, NotFound, ParentNotAPackage, Raises

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec
    from resolver.resolution import Resolution

_WHEN = {
    Timing.DEFERRED: "imported when a function is called",
    Timing.LAZY: "imported on first use of the name",
    Timing.TYPING: "never imported: it stands under `TYPE_CHECKING`",
    Timing.UNREACHABLE: "never imported on this version and platform",
}


@dataclass(frozen=True, slots=True)
class Description:
    """`title` says what it is, `fields` are names with values in importlib's words, `remarks` are sentences."""

    title: str
    fields: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known of the module that is described, and how long may be counted what importing it runs.

    `cycle` are the modules that it goes round with, `verdict` the rule that reports them.
    """

    cycle: Sequence[str] = ()
    verdict: str | None = None
    is_over: Callable[[], bool] = lambda: True


def describe(snapshot: Snapshot, module: Module, subject: Subject, known: Known | None = None) -> Description | None:
    """What the subject is, as seen from the module."""
    known = known or Known()
    match subject:
        case ModuleSubject(name=name, resolution=resolution, imported=imported):
            return _module(snapshot, module, name, resolution, imported, known)
        case NameSubject(name=name, imported=imported):
            submodule = imported.submodules.get(name)
            if submodule is not None:
                return _module(snapshot, module, f"{imported.name}.{name}", submodule, imported, known)
            if imported.found is None or isinstance(imported.resolution, BeyondTopLevel):
                return None
            return Description(f"`{name}` of module `{imported.name}`", (("origin", _origin(imported.found.spec)),))
        case AttributeSubject(name=name, module=found):
            return Description(f"`{name}` of module `{found.spec.name}`", (("origin", _origin(found.spec)),))


def _origin(spec: ModuleSpec) -> str:
    return spec.origin or ", ".join(spec.submodule_search_locations or ()) or "none"


def _module(
    snapshot: Snapshot,
    module: Module,
    name: str,
    resolution: Resolution,
    imported: ResolvedImport | None,
    known: Known,
) -> Description:
    if not isinstance(resolution, Found):
        return Description(f"`{name}` is not found", (), tuple(_why_not(resolution, snapshot)))
    spec = resolution.spec
    kind = "namespace package" if spec.is_namespace else "package" if spec.is_package else "module"
    remarks = [
        *_remarks(snapshot, module, name, spec, imported),
        *_about_cycle(known.cycle, known.verdict),
        *_about_reach(snapshot, module, spec, known.is_over),
    ]
    if not resolution.certain:
        remarks.append("what runs before the import may change that in a way that cannot be read from files")
    return Description(f"{kind} `{name}`", tuple(_fields(snapshot, module, spec)), tuple(remarks))


def _why_not(resolution: Resolution, snapshot: Snapshot) -> Iterator[str]:
    match resolution:
        case NotFound(missing=missing, parent=None):
            yield f"no entry of the search path has a module `{missing}`"
        case NotFound(missing=missing, parent=parent) if parent is not None:
            yield f"the package `{parent.name}` has no submodule `{missing}`"
        case ParentNotAPackage(parent=parent):
            yield f"`{parent.name}` is a module and no package"
        case Raises(error=error):
            yield f"`find_spec` raises {error}"
        case _:
            pass
    environment = snapshot.environment
    version = ".".join(map(str, environment.version))
    yield f"looked for with Python {version} at {environment.prefix or 'the given search path'}"


def _fields(snapshot: Snapshot, module: Module, spec: ModuleSpec) -> Iterator[tuple[str, str]]:
    yield "loader", "none" if spec.loader is None else spec.loader.value
    if spec.origin is not None:
        yield "origin", spec.origin
        distribution = distribution_at(snapshot, spec.origin) if spec.has_location else None
        if distribution is not None:
            yield "distribution", " ".join(distribution)
    if spec.submodule_search_locations:
        yield "submodule_search_locations", ", ".join(spec.submodule_search_locations)
    place = spec.origin if spec.has_location else next(iter(spec.submodule_search_locations or ()), None)
    entries = [entry for entry in snapshot.search.environment_of(module.file).sys_path if place]
    holding = [entry for entry in entries if place is not None and is_below(place, entry.path)]
    if holding:
        entry = max(holding, key=lambda entry: len(entry.path))
        yield "found in", f"{entry.path} ({entry.source.value})"


def _remarks(
    snapshot: Snapshot, module: Module, name: str, spec: ModuleSpec, imported: ResolvedImport | None
) -> Iterator[str]:
    if imported is not None and imported.statement.timing in _WHEN:
        yield _WHEN[imported.statement.timing]
    hidden = snapshot.search.find_installed(name)
    if spec.origin in snapshot.modules and isinstance(hidden, Found) and _is_elsewhere(hidden.spec, spec, module):
        yield f"hides the installed module at {_origin(hidden.spec)}"
    types = snapshot.search.find_types(module.file, name)
    if types is not None and types.source.is_stub and types.origin is not None:
        yield f"type checkers read {types.origin} ({types.source.value})"


def _is_elsewhere(hidden: ModuleSpec, spec: ModuleSpec, module: Module) -> bool:
    """Whether it is another module, and none of the project itself that is installed from its own folder."""
    return hidden.origin != spec.origin and not (
        hidden.is_namespace or is_below(hidden.origin or "", module.file.root.path)
    )


_VERDICTS = {
    "cycle-will-fail": "importing any of them fails",
    "cycle-entry-dependent": "some of them fail when they are imported first",
    "import-cycle": "it works, as every name is bound in time",
}
"""What a cycle does, by the rule that reports it."""


def _about_cycle(cycle: Sequence[str], verdict: str | None) -> Iterator[str]:
    if cycle:
        known = _VERDICTS.get(verdict or "")
        said = f"part of an import cycle of {len(cycle)} modules: {_few(cycle)}"
        yield f"{said}; {known}" if known else said


def _about_reach(snapshot: Snapshot, module: Module, spec: ModuleSpec, is_over: Callable[[], bool]) -> Iterator[str]:
    """How many modules importing it runs, as far as they are counted by the time."""
    if spec.loader is not Loader.SOURCE_FILE:
        return
    reach = reach_of(snapshot, module.file, spec.name)
    reach.go_on(is_over)
    total = reach.counts.total()
    if not total or (total == 1 and not reach.is_complete):
        return
    parts = [f"{count} {whose.value}" for whose in Whose if (count := reach.counts[whose])]
    installed = f" ({_few(sorted(reach.installed))})" if reach.installed else ""
    told = ", ".join(part + (installed if Whose.INSTALLED.value in part else "") for part in parts)
    many = "about" if reach.is_complete else "more than"
    yield "importing it runs nothing else" if total == 1 else f"importing it runs {many} {total} modules: {told}"


_FEW = 8


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_FEW]) + (", …" if len(names) > _FEW else "")
