"""The findings that a change brought: those that the tree before it does not have."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from importls import baseline
from importls.cli import fresh_check
from importls.cli.failure import Failure
from importls.cli.git import Change, change_since
from importls.output.summary import count
from resolver.file_system.disk import Disk

if TYPE_CHECKING:
    from importls.cache.saved_run import Outcome
    from importls.cli.check import CheckCommand
    from importls.cli.phases import Phases
    from importls.diagnostic import Diagnostic


def brought(outcome: Outcome, ref: str, command: CheckCommand, phases: Phases) -> Outcome:
    """The outcome with those findings only that the tree at the merge base with `ref` does not have.

    Findings are the same by rule, module and target, as in a baseline; those of a file that was renamed go with it.
    Raises Failure.
    """
    first = command.options.paths[0]
    change = change_since(first if os.path.isdir(first) else os.path.dirname(first), ref)
    earlier: tuple[baseline.Entry, ...] | list[baseline.Entry] = ()
    if outcome.diagnostics and (change.changed or command.options.buffers):
        quiet = command.quiet()
        disk = change.undone(Disk())
        quiet = msgspec.structs.replace(quiet, options=msgspec.structs.replace(quiet.options, buffers={}))
        try:
            before = fresh_check.outcome_on(quiet, phases, disk)
        except Failure as failure:
            hint = f"this was found in the tree of {ref}, which is checked to know what is new"
            raise Failure(failure.messages[0], failure.hint or hint, further=failure.messages[1:]) from None
        modules = {finding.path: finding.module for finding in outcome.diagnostics}
        earlier = baseline.entries_of((_moved(finding, change, modules) for finding in before.diagnostics), str)
    elif outcome.diagnostics:
        earlier = baseline.entries_of(outcome.diagnostics, str)
    compared = baseline.compare(earlier, outcome.diagnostics)
    if compared.known:
        number = len(compared.known)
        were = f"{count(number, 'finding')} {'was' if number == 1 else 'were'}"
        command.output.note(f"importls: note: {were} there before ({ref}, {change.commit[:12]})")
    return outcome.telling(compared.new, outcome.silenced)


def _moved(finding: Diagnostic, change: Change, modules: Mapping[str, str]) -> Diagnostic:
    """The finding in the module that its file is now; `modules` are those with findings, by path."""
    module = modules.get(change.renamed.get(finding.path, ""))
    return finding if module is None else msgspec.structs.replace(finding, module=module)
