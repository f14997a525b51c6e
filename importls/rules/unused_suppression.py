"""# unused-suppression

A suppression comment that silences nothing.

## Why is this bad?

The problem was solved and the comment stayed, the rule's name is not right, or the comment is not written as it must
be: `# importls: ignore[rule, other] -- reason`, or `# importls: ignore` for every rule. A comment that stayed would
silence the next problem on that line without anybody noticing.

## Example

`app.py`:

```py
import json  # importls: ignore[unresolved-import]  # warning: [unused-suppression] "silences nothing"
import jsno  # importls: ignore[unresolved-import]
import json  # importls: ignore[unresolved-imports]  # warning: [unused-suppression] "unknown rule"
import json  # importls: ignore unresolved-import  # warning: [unused-suppression] "cannot be read"
```

## Known limits

A suppression of a rule that is switched off in this run is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Edit, Fix, Severity
from importls.did_you_mean import hint
from importls.facts.imports import Position, Range
from importls.rules import all_rules

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot
    from importls.suppression import Suppression, UnusedSuppression

SEVERITY = Severity.WARNING


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:  # noqa: ARG001  # the signature of every rule
    """Nothing: what is unused is known when all other rules have run, see `unused`."""
    yield from ()


def unused(snapshot: Snapshot, module: Module, suppressions: Iterable[UnusedSuppression]) -> Iterator[Diagnostic]:
    """What is wrong with each comment, with the fix that takes it away or shortens it."""
    for item in suppressions:
        if item.suppression.misread is not None:
            yield _malformed(module, item.suppression, item.suppression.misread)
            continue
        unknown = tuple(rule for rule in item.rules or () if rule not in all_rules())
        for rule in unknown:
            yield _unknown(snapshot, module, item.suppression, rule)
        idle = None if item.rules is None else tuple(rule for rule in item.rules if rule not in unknown)
        if idle != ():
            yield _idle(snapshot, module, item.suppression, idle)


def _idle(snapshot: Snapshot, module: Module, suppression: Suppression, idle: tuple[str, ...] | None) -> Diagnostic:
    """The suppression, or these rules of it, silenced nothing."""
    names = "every rule" if idle is None else ", ".join(idle)
    is_part = suppression.rules is not None and idle is not None and len(idle) < len(suppression.rules)
    edit = _without(snapshot, module, suppression, idle or ())
    return Diagnostic(
        rule="unused-suppression",
        severity=SEVERITY,
        message=f"this suppression of {names} silences nothing",
        path=module.path,
        module=module.name,
        range=suppression.range,
        help=f"remove {names} from it" if is_part else "remove it",
        target=names,
        fixes=(Fix("Remove the unused suppression", safe=True, edits=(edit,)),),
    )


def _unknown(snapshot: Snapshot, module: Module, suppression: Suppression, rule: str) -> Diagnostic:
    """A name that is no rule: most likely another one was meant, so that taking it away is not safe."""
    return Diagnostic(
        rule="unused-suppression",
        severity=SEVERITY,
        message=f"unknown rule `{rule}`",
        path=module.path,
        module=module.name,
        range=suppression.range,
        help=hint(rule, all_rules()) or "`importls check --help` and the documentation list the rules",
        target=rule,
        fixes=(Fix("Remove the unknown rule", safe=False, edits=(_without(snapshot, module, suppression, (rule,)),)),),
    )


def _malformed(module: Module, suppression: Suppression, misread: str) -> Diagnostic:
    """A comment that does not say in brackets what it silences; where it names rules, brackets are the fix."""
    words = [word for word in re.split(r"[\s,:()\[\]]+", misread) if word in all_rules()]
    written = f"# importls: {suppression.scope.value}"
    fixed = f"{written}[{', '.join(words)}]"
    edit = Edit(module.path, suppression.range, fixed)
    return Diagnostic(
        rule="unused-suppression",
        severity=SEVERITY,
        message="this suppression cannot be read and silences nothing",
        path=module.path,
        module=module.name,
        range=suppression.range,
        help=f"write `{fixed}`" if words else f"write `{written}[RULE]`, or `{written}` for every rule",
        target=misread,
        fixes=(Fix("Write the rules in brackets", safe=False, edits=(edit,)),) if words else (),
    )


def _without(snapshot: Snapshot, module: Module, suppression: Suppression, rules: tuple[str, ...]) -> Edit:
    """The comment without these rules, or nothing where none is left."""
    kept = [rule for rule in suppression.rules or () if rule not in rules]
    if kept:
        reason = f" -- {suppression.reason}" if suppression.reason else ""
        return Edit(module.path, suppression.range, f"# importls: {suppression.scope.value}[{', '.join(kept)}]{reason}")
    return Edit(module.path, _with_blanks_before(snapshot.text(module.path), suppression.range), "")


def _with_blanks_before(text: str, comment: Range) -> Range:
    """The comment and the blanks that part it from the code."""
    line = text.split("\n")[comment.start.line - 1]
    before = line[: comment.start.column - 1]
    return Range(Position(comment.start.line, len(before.rstrip()) + 1), comment.end)
