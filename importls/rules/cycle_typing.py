"""# cycle-typing

A cycle that only imports under `TYPE_CHECKING` close.

## Why is this bad?

It never fails: the interpreter does not execute these imports. It shows modules whose types depend on each other. The
rule is off by default.

## Example

`a.py`:

```py
import b  # info: [cycle-typing] "import cycle: a -> b -> a"
```

`b.py`:

```py
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

HELP = "the types of the modules depend on each other; nothing happens at run time"


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a component, in the module that its shortest chain starts with."""
    for cycle in cycles_at(snapshot, module, "cycle-typing"):
        yield cycle_diagnostic(snapshot, cycle, "cycle-typing", SEVERITY, HELP)
