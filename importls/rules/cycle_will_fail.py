"""# cycle-will-fail

Modules that import each other in a circle and raise, whichever of them is imported first.

## Why is this bad?

The first of them finds the next one half done, and that one lacks the name that is asked for. No program can import any
of these modules. What an import does is simulated step by step, as the interpreter would do it; nothing is executed.

## Example

One finding is made for all modules that are tied together, where the import fails.

`a.py`:

```py
from b import y  # error: [cycle-will-fail] "cannot import name 'y' from partially initialized module 'b'"

x = 1
```

`b.py`:

```py
from a import x

y = 1
```

## In a package

`package/__init__.py`:

```py
from package.core import run
```

`package/core.py`:

```py
from package.tools import hammer

def run():
    hammer()
```

`package/tools.py`:

```py
from package.core import run  # error: [cycle-will-fail] "whichever of the 2 modules of this cycle"

def hammer():
    run()
```

## What is no failure

Every name is bound before the other module asks for it.

`first.py`:

```py
x = 1

from second import y  # warning: [import-cycle] "import cycle: first -> second -> first"
```

`second.py`:

```py
y = 1

from first import x
```

## What to do instead

Move what both need into a module of its own, or import one of them where it is used, in a function. Where an edit was
found with which all of them import, it is offered as a fix.

## Limits

Code outside of the project is taken to be there and to raise nothing. Where a call was not followed to its end, or
something else on the way is not known, the finding is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.cycle_findings import failure_diagnostic, said, verdicts_at
from importls.cycle_fixes import quick_fixes_of
from importls.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR

HELP = "move what both need into a module of its own, or import one of them where it is used, in a function"


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a component, in the module where the import fails."""
    for verdict in verdicts_at(snapshot, module, "cycle-will-fail"):
        if verdict.failure is not None:
            count = len(verdict.cycle.modules)
            message = f"{said(verdict.failure)}, whichever of the {count} modules of this cycle is imported first"
            severity = SEVERITY if verdict.failure.is_certain else Severity.WARNING
            fixes = quick_fixes_of(snapshot, verdict.cycle, verdict.outcome)
            yield failure_diagnostic(snapshot, verdict, severity, message, HELP, fixes)
