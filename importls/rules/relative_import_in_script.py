"""# relative-import-in-script

A file that is meant to be run as a script imports relatively.

## Why is this bad?

`python path/to/file.py` runs the file as `__main__`, which belongs to no package: the first relative import raises
`ImportError: attempted relative import with no known parent package`.

## Example

`package/__init__.py`:

```py
```

`package/tool.py`:

```py
from . import part  # warning: [relative-import-in-script] "no known parent package"

if __name__ == "__main__":
    print(part)
```

`package/part.py`:

```py
```

## What to do instead

Run the file as a module (`python -m package.tool`), or import by absolute name. `__main__.py` files are run that way
anyhow and are not reported.

## Known limits

That a file is run as a script is concluded from a main guard or a `#!` line. Installed packages and files that set
`__package__` (PEP 366) are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.facts.guards import Guard
from importls.facts.imports import Timing
from importls.facts.statement import module_range
from importls.module import BeyondTopLevel
from importls.scripts import is_script
from importls.shadowing import is_first_party

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a file, at the relative import that a run would fail at first."""
    relative = [imported for imported in module.imports if imported.statement.level]
    if not relative or not is_first_party(snapshot, module) or not is_script(snapshot, module):
        return
    for imported in relative:
        if _fails(snapshot, module, imported):
            yield Diagnostic(
                rule="relative-import-in-script",
                severity=SEVERITY,
                message="attempted relative import with no known parent package, when this file is run as a script",
                path=module.path,
                module=module.name,
                range=module_range(snapshot.text(module.path), imported.statement),
                help=f"run it with `python -m {module.name}`, or import by absolute name",
                target=imported.name or imported.statement.written,
                statement=imported.statement.range,
            )
            return


def _fails(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> bool:
    if imported.statement.timing is not Timing.IMPORT_TIME or isinstance(imported.resolution, BeyondTopLevel):
        return False
    knows = "__package__" in snapshot.text(module.path)  # The boilerplate of PEP 366 sets it.
    return not knows and snapshot.guard(module, imported.statement) is Guard.NONE
