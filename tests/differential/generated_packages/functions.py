"""How promised functions, decorators and generators are defined; what runs when they are called."""

from __future__ import annotations

from dataclasses import replace

from tests.differential.generated_packages.body import Body, Impossible
from tests.differential.generated_packages.imports import reference
from tests.differential.generated_packages.plan import Export


def define_function(body: Body, export: Export) -> None:
    forms = [
        (6.0, _plain),
        (1.0, _lambda),
        (1.0, _decorated),
        (0.6, _partial),
        (0.5, _through_global),
        (0.4, _method),
        (0.4, _wrapped),
    ]
    body.draw.weighted(forms)(body, export)


def define_generator(body: Body, export: Export) -> None:
    """Its body runs when it is iterated over, not when it is called."""
    inner = called_body(body, export.rank)
    inner.add(f"yield {loaded(inner)}")
    body.block(f"def {export.name}(*args):", inner)


def define_coroutine(body: Body, export: Export) -> None:
    """Nobody awaits it."""
    inner = called_body(body, export.rank)
    inner.add(f"return {loaded(inner)}")
    body.block(f"async def {export.name}(*args):", inner)


def define_decorator(body: Body, export: Export) -> None:
    inner = called_body(body, export.rank, 0.4, "target")
    inner.add("return target")
    body.block(f"def {export.name}(target):", inner)


def define_decorator_factory(body: Body, export: Export) -> None:
    decorate = called_body(body, export.rank, 0.3, "target")
    decorate.add("return target")
    factory = called_body(body, export.rank, 0.3, None)
    factory.block("def decorate(target):", decorate)
    factory.add("return decorate")
    body.block(f"def {export.name}(*names):", factory)


def define_wrapper(body: Body, export: Export) -> None:
    """With functools.wraps: the decorated function runs inside another one."""
    wrapper = called_body(body, export.rank, 0.4)
    wrapper.add("return function(*args)")
    body.add("import functools")
    body.add(f"def {export.name}(function):", "    @functools.wraps(function)")
    body.add("    def wrapper(*args):", *("        " + line for line in wrapper.lines), "    return wrapper")


def called_body(body: Body, rank: int, probability: float = 0.75, result: str | None = "None") -> Body:
    """The body of a function: with that probability it does something."""
    inner = replace(body.function_body(rank), result=result)
    if body.depth < 3 and body.draw.chance(probability):
        inner.statements(2)
    return inner


def loaded(inner: Body) -> str:
    """What a function returns."""
    known = inner.known_of("constant", "class", "function", "enum")
    return known.expression if known is not None and inner.draw.chance(0.6) else "None"


def _plain(body: Body, export: Export) -> None:
    parameters = "*args"
    if body.draw.chance(0.2) and (default := body.known_of("constant", "class", "function")):
        parameters = f"value={default.expression}, *args"
    inner = called_body(body, export.rank)
    inner.add(f"return {loaded(inner)}")
    body.block(f"def {export.name}({parameters}):", inner)


def _lambda(body: Body, export: Export) -> None:
    inner = body.function_body(export.rank)
    called = inner.known_of("function", "class")
    told = f"{called.expression}()" if called is not None and body.draw.chance(0.5) else loaded(inner)
    body.add(f"{export.name} = lambda *args: {told}")


def _decorated(body: Body, export: Export) -> None:
    decorator = reference(body, "decorator", "wrapper", "decorator_factory")
    call = f'("{export.name}")' if decorator.kind == "decorator_factory" else ""
    line = f"@{decorator.expression}{call}"
    inner = called_body(body, export.rank)
    inner.add(f"return {loaded(inner)}")
    body.add(line)
    body.block(f"def {export.name}(*args):", inner)


def _partial(body: Body, export: Export) -> None:
    """A call of the partial object is a call of the function: it has to have the lower rank."""
    called = body.known_of("function")
    if called is None or called.rank >= export.rank:
        raise Impossible
    body.add("import functools", f"{export.name} = functools.partial({called.expression}, 1)")


def _through_global(body: Body, export: Export) -> None:
    setup = body.fresh("_install")
    body.add(f"def {setup}():", f"    global {export.name}", f"    def {export.name}(*args):", "        return None")
    body.add(f"{setup}()")


def _method(body: Body, export: Export) -> None:
    """A static method, a class method or a bound one, as an attribute of the module."""
    holder = body.fresh("_Service")
    inner = called_body(body, export.rank)
    inner.add(f"return {loaded(inner)}")
    form = body.draw.pick(["@staticmethod", "@classmethod", ""])
    first = {"@staticmethod": "", "@classmethod": "cls, ", "": "self, "}[form]
    body.add(f"class {holder}:", *([f"    {form}"] if form else []), f"    def run({first}*args):")
    body.add(*("        " + line for line in inner.lines), f"{export.name} = {holder}{'' if form else '()'}.run")


def _wrapped(body: Body, export: Export) -> None:
    """A cache of the standard library around it."""
    inner = called_body(body, export.rank)
    inner.add(f"return {loaded(inner)}")
    body.add("import functools", "@functools.lru_cache(maxsize=None)")
    body.block(f"def {export.name}(*args):", inner)
