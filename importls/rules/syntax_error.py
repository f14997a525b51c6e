"""# syntax-error

A file that CPython could not compile.

## Why is this bad?

Importing the file raises `SyntaxError`, and so does every import that leads to it. The imports of the file are still
read as far as possible, so that one broken file does not hide the problems of the others.

## Example

`app.py`:

```py
def main(:  # error: [syntax-error]
    pass
```

## Known limits

Only what the parser sees is reported. Errors that CPython's compiler finds later (`return` outside a function) are not,
nor is anything that a newer grammar than that of the Python that runs importls would be needed to decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.facts.imports import Position, Range

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

SEVERITY = Severity.ERROR


def check(snapshot: Snapshot, module: Module) -> Iterator[Diagnostic]:  # noqa: ARG001  # the signature of every rule
    """The first error of the file: the later ones mostly follow from it."""
    for problem in module.facts.syntax_errors[:1]:
        start = Position(problem.line, problem.column)
        yield Diagnostic(
            rule="syntax-error",
            severity=SEVERITY,
            message=problem.message,
            path=module.path,
            module=module.name,
            range=Range(start, Position(problem.line, problem.column + 1)),
        )
