"""Statements around statements: handlers, conditions, loops, and what ends a body early."""

from __future__ import annotations

from tests.differential.generated_packages.body import CALLABLE, Body, Impossible
from tests.differential.generated_packages.catalogue import construct
from tests.differential.generated_packages.classes import STAND_IN
from tests.differential.generated_packages.imports import ABSENT, module_expression, obtain, reference, written
from tests.differential.generated_packages.plan import Export

CAUGHT = [
    (5.0, "ImportError"),
    (2.0, "ModuleNotFoundError"),
    (1.5, "AttributeError"),
    (1.0, "NameError"),
    (1.5, "Exception"),
    (0.7, ""),
    (1.0, "(ImportError, AttributeError)"),
    (0.5, "(NameError, KeyError)"),
    (0.5, "ValueError"),
    (0.3, "BaseException"),
]


@construct(1.5)
def guarded_import(body: Body) -> None:
    """The usual one: something stands in for what cannot be imported."""
    module, export = body.target_of("function", "class", "constant", "flag", "decorator")
    inner = body.tried()
    source = written(inner, module.name)
    absent = body.draw.chance(0.25)
    inner.add(f"from {body.draw.pick(ABSENT) if absent else source} import {export.name}")
    body.block("try:", inner)
    caught = body.draw.weighted(CAUGHT[:7])
    body.add(f"except {caught}:" if caught else "except:", *("    " + line for line in stand_in(body, export)))
    body.learn_export(export)


@construct(0.7)
def optional_module(body: Body) -> None:
    """A module or None, and what is done with it if it is there."""
    module, export = body.target_of("function", "class", "constant")
    name = f"{module.last}_or_none"
    absent = body.draw.chance(0.3)
    body.add("try:", f"    import {body.draw.pick(ABSENT) if absent else module.name} as {name}")
    body.add("except ImportError:", f"    {name} = None")
    used = f"{name}.{export.name}"
    body.add(f"if {name} is not None:", f"    {body.fresh('_optional')} = {used}")


@construct(0.4)
def name_or_default(body: Body) -> None:
    """Asks by NameError or ImportError whether there is something already."""
    known = reference(body, "constant", "class").expression
    name = body.fresh("_default")
    body.add("try:", f"    {name} = {known if body.draw.chance(0.7) else 'undefined_here'}")
    body.add(f"except {body.draw.pick(['NameError', 'AttributeError', 'Exception'])}:", f"    {name} = None")


@construct(1.0)
def attempt(body: Body) -> None:
    """try, with handlers of all sorts, else and finally."""
    _shallow(body)
    inner = body.tried()
    inner.statements(2)
    body.block("try:", inner)
    _handlers(body)
    if body.draw.chance(0.25):
        _branch(body, "else:")
    if body.draw.chance(0.25):
        _branch(body, "finally:")


@construct(0.3)
def final_block(body: Body) -> None:
    _shallow(body)
    inner = body.inner()
    inner.statements(2)
    body.block("try:", inner)
    _branch(body, "finally:")


@construct(0.3, "mf")
def own_exception(body: Body) -> None:
    """A class of exceptions of the module itself, perhaps one of ImportErrors."""
    _shallow(body)
    name = body.fresh("_Unavailable")
    base = body.draw.pick(["ImportError", "Exception", "LookupError"])
    body.add(f"class {name}({base}):", "    pass")
    inner = body.tried()
    if body.draw.chance(0.5):
        inner.statement()
        inner.add(f'raise {name}("not here")')
    else:
        inner.statements(2)
    body.block("try:", inner)
    body.add(f"except {body.draw.pick([name, base])}:", "    pass")


@construct(0.3)
def translated_error(body: Body) -> None:
    """An error raised in place of another one, or the same once more."""
    _shallow(body)
    inner = body.inner()
    inner.statement()
    body.block("try:", inner)
    forms = ["raise", 'raise RuntimeError("cannot start") from problem', 'raise ImportError("not installed")']
    body.add("except ImportError as problem:", f"    {body.draw.pick(forms)}")


