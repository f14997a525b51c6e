"""# cycle-swallowed

An import fails only because of a cycle, and an `except` takes a way round it.

## Why is this bad?

Nothing crashes, but the program is silently another one: the name is there, the handler runs all the same, because the
module that binds it is not finished at that moment. Which of the two ways is taken depends on the module that happens
to be imported first.

## Example

`config.py`:

```py
import plugins  # warning: [import-cycle]

DEBUG = True
```

`plugins.py`:

```py
try:
    from config import DEBUG  # warning: [cycle-swallowed] "when 'config' is imported first"
except ImportError:
    DEBUG = False
```

## What is no such import

The module is not installed, or has no such name whatever was imported first: that is what the handler is for.

`other.py`:

```py
try:
    from config import SECRET
except ImportError:
    SECRET = None
```

## What to do instead

Import the module where the name is used, in a function, or move the name into a module that imports neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.cycle_findings import failure_diagnostic, named, said, verdicts_at
from importls.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING

HELP = "import the module where the name is used, in a function, or move the name into a module that imports neither"


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding for each import that is given up."""
    for verdict in verdicts_at(snapshot, module, "cycle-swallowed"):
        if verdict.failure is not None:
            entries = verdict.outcome.swallowed[verdict.failure]
            message = f"{said(verdict.failure)} is caught here when {named(entries)} is imported first"
            yield failure_diagnostic(snapshot, verdict, SEVERITY, message, HELP)
