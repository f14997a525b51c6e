import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.facts.bindings import MODULE_ATTRIBUTES
from importls.facts.reading import StarImport, read
from tests.facts.test_scan import PIECES


def reading(source):
    return read(source, version=(3, 12), platform="linux")


@pytest.mark.parametrize(
    "source",
    [
        "def x(): pass",
        "async def x(): pass",
        "class x: pass",
        "x = 1",
        "a = [x, *b] = c",
        "(a, (b, x)) = c",
        "x += 1",
        "x: int = 1",
        "for x in y: pass",
        "for a, *x in y: pass",
        "with a as x: pass",
        "with a as (b, x): pass",
        "try: pass\nexcept E as x: pass",
        "if (x := 1): pass",
        "[(x := a) for a in b]",
        "def f(a=(x := 1)): pass",
        "class C(m := (x := 1)): pass",
        "match a:\n case x: pass",
        "match a:\n case [1, *x]: pass",
        "match a:\n case {1: 2, **x}: pass",
        "match a:\n case C(y=1) as x: pass",
        "import x",
        "import x.y.z",
        "import a.b as x",
        "from a import x",
        "from a import b as x",
        "if a:\n while b:\n  x = 1",
        "def f():\n global x\n x = 1",
        "def f():\n def g():\n  global x; import x.y",
        "class C:\n global x\n def x(self): pass",
        "def f():\n global x\n for x in y: pass",
    ],
)
def test_every_binding_form_binds(source):
    assert "x" in reading(source).names


@pytest.mark.parametrize(
    "source",
    [
        "x: int",
        "[x for x in y]",
        "{x: 1 for x in y}",
        "def f(): x = 1",
        "def f(x): pass",
        "class C:\n x = 1\n def x(self): pass",
        "lambda x: (x := 1)",
        "a.x = 1",
        "a[x] = 1",
        "import a.x",
        "from x import a",
        "del x",
        "print(x)",
        "def f():\n global x\n print(x)",
        "def f():\n nonlocal_ = 'global x'\n x = 1",
        "f(x=1)",
    ],
)
def test_what_does_not_bind_in_the_module_does_not_count(source):
    assert "x" not in reading(source).names


@pytest.mark.parametrize(
    ("source", "names", "complete"),
    [
        ("__all__ = ['a', 'b']", ("a", "b"), True),
        ("__all__ = 'a', 'b'", ("a", "b"), True),
        ("__all__: list[str] = ['a']", ("a",), True),
        ("__all__ = ['a'] + ['b']", ("a", "b"), True),
        ("__all__ = ['a']\n__all__ += ['b']", ("a", "b"), True),
        ("__all__ = ['a']\n__all__.extend(['b'])\n__all__.append('c')", ("a", "b", "c"), True),
        ("__all__ = ['a']\n__all__ += m.__all__", ("a",), False),
        ("__all__ = ['a', *b]", ("a",), False),
        ("__all__ = [n for n in dir()]", (), False),
        ("if x:\n __all__ = ['a']", ("a",), False),
        ("__all__ = ['a']\nif x:\n __all__ += ['b']", ("a", "b"), False),
        ("__all__ = ['a']\n__all__.remove('a')", ("a",), False),
        ("from m import __all__", (), False),
    ],
)
def test_dunder_all_is_read_as_far_as_it_is_literal(source, names, complete):
    found = reading(source)
    assert (found.dunder_all, found.dunder_all_complete) == (names, complete)


def test_a_module_without_dunder_all_has_none():
    assert reading("x = 1").dunder_all is None


