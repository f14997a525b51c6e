"""# extension-abi-mismatch

An extension module is there, but built for another Python version, another platform or another build of Python.

## Why is this bad?

The interpreter looks for file names with its own tags (`.cpython-312-x86_64-linux-gnu.so`) and passes over all others:
it raises `ModuleNotFoundError` although the file seems to be there. It happens when a virtual environment is copied,
when the interpreter below it is upgraded, and when a container mounts the host's packages.

## Example

`app.py`:

```py
import fast.core  # error: [extension-abi-mismatch] "another interpreter or platform"
from fast import core  # error: [extension-abi-mismatch] "another interpreter or platform"
```

`fast/__init__.py`:

```py
```

`fast/core.cpython-37m-x86_64-linux-gnu.so`:

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
    """One finding an import for which only extension files of another ABI are there."""
    for missing in missing_imports(snapshot, module, "extension-abi-mismatch"):
        yield missing.diagnostic(
            SEVERITY,
            f"No module named '{missing.why.name}': its extension was built for another interpreter or platform",
        )
