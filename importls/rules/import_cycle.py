"""# import-cycle

Modules that import each other in a circle while they are being imported.

## Why is this bad?

Whichever module comes first meets the others half done. Whether that raises (`cannot import name … from partially
initialized module`) depends on the order in which names are bound and on the module that the program happens to import
first, so a harmless change elsewhere can break it.

## Example

One finding is made for all modules that are tied together, at the import that starts the shortest way round.

`a.py`:

```py
from b import y  # warning: [import-cycle] "import cycle: a -> b -> a"

x = 1
```

`b.py`:

```py
from a import x

y = 1
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

from importls.cycles import cycle_diagnostic, cycles_at
from importls.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING

HELP = "move what both need into a module of its own, or import one of them where it is used, in a function"


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a component, in the module that its shortest chain starts with."""
    for cycle in cycles_at(snapshot, module, "import-cycle"):
        yield cycle_diagnostic(snapshot, cycle, "import-cycle", SEVERITY, HELP)
