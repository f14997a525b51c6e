"""The one use case of both shells: a snapshot and a selection of rules in, findings out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from importls.diagnostic import Diagnostic
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
    """The findings that remain, in the order of path and place, and how many were silenced by comments."""

    diagnostics: tuple[Diagnostic, ...]
    suppressed: int


def check(
    snapshot: Snapshot, selection: Selection, watch: Watch = unwatched, spread: Spread = in_this_process
) -> CheckResult:
    """Run the selected rules over every module of the snapshot."""

    def work(piece: Sequence[Module]) -> CheckResult:
        return _together([check_module(snapshot, selection, module) for module in piece])

    results: list[CheckResult] = []
    done = 0
    with watch("Applying rules") as progress:
        for piece, result in spread(work, tuple(snapshot.modules.values()), CheckResult):
            results.append(result)
            done += len(piece)
            progress(done, len(snapshot.modules))
    together = _together(results)
    return CheckResult(tuple(sorted(together.diagnostics, key=_place)), together.suppressed)


def _together(results: Sequence[CheckResult]) -> CheckResult:
    found = (diagnostic for result in results for diagnostic in result.diagnostics)
    return CheckResult(tuple(found), sum(result.suppressed for result in results))


def check_module(snapshot: Snapshot, selection: Selection, module: Module) -> CheckResult:
    """The findings that stand in one module."""
    found = [item for item in _findings(snapshot, selection, module) if not selection.ignores(item)]
    suppressions = find_suppressions(snapshot.text_with_comments(module.path))
    if not suppressions:
        return CheckResult(tuple(found), 0)
    result = apply_suppressions(found, suppressions)
    kept = list(result.kept)
    if "unused-suppression" in selection.severities:
        reported = unused(snapshot, module, tuple(_idle(result.unused, selection)))
        kept += [_with_severity(item, selection) for item in reported if not selection.ignores(item)]
    return CheckResult(tuple(kept), len(result.suppressed))


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
