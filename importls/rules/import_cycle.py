"""# import-cycle

Modules that import each other in a circle while they are being imported, and work all the same.

## Why is this bad?

Whichever module comes first meets the others half done. That raises nothing today, whichever it is: every name is bound
before it is asked for. A harmless change elsewhere can break it; then [cycle-will-fail](cycle-will-fail.md) or
[cycle-entry-dependent](cycle-entry-dependent.md) is told instead.

## Example

One finding is made for all modules that are tied together, at the import that starts the shortest way round.

`a.py`:

```py
import b  # warning: [import-cycle] "import cycle: a -> b -> a"

def f():
    return b.g()
```

`b.py`:

```py
import a

def g():
    return a.f
```

## The packages that run on the way count too

`import package.part` runs `package/__init__.py` first.

`app.py`:

```py
import package.part  # warning: [import-cycle] "import cycle: app -> package -> app"
```

`package/__init__.py`:

```py
import app
```

`package/part.py`:

```py
```

## What is no cycle

A package that imports its own modules, which import each other: a submodule always finds its package started.

`package/__init__.py`:

```py
from .one import first
from . import two
```

`package/one.py`:

```py
from . import two

first = 1
```

`package/two.py`:

```py
import os
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.cycle_findings import verdicts_at
from importls.cycles import cycle_diagnostic
from importls.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING

HELP = "move what both need into a module of its own, or import one of them where it is used, in a function"


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a component, in the module that its shortest chain starts with."""
    for verdict in verdicts_at(snapshot, module, "import-cycle"):
        yield cycle_diagnostic(snapshot, verdict.cycle, "import-cycle", SEVERITY, HELP)
