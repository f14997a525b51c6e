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
from package.area import Square as Other
from src.package.shapes import Square  # error: [module-two-names] "'package.shapes' elsewhere"
```

Where no module imports both it is a warning: the two may never meet in one process.

## A script that its own modules import

`tool.py`:

```py
import helper

if __name__ == "__main__":
    helper.run()
```

`helper.py`:

```py
import tool  # warning: [import-cycle]  # warning: [module-two-names] "as '__main__'"

def run(): ...
```

## Known limits

A script that is also served under its own name (`flask run`) is one module there. Names are compared within one check;
relative imports follow the name of the file that they stand in and are no second name.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Related, Severity
from importls.facts.file_facts import Mention
from importls.facts.imports import Timing
from importls.facts.statement import module_range
from importls.graph.reachable import reachable
from importls.import_graph import ImportKind
from importls.scripts import is_script
from resolver.module_name import ancestors
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR


@dataclass(frozen=True, slots=True)
class _Use:
    """An absolute import of a checked file: the file's path, and the name that it gets by this import."""

    importer: Module
    imported: ResolvedImport
    path: str
    name: str


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a file with two names, at the first import by the name that is not its own."""
    for second, first in second_names(snapshot).get(module.path, ()):
        message = f"imported as '{second.name}' here and as '{first.name}' elsewhere: the file becomes two modules"
        where = module_range(snapshot.text(first.importer.path), first.imported.statement)
        other = Related(first.importer.path, where, f"imported as '{first.name}'")
        severity = SEVERITY if _meet(snapshot, second.importer, first.importer) else Severity.WARNING
        help_text = f"import it as '{first.name}' everywhere"
        yield _diagnostic(snapshot, second, (severity, message, help_text), (other,))
    for use in _imports_of_running_script(snapshot, module):
        message = f"'{use.name}' runs as '__main__' and is imported here by its name: the file becomes two modules"
        help_text = "move what is imported here into a module of its own"
        yield _diagnostic(snapshot, use, (Severity.WARNING, message, help_text))


def second_names(snapshot: Snapshot) -> Mapping[str, list[tuple[_Use, _Use]]]:
    """For each file with two names the first import by another name than its own, and the first by its own.

    The pairs are by the path of the importer of the former.
    """
    return snapshot.table("second names", lambda: _second_names(snapshot))


def _second_names(snapshot: Snapshot) -> dict[str, list[tuple[_Use, _Use]]]:
    uses: dict[str, dict[str, _Use]] = {}
    found: dict[str, list[tuple[_Use, _Use]]] = {}
    renamed = renamed_files(snapshot)
    for module in snapshot.modules.values() if renamed else ():
        for use in _uses(snapshot, module, renamed):
            uses.setdefault(use.path, {}).setdefault(use.name, use)
    for path, by_name in uses.items():
        own = by_name.pop(snapshot.modules[path].name, None)
        second = next((use for use in by_name.values() if not _is_below_an_alias(snapshot, use)), None)
        if own is not None and second is not None:
            found.setdefault(second.importer.path, []).append((second, own))
    return found


def renamed_files(snapshot: Snapshot) -> frozenset[str]:
    """The checked files that some import finds by another name than their own; few have one."""
    return snapshot.table("renamed files", lambda: _renamed(snapshot))


def _renamed(snapshot: Snapshot) -> frozenset[str]:
    own: dict[str | None, str] = {path: module.name for path, module in snapshot.modules.items()}
    # Nearly every import finds a module by its own name: those that do are passed over without a list of targets.
    return frozenset(
        path
        for module in snapshot.modules.values()
        for imported in module.imports
        if imported.found is not None
        and (imported.submodules or own.get(imported.found.spec.origin) != imported.found.spec.name)
        for path, name in imported.targets()
        if own.get(path, name) != name
    )


def _is_below_an_alias(snapshot: Snapshot, use: _Use) -> bool:
    """Whether a package above is in `sys.modules` under two names: what it has imported itself mostly is too."""
    for name in ancestors(use.name):
        found = snapshot.search.find_on_roots(use.importer.file, name)
        if isinstance(found, Found) and found.spec.name != name:
            return True
    return False


def _meet(snapshot: Snapshot, one: Module, other: Module) -> bool:
    """Whether some module, or one of the two, imports both, so that one process certainly has both names."""
    importers = snapshot.table("runtime importers", lambda: _reversed(_runtime(snapshot)))
    above = [{start.path, *reachable(importers, start.path)} for start in (one, other)]
    return not above[0].isdisjoint(above[1])


def _runtime(snapshot: Snapshot) -> Mapping[str, list[str]]:
    return snapshot.table("runtime successors", lambda: snapshot.graph.successors((ImportKind.RUNTIME,)))


def _reversed(graph: Mapping[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for importer, imported in graph.items():
        for path in imported:
            found.setdefault(path, []).append(importer)
    return found


def _uses(snapshot: Snapshot, module: Module, paths: Container[str]) -> Iterator[_Use]:
    """Imports of these files that run and that would find the same file from the roots alone."""
    for imported in module.imports:
        if imported.statement.level or not imported.statement.timing.runs:
            continue
        for path, name in imported.targets():
            if path in paths and _is_on_a_root(snapshot, module, name):
                yield _Use(module, imported, path, name)


def _is_on_a_root(snapshot: Snapshot, module: Module, name: str) -> bool:
    """Whether the roots alone lead to the module: what only a script's own folder finds is no second name."""
    return isinstance(snapshot.search.find_on_roots(module.file, name.partition(".")[0]), Found)


def _imports_of_running_script(snapshot: Snapshot, module: Module) -> Iterator[_Use]:
    """The first import in this module of a top-level script whose run leads here."""
    scripts = snapshot.table("top-level scripts", lambda: _top_level_scripts(snapshot))
    for imported in module.imports if scripts else ():
        script = scripts.get(imported.found.spec.origin) if imported.found is not None else None
        if script is None or script is module or imported.statement.timing is not Timing.IMPORT_TIME:
            continue
        if not is_script(snapshot, script):
            continue
        if module.path in snapshot.table(("runs", script.path), partial(reachable, _runtime(snapshot), script.path)):
            yield _Use(module, imported, script.path, script.name)
            return


def _top_level_scripts(snapshot: Snapshot) -> dict[str | None, Module]:
    """The files that may be scripts whose run would lead to an import of their own name."""
    return {
        path: module
        for path, module in snapshot.modules.items()
        if module.facts.mentions & Mention.MAIN and "." not in module.name and not module.file.is_package
    }


def _diagnostic(
    snapshot: Snapshot, use: _Use, said: tuple[Severity, str, str], others: tuple[Related, ...] = ()
) -> Diagnostic:
    severity, message, help_text = said
    return Diagnostic(
        rule="module-two-names",
        severity=severity,
        message=message,
        path=use.importer.path,
        module=use.importer.name,
        range=module_range(snapshot.text(use.importer.path), use.imported.statement),
        help=help_text,
        target=use.name,
        related=(Related(use.path, None, "the file"), *others),
    )
