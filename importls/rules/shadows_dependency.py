"""# shadows-dependency

A first-party module has the name of an installed distribution's module and is found before it.

## Why is this bad?

Every import of that name gets the project's module, also those inside other distributions that need the installed one.

## Example

`app.py`:

```py
import shapes
```

`shapes.py`:

```py
# warning: [shadows-dependency] "hides the installed"
```

`site-packages/shapes/__init__.py`:

```py
```

## What is not reported

The project's own distribution, installed beside its source.

## Known limits

Modules of namespace packages are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.declared_dependencies import declarations_around
from importls.diagnostic import START_OF_FILE, Diagnostic, Related, Severity
from importls.installed import distribution_that_owns
from importls.paths import is_below, parent
from importls.shadowing import first_party_file_wins, is_first_party
from resolver.machinery import EntrySource
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING

INSTALLED = frozenset({EntrySource.VENV, EntrySource.SITE, EntrySource.USER_SITE})


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """A warning at the start of a top-level module that hides an installed one."""
    hidden = _hidden_by(snapshot, module)
    if hidden is not None:
        yield Diagnostic(
            rule="shadows-dependency",
            severity=SEVERITY,
            message=f"this module hides the installed '{module.name}' wherever its folder is searched first",
            path=module.path,
            module=module.name,
            range=START_OF_FILE,
            help="rename it, or move it into a package",
            target=module.name,
            related=(Related(hidden, None, "the module that is hidden"),),
        )


def _hidden_by(snapshot: Snapshot, module: Module) -> str | None:
    """The path of the installed module that cannot be imported because of this one."""
    certain_roots = [root for root in snapshot.project.roots if root.certain and root.path != module.file.root.path]
    entries = {entry.path: entry.source for entry in snapshot.environment.sys_path}
    if "." in module.name or not is_first_party(snapshot, module):
        return None
    if module.name in snapshot.environment.stdlib_names or not first_party_file_wins(snapshot, module):
        return None
    found = snapshot.search.find_installed(module.name)
    if not isinstance(found, Found) or found.spec.origin is None or not found.spec.has_location:
        return None
    folder = parent(parent(found.spec.origin)) if found.spec.is_package else parent(found.spec.origin)
    if entries.get(folder) not in INSTALLED or any(is_below(found.spec.origin, root.path) for root in certain_roots):
        return None
    owner = distribution_that_owns(snapshot.file_system, folder, found.spec.origin)
    if owner is not None and owner == declarations_around(snapshot.file_system, module.file.root.path).project:
        return None
    return found.spec.origin
