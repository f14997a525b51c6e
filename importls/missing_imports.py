"""The imports of a module that would fail when they run: one list, from which each rule takes its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importls.causes import Cause, Missing, why_missing, why_no_attribute
from importls.diagnostic import Diagnostic, Related, Severity
from importls.facts.guards import Guard
from importls.facts.imports import Import, Position, Range, Timing
from importls.facts.statement import module_range, name_range
from importls.module import BeyondTopLevel, ResolvedImport
from importls.module_names import names_of
from resolver.machinery import Loader

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class MissingImport:
    """An import that nothing guards and that fails.

    `is_attribute` tells a name that a module does not have from a module that does not exist. `is_conditional` means
    that it stands under a condition that cannot be decided.
    """

    module: Module
    statement: Import
    target: str
    why: Missing
    range: Range
    is_attribute: bool = False
    is_conditional: bool = False

    @property
    def may_never_matter(self) -> bool:
        """Whether a working program could contain this import: it may never run, or run only where it works."""
        return self.is_conditional or (self.statement.timing is not Timing.IMPORT_TIME and self.why.is_environmental)

    def diagnostic(self, rule: str, severity: Severity, message: str) -> Diagnostic:
        """The finding of a rule that claims this import."""
        evidence = self.why.evidence
        return Diagnostic(
            rule=rule,
            severity=severity,
            message=message,
            path=self.module.path,
            module=self.module.name,
            range=self.range,
            help=self.why.help,
            target=self.target,
            cause=self.why.cause.value,
            related=(Related(evidence, START_OF_FILE, _EVIDENCE[self.why.cause]),) if evidence is not None else (),
        )


_EVIDENCE = {
    Cause.ABI_MISMATCH: "the extension that is there",
    Cause.CASE_MISMATCH: "the module that is there",
    Cause.DECLARED_NOT_INSTALLED: "declared in this file",
    Cause.MISSPELLED: "the module that was asked for the name",
    Cause.NAMESPACE_SHADOWED: "the file that makes it a regular package",
    Cause.PARENT_NOT_A_PACKAGE: "the module",
    Cause.STUB_ONLY: "the stubs",
    Cause.UNKNOWN: "the module that was asked for the name",
    Cause.WRONG_ROOT: "the module that the project has",
}
"""What the path is that a cause was read from."""

START_OF_FILE = Range(Position(1, 1), Position(1, 1))


def missing_imports(snapshot: Snapshot, module: Module) -> tuple[MissingImport, ...]:
    """Every import of the module that certainly fails when it runs, in source order."""
    return snapshot.once(("missing imports", module.path), lambda: tuple(_missing_in(snapshot, module)))


def _missing_in(snapshot: Snapshot, module: Module) -> Iterator[MissingImport]:
    for imported in module.imports:
        if imported.statement.timing not in (Timing.TYPING, Timing.UNREACHABLE):
            yield from _missing(snapshot, module, imported)


def _missing(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Iterator[MissingImport]:
    resolution = imported.resolution
    if isinstance(resolution, BeyondTopLevel) or imported.name.partition(".")[0] == "__main__":
        return  # `__main__` is in `sys.modules` whatever the search path says.
    if imported.found is not None:
        yield from _missing_names(snapshot, module, imported)
        return
    if resolution.certain and not _may_extend_sys_path(snapshot, module, imported):
        why = why_missing(snapshot, module, resolution)
        if why is not None:
            where = module_range(snapshot.text(module.path), imported.statement)
            yield from _unguarded(snapshot, MissingImport(module, imported.statement, imported.name, why, where))


def _missing_names(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Iterator[MissingImport]:
    """The names of a `from` statement that its module neither binds nor has as submodules."""
    found, statement = imported.found, imported.statement
    if found is None or not found.certain or found.spec.origin == module.path or imported.name == "__future__":
        return  # The compiler reads `from __future__ import`: a wrong name there is a syntax error.
    quick = snapshot.quick_names(found.spec.origin) if found.spec.loader is Loader.SOURCE_FILE else frozenset()
    if all(name.name in imported.submodules or name.name in quick for name in statement.names or ()):
        return
    names = names_of(snapshot, snapshot.search.main(module.file), found.spec)
    if names is None:
        return
    for index, name in enumerate(statement.names or ()):
        if name.name in names or name.name in imported.submodules:
            continue
        target = f"{imported.name}.{name.name}"
        if not _is_certainly_no_submodule(snapshot, module, imported, name.name):
            continue
        why = why_no_attribute(snapshot, module, found.spec, target, names)
        where = name_range(snapshot.text(module.path), statement, index)
        yield from _unguarded(snapshot, MissingImport(module, statement, target, why, where, is_attribute=True))


def _is_certainly_no_submodule(snapshot: Snapshot, module: Module, imported: ResolvedImport, name: str) -> bool:
    found = imported.found
    if found is None or not found.spec.is_package:
        return True
    return snapshot.search.find_submodule(module.file, found, name).certain


def _unguarded(snapshot: Snapshot, missing: MissingImport) -> Iterator[MissingImport]:
    guard = snapshot.guard(missing.module, missing.statement)
    if guard not in (Guard.HANDLED, Guard.UNREACHABLE):
        yield replace(missing, is_conditional=guard is Guard.CONDITIONAL)


_SYS_PATH_EDITS = ("sys.path.", "sys.path[", "sys.path =", "sys.path +=", "site.addsitedir")


def _may_extend_sys_path(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> bool:
    """Whether the file edits `sys.path` itself, so that a top-level name may be found after all."""
    text = snapshot.text(module.path)
    return getattr(imported.resolution, "parent", None) is None and any(edit in text for edit in _SYS_PATH_EDITS)
