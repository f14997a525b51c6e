"""# unused-suppression

A suppression comment that silences nothing.

## Why is this bad?

The problem was solved and the comment stayed, or the rule's name is not right. The comment would silence the next
problem on that line without anybody noticing.

## Example

`app.py`:

```py
import json  # importls: ignore[unresolved-import]  # warning: [unused-suppression] "silences nothing"
import jsno  # importls: ignore[unresolved-import]
```

## Known limits

A suppression of a rule that is switched off in this run is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Edit, Fix, Severity
from importls.facts.imports import Position, Range

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot
    from importls.suppression import UnusedSuppression

SEVERITY = Severity.WARNING


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:  # noqa: ARG001  # the signature of every rule
    """Nothing: what is unused is known when all other rules have run, see `unused`."""
    yield from ()


def unused(snapshot: Snapshot, module: Module, suppressions: Iterable[UnusedSuppression]) -> Iterator[Diagnostic]:
    """One finding a comment, with the fix that takes it away or shortens it."""
    for item in suppressions:
        comment = item.suppression.range
        names = ", ".join(item.rules) if item.rules is not None else "every rule"
        yield Diagnostic(
            rule="unused-suppression",
            severity=SEVERITY,
            message=f"this suppression of {names} silences nothing",
            path=module.path,
            module=module.name,
            range=comment,
            help="remove it",
            target=names,
            fixes=(Fix("Remove the unused suppression", safe=True, edits=(_edit(snapshot, module, item),)),),
        )


def _edit(snapshot: Snapshot, module: Module, item: UnusedSuppression) -> Edit:
    suppression = item.suppression
    if suppression.rules is not None and item.rules is not None and len(item.rules) < len(suppression.rules):
        kept = ", ".join(rule for rule in suppression.rules if rule not in item.rules)
        reason = f" -- {suppression.reason}" if suppression.reason else ""
        return Edit(module.path, suppression.range, f"# importls: {suppression.scope.value}[{kept}]{reason}")
    return Edit(module.path, _with_blanks_before(snapshot.text(module.path), suppression.range), "")


def _with_blanks_before(text: str, comment: Range) -> Range:
    """The comment and the blanks that part it from the code."""
    line = text.split("\n")[comment.start.line - 1]
    before = line[: comment.start.column - 1]
    return Range(Position(comment.start.line, len(before.rstrip()) + 1), comment.end)
