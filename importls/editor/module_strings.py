"""Literal strings that name modules: arguments of `import_module`, `find_spec`, `mock.patch` and their like."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.facts.imports import Position, Range
from importls.facts.lines import lines_of
from importls.facts.newer_syntax import parse
from importls.facts.syntax_tree import code_point_column, walk
from resolver.module_name import absolute_name

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

_OF_MODULES = frozenset(
    {"import_module", "__import__", "find_spec", "find_loader", "importorskip", "run_module", "files"}
)
_OF_ATTRIBUTES = frozenset({"patch", "resolve_name", "import_string", "import_object", "setattr", "delattr", "object"})
"""Functions whose argument may go on with the name of something in the module."""
_DOTTED = re.compile(r"\.*[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
CALLS = _OF_MODULES | _OF_ATTRIBUTES
"""Functions whose first argument may be such a string."""
_WORDS = re.compile("|".join(CALLS))


@dataclass(frozen=True, slots=True)
class ModuleString:
    """The text between the quotes and its place; `name` is absolute. `has_attribute` allows it to name no module."""

    name: str
    written: str
    range: Range
    has_attribute: bool


def module_strings(snapshot: Snapshot, module: Module) -> tuple[ModuleString, ...]:
    """Those of the file in source order; none where it cannot be parsed."""
    return snapshot.once(("module strings", module.path), lambda: tuple(_strings(snapshot, module)))


def _strings(snapshot: Snapshot, module: Module) -> Iterator[ModuleString]:
    text = snapshot.text(module.path)
    tree = parse(text) if _WORDS.search(text) else None
    for node in () if tree is None else walk(tree):
        if isinstance(node, ast.Call) and node.args and (called := _called(node.func)):
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found = _string(text, argument, module, has_attribute=called in _OF_ATTRIBUTES)
                if found is not None:
                    yield found


def _called(function: ast.expr) -> str | None:
    name = getattr(function, "attr", None) or getattr(function, "id", None)
    return name if name in _OF_MODULES or name in _OF_ATTRIBUTES else None


def _string(text: str, node: ast.Constant, module: Module, *, has_attribute: bool) -> ModuleString | None:
    """Only where every character of the value is one of the source, on one line."""
    written = str(node.value)
    line = lines_of(text)[node.lineno - 1]
    start = code_point_column(line, node.col_offset)
    quote = line[start - 1 : start]
    if quote not in "\"'" or line[start : start + len(written)] != written or not _DOTTED.match(written):
        return None
    level = len(written) - len(written.lstrip("."))
    name = absolute_name(written[level:], level, module.file.package)
    if name is None or (has_attribute and "." not in name):
        return None
    place = Range(Position(node.lineno, start + 1), Position(node.lineno, start + 1 + len(written)))
    return ModuleString(name, written, place, has_attribute)
