"""Data classes: the fields of a class, and what calling it sets (`Lib/dataclasses.py`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, BoundMethod, Class, DataField, Function, Instance, Native, Value

_PSEUDO_FIELD = re.compile(r"^(?:\w+\.)*(ClassVar|InitVar|KW_ONLY)\b")
"""As the text of an annotation."""


def new_field(_: Machine, __: Frame, ___: Sequence[Value], keywords: dict[str, Value]) -> Value:
    """`dataclasses.field(…)`."""
    if "*" in keywords:
        return UNKNOWN
    return DataField(
        "",
        default=keywords.get("default", MISSING),
        factory=keywords.get("default_factory", MISSING),
        is_argument=keywords.get("init", True) is True,
        is_keyword_only=keywords.get("kw_only", False) is True,
    )


def make_data_class(machine: Machine, cls: Class, options: dict[str, Value]) -> None:
    """`dataclasses.dataclass(…)(cls)`. Where not all fields can be told, the class may have any attribute."""
    own = None if "*" in options or cls.is_open else _own_fields(cls, options.get("kw_only") is True)
    if own is None:
        machine.journal.assign(cls, "is_open", True)
        machine.journal.assign(cls, "is_transformed", True)
        return
    inherited = [field for base in reversed(cls.mro[1:]) for field in base.fields or ()]
    fields = {field.name: field for field in (*inherited, *own)}
    machine.journal.assign(cls, "fields", tuple(fields.values()))
    for field in own:
        if isinstance(cls.namespace.get(field.name), DataField):
            machine.journal.restore(cls.namespace, field.name, field.default)
    if options.get("init", True) is True and "__init__" not in cls.namespace:
        machine.journal.bind(cls.namespace, "__init__", Native(_INITIALISER, partial(_initialise, cls)))


_INITIALISER = "dataclasses.__init__"


def data_initialiser(cls: Class) -> Native | None:
    """The `__init__` of a class, where one was made for its fields."""
    try:
        found = cls.look_up("__init__")
    except KeyError:
        return None
    return found if isinstance(found, Native) and found.name == _INITIALISER else None


def _own_fields(cls: Class, is_keyword_only: bool) -> list[DataField] | None:
    """The annotated names in the body of a class, in order; None where it cannot be told what one of them is."""
    fields: list[DataField] = []
    for name, annotation in cls.annotations.items():
        pseudo = _PSEUDO_FIELD.match(_text(annotation))
        given = cls.namespace.get(name, MISSING)
        if given is UNKNOWN:
            return None
        if pseudo is not None and pseudo[1] == "KW_ONLY":
            is_keyword_only = True
        elif pseudo is None or pseudo[1] == "InitVar":
            made = given if isinstance(given, DataField) else DataField("", default=given)
            is_keyword_only_too = made.is_keyword_only or is_keyword_only
            is_kept = pseudo is None
            fields.append(replace(made, name=name, is_keyword_only=is_keyword_only_too, is_kept=is_kept))
    return fields


def _text(annotation: ast.expr) -> str:
    is_text = isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)
    return str(annotation.value) if is_text else ast.unparse(annotation)  # type: ignore[attr-defined] # reason: a constant


def _initialise(
    cls: Class, machine: Machine, frame: Frame, arguments: Sequence[Value], keywords: dict[str, Value]
) -> Value:
    """The `__init__` that was made; what is missing is not known. Raises Raised, where a factory does."""
    instance, *given = arguments
    if not isinstance(instance, Instance) or cls.fields is None:
        return None
    values = dict(_values(machine, cls.fields, given, keywords, frame))
    kept = {field.name for field in cls.fields if field.is_kept}
    for name in kept & values.keys():
        machine.journal.bind(instance.attributes, name, values[name])
    hook = _method(instance.cls, "__post_init__")
    if hook is not None:
        rest = [value for name, value in values.items() if name not in kept]
        machine.call(BoundMethod(hook, instance), rest, {}, frame)
    return None


def _values(
    machine: Machine,
    fields: Sequence[DataField],
    given: Sequence[Value],
    keywords: dict[str, Value],
    frame: Frame,
) -> Iterator[tuple[str, Value]]:
    """What each field gets, in order; nothing for one that neither the call nor the class has a value for."""
    positional = [field.name for field in fields if field.is_argument and not field.is_keyword_only]
    named = dict(zip(positional, given, strict=False)) | keywords
    for field in fields:
        if field.is_argument and field.name in named:
            yield field.name, named[field.name]
        elif field.factory is not MISSING:
            yield field.name, machine.call(field.factory, (), {}, frame)
        elif field.is_argument:
            yield field.name, UNKNOWN if field.default is MISSING or "*" in keywords else field.default


def _method(cls: Class, name: str) -> Function | None:
    try:
        found = cls.look_up(name)
    except KeyError:
        return None
    return found if isinstance(found, Function) else None
