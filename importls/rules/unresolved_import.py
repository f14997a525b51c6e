"""# unresolved-import

An import of a module that does not exist: importing it raises `ModuleNotFoundError`.

## Why is this bad?

The program stops at this line. The message names the cause as far as it can be known: a misspelling, a distribution
that is not installed, a folder that is no root, a module of another platform or Python version.

## Example

`app.py`:

```py
import jsno  # error: [unresolved-import] "No module named 'jsno'"
import json.decodr  # error: [unresolved-import] "No module named 'json.decodr'"
import tool.part  # error: [unresolved-import] "No module named 'tool.part'; 'tool' is not a package"
```

`tool.py`:

```py
```

## Guarded imports are no findings

An import that the program is prepared to miss is never reported.

`app.py`:

```py
import importlib.util
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

try:
    import ujson
except ImportError:
    import json as ujson

with suppress(ImportError):
    import colorama

if sys.platform == "win32":
    import winreg

if importlib.util.find_spec("numpy"):
    import numpy

if TYPE_CHECKING:
    import types_of_something
```

## An import that runs later, or only sometimes

Where the import stands in a function or under a condition and another environment would satisfy it, it is a warning:
the program may well work here. The same holds for a file that its own project imports only under such conditions. A
module that is missing from a package of the project is an error all the same.

`app.py`:

```py
def plot():
    import matplotlib  # warning: [unresolved-import] "No module named 'matplotlib'"


def load():
    import shapes.circel  # error: [unresolved-import] "No module named 'shapes.circel'"
```

`shapes/__init__.py`:

```py
```

## Known limits

Nothing is reported below a package that edits its `__path__`, or that puts modules into `sys.modules`, nor for a
top-level name where the file, a package around it, a `conftest.py` above it or a module that it imports edits
`sys.path`: what is found then, only running would show. What a build generates (`_version.py`, what git ignores, a
compiled module whose source is there) is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.causes import Cause
from importls.diagnostic import Diagnostic, Severity
from importls.missing_imports import MissingImport, missing_imports

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding an import whose module is missing for a reason that has no rule of its own."""
    for missing in missing_imports(snapshot, module, "unresolved-import"):
        yield missing.diagnostic(SEVERITY, _message(missing))


def _message(missing: MissingImport) -> str:
    """The words of CPython's `_find_and_load_unlocked`."""
    if missing.why.cause is Cause.PARENT_NOT_A_PACKAGE:
        parent = missing.why.name.rpartition(".")[0]
        return f"No module named '{missing.why.name}'; '{parent}' is not a package"
    return f"No module named '{missing.why.name}'"
