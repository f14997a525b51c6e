"""# needless-deferred-import

An import in a function that could stand at the top of the module: nothing fails to be imported if it does.

## Why is this bad?

Many imports are put into functions because of a cycle that is long gone, or that never failed. They hide what a module
depends on, run again with every call, and nobody dares to move them. importls moves each to the top in a simulation and
imports the module and, where that closes a cycle, every module of it. The rule is off by default.

## Example

`report.py`:

```py
import tables

def show(rows):
    from tables import Table  # info: [needless-deferred-import] "'tables' could be imported at the top"
    return Table(rows)

def save(rows):
    import storage
    storage.save(rows)
```

`tables.py`:

```py
class Table: ...
```

`storage.py`:

```py
from report import show

class Shown:
    show = show

def save(rows): ...
```

The import of `storage` has a reason: at the top of `report` it would fail when `report` is imported first, as `storage`
needs `show`.

## In a cycle that works

`orders.py`:

```py
import items

def total(order):
    from items import price_of  # info: [needless-deferred-import]
    return sum(map(price_of, order))
```

`items.py`:

```py
def price_of(item):
    import orders  # info: [needless-deferred-import] "closes a cycle of 2 modules, which works from each of them"
    return orders.VAT
```

## Known limits

Only imports of the project's own modules are looked at, that stand in a function by themselves and not in an `if` or
`try`, and not those of an `__init__`. Nothing is said where importing at the top would bring code to run that uses
other distributions: what frameworks do with classes is not simulated. That a module is slow to import, or that tests
replace what is imported, is for you to know. Ten imports of each module are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Fix, Severity
from importls.edits.text_edits import edits_of
from importls.needless_deferrals import needless_deferrals

if TYPE_CHECKING:
    from importls.module import Module
    from importls.needless_deferrals import NeedlessDeferral
    from importls.snapshot import Snapshot

SEVERITY = Severity.INFO
DEFAULT_ON = False


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding an import."""
    for found in needless_deferrals(snapshot, module):
        yield Diagnostic(
            rule="needless-deferred-import",
            severity=SEVERITY,
            message=f"'{found.name}' could be imported at the top of the module: {_proof(found)}",
            path=module.path,
            module=module.name,
            range=found.range,
            help="move it to the other imports, or say why it waits",
            target=found.name,
            fixes=(
                Fix("Move the import to the top", False, edits_of(module.path, snapshot.text(module.path), found.edit)),
            ),
        )


def _proof(found: NeedlessDeferral) -> str:
    if not found.closes:
        return "it closes no cycle, and the module imports"
    return f"it closes a cycle of {len(found.closes)} modules, which works from each of them"
