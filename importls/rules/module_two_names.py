"""# module-two-names

One file is imported under two names.

## Why is this bad?

The interpreter knows modules by name, so it runs the file twice and makes two modules of it. Their classes are
different classes: `isinstance` and `except` fail to recognise what the other one made, and module-level state exists
twice.

## Example

`pyproject.toml`:

```toml
```

`src/package/__init__.py`:

```py
```

`src/package/shapes.py`:

```py
class Square: ...
```

`src/package/area.py`:

```py
from package.shapes import Square
```

`tests/test_area.py`:

```py
from src.package.shapes import Square  # error: [module-two-names] "'package.shapes' elsewhere"
```

## A script that its own modules import

`tool.py`:

```py
import helper

if __name__ == "__main__":
    helper.run()
```

`helper.py`:

```py
import tool  # warning: [import-cycle]  # error: [module-two-names] "as '__main__'"

def run(): ...
```

## Known limits

Names are compared within one check; relative imports follow the name of the file that they stand in and are no second
name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Related, Severity
from importls.facts.imports import Timing
from importls.facts.statement import module_range
from importls.graph.shortest_path import shortest_path
from importls.import_graph import ImportKind
from importls.missing_imports import START_OF_FILE
from importls.scripts import is_script

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR


@dataclass(frozen=True, slots=True)
class _Use:
    """An absolute import of a checked file, and the name that the file gets by it."""

    importer: Module
    imported: ResolvedImport
    name: str


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a file with two names, at the first import by the name that is not its own."""
    second_names = snapshot.once("second names", lambda: tuple(_second_names(snapshot)))
    for second, path, first in second_names:
        if second.importer.path == module.path:
            message = f"imported as '{second.name}' here and as '{first.name}' elsewhere: the file becomes two modules"
            help_text = f"import it as '{first.name}' everywhere"
            yield _diagnostic(snapshot, second, path, message, help_text, first)
    for use in _imports_of_running_script(snapshot, module):
        message = f"'{use.name}' runs as '__main__' and is imported here by its name: the file becomes two modules"
        help_text = "move what is imported here into a module of its own"
        yield _diagnostic(snapshot, use, use.imported.found.spec.origin or "", message, help_text, None)


def _second_names(snapshot: Snapshot) -> Iterator[tuple[_Use, str, _Use]]:
    uses: dict[str, dict[str, _Use]] = {}
    for module in snapshot.modules.values():
        for use, path in _uses(snapshot, module):
            uses.setdefault(path, {}).setdefault(use.name, use)
    for path, by_name in uses.items():
        own = snapshot.modules[path].name
        if len(by_name) > 1 and own in by_name:
            second = next(use for name, use in by_name.items() if name != own)
            yield second, path, by_name[own]


def _uses(snapshot: Snapshot, module: Module) -> Iterator[tuple[_Use, str]]:
    """Imports that run and that would find the same file from the roots alone."""
    for imported in module.imports:
        found = imported.found
        if found is None or imported.statement.level or imported.statement.timing in (Timing.TYPING, Timing.UNREACHABLE):
            continue
        for spec in (found.spec, *(submodule.spec for submodule in imported.submodules.values())):
            if spec.origin in snapshot.modules and spec.name and _is_on_a_root(snapshot, module, spec.name):
                yield _Use(module, imported, spec.name), spec.origin


def _is_on_a_root(snapshot: Snapshot, module: Module, name: str) -> bool:
    return snapshot.search.main(module.file).find_spec(name.partition(".")[0]).__class__.__name__ == "Found"


def _imports_of_running_script(snapshot: Snapshot, module: Module) -> Iterator[_Use]:
    """Imports in this module of a top-level script whose run leads here."""
    for imported in module.imports:
        found = imported.found
        script = snapshot.modules.get(found.spec.origin or "") if found is not None else None
        if script is None or script is module or imported.statement.timing is not Timing.IMPORT_TIME:
            continue
        if "." in script.name or script.file.is_package or not is_script(snapshot, script):
            continue
        runtime = snapshot.once("runtime successors", lambda: snapshot.graph.successors((ImportKind.RUNTIME,)))
        if shortest_path(runtime, script.path, module.path) is not None:
            yield _Use(module, imported, script.name)
            return


def _diagnostic(
    snapshot: Snapshot, use: _Use, path: str, message: str, help_text: str, other: _Use | None
) -> Diagnostic:
    related = [Related(path, START_OF_FILE, "the file")]
    if other is not None:
        where = module_range(snapshot.text(other.importer.path), other.imported.statement)
        related.append(Related(other.importer.path, where, f"imported as '{other.name}'"))
    return Diagnostic(
        rule="module-two-names",
        severity=SEVERITY,
        message=message,
        path=use.importer.path,
        module=use.importer.name,
        range=module_range(snapshot.text(use.importer.path), use.imported.statement),
        help=help_text,
        target=use.name,
        related=tuple(related),
    )
