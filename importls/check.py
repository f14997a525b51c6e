"""The one use case of both shells: a snapshot and a selection of rules in, findings out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from importls.diagnostic import Diagnostic, Silenced
from importls.rules import all_rules
from importls.rules.unused_suppression import unused
from importls.spread import in_this_process, unwatched
from importls.suppression import UnusedSuppression, apply_suppressions, find_suppressions

if TYPE_CHECKING:
    from importls.module import Module
    from importls.selection import Selection
    from importls.snapshot import Snapshot
    from importls.spread import Spread, Watch


class CheckResult(msgspec.Struct, frozen=True, array_like=True):
    """The findings that remain, and those that comments silence, both in the order of path and place."""

    diagnostics: tuple[Diagnostic, ...] = ()
    silenced: tuple[Silenced, ...] = ()


class ModuleResult(msgspec.Struct, frozen=True, array_like=True):
    """The result of one module, by its number in the order of paths, and what it was concluded from.

    `texts` and `facts` are the numbers of other modules of which these were looked at, `tables` the names of tables.
    """

    number: int
    result: CheckResult
    texts: tuple[int, ...]
    facts: tuple[int, ...]
    tables: tuple[str, ...]


def check(
    snapshot: Snapshot, selection: Selection, watch: Watch = unwatched, spread: Spread = in_this_process
) -> CheckResult:
    """Run the selected rules over every module of the snapshot."""
    return together(item.result for item in check_modules(snapshot, selection, watch, spread))


def together(results: Iterable[CheckResult]) -> CheckResult:
    """The results as one."""
    results = tuple(results)
    found = (diagnostic for result in results for diagnostic in result.diagnostics)
    silenced = (item for result in results for item in result.silenced)
    return CheckResult(
        tuple(sorted(found, key=_place)), tuple(sorted(silenced, key=lambda item: _place(item.diagnostic)))
    )


def check_modules(
    snapshot: Snapshot, selection: Selection, watch: Watch = unwatched, spread: Spread = in_this_process
) -> list[ModuleResult]:
    """The result of every module, in no order."""
    numbers = {path: number for number, path in enumerate(snapshot.modules)}

    def work(piece: Sequence[str]) -> list[ModuleResult]:
        return [check_with_trail(snapshot, selection, path, numbers) for path in piece]

    first, rest = tuple(numbers)[:1], tuple(numbers)[1:]
    with watch("Applying rules") as progress:
        # What the first module asks of all modules is known then to every process that the work is spread over.
        results = work(first)
        for _, found in spread(work, rest, list[ModuleResult]):
            results += found
            progress(len(results), len(numbers))
    return results


def check_with_trail(snapshot: Snapshot, selection: Selection, path: str, numbers: Mapping[str, int]) -> ModuleResult:
    """The result of the module with this path; `numbers` are those of all modules by path."""
    before = snapshot.trail.begin()
    result = check_module(snapshot, selection, snapshot.modules[path])
    if path in snapshot.edge_trails:
        snapshot.trail.add(snapshot.edge_trails[path])
    trail = snapshot.trail.end(before)
    texts, facts = (
        tuple(sorted(numbers[file] for file in files if file in numbers and file != path))
        for files in (trail.texts, trail.facts)
    )
    tables = {key if isinstance(key, str) else str(key[0]) for key in trail.tables if isinstance(key, str | tuple)}
    return ModuleResult(numbers[path], result, texts, facts, tuple(sorted(tables)))


def check_module(snapshot: Snapshot, selection: Selection, module: Module) -> CheckResult:
    """The findings that stand in one module."""
    found = [item for item in _findings(snapshot, selection, module) if not selection.ignores(item)]
    suppressions = find_suppressions(snapshot.text_with_comments(module.path))
    if not suppressions:
        return CheckResult(tuple(found))
    result = apply_suppressions(found, suppressions)
    kept = list(result.kept)
    if "unused-suppression" in selection.severities:
        reported = unused(snapshot, module, tuple(_idle(result.unused, selection)))
        kept += [_with_severity(item, selection) for item in reported if not selection.ignores(item)]
    return CheckResult(tuple(kept), result.suppressed)


def _findings(snapshot: Snapshot, selection: Selection, module: Module) -> Iterator[Diagnostic]:
    rules = all_rules()
    for name in selection.severities:
        for diagnostic in rules[name].check(snapshot, module):
            yield _with_severity(diagnostic, selection)


def _with_severity(diagnostic: Diagnostic, selection: Selection) -> Diagnostic:
    severity = selection.severity_of(diagnostic)
    return diagnostic if severity is diagnostic.severity else msgspec.structs.replace(diagnostic, severity=severity)


def _idle(items: tuple[UnusedSuppression, ...], selection: Selection) -> Iterator[UnusedSuppression]:
    """Leave out the rules that are switched off in this run: they might have had something to say."""
    known = all_rules()
    for item in items:
        if item.rules is None:
            yield item
            continue
        rules = tuple(rule for rule in item.rules if rule in selection.severities or rule not in known)
        if rules:
            yield UnusedSuppression(item.suppression, rules)


def _place(diagnostic: Diagnostic) -> tuple[object, ...]:
    return (diagnostic.path, diagnostic.range, diagnostic.rule, diagnostic.message)
