"""# missing-name

`from module import name` where the module neither binds the name nor has a submodule of that name: it raises
`ImportError`.

## Why is this bad?

The program stops at this line. Mostly the name was renamed or removed, or another version of a distribution is
installed than the one that the code was written for.

## Example

`app.py`:

```py
from shapes import Circle
from shapes import Sqare  # error: [missing-name] "cannot import name 'Sqare' from 'shapes'"
from package import part
from package import prat  # error: [missing-name] "cannot import name 'prat' from 'package'"
```

`shapes.py`:

```py
class Circle: ...
class Square: ...
```

`package/__init__.py`:

```py
```

`package/part.py`:

```py
```

## Under a condition

Where it cannot be decided whether the statement runs it is a warning: the branch may never run with this version of the
module.

`app.py`:

```py
from shapes import MODERN

if MODERN:
    from shapes import Hexagon  # warning: [missing-name] "cannot import name 'Hexagon'"
```

`shapes.py`:

```py
MODERN = False
```

## What is not reported

Silence is kept wherever the names of a module cannot be known: extension modules, a module-level `__getattr__`,
namespaces that are written through `globals()` or `sys.modules`, star imports of such modules. It is kept as well where
the module hands the name to somebody as a string or a keyword, or another file assigns it from outside.

`app.py`:

```py
from dynamic import anything
from lazy import something
from rest import whatever

try:
    from shapes import Sqare
except ImportError:
    pass
```

`dynamic.py`:

```py
globals().update(anything=1)
```

`lazy.py`:

```py
def __getattr__(name): ...
```

`rest.py`:

```py
from dynamic import *
```

`shapes.py`:

```py
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.missing_imports import missing_imports

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a name that its module does not have."""
    for missing in missing_imports(snapshot, module, "missing-name"):
        owner, _, name = missing.target.rpartition(".")
        yield missing.diagnostic(SEVERITY, f"cannot import name '{name}' from '{owner}'")