@pytest.mark.parametrize(
    "source",
    [
        "globals()['x'] = 1",
        "globals().update(x=1)",
        "g = globals()",
        "def f(): globals()[x] = 1",
        "register(globals())",
        "vars()['x'] = 1",
        "locals().update(a)",
        "exec(code)",
        "eval(code)",
        "import sys\nsys.modules[__name__] = X()",
        "sys.modules[__name__].__class__ = X",
        "sys.modules[__name__].__dict__.update(a)",
        "setattr(sys.modules[__name__], 'x', 1)",
        "this = sys.modules[__name__]",
        "this = sys.modules.get(__name__)",
        "sys.modules[__spec__.name].x = 1",
        "this = importlib.import_module(__name__)",
        "for n in a:\n globals()[n] = a",
        "globals ().update(x=1)",
        "globals \\\n ()['x'] = 1",
        "vars ()['x'] = 1",
        "locals\t()['x'] = 1",
        "exec ('x = 1')",
        "eval ('f()')",
        "sys._getframe().f_globals['x'] = 1",
        "sys._getframe(0).f_locals['x'] = 1",
        "inspect.currentframe().f_globals.update(x=1)",
        "f.__globals__['x'] = 1",
        "def f(): f.__globals__.update(x=1)",
        "g = globals\ng()['x'] = 1",
        "import builtins\nbuiltins.globals()['x'] = 1",
        "import builtins\nbuiltins.exec('x = 1')",
        "sys.modules [__name__].x = 1",
        "(sys.modules)[__name__].x = 1",
        "import_module(  # myself\n __name__).x = 1",
        "signal.IntEnum._convert_('Signals', __name__, str.isupper)",
        "signal.IntEnum._convert ('Signals', module=m)",
        "install( __name__ )",
        "install(__name__  # myself\n )",
        "export(\n    1,\n    __name__,\n)",
        "import m\nsetattr(m, 'x', 1)",
        "from a import m\nfor n in names: setattr (m, n, 1)",
        "@global_enum\nclass C: pass",
        "@enum.global_enum\nclass C: pass",
        "@publish()\nclass C: pass",
        "if a:\n @publish\n class C: pass",
    ],
)
def test_a_namespace_that_is_written_to_is_open(source):
    assert reading(source).open_namespace


@pytest.mark.parametrize(
    "source",
    [
        "x = globals()['y']",
        "x = globals().get('y')",
        "if 'x' in globals(): pass",
        "dir_ = sorted(globals())",
        "def f(): return locals()",
        "def f(): exec(code)",
        "getattr(sys.modules[__name__], 'x')",
        "x = sys.modules['other']",
        "print('%(a)s' % globals())",
        "re.compile('a')",
        "x = sys._getframe(1).f_globals['__name__']",
        "x = sys._getframe(1).f_globals.get('__name__')",
        "def f(): sys._getframe(1).f_locals['x'] = 1",
        "def f(): return builtins.locals()",
        "log = logging.getLogger(__name__)",
        "logging.getLogger(\n __name__).info('x')",
        "x = 'globals()[1] = 2'  # exec(x)",
        "m = 1\nsetattr(m, 'x', 1)",
        "import m\nsetattr(x, m, 1)",
        "import m\nm.setattr(m, 'x', 1)",
        "self.modules[0] = 1",
        "model.eval()",
        "cursor.exec(code)",
        "@dataclass\n@final\nclass C: pass",
        "@attr.s(auto_attribs=True)\nclass C: pass",
        "@publish\ndef f(): pass",
        "def f():\n @publish\n class C: pass",
    ],
)
def test_a_namespace_that_is_only_read_is_closed(source):
    assert not reading(source).open_namespace


@pytest.mark.parametrize(
    "source",
    ["def __getattr__(n): ...", "from m import __getattr__", "__getattr__, __dir__, __all__ = lazy.attach(__name__)"],
)
def test_a_module_getattr_is_seen_however_it_is_bound(source):
    assert reading(source).has_getattr


@pytest.mark.parametrize(
    ("source", "edits"),
    [
        ("__path__ = extend_path(__path__, __name__)", True),
        ("__path__.append('x')", True),
        ("__path__ += ['x']", True),
        ("globals()['__path__'] = []", True),
        ("for m in iter_modules(__path__): pass", False),
    ],
)
def test_edits_of_the_package_path_are_seen(source, edits):
    assert reading(source).edits_path is edits


def test_star_imports_are_listed_with_their_level():
    source = "from a import *\nif x:\n    from ..b import *\n"
    assert reading(source).star_imports == (StarImport("a", 0), StarImport("b", 2))


@pytest.mark.parametrize(
    ("source", "has"),
    [
        ("if __name__ == '__main__': pass", True),
        ("if '__main__' == __name__: pass", True),
        ("if __name__ == '__main__' and x: pass", True),
        ("if __name__ == 'm': pass", False),
        ("def f():\n if __name__ == '__main__': pass", False),
    ],
)
def test_a_main_guard_is_seen(source, has):
    assert reading(source).has_main_guard is has


def test_every_module_has_the_attributes_that_the_loader_sets():
    import importls.facts.bindings as module  # noqa: PLC0415 - any module from a file would do

    assert sorted(name for name in MODULE_ATTRIBUTES if not hasattr(module, name)) == []


def test_what_the_host_cannot_parse_has_no_reading():
    assert reading("import (") is None


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=100))
def test_read_never_raises(text):
    found = reading(text)
    assert found is None or found.guards is not None
