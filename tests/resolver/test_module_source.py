"""What the text of a module tells: whether its body has to be followed, and whether its import fails."""

import ast
import os

import pytest

from resolver import Found, MetaPath, NotFound
from resolver.file_system.memory import MemoryFileSystem
from resolver.module_body.source import edits_by, failing_statements, read_source
from resolver.syntax_tree import parse
from tests.resolver.trees import draw, find, linux

READS = [
    "if 'a' in sys.modules and x not in _sys.modules: pass",
    "x = sys.modules[__name__]",
    "return sys.modules[cls.__module__].__dict__",
    "f(*sys.modules[names[0]].b, sys.modules['a']) == sys.modules[n]",
    "# sys.modules[__name__] = x",
    '"""What is in ``sys.modules`` and `sys.modules` only."""',
    "m = sys.modules.get(n, sys.modules.copy())",
    "mock.patch('builtins.__import__')\n__import__('a').b\nassert builtins.__import__ == f",
    "from sys import version_info, exit",
]
EDITS = [
    "sys.modules[__name__] = x",
    "sys.modules[names[0]], y = 1, 2",
    "y = sys.modules['a'] = 1",
    "sys.modules['a'] \\\n = 1",
    "del y, sys.modules['a']",
    "del sys.modules['a'].b",
    "modules = sys.modules",
    "f(sys.modules)",
    "sys.modules.pop('a', None)",
    "sys.modules.setdefault(a, b)",
    "for name in list(sys.modules): pass",
    "[f(name) for name in sys.modules]",
    "with x as sys.modules['a']: pass",
    "in_ = 1; sys.modules['in'] = 2",
    "'in sys.modules'; sys.modules['in'] = 2",
    "__import__('sys').modules['a'] = 1",
    "builtins.__import__ = f",
    "__import__, x = f, g",
    "from sys import modules as m",
    "from sys import (\n    path, modules)",
    "from sys import path",
    "sys.meta_path.append(f)",
    "__path__ = []",
    "setattr(m, '__path__', [])",
]


class Noting(MemoryFileSystem):
    """Keeps what was read."""

    def read_bytes(self, path, at_most=None):
        self.read.append(path)
        return super().read_bytes(path, at_most)


def source_of(text, *, is_package=False):
    return read_source(text.encode(), lambda name: name == "gone", is_package=is_package)


@pytest.mark.parametrize("text", READS)
def test_a_body_that_only_reads_what_is_imported_is_not_followed_and_not_kept(text):
    assert (source_of(text).edits, source_of(text).content) == (False, None)


@pytest.mark.parametrize("text", EDITS)
def test_a_body_that_may_edit_what_is_imported_is_followed(text):
    assert source_of(text).edits
    assert source_of(f"import sys\nif x:\n    {text}  # why\n").edits


def test_no_body_of_the_standard_library_is_left_out_that_edits_anything_anywhere():
    """Every statement of those that are not followed, however deep in functions that nobody calls."""
    left_out = 0
    for folder, folders, files in os.walk(os.path.dirname(os.__file__)):
        folders[:] = [name for name in folders if name not in {"site-packages", "test", "tests", "idlelib", "lib2to3"}]
        for name in files:
            if not name.endswith(".py"):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            if b"sys" in content and not read_source(content, str.isdigit, is_package=False).edits:
                left_out += 1
                assert edits_by([parse(content) or ast.Module([], [])], {}) == frozenset(), name
    assert left_out > 100


FAILS = [
    "import gone",
    "from gone.x import (\n  y)",
    "import os\n\nx = [\n]\nimport gone.x as y",
    "__import__('gone')",
    "raise SystemExit",
    "import sys\nif sys.version_info < (3, 13):\n    import gone\nelse:\n    import os\nx = 1",
    "import sys\nif sys.platform == 'win32':\n    x = 1\n\n# then\nelif sys.version_info[0] == 3:\n\timport gone",
    "import sys\nimport gone\nsys.path.append('/f')",
]
PASSES = [
    '"""Example:\n\nimport gone\nraise ValueError\n"""',
    "x = '''\nimport gone\n'''\n",
    "from .gone import x\nfrom os import \\\ngone",
    "try:\n    import gone\nexcept ImportError:\n    gone = None",
    "def f():\n    import gone",
    "import sys\nif sys.version_info < (3,):\n    import gone",
    "import sys\nif sys.version_info < (3, 13):\n    try:\n        import gone\n    except ImportError:\n        pass",
    "import sys\nsys.path.append('/f')\nimport gone",
    "import __main__",
]


@pytest.mark.parametrize("body", FAILS)
def test_nothing_is_certain_below_a_module_of_which_the_import_fails(body):
    tree = MemoryFileSystem.from_tree({"/e/a/__init__.py": body, "/e/a/b.py": ""})
    meta_path = MetaPath(linux("/e"), tree)
    assert (meta_path.find_spec("a").certain, meta_path.find_spec("a.b").certain) == (True, False)


@pytest.mark.parametrize("body", PASSES)
def test_text_that_looks_like_a_failing_import_leaves_no_doubt(body):
    tree = MemoryFileSystem.from_tree({"/e/a/__init__.py": body, "/e/a/b.py": ""})
    assert find(tree, "a.b", "/e").certain


@pytest.mark.parametrize(
    "text",
    [
        'x = """' + r"\\ " * 500,
        "x = '''" + r"\n" * 500 + "''",
        '"' * 501,
        "if sys.x:\n import gone\n" * 500,
        "in " * 500,
    ],
)
def test_text_that_makes_careless_searches_endless_is_read_to_its_end(text):
    source = f"import sys\n{text}\nimport gone\nsys.modules[".encode()
    read = read_source(source, lambda name: name == "gone", is_package=True)
    assert (read.edits, "gone" in read.imports) == (True, True)
    assert len(list(failing_statements(source, ["gone"]))) in {0, 1, 501}


GROWS = "import os, sys\\nsys.path.extend(((v := os.path.join(os.path.dirname(__file__), 'v')) not in sys.path) * [v])"


def test_modules_below_a_package_that_grows_the_search_path_find_what_is_there():
    tree = draw(
        f"/e/a/__init__.py: {GROWS}", "/e/a/v/vendored.py", "/e/a/b.py: import vendored", "/e/a/c.py: import gone"
    )
    meta_path = MetaPath(linux("/e"), tree)
    assert [meta_path.find_spec(name).certain for name in ("a.b.x", "a.c.x")] == [True, False]
    assert isinstance(meta_path.find_spec("vendored"), NotFound)


def test_a_file_that_goes_by_two_names_is_read_once():
    tree = Noting.from_tree({"/e/a/__init__.py": "import gone"})
    tree.read = []
    meta_path = MetaPath(linux("/e"), tree)
    for name in ("a.x", "a.__init__", "a.__init__.x", "a.y.z"):
        meta_path.find_spec(name)
    assert tree.read == ["/e/a/__init__.py"]


def test_what_modules_import_is_looked_for_everywhere_when_one_entry_is_searched_alone():
    tree = draw("/e/a/__init__.py: import installed", "/e/a/b.py", "/f/installed.py", "/e/c/__init__.py: import gone")
    everywhere = MetaPath(linux("/e", "/f"), tree)
    alone = everywhere.alone(everywhere.environment.sys_path[0])
    assert isinstance(alone.find_import("a.b"), Found)
    assert [alone.find_import(name).certain for name in ("a.x", "c.x", "installed")] == [True, False, True]
    assert [type(alone.find_spec(name)) for name in ("installed", "sys", "zipimport")] == [NotFound] * 3
