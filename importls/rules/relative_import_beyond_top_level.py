"""# relative-import-beyond-top-level

A relative import whose dots climb past the top-level package: it raises `ImportError`.

## Why is this bad?

The program stops at this line. The folder above the topmost package is no package, even where it looks like one, unless
it is imported as one.

## Example

`package/__init__.py`:

```py
```

`package/part.py`:

```py
from . import other
from .. import settings  # error: [relative-import-beyond-top-level] "beyond top-level package"
```

`package/other.py`:

```py
```

`tool.py`:

```py
from . import missing  # error: [relative-import-beyond-top-level] "no known parent package"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.facts.guards import Guard
from importls.facts.statement import module_range
from importls.module import BeyondTopLevel

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a relative import without a package to count from."""
    for imported in module.imports:
        if isinstance(imported.resolution, BeyondTopLevel) and _fails(snapshot, module, imported):
            yield Diagnostic(
                rule="relative-import-beyond-top-level",
                severity=SEVERITY,
                message=_message(module),
                path=module.path,
                module=module.name,
                range=module_range(snapshot.text(module.path), imported.statement),
                help=f"the topmost package of this file is {_top(module)}; import by absolute name, or move the file",
                target=imported.statement.written,
                statement=imported.statement.range,
            )


def _fails(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> bool:
    """Conditions are mostly about `__package__` or `__name__` here, and so count as a guard."""
    return imported.statement.timing.runs and snapshot.guard(module, imported.statement) is Guard.NONE


def _message(module: Module) -> str:
    """The words of CPython's `_sanity_check` and `_resolve_name`."""
    if module.file.package:
        return "attempted relative import beyond top-level package"
    return "attempted relative import with no known parent package"


def _top(module: Module) -> str:
    top = module.file.package.partition(".")[0]
    return f"'{top}'" if top else "none: it is a top-level module"
