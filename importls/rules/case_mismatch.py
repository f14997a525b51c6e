"""# case-mismatch

An import whose name differs from the file only in upper and lower case.

## Why is this bad?

It works on file systems that ignore case, as macOS and Windows have them by default, and raises `ModuleNotFoundError`
on Linux: in CI, in a container, on the server. (Python compares case there too, PEP 235, but an import that was found
once through a path that ignores case goes unnoticed until then.)

## Example

`app.py`:

```py
from package import Tools  # error: [case-mismatch] "the case differs"
import package.Tools  # error: [case-mismatch] "the case differs"
import Package.tools  # error: [case-mismatch] "the case differs"
import package.tools
```

`package/__init__.py`:

```py
```

`package/tools.py`:

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
    """One finding an import that only a file system without case would satisfy."""
    for missing in missing_imports(snapshot, module, "case-mismatch"):
        yield missing.diagnostic(
            SEVERITY,
            f"No module named '{missing.why.name}': the case differs from '{missing.why.suggestion}'",
        )
