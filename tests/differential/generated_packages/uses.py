"""What a body does with what it knows while it runs: loads, calls, checks, edits."""

from __future__ import annotations

from tests.differential.generated_packages.body import Body, Impossible, Reference
from tests.differential.generated_packages.catalogue import construct
from tests.differential.generated_packages.constants import value_of
from tests.differential.generated_packages.imports import module_expression, reference, written


@construct(1.5)
def assignment(body: Body) -> None:
    body.add(f"{body.fresh('_entry')} = {value_of(body)}")


@construct(3.0)
def call(body: Body) -> None:
    called = reference(body, "function", "class", new=0.35)
    if called.kind == "class":
        body.add(body.draw.pick([f"{called.expression}()", f"{called.expression}().run()"]))
    else:
        body.add(f"{called.expression}({body.draw.pick(['', '', '1', repr(body.module.last)])})")


@construct(0.6)
def call_of_generator(body: Body) -> None:
    """Called, its body waits; iterated over, it runs."""
    called = reference(body, "generator")
    form = body.draw.pick(["{0}()", "list({0}())", "for _row in {0}():\n    pass", "next({0}())", "[*{0}()]"])
    body.add(*form.format(called.expression).split("\n"))


@construct(0.3)
def call_of_coroutine(body: Body) -> None:
    body.add(f"_pending = {reference(body, 'coroutine').expression}()", "_pending.close()")


@construct(0.5)
def call_through_builtin(body: Body) -> None:
    called = reference(body, "function").expression
    forms = [f"list(map({called}, (1, 2)))", f"sorted((2, 1), key=lambda part: bool({called}(part)))"]
    forms += [f"any({called}(part) for part in (1, 2))", f"({called}(part) for part in (1, 2))", f"lambda: {called}()"]
    body.add(f"{body.fresh('_rows')} = {body.draw.pick(forms)}")


@construct(0.8)
def local_function(body: Body) -> None:
    """A function for one use, called or not."""
    name = body.fresh("_setup")
    inner = body.function_body(body.rank)
    if body.depth < 3:
        inner.statements(2)
    body.block(f"def {name}():", inner)
    if body.draw.chance(0.7):
        body.add(f"{name}()")


@construct(0.6, "m")
def global_import(body: Body) -> None:
    """A function that imports for the whole module, called now or later."""
    module, export = body.target_of("function", "class", "constant")
    name = body.fresh("_load")
    source = written(body, module.name)
    body.add(f"def {name}():", f"    global {export.name}", f"    from {source} import {export.name}")
    if body.draw.chance(0.8):
        body.add(f"{name}()")
        body.learn_export(export)


@construct(0.5)
def short_circuit(body: Body) -> None:
    """The right side runs only if the left one does not decide."""
    flag = body.known_of("flag")
    left = body.draw.pick(["True", "False", "None", flag.expression if flag is not None else "__debug__"])
    called = reference(body, "function", "class", new=0.3).expression
    body.add(f"{body.fresh('_choice')} = {left} {body.draw.pick(['and', 'or'])} {called}()")


@construct(0.4)
def property_that_runs(body: Body) -> None:
    """Asked for, or not."""
    name = body.fresh("_View")
    inner = body.function_body(body.rank)
    if body.depth < 3:
        inner.statements(2)
    body.add(f"class {name}:", "    @property", "    def title(self):")
    body.add(*("        " + line for line in inner.lines), "        return 1")
    if body.draw.chance(0.7):
        body.add(f"{body.fresh('_title')} = {name}().title")


@construct(0.4)
def local_lambda(body: Body) -> None:
    used = reference(body, "constant", "class", "function")
    name = body.fresh("_get")
    body.add(f"{name} = lambda: {used.expression}")
    if body.draw.chance(0.6):
        body.add(f"{name}()")


@construct(0.8)
def decorated_function(body: Body) -> None:
    decorators = []
    for _ in range(1 + body.draw.below(2)):
        used = reference(body, "decorator", "wrapper", "decorator_factory", new=0.6)
        decorators.append(f'@{used.expression}("x")' if used.kind == "decorator_factory" else f"@{used.expression}")
    name = body.fresh("_handle")
    inner = body.function_body(body.rank)
    inner.add("return None")
    body.add(*decorators)
    body.block(f"def {name}(*args):", inner)
    if body.draw.chance(0.4):
        body.add(f"{name}()")


@construct(0.7)
def default_value(body: Body) -> None:
    used = reference(body, "constant", "class", "function", "enum")
    form = body.draw.pick(["value={0}", "*, value={0}", "value={0}, other=None"]).format(used.expression)
    body.add(f"def {body.fresh('_default')}({form}):", "    return value")


@construct(1.2)
def annotated_function(body: Body) -> None:
    """Its annotations run unless they are strings, deferred by the `__future__`, or the target's are lazy."""
    used = reference(body, "class", "enum", "constant").expression
    form = body.draw.pick(["value: {0}", "value: '{0}'", "*args: {0}", "value: {0} = None"]).format(used)
    result = body.draw.pick(["", f" -> {used}", f' -> "{used}"', " -> None"])
    body.add(f"def {body.fresh('_check')}({form}){result}:", "    return None")