@construct(0.3, since=(3, 11))
def exception_group(body: Body) -> None:
    _shallow(body)
    inner = body.inner()
    inner.statement()
    body.block("try:", inner)
    body.add(f"except* {body.draw.pick(['ImportError', 'AttributeError', 'ValueError'])}:", "    pass")


@construct(1.2, "mc")
def typing_only(body: Body) -> None:
    """TYPE_CHECKING under all its names, and what stands beside it."""
    _shallow(body)
    header, test = body.draw.pick(
        [
            ("from typing import TYPE_CHECKING", "TYPE_CHECKING"),
            ("import typing", "typing.TYPE_CHECKING"),
            ("import typing as t", "t.TYPE_CHECKING"),
            ("from typing import TYPE_CHECKING as CHECKING", "CHECKING"),
            ("TYPE_CHECKING = False", "TYPE_CHECKING"),
        ]
    )
    body.add(header)
    names = body.branch()
    names.scope = "typing"
    imported = obtain(names, *names.target_of("class", "constant", "enum"))
    body.block(f"if {test}:", names)
    if body.draw.chance(0.3):
        _branch(body, "else:")
    elif body.draw.chance(0.04):
        body.learn(imported)
    else:
        quoted = f'"{imported.expression}"' if body.draw.chance(0.94) else imported.expression
        body.add(f"def {body.fresh('_typed')}(value: {quoted}) -> None:", "    return None")


@construct(1.0)
def known_condition(body: Body) -> None:
    """Decided by version, platform or name."""
    _shallow(body)
    tests = [
        "sys.version_info >= (3, 10)",
        "sys.version_info < (3, 12)",
        "sys.version_info[0] == 2",
        "sys.version_info[:2] >= (3, 9)",
        'sys.platform == "win32"',
        'sys.platform.startswith("linux")',
        'sys.implementation.name == "cpython"',
        '__name__ == "__main__"',
        f'__name__ == "{body.module.name}"' if body.scope != "class" else "not __debug__",
        f'"{body.other_module().name}" in sys.modules',
    ]
    _import_sys(body)
    _branch(body, f"if {body.draw.pick(tests)}:")
    if body.draw.chance(0.4):
        _branch(body, f"elif {body.draw.pick(tests)}:")
    if body.draw.chance(0.4):
        _branch(body, "else:")


@construct(0.5)
def condition_of_flag(body: Body) -> None:
    _shallow(body)
    flag = body.known_of("flag") or obtain(body, *body.target_of("flag"))
    _branch(body, f"{body.draw.pick(['if', 'if not'])} {flag.expression}:")


@construct(0.25)
def unknown_condition(body: Body) -> None:
    """What the environment decides: here it has none of these."""
    _shallow(body)
    name = body.draw.pick(["SITE_DEBUG_TOOLS", "SITE_USE_CACHE"])
    body.add("import os")
    _branch(body, body.draw.pick([f'if os.environ.get("{name}"):', f'if os.getenv("{name}", "") == "1":']))


@construct(0.4, since=(3, 10))
def match_statement(body: Body) -> None:
    _shallow(body)
    _import_sys(body)
    body.add("match sys.platform:")
    for pattern in [body.draw.pick(['"win32" | "cygwin"', '"darwin"', '"linux"']), "_"]:
        inner = body.branch()
        inner.statement()
        body.add(f"    case {pattern}:", *("        " + line for line in inner.lines or ["pass"]))


@construct(0.4)
def loop_of_imports(body: Body) -> None:
    """Plugins, one after the other."""
    names = [f'"{module.name}"' for module in (body.other_module(), body.other_module())]
    body.add("import importlib", f"for _name in ({', '.join(names)}):", "    importlib.import_module(_name)")


