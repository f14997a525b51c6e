"""The many ways in which a promised constant or flag is bound."""

from __future__ import annotations

from collections.abc import Callable

from tests.differential.generated_packages.body import Body
from tests.differential.generated_packages.functions import loaded
from tests.differential.generated_packages.imports import reference
from tests.differential.generated_packages.plan import Export


def define_constant(body: Body, export: Export) -> None:
    options = [(weight, form) for weight, since, form in _FORMS if body.plan.version >= since]
    body.draw.weighted(options)(body, export.name)


def define_flag(body: Body, export: Export) -> None:
    value = body.draw.pick(["True", "False"])
    body.add(body.draw.pick([f"{export.name} = {value}", f"{export.name}: bool = {value}"]))


def value_of(body: Body) -> str:
    """An expression that uses something, or a literal."""
    if body.draw.chance(0.5):
        return body.draw.pick(["10", '("id", "name")', '{"depth": 3}', "None", '"utf-8"', "[]"])
    return body.draw.weighted([(2.0, _use), (2.0, _call), (1.0, _in_comprehension), (1.0, _in_string)])(body)


def _use(body: Body) -> str:
    return reference(body, "constant", "class", "function", "flag", new=0.3).expression


def _call(body: Body) -> str:
    return f"{reference(body, 'function', 'class', 'generator', new=0.4).expression}()"


def _in_comprehension(body: Body) -> str:
    used = _use(body)
    return body.draw.pick([f"[{used} for _ in range(2)]", f"{{part: {used} for part in 'ab'}}", f"({used}, 2)"])


def _in_string(body: Body) -> str:
    return f'f"{{{_use(body)}!r}} items"'


def _assigned(body: Body, name: str) -> None:
    body.add(f"{name} = {value_of(body)}")


def _annotated(body: Body, name: str) -> None:
    known = body.known_of("class", "enum")
    body.add(f"{name}: {known.expression if known else 'object'} = {value_of(body)}")


def _chained(body: Body, name: str) -> None:
    body.add(f"_{name.lower()} = {name} = {value_of(body)}")


def _unpacked(body: Body, name: str) -> None:
    body.add(body.draw.pick([f"{name}, _rest = {value_of(body)}, 1", f"{name}, *_rest = [{value_of(body)}, 2, 3]"]))


def _augmented(body: Body, name: str) -> None:
    body.add(f"{name} = [1]", f"{name} += [{value_of(body)}]")


def _by_for(body: Body, name: str) -> None:
    body.add(f"for {name} in (1, {value_of(body)}):", "    pass")


def _by_with(body: Body, name: str) -> None:
    body.add("import contextlib", f"with contextlib.nullcontext({value_of(body)}) as {name}:", "    pass")


def _by_own_context(body: Body, name: str) -> None:
    manager = body.fresh("_Section")
    body.add(f"class {manager}:", "    def __enter__(self):", f"        return {loaded(body)}")
    body.add("    def __exit__(self, *exc):", "        return False", f"with {manager}() as {name}:", "    pass")


def _by_walrus(body: Body, name: str) -> None:
    body.add(f"if ({name} := {value_of(body)}) is not None:", "    pass")


def _by_except(body: Body, name: str) -> None:
    """The name of the exception is deleted after the handler, the copy stays."""
    body.add("try:", '    int("x")', "except ValueError as problem:", f"    {name} = str(problem)")


def _by_global(body: Body, name: str) -> None:
    setup = body.fresh("_configure")
    inner = body.function_body(body.rank)
    value = "12" if (known := inner.known_of("constant", "class")) is None else known.expression
    body.add(f"def {setup}():", f"    global {name}", f"    {name} = {value}", f"{setup}()")


def _by_globals(body: Body, name: str) -> None:
    body.add(f'globals()["{name}"] = {value_of(body)}')


def _by_setattr(body: Body, name: str) -> None:
    body.add("import sys", f'setattr(sys.modules[__name__], "{name}", {value_of(body)})')


def _by_alias(body: Body, name: str) -> None:
    body.add(f"_{name.lower()} = {value_of(body)}", f"{name} = _{name.lower()}", f"del _{name.lower()}")


def _by_condition(body: Body, name: str) -> None:
    body.add("import sys", f"{name} = {value_of(body)} if sys.version_info >= (3, 9) else {value_of(body)}")


def _by_else(body: Body, name: str) -> None:
    body.add("for _part in ():", "    pass", "else:", f"    {name} = 2")


def _by_import(body: Body, name: str) -> None:
    used = reference(body, "constant", "flag", new=0.9)
    body.add(f"{name} = {used.expression}")


def _by_nested_loop(body: Body, name: str) -> None:
    body.add(f"{name} = 0", f"while {name} < 3:", f"    {name} += 1", f"    if {name} == 2:", "        break")


def _by_match(body: Body, name: str) -> None:
    body.add("import sys", "match sys.version_info[:1]:", f"    case ({name},):", "        pass")


def _by_match_of_mapping(body: Body, name: str) -> None:
    body.add(f'match {{"size": {value_of(body)}}}:', f'    case {{"size": {name}}}:', "        pass")


def _by_type_statement(body: Body, name: str) -> None:
    """Its value is evaluated when it is asked for, and nobody does."""
    known = body.known_of("class", "constant")
    body.add(f"type {name} = list[{known.expression if known else 'Later'}]")


_FORMS: list[tuple[float, tuple[int, int], Callable[[Body, str], None]]] = [
    (6.0, (3, 8), _assigned),
    (1.0, (3, 8), _annotated),
    (0.5, (3, 8), _chained),
    (0.7, (3, 8), _unpacked),
    (0.8, (3, 8), _augmented),
    (0.5, (3, 8), _by_for),
    (0.4, (3, 8), _by_with),
    (0.4, (3, 8), _by_own_context),
    (0.6, (3, 8), _by_walrus),
    (0.4, (3, 8), _by_except),
    (0.7, (3, 8), _by_global),
    (0.3, (3, 8), _by_globals),
    (0.3, (3, 8), _by_setattr),
    (0.5, (3, 8), _by_alias),
    (0.5, (3, 8), _by_condition),
    (0.3, (3, 8), _by_else),
    (0.9, (3, 8), _by_import),
    (0.3, (3, 8), _by_nested_loop),
    (0.6, (3, 10), _by_match),
    (0.5, (3, 10), _by_match_of_mapping),
    (0.6, (3, 12), _by_type_statement),
]
