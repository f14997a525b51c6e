import ast
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from importls.facts.newer_syntax import parse, parse_newer
from importls.facts.source import decode
from tests.differential.interpreters import interpreters
from tests.facts import plain_tree
from tests.facts.plain_tree import EVERYWHERE, NOWHERE, OUTSIDE_F_STRINGS, plain, plain_or_none

STEP = 60
"""Of a standard library one file in so many is read."""

WITH_NEWER_SYNTAX = ("fstring", "type_params", "type_aliases", "tstring", "unparse", "lazy_import")


def check(newer, older):
    """The trees are the same up to places."""
    expected = plain_or_none(older, NOWHERE)
    assert expected is not None
    assert plain(parse_newer(newer), NOWHERE) == expected


def place(node):
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def test_every_file_that_the_host_can_parse_has_the_same_tree():
    places = EVERYWHERE if sys.version_info >= (3, 12) else OUTSIDE_F_STRINGS
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("**/*.py"))[::STEP]:
        source = decode(path.read_bytes())
        expected = None if source.error else plain_or_none(source.text, places)
        if expected is not None:
            assert (path, plain(parse_newer(source.text), places)) == (path, expected)


@pytest.mark.parametrize("python", interpreters())
def test_every_file_of_a_newer_standard_library_has_the_tree_of_its_interpreter(python):
    library = Path(subprocess.check_output([python, "-c", "import os; print(os.__file__)"], text=True)).parent
    if sys.version_info < (3, 12) and not (library / "test" / "test_type_params.py").exists():
        pytest.skip("has no newer syntax")
    tests = [library / "test" / f"test_{name}.py" for name in WITH_NEWER_SYNTAX]
    files = [library / "typing.py", *filter(Path.exists, tests), *sorted(library.glob("*/*.py"))[::STEP]]
    asked = "".join(f"{path}\n" for path in files)
    answers = subprocess.check_output([python, plain_tree.__file__], input=asked, text=True).splitlines()
    for path, answer in zip(files, answers, strict=True):
        if answer != "null":
            tree = plain(parse_newer(path.read_text("utf-8")), EVERYWHERE)
            assert (path, json.loads(json.dumps(tree))) == (path, json.loads(answer))


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("type X = int", "X = lambda: int"),
        ("type X[T: (a, b) = c, *Ts, **P] = d[T]", "X = lambda T, Ts, P: d[T]"),
        ("type X[T: lambda a, b: a] = int", "X = lambda T: int"),
        ("type \\\n  X[\n  T] = int; y", "X = lambda T: int; y"),
        ("type\\\nX = int", "X = lambda: int"),
        ("if a: type type = int\nelse: type match = b", "if a: type = lambda: int\nelse: match = lambda: b"),
        ("type X = f'{a['b']}'", "X = lambda: f'{a[\"b\"]}'"),
        ("type = 1; type(x); type[x]; type.x = 2", "type = 1; type(x); type[x]; type.x = 2"),
        ("type: int = 3", "type: int = 3"),
        ("type in x\ntype if x else y\ntype is not x", "type in x\ntype if x else y\ntype is not x"),
    ],
)
def test_a_type_alias_names_what_is_not_evaluated_before_it_is_asked_for(newer, older):
    check(newer, older)


def test_a_type_alias_stands_where_it_stood():
    (statement,) = parse_newer("type \\\n é[T] = a.b").body
    assert place(statement) == (1, 0, 2, 12)
    assert place(statement.targets[0]) == (2, 1, 2, 3)
    assert place(statement.value.body) == (2, 9, 2, 12)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f[T](x: T): pass", ["T"]),
        ("@d\nasync def f[**P, *Ts = [int], T: g(a, b) = c](): pass", ["P", "Ts", "T"]),
        ("class A[T: lambda x, y: x]: pass", ["T"]),
        ("class A[ # of\n\n  T, # é\n  \ufb01,]: pass", ["T", "fi"]),
        ("class A[T: f'{x['y']}'](B[T], key=[*x]): pass", ["T"]),
    ],
)
def test_type_parameters_are_names_of_what_has_them(source, names):
    (definition,) = parse_newer(source).body
    assert [parameter.name for parameter in definition.type_params] == names