@construct(0.4)
def first_of_several(body: Body) -> None:
    """The first backend that can be imported."""
    names = [f'"{body.draw.pick(ABSENT)}"', f'"{body.other_module().name}"', f'"{body.other_module().name}"']
    body.add("import importlib", f"for _name in ({', '.join(names[body.draw.below(2) :])}):", "    try:")
    body.add("        _backend = importlib.import_module(_name)", "    except ImportError:", "        continue")
    body.add("    break", "else:", '    raise ImportError("no backend")')


@construct(0.5)
def condition_of_attribute(body: Body) -> None:
    """What a module has by now decides."""
    _shallow(body)
    module, export = body.target_of("function", "class", "constant")
    expression = module_expression(body, module)
    forms = ['if hasattr({0}, "{1}"):', 'if not hasattr({0}, "{1}"):', 'if getattr({0}, "{1}", None) is None:']
    _branch(body, body.draw.pick(forms[: 3 if export.kind != "constant" else 2]).format(expression, export.name))
    if body.draw.chance(0.4):
        _branch(body, "else:")


@construct(0.4)
def loop(body: Body) -> None:
    _shallow(body)
    header = body.draw.pick(["for _step in range(2):", "for _step in (1,):", "for _step in ():", "while True:"])
    inner = body.inner() if header != "for _step in ():" else body.branch()
    inner.statement()
    if header == "while True:" or body.draw.chance(0.2):
        inner.add("break")
    body.block(header, inner)
    if body.draw.chance(0.2) and header != "while True:":
        _branch(body, "else:")


@construct(0.4)
def suppression(body: Body) -> None:
    _shallow(body)
    body.add("import contextlib")
    inner = body.tried()
    inner.statement()
    body.block(f"with contextlib.suppress({body.draw.pick(['ImportError', 'Exception', 'AttributeError'])}):", inner)


@construct(0.4)
def end_of_program(body: Body) -> None:
    ends = [
        'raise RuntimeError("not configured")',
        'raise ImportError("needs more")',
        "sys.exit(1)",
        "raise SystemExit",
    ]
    body.risk()
    _import_sys(body)
    body.add(body.draw.pick(ends))


@construct(0.3)
def guard_of_version(body: Body) -> None:
    """Never true on the versions that are supported."""
    _import_sys(body)
    body.add("if sys.version_info < (3, 6):", f"    {body.draw.pick(['raise RuntimeError', 'sys.exit(3)'])}")


@construct(0.3, "f")
def early_return(body: Body) -> None:
    if body.result is None:
        raise Impossible
    _import_sys(body)
    test = body.draw.pick(
        ["sys.version_info >= (3, 9)", 'sys.platform == "win32"', 'not hasattr(sys, "getwindowsversion")']
    )
    body.add(f"if {test}:", f"    return {body.result}")


def stand_in(body: Body, export: Export) -> list[str]:
    """What a handler binds instead, of the same kind."""
    name = export.name
    if export.kind == "class":
        return [f"class {name}:", *STAND_IN]
    if export.kind == "decorator":
        return [f"def {name}(target):", "    return target"]
    if export.kind in CALLABLE:
        return [f"{name} = lambda *args: None"]
    return [f"{name} = {body.draw.pick(['None', 'False', '0'])}"]


def _handlers(body: Body) -> None:
    for number in range(1 + body.draw.below(2)):
        caught = body.draw.weighted(CAUGHT)
        bound = " as problem" if caught and body.draw.chance(0.2) else ""
        inner = body.branch()
        if body.draw.chance(0.4):
            inner.statement()
        body.block(f"except {caught}{bound}:" if caught else "except:", inner)
        if not caught or number:
            return


def _branch(body: Body, header: str) -> None:
    inner = body.branch()
    inner.statements(2)
    body.block(header, inner)


def _shallow(body: Body) -> None:
    """Nothing is nested deeper than a reader follows."""
    if body.depth >= 3:
        raise Impossible


def _import_sys(body: Body) -> None:
    body.add("import sys")
