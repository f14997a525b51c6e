"""# cycle-deferred

A cycle that only imports in functions, or lazy ones (PEP 810), close.

## Why is this bad?

It works: the deferred import runs when both modules are complete. It still ties the modules together, and calling the
function while the modules are being imported brings the failure back; where importls sees that, `cycle-will-fail` or
`cycle-entry-dependent` tells it. The rule is off by default.

## Example

`a.py`:

```py
import b  # info: [cycle-deferred] "import cycle: a -> b -> a"
```

`b.py`:

```py
def later():
    import a
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.cycles import cycle_diagnostic, cycles_at
from importls.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.INFO
DEFAULT_ON = False

HELP = "the modules depend on each other, though not while they are being imported"


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a component, in the module that its shortest chain starts with."""
    for cycle in cycles_at(snapshot, module, "cycle-deferred"):
        yield cycle_diagnostic(snapshot, cycle, "cycle-deferred", SEVERITY, HELP)