def test_what_stands_behind_type_parameters_stays_in_its_place():
    (definition,) = parse_newer("def f[\n  é: 'é', # é\n\n  T](x: y): z").body
    assert place(definition) == (1, 0, 4, 13)
    assert place(definition.args.args[0].annotation) == (4, 8, 4, 9)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("f'{a['b']}'", "f'{a[\"b\"]}'"),
        ("f'{f'{f'{f'{a}'}'}'}'", "f'''{f\"\"\"{f'{f\"{a}\"}'}\"\"\"}'''"),
        ("f'{\na # }\n:>{b['c']}}'", "f'{a:>{b[\"c\"]}}'"),
        ("f'{x:\n}{y!r :}'", "f'{x:}{y!r:}'"),
        ("f'{x!=y}{x:=5}{x==y}{x<=y}{(lambda: x)}'", "f'{x!=y}{x:=5}{x==y}{x<=y}{(lambda: x)}'"),
        ("f'{a, b}{yield c}{*d, e}{f, }'", "f'{(a, b)}{(yield c)}{(*d, e)}{(f,)}'"),
        ("f'{x = }{y=!s}{z=:>5}{x = # x\n}'", "f'x = {x!r}y={y!s}z={z:>5}x = \\n{x!r}'"),
        ("'a' f'{x}' r'\\d' rf'\\{y}\\d' f'\\d\\\\{z}' u'b'", "'a' f'{x}' r'\\d' rf'\\{y}\\d' f'\\d\\\\{z}' u'b'"),
        ("f'''a''\\'{x}\n\"'''", "f'a\\'\\'\\'{x}\\n\"'"),
        ("f'{{{x}}}\\N{EM DASH}}}\\\n'", "f'{{{x}}}\\u2014}}'"),
        ("f''", "f''"),
    ],
)
def test_an_f_string_holds_any_expression(newer, older):
    check(newer, older)


def test_the_expressions_of_an_f_string_stand_where_they_stood():
    (statement,) = parse_newer("x = 'é' f'é{a['é']}' f'''{\n  f'{b}'}''' + c").body
    first, second = (part for part in statement.value.left.values if isinstance(part, ast.FormattedValue))
    assert place(statement.value.left) == (1, 4, 2, 12)
    assert (place(first), place(first.value)) == ((1, 13, 1, 22), (1, 14, 1, 21))
    assert (place(second), place(second.value.values[0].value)) == ((1, 28, 2, 9), (2, 5, 2, 6))
    assert place(statement.value.right) == (2, 15, 2, 16)


def test_a_template_string_evaluates_its_expressions():
    check("tR'{x['a']!r:>{w}}\\d' t'b'", "f'{x[\"a\"]!r:>{w}}\\\\db'")
    template, string = (statement.value for statement in parse_newer("t'{x}'; f'{x}'").body)
    assert template.is_template
    assert not hasattr(string, "is_template")


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("except A, B: x", "except (A, B): x"),
        ("except A, b.c[\n d, 'e'],: x", "except (A, b.c[\n d, 'e'],): x"),
        ("except* A, f'{b['c']}': x", "except* (A, f'{b[\"c\"]}'): x"),
        ("except lambda a, b: c, D: x", "except ((lambda a, b: c), D): x"),
        ("except (A, B) as c: x, y", "except (A, B) as c: x, y"),
        ("except: x, y", "except: x, y"),
        ("except A: x, y", "except A: x, y"),
    ],
)
def test_exception_classes_need_no_brackets(newer, older):
    check(f"try: pass\n{newer}", f"try: pass\n{older}")


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("[*x for x in y if z]", "[e for x in y if z for e in x]"),
        ("{*f(x, y) async for x in y}", "{e async for x in y for e in f(x, y)}"),
        ("f(*x for x in y)", "f(e for x in y for e in x)"),
        ("( # one\n *x for x in y)", "(e for x in y for e in x)"),
        ("{**x[*a] for x in [*z for z in b]}", "{k: e for x in [e for z in b for e in z] for k, e in x[*a].items()}"),
        ("[*x, [y for y in z]]; f(*x, **y); [*x]", "[*x, [y for y in z]]; f(*x, **y); [*x]"),
    ],
)
def test_unpacking_in_a_comprehension_is_one_more_loop(newer, older):
    tree = parse_newer(newer)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = {".element": "e", ".key": "k"}.get(node.id, node.id)
    assert plain(tree, NOWHERE) == plain(ast.parse(older), NOWHERE)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("lazy import a.b as c, d", "import a.b as c, d"),
        ("lazy from .a import (b,\n c)", "from .a import (b,\n c)"),
        ("lazy \\\n  from a import b", "from a import b"),
        ("if x: lazy\\\nimport a", "if x: import a"),
    ],
)
def test_a_lazy_import_is_an_import(newer, older):
    check(newer, older)
    (statement,) = (node for node in ast.walk(parse_newer(newer)) if isinstance(node, ast.Import | ast.ImportFrom))
    assert statement.is_lazy


