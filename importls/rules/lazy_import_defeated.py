"""# lazy-import-defeated

A `lazy import` (PEP 810) that is needed while the module itself is imported.

## Why is this bad?

A lazy import waits for the first use of its name. Where the body of the module uses the name, as a base class, a
decorator, a default or in a call, the import happens at that line, at start-up, and nothing is saved. In a cycle it is
no way out either: what fails at an eager import fails at the line of the use.

## Example

`.python-version`:

```
3.15
```

`app.py`:

```py
lazy import reports
lazy from shapes import Shape  # info: [lazy-import-defeated] "line 4 needs it while the module is imported"

class Square(Shape): ...

def show():
    return reports.render()
```

`reports.py`:

```py
def render(): ...
```

`shapes.py`:

```py
class Shape: ...
```

## In a cycle

`.python-version`:

```
3.15
```

`orders.py`:

```py
lazy from basket import Basket  # info: [lazy-import-defeated] "and it fails there: ImportError"

ORDERS = [Basket()]

class Order: ...
```

`basket.py`:

```py
from orders import Order  # error: [cycle-will-fail]

class Basket: ...
```

## What to do instead

Use the name in functions only, or import it eagerly and say what is so. Annotations do no harm: from Python 3.14 on
they wait themselves.

`.python-version`:

```
3.15
```

`app.py`:

```py
lazy from shapes import Shape

def draw(shape: Shape): ...
```

`shapes.py`:

```py
class Shape: ...
```

## Known limits

The import of the module is simulated with the project alone. What only a branch or a call needs that cannot be decided
is not reported, nor `lazy import a.b`: `a.b` waits on when only `a` is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.cycle_findings import said
from importls.diagnostic import Diagnostic, Related, Severity
from importls.facts.imports import Position, Range, Timing
from importls.fresh_interpreter import interpreter_of_project

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.module import Module
    from importls.simulation.trace import Trace
    from importls.simulation.values import Touch
    from importls.snapshot import Snapshot

SEVERITY = Severity.INFO

_SINCE = (3, 15)


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:
    """One finding a statement, for the first code that needs it."""
    if snapshot.environment.version < _SINCE or not _may_be_lazy(module):
        return
    trace = interpreter_of_project(snapshot).trace(module)
    told: set[Range] = set()
    for touch in trace.touched if trace is not None else ():
        statement = _statement(module, touch)
        if trace is not None and statement is not None and touch.is_certain and statement.range not in told:
            told.add(statement.range)
            yield _diagnostic(snapshot, module, statement, touch, trace)


def _may_be_lazy(module: Module) -> bool:
    return any(one.statement.timing is Timing.LAZY for one in module.imports) or (
        "__lazy_modules__" in module.facts.definitions.split("\n")
    )


def _statement(module: Module, touch: Touch) -> Import | None:
    """The statement of this module that is touched, if that surely needs the module that it names."""
    lazy = touch.lazy
    if lazy.path != module.path or (lazy.returns_top and "." in lazy.name):
        return None
    statements = [one.statement for one in module.imports if _stands_in(one.statement.range, lazy.line)]
    same = (one for one in statements if one.names is not None or one.module == lazy.name)
    return next(same, None)


def _stands_in(where: Range, line: int) -> bool:
    return where.start.line <= line <= where.end.line


def _diagnostic(snapshot: Snapshot, module: Module, statement: Import, touch: Touch, trace: Trace) -> Diagnostic:
    is_here = touch.path == module.path
    who = f"line {touch.line}" if is_here else f"'{snapshot.by_name(touch.path or '')}'"
    failure = trace.failure
    place = Position(touch.line, 1)
    ends_here = failure is not None and (touch.path, touch.line) in (
        (failure.path, failure.line),
        *((link.path, link.line) for link in failure.chain),
    )
    fails = f", and it fails there: {said(failure)}" if failure is not None and ends_here else ""
    return Diagnostic(
        rule="lazy-import-defeated",
        severity=SEVERITY,
        message=f"this lazy import waits for nothing: {who} needs it while the module is imported{fails}",
        path=module.path,
        module=module.name,
        range=statement.range,
        help="use the name in functions only, or import it eagerly",
        target=touch.lazy.name if touch.lazy.attribute is None else f"{touch.lazy.name}.{touch.lazy.attribute}",
        related=(Related(touch.path or module.path, Range(place, place), "needed here"),),
    )
