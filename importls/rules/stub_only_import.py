"""# stub-only-import

An import that type checkers resolve to a stub file while the interpreter finds nothing.

## Why is this bad?

The type checker and the editor are content, the program raises `ModuleNotFoundError`. Typical are stub distributions
(`types-…`) whose runtime distribution is not installed, and modules that exist in stubs only (`_typeshed`).

## Example

`app.py`:

```py
import vendor.shape  # warning: [stub-only-import] "only type stubs"
from vendor import shape  # warning: [stub-only-import] "only type stubs"
import yaml  # warning: [stub-only-import] "only type stubs"
```

`vendor/__init__.py`:

```py
```

`vendor/shape.pyi`:

```py
```

`site-packages/yaml-stubs/__init__.pyi`:

```py
```

## Which stubs count

Those that type checkers find by the typing spec's import resolution ordering: `.pyi` files, `-stubs` packages on the
whole search path, partial ones (`py.typed` with the line `partial`) and namespaces among them. `_typeshed` is in no
environment, type checkers bring it along.

`app.py`:

```py
import tool.described
import tool.old  # warning: [stub-only-import] "No module named 'tool.old' at run time"
from _typeshed import StrPath  # warning: [stub-only-import] "No module named '_typeshed' at run time"
```

`site-packages/tool/__init__.py`:

```py
```

`site-packages/tool/described.py`:

```py
```

`site-packages/tool-stubs/__init__.pyi`:

```py
```

`site-packages/tool-stubs/old.pyi`:

```py
```

## What to do instead

Import the module under `if TYPE_CHECKING:`.

`app.py`:

```py
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml
```

`site-packages/yaml-stubs/__init__.pyi`:

```py
```

## Known limits

Folders that only a type checker's own settings name (`mypy_path`, `stubPath`, `typings`) are not searched. A module
that typeshed knows and the environment does not have (`typing_extensions`, `winreg`) is an `unresolved-import`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.missing_imports import missing_imports

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding an import at run time for which only stubs exist."""
    for missing in missing_imports(snapshot, module, "stub-only-import"):
        yield missing.diagnostic(
            SEVERITY,
            f"No module named '{missing.why.name}' at run time: there are only type stubs",
        )
