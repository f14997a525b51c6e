"""Bodies that are parsed later: the tree is in the end the one that the parser makes of the whole text."""

import ast
from pathlib import Path

import pytest

from importls.facts.later_bodies import fill, lacks_bodies, parse_without_bodies
from importls.facts.newer_syntax import parse

LONG = "    return 'a body that is long enough to be left for later, and so on and so on'\n"

SOURCES = {
    "functions in functions": f"def f():\n    def g():\n    {LONG}{LONG}x = 1\n",
    "methods": f"class C:\n    x = 1\n\n    def f(self):\n    {LONG}\n    async def g(self):\n    {LONG}    y = 2\n",
    "a string with lines that look like statements": f'def f():\n    x = """\ndef g():\nclass C:\n"""\n{LONG}y = 1\n',
    "a string with the other quotes in it": f"def f():\n    x = '''\n\"\"\" it's\nx = 1\n'''\n{LONG}y = 1\n",
    "a definition in a string": f'x = """\ndef f():\n{LONG}"""\ndef g():\n{LONG}',
    "comments at the margin": f'def f():\n    x = 1\n# it\'s no """ string\n{LONG}y = 1\n',
    "brackets at the margin": f"def f():\n    x = (\n1,\n)\n{LONG}y = 1\n",
    "joined lines": f"def f():\n    x = \\\n1\n{LONG}y = 1\n",
    "joined lines in a string": f"def f():\n    x = 'a\\\ndef b'\n{LONG}y = 1\n",
    "parameters on many lines": f"def f(\n    x: d = {{')': 1}},\n    *,\n    y=(1, [2]),\n) -> 'y:':\n{LONG}z = 1\n",
    "a body on the line of the header": f"def f(): return {'1+' * 40}1\ndef g() -> int: return {{\n1: '{'x' * 80}'}}\n",
    "a body of a comment": f"if x:\n    def f():  # {'x' * 80}\n        pass  # {'x' * 80}\n    y = 1\n",
    "tabs": f"class C:\n\tdef f():\n\t\tif x:\n\t\t\treturn '{'x' * 80}'\n\tdef g():\n\t\treturn '{'x' * 80}'\n",
    "blocks": f"try:\n    def f():\n    {LONG}except E:\n    def f():\n    {LONG}else:\n    def g():\n    {LONG}",
    "cases": f"match x:\n    case 1:\n        def f():\n        {LONG}with x:\n    def f():\n    {LONG}",
    "decorators": f"@d\n@e(\n    1\n)\ndef f():\n{LONG}    @d\n    def g(): ...\ny = 1\n",
    "generators": f"def f():\n    yield\n{LONG}x = 1\n",
    "the end of the file": f"def f():\n{LONG}".rstrip("\n"),
    "a body of newer syntax": f"def f():\n    type X = int\n{LONG}x = 1\n",
}


def whole(source):
    """The tree with all bodies."""
    tree = parse_without_bodies(source)
    for node in ast.walk(tree):
        fill(node)
    return tree


def described(tree):
    """The nodes with the lines that they start at."""
    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr)]
    return ast.dump(tree), lines


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_with_its_bodies_the_tree_is_that_of_the_whole_text(source):
    assert described(whole(source)) == described(parse(source))


@pytest.mark.parametrize("path", sorted(Path(ast.__file__).parent.glob("*.py"))[::3], ids=lambda path: path.name)
def test_modules_of_the_standard_library_have_the_bodies_that_they_have(path):
    source = path.read_text(encoding="utf-8", errors="replace")

    assert described(whole(source)) == described(parse(source))


def test_bodies_are_not_parsed_before_somebody_asks():
    tree = parse_without_bodies(f"def f():\n{LONG}")

    assert lacks_bodies(tree)
    assert "for later" not in ast.dump(tree)
    assert not lacks_bodies(parse_without_bodies("def f(): pass\n"))


@pytest.mark.parametrize(
    "source",
    [
        f"def f():\n# {'x' * 80}\nx = 1\n",
        f"def f(:\n{LONG}",
        f"def f():\r{LONG}x = 1\n",
        f"x = '''\ndef f():\n{LONG}",
    ],
)
def test_what_is_no_python_has_no_tree(source):
    assert parse_without_bodies(source) is None
