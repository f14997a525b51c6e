"""# module-package-clash

A module file beside something of the same name that wins over it, or that it hides.

## Why is this bad?

Only one of them can be imported. A folder with an `__init__.py` wins over an extension module, that wins over a `.py`
file, and a `.py` file wins over a folder without `__init__.py` (`FileFinder.find_spec`). What loses is dead code that
looks alive.

## Example

`shapes.py`:

```py
# warning: [module-package-clash] "never imported"
```

`shapes/__init__.py`:

```py
```

`tools.py`:

```py
# warning: [module-package-clash] "hides the folder"
```

`tools/hammer.py`:

```py
```

## Known limits

Installed packages are not looked at: they ship extensions beside the source that these were compiled from.
A folder that holds no Python files is taken for data and not reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import START_OF_FILE, Diagnostic, Related, Severity
from importls.paths import base_name, parent
from importls.shadowing import is_first_party
from resolver.file_system import Kind, Listing
from resolver.paths import join

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.WARNING


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a module file that shares its name with a package or an extension module."""
    if not is_first_party(snapshot, module):
        return  # A wheel ships what was compiled beside its source.
    folder = parent(module.path)
    stem = base_name(module.path).removesuffix(".py")
    listing = snapshot.file_system.list_directory(folder) or {}
    other, message = _rival(snapshot, listing, folder, stem)
    if other is not None and "__path__" not in snapshot.text(module.path):  # A module may make a package of itself.
        path = join(snapshot.file_system.separator, folder, other)
        yield Diagnostic(
            rule="module-package-clash",
            severity=SEVERITY,
            message=message,
            path=module.path,
            module=module.name,
            range=START_OF_FILE,
            help="rename or remove one of them",
            target=other,
            related=(Related(path, None, "the other one"),),
        )


def _rival(snapshot: Snapshot, listing: Listing, folder: str, stem: str) -> tuple[str | None, str]:
    """What clashes with `stem`.py in the folder, and what that means."""
    if listing.get(stem) is Kind.DIRECTORY and stem != "__init__":
        inside = snapshot.file_system.list_directory(join(snapshot.file_system.separator, folder, stem)) or {}
        if "__init__.py" in inside:
            return stem, f"this file is never imported: the package '{stem}' beside it wins"
        if any(name.endswith(".py") for name in inside):
            return stem, f"this file hides the folder '{stem}' beside it: nothing in the folder can be imported"
    for suffix in snapshot.environment.suffixes.extension:
        if listing.get(stem + suffix) is Kind.FILE:
            return stem + suffix, f"this file is never imported: the extension module '{stem}{suffix}' beside it wins"
    return None, ""