def test_only_lazy_imports_are_lazy():
    source = "x = 1; lazy import a.b, c\nimport d\nlazy = lazy(x)"
    _, lazily, eagerly, _ = parse_newer(source).body
    assert (place(lazily), place(lazily.names[1])) == ((1, 7, 1, 25), (1, 24, 1, 25))
    assert not getattr(eagerly, "is_lazy", False)


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "type X = int",
        "if x: type\\\n  é = int",
        "class A[T]: pass",
        "async def \\\r\n e\u0301 \\\n[T](): pass",
        "rT'{x}'",
        "[ # all\n *x for x in y]",
        "lazy import x",
        "except A, B: pass",
    ],
)
def test_who_asks_for_any_syntax_gets_the_same_tree_from_every_host(source):
    source = f"try: pass\n{source}" if source.startswith("except") else source
    assert plain(parse(source), EVERYWHERE) == plain(parse_newer(source), EVERYWHERE)


@pytest.mark.parametrize(
    "source",
    [
        "type X",
        "type X[T]",
        "type X[T",
        "type X = a = b",
        "def f[",
        "f'{",
        "f'{}'",
        "f'{#}'",
        "f'{a)(b}'",
        "f'{a\n)\n(b}'",
        "f'{x;y}'",
        "f'{x y}'",
        "f'{x for x in y}'",
        "f'{x!z}'",
        "f'}'",
        "f'a\n{x}'",
        "b'a' f'b'",
        "except A, B: x",
        "f(*x, y for y in z)",
        "'a",
        "(]",
        "\0",
        "\ud800",
        "[" * 100_000,
        "f'{" * 100_000,
        "f'{'" * 100_000,
        "-" * 100_000 + "1",
    ],
)
def test_what_is_no_python_has_no_tree(source):
    assert parse_newer(source) is None


PIECES = [
    *("f'", "t'", "rf'", "f'''", "'''", "'", '"', "{", "}", "{{", "(", ")", "[", "]", "*", "**", ":", "=", "!r"),
    *("\\", "#", ";", "\\N{", "1.", "0x", ".", ", ", "x", "é", "\n", "\r", "\t", "\f", "\0", "A, B", " as "),
    *("if x: ", " for x in y", "lambda ", "type X", "lazy ", "import a", "from a import b", "def f", "class A"),
    *("async ", "await ", "try: pass\n", "except "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text())
@example("f'{x:{'")
@example("except* ,:")
def test_any_text_has_a_tree_or_none(text):
    tree = parse_newer(text)
    assert tree is None or isinstance(tree, ast.Module)


@given(st.binary())
def test_any_bytes_have_a_tree_or_none(data):
    tree = parse(decode(data).text)
    assert tree is None or isinstance(tree, ast.Module)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_the_host_parses_has_a_tree(text):
    expected = plain_or_none(text, NOWHERE)
    if expected is not None and sys.version_info < (3, 12):
        assert plain(parse_newer(text), NOWHERE) == expected
