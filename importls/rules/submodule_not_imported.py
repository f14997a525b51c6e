"""# submodule-not-imported

A submodule is used as an attribute of its package, and nothing has imported it.

## Why is this bad?

`import xml` runs `xml/__init__.py` and nothing else: `xml.etree` is there only after something has imported that too.
Where the file leaves this to others, it works as long as another module happens to import the submodule first. In a
test that is run alone, or after somebody else has tidied their imports, it raises `AttributeError`.

## Example

`shop/__init__.py`:

```py
```

`shop/prices.py`:

```py
def vat(): ...
```

`shop/basket.py`:

```py
import shop

def total():
    return shop.prices.vat()  # warning: [submodule-not-imported] "module 'shop' has no attribute"
```

`app.py`:

```py
import shop.prices
import shop.basket
```

The finding names modules that import both and make it work by accident, here `app`.

## What to do instead

Import the submodule that is used.

`shop/__init__.py`:

```py
```

`shop/prices.py`:

```py
def vat(): ...
```

`shop/basket.py`:

```py
import shop.prices

def total():
    return shop.prices.vat()
```

## What is not reported

What is there after the import of this file alone, in a fresh interpreter, is never reported, whoever has imported it:
the package itself, the packages around the file, a `conftest.py` above it, or a module that the file imports. Neither
is a use that is prepared: in a `try` with `except AttributeError`, or in a file that has the submodule's name in a
string, for `hasattr` or `import_module`.

`app.py`:

```py
import json
import shop
import tools

json.decoder
shop.prices

def stock():
    import shop.stock

def report():
    return shop.stock, tools.anything

def newest():
    try:
        return shop.offers
    except AttributeError:
        return None
```

`shop/__init__.py`:

```py
from . import basket
```

`shop/basket.py`:

```py
import shop.prices
```

`shop/prices.py`:

```py
```

`shop/stock.py`:

```py
```

`shop/offers.py`:

```py
```

`tools/__init__.py`:

```py
def __getattr__(name): ...
```

`tools/anything.py`:

```py
```

## Known limits

The import of a file that asks such a question is simulated; where that cannot tell what a package has, nothing is
reported. Packages with a `__getattr__` (PEP 562) are not looked into, and what an extension module may import counts as
imported, unless it is a part of the standard library that a third-party extension would have to import.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Related, Severity
from importls.unimported_submodules import accidental_importers, unimported_submodules

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a submodule, at its first use."""
    for found in unimported_submodules(snapshot, module):
        package, _, name = found.name.rpartition(".")
        others = accidental_importers(snapshot, module, found.name)
        accident = f"; it works where '{others[0][0].name}' has imported it before" if others else ""
        yield Diagnostic(
            rule="submodule-not-imported",
            severity=SEVERITY,
            message=f"module '{package}' has no attribute '{name}': nothing that is imported here has imported it",
            path=module.path,
            module=module.name,
            range=found.range,
            help=f"import {found.name}{accident}",
            target=found.name,
            related=tuple(
                Related(other.path, statement.range, f"'{other.name}' imports it, and '{module.name}' too")
                for other, statement in others[:_MOST_TOLD]
            ),
        )


_MOST_TOLD = 3
