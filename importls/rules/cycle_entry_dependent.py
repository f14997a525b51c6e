"""# cycle-entry-dependent

Modules that import each other in a circle: the import of some of them raises, of others it succeeds.

## Why is this bad?

The program works as long as it happens to import the right module first. A test that imports another one, a new import
elsewhere, or an import sorter makes it crash. What an import does is simulated step by step, as the interpreter would
do it; nothing is executed.

## Example

`python -c "import models"` works, `python -c "import forms"` fails. One finding is made for all modules that are tied
together, where the import fails.

`models.py`:

```py
class User:
    pass

from forms import Form  # warning: [cycle-entry-dependent] "when 'forms' is imported first"
```

`forms.py`:

```py
from models import User

class Form:
    user = User
```

## What to do instead

Move what both need into a module of its own, or import one of them where it is used, in a function. Where an edit was
found with which all of them import, it is offered as a fix.

## Limits

Code outside of the project is taken to be there and to raise nothing. Calls are followed for a while only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.cycle_findings import failure_diagnostic, named, said, verdicts_at
from importls.cycle_fixes import quick_fixes_of
from importls.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING

HELP = "move what both need into a module of its own, or import one of them where it is used, in a function"


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a component, in the module where the import fails."""
    for verdict in verdicts_at(snapshot, module, "cycle-entry-dependent"):
        if verdict.failure is not None:
            outcome = verdict.outcome
            works = f"; it works when {named(outcome.working)} is" if outcome.working else ""
            when = f"when {named(tuple(sorted(outcome.failing)))} is imported first{works}"
            fixes = quick_fixes_of(snapshot, verdict.cycle, outcome)
            yield failure_diagnostic(snapshot, verdict, SEVERITY, f"{said(verdict.failure)} {when}", HELP, fixes)