@construct(0.8)
def annotated_name(body: Body) -> None:
    """In a function it is not evaluated."""
    used = reference(body, "class", "enum").expression
    body.add(body.draw.pick([f"{body.fresh('_owner')}: {used} = None", f"{body.fresh('_owner')}: {used}"]))


@construct(0.8)
def subclass(body: Body) -> None:
    base = reference(body, "class", new=0.6)
    inner = body.class_body()
    inner.add(f"kind = {value_of(inner)}" if body.draw.chance(0.3) else "kind = 1")
    name = body.fresh("_Special")
    body.block(f"class {name}({base.expression}):", inner)
    if body.draw.chance(0.4) and body.scope != "class":
        body.add(f"{name}()")


@construct(0.4)
def class_of_metaclass(body: Body) -> None:
    body.add(f"class {body.fresh('_Model')}(metaclass={reference(body, 'metaclass').expression}):", "    pass")


@construct(0.4)
def class_with_imports(body: Body) -> None:
    inner = body.class_body()
    if body.depth < 2:
        inner.statements(2)
    body.block(f"class {body.fresh('_Namespace')}:", inner)


@construct(0.4)
def generic(body: Body) -> None:
    """Through typing and abc, which take part in making the class."""
    base = reference(body, "class").expression
    forms = [
        ["import typing", "{1} = typing.Optional[{0}]"],
        ["import typing", '{1} = typing.TypeVar("{1}", bound={0})'],
        ["import dataclasses", "@dataclasses.dataclass", "class {1}:", "    owner: {0} = None"],
        ["import typing", "class {1}(typing.NamedTuple):", "    owner: {0}"],
        ["import abc", "class {1}(abc.ABC):", "    kind = {0}"],
    ]
    name = body.fresh("_Typed")
    body.add(*(line.format(base, name) for line in body.draw.pick(forms)))


@construct(0.4, since=(3, 12))
def type_parameters(body: Body) -> None:
    """Bounds are evaluated when they are asked for."""
    bound = reference(body, "class").expression
    name = body.fresh("_box")
    body.add(body.draw.pick([f"def {name}[T: {bound}](value: T) -> T:", f"class {name}[T: {bound}]:"]), "    pass")


@construct(0.5)
def enumeration(body: Body) -> None:
    body.add(f"{body.fresh('_state')} = {reference(body, 'enum').expression}.FIRST.value")


@construct(0.6)
def checked_attribute(body: Body) -> None:
    """hasattr and getattr of a module: what is missing is no error, unless the module says so."""
    module, export = body.target_of("function", "class", "constant")
    expression = module_expression(body, module)
    name = export.name if body.draw.chance(0.8) else body.draw.pick(["VERSION", "old_api"])
    forms = ['getattr({0}, "{1}", None)', 'hasattr({0}, "{1}")']
    forms += ['getattr({0}, "{1}")'] if name == export.name or body.guarded else []
    body.add(f"{body.fresh('_found')} = {body.draw.pick(forms).format(expression, name)}")


@construct(0.4)
def monkeypatch(body: Body) -> None:
    """A name that another module has only after this one ran."""
    expression = module_expression(body, body.other_module())
    name = body.draw.pick(["TIMEOUT", "registry_of_site"])
    body.add(body.draw.pick([f"{expression}.{name} = 30", f'setattr({expression}, "{name}", 30)']))


@construct(0.3)
def patched_name(body: Body) -> None:
    """What `monkeypatch` may have put there."""
    expression = module_expression(body, body.other_module())
    name = body.draw.pick(["TIMEOUT", "registry_of_site"])
    body.add(f'{body.fresh("_patched")} = getattr({expression}, "{name}", 1)')


@construct(0.5, "m")
def deletion(body: Body) -> None:
    """A name that was bound, until here."""
    names = [known for known in body.known if known.expression.isidentifier() and known.kind == "module"]
    if not names:
        raise Impossible
    gone = body.draw.pick(names).expression
    body.add(f"del {gone}")
    body.known[:] = [known for known in body.known if known.expression.partition(".")[0] != gone]


@construct(0.5)
def assertion(body: Body) -> None:
    used = reference(body, "function", "class").expression
    body.add(f"assert {used} is not None")


@construct(0.4)
def registration(body: Body) -> None:
    """A table of plugins, filled while modules are imported."""
    table = body.fresh("_registry")
    used = reference(body, "class", "function").expression
    body.add(f"{table} = {{}}", f'{table}["{table}"] = {used}', f'{table}.setdefault("other", []).append({used})')


@construct(0.4)
def unknown_name(body: Body) -> None:
    """Bound further down, or nowhere."""
    body.risk()
    own = [export.name for export in body.module.exports]
    body.add(f"{body.fresh('_early')} = {body.draw.pick([*own, 'undefined_here'])}")


@construct(0.5, "mf")
def rebinding(body: Body) -> None:
    used = reference(body, "constant", "function", "class")
    name = body.fresh("_alias")
    body.add(f"{name} = {used.expression}")
    body.learn(Reference(name, used.kind, used.rank))
