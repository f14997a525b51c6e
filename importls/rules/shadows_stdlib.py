"""# shadows-stdlib

A first-party file has the name of a standard library module and is found before it.

## Why is this bad?

The folder of a script, and every root on PYTHONPATH, is searched before the standard library. Whoever imports the
standard module then gets the project's file: the script itself, but also any other standard module or dependency that
it imports. The failure mostly shows far from its cause (`module 'random' has no attribute 'randint'`).

## An import that hits the file is an error

`app.py`:

```py
import random  # error: [shadows-stdlib] "finds the project's own"
```

`random.py`:

```py
numbers = [4]
```

So is one that reaches it through the standard library or a dependency.

`app.py`:

```py
import tempfile  # error: [shadows-stdlib] "'tempfile' imports 'random'"
```

`random.py`:

```py
numbers = [4]
```

## Otherwise the file is a warning

`app.py`:

```py
import json
```

`random.py`:

```py
# warning: [shadows-stdlib] "hides the standard library's"
```

## Modules that cannot be hidden

Built-in modules, and those that the interpreter has loaded before it looks at any path, always win. Then it is the file
that nobody can import.

`sys.py`:

```py
# warning: [shadows-stdlib] "can never be imported"
```

## What is not reported

Modules inside a package (`package.random`) hide nothing. A file that is imported for names that it has and the standard
module does not is used on purpose; it is still a warning, at the file.

`package/__init__.py`:

```py
```

`package/random.py`:

```py
```

`package/user.py`:

```py
import random
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.declared_dependencies import declarations_around
from importls.diagnostic import START_OF_FILE, Diagnostic, Related, Severity
from importls.facts.imports import Timing
from importls.paths import base_name
from importls.shadowing import Capture, captures, first_party_file_wins, is_first_party

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR

LOADED_AT_START = frozenset(
    {"abc", "codecs", "encodings", "genericpath", "io", "ntpath", "os", "posixpath", "site", "stat", "zipimport"}
)
"""Imported by every interpreter before the script's folder comes to the front of `sys.path`."""


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """Errors at the imports of this module that get a first-party file; a warning in the file that nobody hits."""
    for capture in _all_captures(snapshot).get(module.path, ()):
        yield _captured(capture)
    if module.name in snapshot.environment.stdlib_names and is_first_party(snapshot, module):
        yield from _at_the_file(snapshot, module)


def _at_the_file(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    if _cannot_be_hidden(snapshot, module.name):
        message = f"this file can never be imported: '{module.name}' is loaded before any path is searched"
        yield _warning(module, message, "rename the file")
        return
    if _is_backport(snapshot, module) or not first_party_file_wins(snapshot, module):
        return
    if module.path not in snapshot.table("stdlib victims", lambda: _victims(snapshot)):
        message = f"this file hides the standard library's '{module.name}' wherever its folder is searched first"
        yield _warning(module, message, "rename the file, or move it into a package")


def _victims(snapshot: Snapshot) -> frozenset[str]:
    """The hiding files that some import really gets."""
    return frozenset(capture.victim.path for found in _all_captures(snapshot).values() for capture in found)


def _all_captures(snapshot: Snapshot) -> dict[str, list[Capture]]:
    """By importing file, the first import of it that gets each hiding file."""

    def collect() -> dict[str, list[Capture]]:
        found: dict[str, list[Capture]] = {}
        for capture in captures(snapshot, _hiding_modules(snapshot)):
            found.setdefault(capture.importer.path, []).append(capture)
        return found

    return snapshot.table("stdlib captures", collect)


def _hiding_modules(snapshot: Snapshot) -> dict[str, Module]:
    names = snapshot.environment.stdlib_names
    return {
        module.path: module
        for module in snapshot.modules.values()
        if module.name in names
        and is_first_party(snapshot, module)
        and not _cannot_be_hidden(snapshot, module.name)
        and not _is_backport(snapshot, module)
        and first_party_file_wins(snapshot, module)
    }


def hides_something(snapshot: Snapshot) -> bool:
    """Whether some checked file hides a module of the standard library, be it from nobody."""
    return bool(_hiding_modules(snapshot))


def _is_backport(snapshot: Snapshot, module: Module) -> bool:
    """Whether the project is named after the module: then it is meant to take its place."""
    project = declarations_around(snapshot.file_system, module.file.root.path).project
    return project is not None and module.name in project.replace("-", "_")


def _cannot_be_hidden(snapshot: Snapshot, name: str) -> bool:
    environment = snapshot.environment
    return name in environment.builtin_names or name in environment.frozen_modules or name in LOADED_AT_START


def _warning(module: Module, message: str, help_text: str) -> Diagnostic:
    return Diagnostic(
        rule="shadows-stdlib",
        severity=Severity.WARNING,
        message=message,
        path=module.path,
        module=module.name,
        range=START_OF_FILE,
        help=help_text,
        target=module.name,
    )


def _captured(capture: Capture) -> Diagnostic:
    """The finding at a first-party import; the way through other modules is told as related locations."""
    hidden = capture.victim.name
    steps = [
        Related(step.path, step.range, f"'{step.importer}' imports '{step.imported}'", step.importer, step.imported)
        for step in capture.chain[1:]
    ]
    through = f"'{capture.chain[-1].importer}' imports '{hidden}', which " if steps else f"'import {hidden}' "
    return Diagnostic(
        rule="shadows-stdlib",
        severity=SEVERITY if capture.chain[0].timing is not Timing.DEFERRED else Severity.WARNING,
        message=f"{through}finds the project's own '{base_name(capture.victim.path)}' "
        "instead of the standard library's module",
        path=capture.importer.path,
        module=capture.importer.name,
        range=capture.chain[0].range,
        help="rename the file: its folder is searched before the standard library",
        target=hidden,
        related=(*steps, Related(capture.victim.path, None, "the file that is found")),
    )
