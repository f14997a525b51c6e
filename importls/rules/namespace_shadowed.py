"""# namespace-shadowed

A regular package hides the portions of the namespace package of the same name.

## Why is this bad?

A namespace package (PEP 420) is the sum of all folders of its name on the search path, as long as none of them has an
`__init__.py`. One such file, often left behind or generated, turns its folder into the whole package, and everything
that other distributions put into the namespace is gone.

## Example

`app.py`:

```py
import company.billing
import company.storage  # error: [namespace-shadowed] "hidden by"
from company import storage  # error: [namespace-shadowed] "hidden by"
```

`company/__init__.py`:

```py
```

`company/billing.py`:

```py
```

`site-packages/company/storage/__init__.py`:

```py
```

## What to do instead

Remove the `__init__.py` from the folder of the namespace.
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
    """One finding an import that would be found but for a stray `__init__.py`."""
    for missing in missing_imports(snapshot, module, "namespace-shadowed"):
        yield missing.diagnostic(
            SEVERITY,
            f"No module named '{missing.why.name}': it is hidden by {missing.why.evidence}",
        )
