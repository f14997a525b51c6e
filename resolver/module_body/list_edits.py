"""The methods of `list` that change it, for lists of which not everything may be known."""

from __future__ import annotations

import ast

from resolver.module_body.expressions import Scope, evaluate
from resolver.module_body.state import UNKNOWN
from resolver.module_body.values import Doubt, Entries, UnknownValue, items_of

_LONGEST = 4_000


def edit_list(entries: Entries, method: str, arguments: list[object]) -> None:
    """`entries.append(…)` and its like; an argument that is not known is UNKNOWN."""
    match method, arguments:
        case "append", [value]:
            _extend(entries, [value])
        case "extend", [value]:
            try:
                _extend(entries, items_of(value))
            except UnknownValue:
                known = value.items if isinstance(value, Entries) and value.doubt is Doubt.MAY_GROW else []
                _extend(entries, [*known, UNKNOWN])
        case "insert", [int(position), value] if entries.doubt is Doubt.NONE or position == 0:
            _insert(entries, position, value)
        case "remove", [value] if entries.doubt is not Doubt.ANY and value in entries.items:
            entries.items.remove(value)
        case "pop", [] if entries.doubt is Doubt.NONE and entries.items:
            entries.items.pop()
        case "pop", [int(position)] if entries.doubt is Doubt.NONE and -1 <= position < len(entries.items):
            entries.items.pop(position)
        case "clear", []:
            entries.items[:], entries.doubt = [], Doubt.NONE
        case "reverse", [] if entries.doubt is Doubt.NONE:
            entries.items.reverse()
        case "count" | "index" | "copy", _:
            return
        case _:
            entries.doubt = Doubt.ANY


def _extend(entries: Entries, values: list[object]) -> None:
    """What follows an unknown entry stands behind it; only what is not found before matters then."""
    if len(entries.items) > _LONGEST:
        values = [UNKNOWN]
    if UNKNOWN in values:
        values = values[: values.index(UNKNOWN)]
        if entries.doubt is Doubt.NONE:
            entries.items.extend(values)
        entries.doubt = max(entries.doubt, Doubt.MAY_GROW)
    elif entries.doubt is Doubt.NONE:
        entries.items.extend(values)


def _insert(entries: Entries, position: int, value: object) -> None:
    if value == UNKNOWN:
        entries.doubt = Doubt.ANY
    else:
        entries.items.insert(position, value)


def edit_slice(entries: Entries, index: ast.expr, value: object, scope: Scope) -> None:
    """`entries[index] = value`; None stands for `del entries[index]`."""
    try:
        if isinstance(index, ast.Slice):
            _assign_slice(entries, index, value, scope)
        else:
            _assign_item(entries, index, value, scope)
    except (UnknownValue, IndexError):
        entries.doubt = Doubt.ANY


def _assign_item(entries: Entries, index: ast.expr, value: object, scope: Scope) -> None:
    position = evaluate(index, scope)
    if entries.doubt or not isinstance(position, int) or value == UNKNOWN:
        raise UnknownValue
    if value is None:
        del entries.items[position]
    else:
        entries.items[position] = value


def _assign_slice(entries: Entries, index: ast.Slice, value: object, scope: Scope) -> None:
    bounds = [None if bound is None else evaluate(bound, scope) for bound in (index.lower, index.upper)]
    lower, upper = (bound if isinstance(bound, int) else None for bound in bounds)
    whole = bounds == [None, None]
    if entries.doubt and not whole:
        raise UnknownValue
    entries.items[lower:upper] = [] if value is None else items_of(value)
    if whole:
        entries.doubt = Doubt.NONE
