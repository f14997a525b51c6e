"""What a rule is, and how the rules are found: one module of this package is one rule.

The module `unresolved_import` is the rule `unresolved-import`. Its docstring is its documentation page, in Markdown;
the examples in it are run by the tests. It has `SEVERITY`, may have `DEFAULT_ON = False`, and a function
`check(snapshot, module)` that yields the findings that stand in that module.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic, Severity
    from importls.module import Module
    from importls.snapshot import Snapshot

Check = Callable[["Snapshot", "Module"], "Iterator[Diagnostic]"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as everything outside this package sees it.

    `documentation` is Markdown that starts with the rule's name as heading.
    """

    name: str
    severity: Severity
    default_on: bool
    documentation: str
    check: Check

    @property
    def summary(self) -> str:
        """The first paragraph of the documentation, on one line."""
        return self.documentation.split("\n\n")[1].replace("\n", " ")


@functools.cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {rule.name: rule for rule in map(_load, names)}


def _load(module_name: str) -> Rule:
    module = importlib.import_module(f"{__name__}.{module_name}")
    return Rule(
        name=module_name.replace("_", "-"),
        severity=module.SEVERITY,
        default_on=getattr(module, "DEFAULT_ON", True),
        documentation=module.__doc__ or "",
        check=module.check,
    )
