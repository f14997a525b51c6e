"""The imports of a module that would fail when they run: one list, from which each rule takes its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importls.causes import Cause, Missing, why_missing, why_no_attribute
from importls.diagnostic import Diagnostic, Fix, Related, Severity
from importls.doubts import may_appear_at_run_time, may_be_bound_elsewhere, may_be_generated, runs_elsewhere
from importls.edits.respelling import respelt_module, respelt_name
from importls.facts.guards import Guard
from importls.facts.imports import Import, Range, Timing
from importls.facts.statement import module_range, name_range
from importls.module import BeyondTopLevel, ResolvedImport
from importls.module_names import binds_in_plain_sight, names_of
from resolver.machinery import Loader
from resolver.resolution import Raises

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class MissingImport:
    """An import that nothing guards and that fails when it runs.

    `is_attribute` tells a name that a module does not have from a module that does not exist. `is_doubtful` means that
    a working program may contain it: it may never run here, or something unseen may provide what is missing.
    """

    module: Module
    statement: Import
    target: str
    why: Missing
    range: Range
    is_attribute: bool = False
    is_doubtful: bool = False
    fixes: tuple[Fix, ...] = ()

    @property
    def rule(self) -> str:
        """The rule that reports it: some causes have one of their own."""
        return _RULE_OF_CAUSE.get(self.why.cause, "missing-name" if self.is_attribute else "unresolved-import")

    def diagnostic(self, severity: Severity, message: str) -> Diagnostic:
        """The finding; in doubt no more than a warning."""
        evidence = self.why.evidence
        return Diagnostic(
            rule=self.rule,
            severity=min(severity, Severity.WARNING) if self.is_doubtful else severity,
            message=message,
            path=self.module.path,
            module=self.module.name,
            range=self.range,
            help=self.why.help,
            target=self.target,
            cause=self.why.cause.value,
            related=(Related(evidence, None, _EVIDENCE[self.why.cause]),) if evidence is not None else (),
            statement=self.statement.range,
            fixes=self.fixes,
        )


_RULE_OF_CAUSE = {
    Cause.ABI_MISMATCH: "extension-abi-mismatch",
    Cause.CASE_MISMATCH: "case-mismatch",
    Cause.NAMESPACE_SHADOWED: "namespace-shadowed",
    Cause.STUB_ONLY: "stub-only-import",
}

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


def missing_imports(snapshot: Snapshot, module: Module, rule: str) -> Iterator[MissingImport]:
    """The imports of the module that fail when they run and that the rule reports, in source order."""
    found = snapshot.once(("missing imports", module.path), lambda: tuple(_missing_in(snapshot, module)))
    return iter([missing for missing in found if missing.rule == rule] if found else ())


def _missing_in(snapshot: Snapshot, module: Module) -> Iterator[MissingImport]:
    for imported in module.imports:
        if _is_plainly_there(snapshot, imported) or not imported.statement.timing.runs:
            continue
        for missing in _missing(snapshot, module, imported):
            yield from _unguarded(snapshot, missing)


def _is_plainly_there(snapshot: Snapshot, imported: ResolvedImport) -> bool:
    """Whether the module is found and binds all that is asked of it at the margin: true of nearly every import."""
    found, names = imported.found, imported.statement.names
    if found is None:
        return False
    if not names:
        return True
    origin = found.spec.origin
    if found.spec.loader is not Loader.SOURCE_FILE or origin is None:
        return False
    defined, submodules = snapshot.defined_names(origin), imported.submodules
    return all(item.name in defined or item.name in submodules for item in names)


def _missing(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Iterator[MissingImport]:
    resolution = imported.resolution
    if isinstance(resolution, BeyondTopLevel) or imported.name.partition(".")[0] == "__main__":
        return  # `__main__` is in `sys.modules` whatever the search path says.
    if imported.found is not None:
        yield from _missing_names(snapshot, module, imported)
        return
    # Most imports of what is not there are prepared for it, and why it is not there takes longer to tell.
    if not resolution.certain or isinstance(resolution, Raises) or snapshot.handles(module, imported.statement):
        return
    why = why_missing(snapshot, module, resolution)
    if why is not None and not may_appear_at_run_time(snapshot, module, why):
        where = module_range(snapshot.text(module.path), imported.statement)
        yield MissingImport(module, imported.statement, imported.name, why, where)


def _missing_names(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Iterator[MissingImport]:
    """The names of a `from` statement that its module neither binds nor has as submodules."""
    found, statement = imported.found, imported.statement
    if found is None or not found.certain or found.spec.origin == module.path or imported.name == "__future__":
        return  # The compiler reads `from __future__ import`: a wrong name there is a syntax error.
    wanted = {name.name for name in statement.names or ()}.difference(imported.submodules)
    if not wanted or binds_in_plain_sight(snapshot, found.spec, wanted):
        return
    names = names_of(snapshot, found.spec)
    if names is None:
        return
    for index, name in enumerate(statement.names or ()):
        if name.name in names or not _is_certainly_no_submodule(snapshot, module, imported, name.name):
            continue
        target = f"{imported.name}.{name.name}"
        if not may_be_bound_elsewhere(snapshot, module, found.spec, name.name):
            folders = found.spec.submodule_search_locations or ()
            why = replace(why_no_attribute(snapshot, module, found.spec, target, names), folders=folders)
            where = name_range(snapshot.text(module.path), statement, index)
            yield MissingImport(module, statement, target, why, where, is_attribute=True)


def _is_certainly_no_submodule(snapshot: Snapshot, module: Module, imported: ResolvedImport, name: str) -> bool:
    found = imported.found
    if found is None or not snapshot.search.is_package(found):
        return True
    return name not in imported.submodules and snapshot.search.find_submodule(module.file, found, name).certain


def _unguarded(snapshot: Snapshot, missing: MissingImport) -> Iterator[MissingImport]:
    """Nothing where the failure is handled; in doubt where it may not run, or need not fail."""
    if missing.is_attribute and snapshot.handles(missing.module, missing.statement):
        return
    may_not_run = snapshot.guard(missing.module, missing.statement) is Guard.CONDITIONAL
    depends = missing.why.depends_on_environment(snapshot)
    if depends:
        may_not_run |= missing.statement.timing is not Timing.IMPORT_TIME or runs_elsewhere(snapshot, missing.module)
    if may_not_run and missing.why.cause in (Cause.PLATFORM_ONLY, Cause.VERSION_GATED):
        return
    doubtful = (
        may_not_run or missing.why.cause is Cause.WRONG_ROOT or may_be_generated(snapshot, missing.module, missing.why)
    )
    missing = replace(missing, is_doubtful=doubtful)
    yield replace(missing, fixes=tuple(_fixes(snapshot, missing)))


def _fixes(snapshot: Snapshot, missing: MissingImport) -> Iterator[Fix]:
    """The name that was probably meant; that of a file which only differs in case certainly was."""
    meant, path = missing.why.suggestion, missing.module.path
    if meant is None or missing.why.cause not in (Cause.CASE_MISMATCH, Cause.MISSPELLED):
        return
    imported = next(item for item in missing.module.imports if item.statement is missing.statement)
    text, (old, new) = snapshot.text(path), (name.rpartition(".")[2] for name in (missing.why.name, meant))
    if missing.is_attribute:
        edits = respelt_name(path, text, imported, missing.range, new)
    else:
        edits = respelt_module(path, text, imported, missing.why.name, meant)
    if edits:
        is_certain = missing.why.cause is Cause.CASE_MISMATCH and not missing.is_doubtful
        yield Fix(f"Change '{old}' to '{new}'", safe=is_certain, edits=edits)
