"""The methods of `list`, and edits of items, for lists of which not everything may be known."""

from __future__ import annotations

from resolver.module_body.values import UNKNOWN, Doubt, Entries, RaisedError, UnknownValue, items_of

_LONGEST = 4_000


def edit_list(entries: Entries, method: str, arguments: list[object]) -> None:
    """`entries.append(…)` and its like; an argument that is not known is UNKNOWN. Raises RaisedError as `list` does."""
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
        case "remove", [str()] if entries.doubt is Doubt.NONE:
            raise RaisedError("ValueError")
        case "pop", [int(position)] if entries.doubt is Doubt.NONE and -1 <= position < len(entries.items):
            entries.items.pop(position)
        case "clear", []:
            entries.items[:], entries.doubt = [], Doubt.NONE
        case "reverse", [] if entries.doubt is Doubt.NONE:
            entries.items.reverse()
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


def edit_item(entries: Entries, index: object, values: list[object]) -> None:
    """`entries[index] = values[0]`, or `del entries[index]` where there are none; UNKNOWN for an unknown index."""
    try:
        if isinstance(index, slice):
            _edit_slice(entries, index, values)
        else:
            _edit_one(entries, index, values)
    except (UnknownValue, IndexError, ValueError):
        entries.doubt = Doubt.ANY


def _edit_one(entries: Entries, position: object, values: list[object]) -> None:
    if entries.doubt or not isinstance(position, int) or UNKNOWN in values:
        raise UnknownValue
    if values:
        entries.items[position] = values[0]
    else:
        del entries.items[position]


def _edit_slice(entries: Entries, part: slice, values: list[object]) -> None:
    whole = part == slice(None)
    if entries.doubt and not whole:
        raise UnknownValue
    entries.items[part] = items_of(values[0]) if values else []
    if whole:
        entries.doubt = Doubt.NONE
