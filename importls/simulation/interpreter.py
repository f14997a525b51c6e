"""The interpreter of simulated code: a `Machine` with the meaning of statements, expressions, calls and imports."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from importls.simulation import (
    attributes,
    calls,
    constructors,
    expressions,
    folders,
    importing,
    items,
    library,
    names,
    statements,
)
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.values import UNORDERED, List, Value

__all__ = ["Interpreter", "constructors", "folders", "library"]


class Interpreter(Machine):
    """One process of the target; the state is that of `Machine`."""

    def evaluate(self, node: ast.expr, frame: Frame) -> Value:
        """Evaluate an expression."""
        return expressions.evaluate(self, node, frame)

    def execute_all(self, body: Sequence[ast.stmt], frame: Frame) -> Signal:
        """Run statements."""
        return statements.execute_all(self, body, frame)

    def call(self, function: Value, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame) -> Value:
        """Call a value."""
        return calls.call(self, function, arguments, keywords, frame)

    def import_module(self, name: str, frame: Frame) -> Value:
        """Import a module."""
        return importing.find_and_load(self, name, frame)

    def attribute(self, value: Value, name: str, frame: Frame, node: ast.AST | None = None) -> Value:
        """Get an attribute."""
        return attributes.attribute(self, value, name, frame, node)

    def find_attribute(self, value: Value, name: str, frame: Frame) -> Value:
        """Get an attribute, MISSING where there is none."""
        return attributes.find_attribute(self, value, name, frame)

    def bind_name(self, frame: Frame, name: str, value: Value) -> None:
        """Bind a variable."""
        names.bind_name(self, frame, name, value)

    def load_name(self, name: str, frame: Frame, node: ast.AST | None = None) -> Value:
        """Look up a variable."""
        return names.load_name(self, frame, name, node)

    def unpack(self, target: ast.expr, value: Value, frame: Frame) -> None:
        """Assign to a target."""
        statements.assign(self, target, value, frame)

    def iterate(self, value: Value) -> tuple[Value, ...] | None:
        """Iterate over a value."""
        found = items.iterate(value)
        if isinstance(value, List) and value.kind == UNORDERED and found is not None and len(found) > 1:
            self.lose_track()
        return found
