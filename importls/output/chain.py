"""The chain of imports that a finding tells of, as steps in order; it knows no format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic
    from importls.facts.imports import Range


@dataclass(frozen=True, slots=True)
class Step:
    """One import of a chain: where it stands, what is to be said of it, and the two modules.

    `imported` is None for the last step of a chain that ends with something else than an import of one of its modules.
    """

    path: str
    range: Range | None
    message: str
    importer: str
    imported: str | None


def chain_of(finding: Diagnostic) -> tuple[Step, ...]:
    """The steps in the order in which they run, the finding itself among them; empty where it tells of no chain."""
    steps = tuple(
        Step(item.path, item.range, item.message, item.importer or item.path, item.imported)
        for item in finding.related
        if item.imported is not None
    )
    if not steps:
        return ()
    leads_here = f"{steps[-1].imported}.".startswith(f"{finding.module}.")
    imported = _named_last(finding.target or "", steps) if leads_here else steps[0].importer
    own = Step(finding.path, finding.range, finding.message, finding.module, imported)
    return (*steps, own) if leads_here else (own, *steps)


def _named_last(target: str, steps: tuple[Step, ...]) -> str | None:
    """The module of the chain that the finding's target is, or is a name of."""
    named = [step.importer for step in steps if f"{target}.".startswith(f"{step.importer}.")]
    return max(named, key=len, default=None)
