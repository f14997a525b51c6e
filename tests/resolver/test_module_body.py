"""Following the bodies of modules: whatever they contain, it ends, and doubt is said."""

from __future__ import annotations

import ast
import os

import pytest

from resolver.file_system.memory import MemoryFileSystem
from resolver.module_body import Doubt, RunningModule, Target, run
from resolver.syntax_tree import parse

TARGET = Target((3, 12), "linux", "/usr", MemoryFileSystem.from_tree({}))


class Nothing:
    """An import system in which everything may exist."""

    def exists(self, _name):
        return None

    path_of = name_of = exists

    def extend_path(self, path, _name, _sys_path):
        return [*path, "/extended"]

    declare_namespace = extend_path


def follow(source, *, path=("/e/p",)):
    return run(ast.parse(source), RunningModule("p", "/e/p/__init__.py", path, ("/e",)), TARGET, Nothing())


def test_every_body_of_the_standard_library_can_be_followed():
    folder = os.path.dirname(os.__file__)
    followed = 0
    for base in (
        folder,
        *(os.path.join(folder, name) for name in ("json", "importlib", "asyncio", "unittest", "test")),
    ):
        for name in sorted(os.listdir(base)):
            if name.endswith(".py") and not name.startswith("bad"):
                with open(os.path.join(base, name), "rb") as file:
                    tree = parse(file.read())
                if tree is not None:
                    run(tree, RunningModule("p", "/e/p/__init__.py", ("/e/p",), ()), TARGET, Nothing())
                    followed += 1
    assert followed > 200


ODD = [
    "__path__[9]",
    "__path__[9] = '/x'",
    "__path__.insert('a', 'b')",
    "__path__ = __path__ % 3",
    "__path__ += 5",
    "'%d' % 'x'",
    "1 / 0",
    "{}['a']",
    "''.join([1])",
    "x = {[]: 1}",
    "import sys\nsys.path[sys.maxsize:] = 3\nsys.modules[3] = 4",
    "sys.modules.update(3)",
    "del a, b.c, d[0]",
    "(a, *b), c = 1, 2",
    "for a, b in [(1, 2)]: pass",
    "'x' * 10 ** 9",
    "'{0.__class__}'.format(__path__)",
    "from ..... import x",
    "with open('x') as (a, b): pass",
    "match 1:\n case 1: __path__ = []",
    "try:\n pass\nexcept* ValueError:\n pass",
    "lambda: __path__",
    "async def f(): pass",
    "while True: __path__.append('x')",
    "import pkgutil\n__path__ = pkgutil.extend_path(1, 2, 3)",
    "import os\n__path__ = os.path.join()",
    "import os\n__path__ = [os.path.join(1, 'a')]",
    "not " * 500 + "x",
    "x = '%999999999d' % 1\ny = '{:999999999}'.format(1)",
    "s = 'x'\nfor i in " + str(list(range(90))) + ":\n s += s\n __path__ += __path__\n",
    "s = 'xx'\nfor i in " + str(list(range(90))) + ":\n s = s.join(s)\n t = f'{s}{s}'\n",
    "if x:\n pass\n" + "elif x:\n pass\n" * 300,
    "def f():\n raise KeyError\nx = unknown and f() and f()\ny = f() if unknown else f()\nz = [f() for _ in unknown]",
    "def f(a, /, b=1, *c, d, e=[], **g):\n return f\nf()()\nf(1, 2, 3, 4, d=5, h=6, **7)\nf(*8)",
    "def f():\n return f()\nf()\nf() or f()",
    "def f():\n for x in f: return f()\n while f(): break\n else: f()\nf()",
    "return\nbreak\ncontinue",
    "for x in unknown:\n if x: break\n elif y: continue\n else: raise KeyError\nelse:\n __path__.pop()",
    "def f():\n try:\n  return unknown()\n except KeyError: raise\n finally:\n  f()\nf()",
    "p = []\nfor x in p + [1]:\n p.append(x)\nfor x in p: p.append(x)",
    "d = {'a': [1]}\nd[unknown] = 2\nd.update(3)\nx = d['a'], d.get('b', 4), 'a' in d\ndel d['a']",
    "x = [1, 2]\nx.pop(7)\nx.remove(1)\nx.index('a')\nx[1:unknown] = x\ndel x[:]",
    "import sys\nsys.path = 5\nsys.path.append('x')\nsys.x = sys.path\nsys.x += [1]",
    "global x\nx = 1\ndef f():\n global __path__\n __path__ = None\nf()",
    "class A:\n def f(self): return A\nA().f()(__path__)",
    "'{}'.format(__path__)\n'%s' % (unknown, __path__)\nf'{__path__}'\n'%d %s' % 1",
]


@pytest.mark.parametrize("source", ODD)
@pytest.mark.parametrize("path", [("/e/p",), None])
def test_no_body_raises(source, path):
    assert follow(source, path=path).raises in {None, "Exception"}


@pytest.mark.parametrize(
    ("source", "path", "doubt"),
    [
        ("__path__.append('/x')", ("/e/p", "/x"), Doubt.NONE),
        ("__path__.append(unknown)", ("/e/p",), Doubt.MAY_GROW),
        ("__path__ += [unknown]", ("/e/p",), Doubt.MAY_GROW),
        ("__path__ = __path__ + [unknown]", ("/e/p",), Doubt.MAY_GROW),
        ("__path__.insert(0, unknown)", ("/e/p",), Doubt.ANY),
        ("if unknown: __path__.append('/x')", ("/e/p",), Doubt.MAY_GROW),
        ("if unknown: __path__ = ['/x']", ("/x",), Doubt.ANY),
        ("if unknown: pass\nelse: pass\n__path__.append('/x')", ("/e/p", "/x"), Doubt.NONE),
        ("import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)", ("/e/p", "/extended"), Doubt.NONE),
        ("try: import a\nexcept ImportError: __path__ = []", (), Doubt.MAY_GROW),
        ("del __path__", None, Doubt.NONE),
    ],
)
def test_what_cannot_be_followed_leaves_doubt(source, path, doubt):
    effects = follow(source)
    assert (effects.path, effects.doubt) == (path, doubt)


def test_the_exception_that_a_body_ends_with_is_named():
    assert follow("raise ImportError('x')").raises == "ImportError"
    assert follow("try:\n raise ValueError\nexcept (KeyError, Exception):\n pass").raises is None
    assert follow("try:\n raise ValueError\nexcept ImportError:\n pass").raises == "ValueError"
    assert follow("if unknown:\n raise ValueError").raises is None
