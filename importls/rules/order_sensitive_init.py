"""# order-sensitive-init

The imports of an `__init__` work only in the order in which they stand.

## Why is this bad?

A package that hands on what its modules define is asked for these names by its own modules too, while it is still being
imported. Whether the names are there by then depends on the order of the imports, and nothing says so: whoever sorts
them, by hand or with a tool, breaks the import of the whole package.

## Example

`shop/__init__.py`:

```py
from .prices import Price  # warning: [order-sensitive-init] "ImportError: cannot import name 'Price'"
from .basket import Basket  # warning: [import-cycle]
```

`shop/prices.py`:

```py
class Price: ...
```

`shop/basket.py`:

```py
from shop import Price

class Basket:
    price = Price()
```

Sorted as isort and ruff (I001) do, `from .basket` stands first, and `shop` has no `Price` when the basket asks for it.

## What to do instead

Import a name from the module that defines it, not from the package around: then no order is wrong.

`shop/__init__.py`:

```py
from .prices import Price
from .basket import Basket
```

`shop/prices.py`:

```py
class Price: ...
```

`shop/basket.py`:

```py
from .prices import Price

class Basket:
    price = Price()
```

Where the order has to stay, tell the sorter so: `# isort: split` between the imports, or `# isort: skip_file`. What
sorters leave as it is, is not reported.

## Known limits

Blocks are sorted with the settings that isort and ruff have where nobody sets any. The package is simulated in both
orders, and what fails for another reason now, or cannot be followed to its end, is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.cycle_findings import said
from importls.diagnostic import Diagnostic, Related, Severity
from importls.facts.imports import Position, Range
from importls.sorted_init import fails_when_sorted

if TYPE_CHECKING:
    from importls.module import Module
    from importls.simulation.failure import Failure
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING
DEFAULT_ON = False


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding an `__init__`, at the first import that would move."""
    found = fails_when_sorted(snapshot, module)
    if found is None:
        return
    yield Diagnostic(
        rule="order-sensitive-init",
        severity=SEVERITY,
        message=f"with these imports sorted, the import of '{found.entry}' would fail: {said(found.failure)}",
        path=module.path,
        module=module.name,
        range=found.range,
        help="import the name from the module that defines it, or tell sorters to keep the order (# isort: split)",
        target=found.failure.target,
        related=tuple(_where(found.failure, module)),
    )


def _where(failure: Failure, module: Module) -> Iterator[Related]:
    if failure.path is not None and failure.path != module.path:
        place = Position(failure.line, 1)
        yield Related(failure.path, Range(place, place), f"raised in '{failure.module}'")
