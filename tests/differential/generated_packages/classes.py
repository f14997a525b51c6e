"""How promised classes, metaclasses and enumerations are defined; what runs when a class is made or instantiated."""

from __future__ import annotations

from tests.differential.generated_packages.body import Body, Reference
from tests.differential.generated_packages.functions import called_body, loaded
from tests.differential.generated_packages.imports import reference
from tests.differential.generated_packages.plan import Export

# Every class has `run`: what stands in for a class that cannot be imported has it too.
STAND_IN = ["    def run(self, *args):", "        return None"]


def define_class(body: Body, export: Export) -> None:
    decorator = reference(body, "decorator", "decorator_factory") if body.draw.chance(0.12) else None
    heading = _heading(body, export)
    if decorator is not None:
        call = f'("{export.name}")' if decorator.kind == "decorator_factory" else ""
        body.add(f"@{decorator.expression}{call}")
    inner = body.class_body()
    for write in body.draw.some(_MEMBERS, 0.3):
        write(inner, body, export)
    if body.depth < 2 and body.draw.chance(0.4):
        inner.statements(2)
    _method(inner, body, "run(self, *args)", export)
    body.block(heading, inner)


def define_metaclass(body: Body, export: Export) -> None:
    inner = called_body(body, export.rank, 0.5, None)
    inner.add("return super().__new__(meta, name, bases, namespace)")
    body.add(f"class {export.name}(type):", "    def __new__(meta, name, bases, namespace):")
    body.add(*("        " + line for line in inner.lines))


def define_enum(body: Body, export: Export) -> None:
    value = body.known_of("constant") if body.draw.chance(0.3) else None
    body.add("import enum", f"class {export.name}(enum.Enum):", '    FIRST = "first"')
    body.add(f"    SECOND = repr({value.expression})" if value else '    SECOND = "second"')


def _heading(body: Body, export: Export) -> str:
    """Bases have a lower rank: a call of the class may run what it inherits."""
    chance = body.draw.chance(0.45)
    base = body.known_of("class") if chance and body.draw.chance(0.5) else None
    if chance and base is None:
        base = _new_base(body)
    if base is not None and base.rank < export.rank:
        return f"class {export.name}({base.expression}):"
    if body.draw.chance(0.12):
        return f"class {export.name}(metaclass={reference(body, 'metaclass').expression}):"
    return f"class {export.name}:"


def _new_base(body: Body) -> Reference:
    return reference(body, "class", new=1.0)


def _method(inner: Body, body: Body, signature: str, export: Export) -> None:
    called = called_body(body, export.rank, 0.4)
    called.add(f"return {loaded(called)}")
    inner.block(f"def {signature}:", called)


def _initializer(inner: Body, body: Body, export: Export) -> None:
    called = called_body(body, export.rank)
    called.add(*(["super().__init__()"] if body.draw.chance(0.3) else []), "self.ready = True")
    inner.block("def __init__(self, *args):", called)


def _subclass_hook(inner: Body, body: Body, export: Export) -> None:
    called = called_body(body, export.rank)
    inner.add("def __init_subclass__(cls, **options):", "    super().__init_subclass__(**options)")
    inner.add(*("    " + line for line in called.lines))


def _property(inner: Body, body: Body, export: Export) -> None:
    inner.add("@property")
    _method(inner, body, "label(self)", export)


def _attribute(inner: Body, body: Body, export: Export) -> None:
    known = body.known_of("constant", "function", "class", "enum")
    inner.add(f"kind = {known.expression if known else repr(export.name)}")


def _annotated(inner: Body, body: Body, export: Export) -> None:
    known = body.known_of("class", "enum", "constant")
    inner.add(f"owner: {known.expression if known else 'int'} = None")
    if body.draw.chance(0.3):
        inner.add(f"size: int = {export.rank}", "weight: int")


def _comprehension(inner: Body, body: Body, export: Export) -> None:
    known = body.known_of("constant", "class")
    inner.add(f"parts = [{known.expression if known else export.rank} for _ in range(2)]")


def _nested(inner: Body, body: Body, export: Export) -> None:
    base = body.known_of("class")
    inner.add("class Meta:" if base is None else f"class Meta({base.expression}):", f'    name = "{export.name}"')


def _set_name(inner: Body, body: Body, export: Export) -> None:
    """A descriptor, which is told its name while the class is made."""
    called = called_body(body, export.rank, 0.3)
    inner.add("class Field:", "    def __set_name__(self, owner, name):")
    inner.add(*("        " + line for line in called.lines), "        self.name = name", "field = Field()")


_MEMBERS = [_attribute, _annotated, _comprehension, _initializer, _subclass_hook, _property, _nested, _set_name]
