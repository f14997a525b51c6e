"""What packages do to `__path__` and `sys.modules` when they run, against interpreters that really run them.

Each case is a drawn tree. A name after `?` may be answered as uncertain, every other one must not be.
"""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from resolver import EntrySource, Environment, Flags, MetaPath, PathEntry, Startup, environment_at
from resolver.file_system.disk import Disk
from resolver.file_system.memory import MemoryFileSystem
from tests.differential.interpreters import DESCRIBE, answer_of, interpreters
from tests.differential.popular_environments import environment_with

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

# Every name is asked in a process of its own, so that nothing but its parents has been imported.
_ORACLE = (
    DESCRIBE
    + r"""
import importlib.util, json, os, sys, warnings
warnings.simplefilter("ignore")
START = list(sys.path)

def ask(path, name):
    sys.path[:] = path + START
    try:
        return describe(importlib.util.find_spec(name))
    except BaseException as error:
        return type(error).__name__

def ask_apart(path, name):
    reader, writer = os.pipe()
    if not os.fork():
        os.dup2(2, 1)
        os.write(writer, json.dumps(ask(path, name)).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answer:
        content = answer.read()
    os.wait()
    return json.loads(content)

json.dump([[ask_apart(path, name) for name in names] for path, names in json.load(sys.stdin)], sys.stdout)
"""
)


@dataclass(frozen=True)
class Case:
    """A tree of several entries, in the order in which they are on `sys.path`, and names to ask for."""

    name: str
    files: dict[str, str | bytes]
    names: str
    entries: tuple[str, ...] = ("e", "f")
    needs: str = ""


def zip_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "")
    return buffer.getvalue()


FAR = {"e/p/near.py": "", "f/p/__init__.py": "", "f/p/far.py": "", "e/x/in_x.py": "", "e/p/sub/in_sub.py": ""}
ASKED = "p.near p.far p.in_x p.in_sub p.gone p.far.x"


def body(name: str, source: str, asked: str = ASKED, **more: str) -> Case:
    return Case(name, {**FAR, "e/p/__init__.py": source, **more}, asked)


OS_PATH = "import os\nhere = os.path.dirname(__file__)\n"
EXTEND = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
BOILERPLATE = (
    "try:\n    __import__('pkg_resources').declare_namespace(__name__)\n"
    "except ImportError:\n    __path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
)

PATH_EDITS = [
    body("assign a list", "import os\n__path__ = [os.path.join(os.path.dirname(__path__[0]), 'x')]"),
    body("append", OS_PATH + "__path__.append(os.path.join(here, 'sub'))"),
    body("insert", OS_PATH + "__path__.insert(0, os.path.join(here, '..', 'x'))"),
    body("insert in the middle", OS_PATH + "__path__.insert(1, here + '/sub')"),
    body("extend", OS_PATH + "__path__.extend([os.path.join(here, n) for n in ('sub', 'none')])"),
    body("extend by a generator", OS_PATH + "__path__.extend(os.path.join(here, n) for n in ('sub', 'none'))"),
    body("augmented", OS_PATH + "__path__ += [os.path.join(here, 'sub')]"),
    body("augmented by a tuple", OS_PATH + "__path__ += (os.path.abspath(os.path.join(here, '../x')),)"),
    body("sum", OS_PATH + "__path__ = [here + '/sub'] + __path__"),
    body("slice", OS_PATH + "__path__[:] = [os.path.realpath(here + '/sub')]"),
    body("slice in front", OS_PATH + "__path__[0:0] = [os.path.normpath(here + '/sub')]"),
    body("item", OS_PATH + "__path__[0] = here + '/sub'"),
    body("del", "del __path__"),
    body("del of an item", "del __path__[0]"),
    body("string", "__path__ = '/x'"),
    body("tuple", OS_PATH + "__path__ = (here, here + '/sub')"),
    body("empty", "__path__ = []"),
    body("none", "__path__ = None", "?p.near p.p ?p.x ?p.gone"),
    body("items that are no strings", "__path__ = [1, None, __path__[0] + '/sub']"),
    body("clear and append", OS_PATH + "__path__.clear()\n__path__.append(here + '/sub')"),
    body("remove", OS_PATH + "__path__.append(here + '/sub')\n__path__.remove(here)"),
    body("pop and reverse", OS_PATH + "__path__.append(here + '/sub')\n__path__.reverse()\n__path__.pop()"),
    body("another name for the list", OS_PATH + "p = __path__\np.append(here + '/sub')"),
    body("a copy of the list", OS_PATH + "p = list(__path__)\np.append(here + '/sub')"),
    body("globals", OS_PATH + "globals()['__path__'] = [here + '/sub']"),
    body("own entry in sys.modules", OS_PATH + "import sys\nsys.modules[__name__].__path__ = [here + '/sub']"),
    body("appended through sys.modules", OS_PATH + "import sys\nsys.modules[__name__].__path__.append(here + '/sub')"),
    body("own import", OS_PATH + "import p\np.__path__.append(here + '/sub')"),
    body("pathlib", "import pathlib\n__path__.append(str(pathlib.Path(__file__).parent / 'sub'))"),
    body("pathlib resolved", "from pathlib import Path\n__path__ = [str(Path(__file__).resolve().parents[1] / 'x')]"),
    body("pathlib joined", "from pathlib import Path as P\n__path__ += [str(P(__file__).parent.joinpath('sub'))]"),
    body("from imports", "from os.path import join as j, dirname\n__path__.append(j(dirname(__file__), 'sub'))"),
    body("__name__", OS_PATH + "__path__.append(here + '/../x' if __name__ == 'p' else '/')"),
    body("formatted", OS_PATH + "__path__.append(f'{here}/sub')"),
    body("percent", OS_PATH + "__path__.append('%s/%s' % (here, 'sub'))"),
    body("replaced text", "__path__.append(__path__[0].replace('/p', '/x'))"),
    body("in an argument", "print(__path__.append(__file__))", "?p.near ?p.in_sub ?p.gone"),
    body("in a class", OS_PATH + "class A:\n    __path__.append(here + '/sub')", "?p.near ?p.in_sub ?p.gone"),
    body("behind __getattr__", "p = __path__\ndel __path__\ndef __getattr__(name):\n    return p", "?p.near ?p.gone"),
    body("order counts", OS_PATH + "__path__.append(here + '/sub')\n__path__ = __path__[1:]"),
    body("known condition", OS_PATH + "import sys\nif sys.version_info >= (3, 0):\n    __path__.append(here + '/sub')"),
    body("major version", OS_PATH + "import sys\nif sys.version_info.major > 2:\n    __path__.append(here + '/sub')"),
    body(
        "patch version",
        OS_PATH + "import sys\nif sys.version_info[:2] + (0,) < (3, 0, 0):\n    __path__ = []",
    ),
    body("known condition false", OS_PATH + "import sys\nif sys.platform == 'os2':\n    __path__ = []"),
    body("type checking", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    __path__ = []"),
    body("existing folder", OS_PATH + "d = here + '/sub'\nif os.path.isdir(d):\n    __path__.append(d)"),
    body("missing folder", OS_PATH + "d = here + '/none'\nif os.path.exists(d):\n    __path__ = [d]"),
    body("loop", OS_PATH + "for n in ['sub', '../x']:\n    __path__.append(os.path.join(here, n))"),
    body("membership", OS_PATH + "d = here + '/sub'\nif d not in __path__:\n    __path__.insert(0, d)"),
    body("try", OS_PATH + "try:\n    __path__.append(here + '/sub')\nexcept Exception:\n    __path__ = []"),
    body("function never called", "def f():\n    __path__.clear()"),
    body("listing", "import pkgutil\nnames = [m[1] for m in pkgutil.iter_modules(__path__)]"),
    body("duplicates", "__path__ = __path__ + __path__", "p.sub p.near"),
]

FUNCTIONS = [
    body("called function", OS_PATH + "def f():\n    __path__.append(here + '/sub')\nf()"),
    body("parameters", OS_PATH + "def f(a, b='/x', *, c):\n    a += [here + b, here + c]\nf(__path__, c='/sub')"),
    body("a function's value", OS_PATH + "def f(name):\n    return [here + '/' + name]\n__path__ += f('sub')"),
    body("a value of its own", OS_PATH + "n = '/sub'\ndef f():\n    n = '/x'\nf()\n__path__.append(here + n)"),
    body("a global", OS_PATH + "n = '/x'\ndef f():\n    global n\n    n = '/sub'\nf()\n__path__.append(here + n)"),
    body(
        "an early return",
        OS_PATH + "def f():\n    if os.path.isdir(here + '/x'):\n        __path__.append(here)\n        return here\n"
        "    return '/sub'\n__path__.append(here + f())",
    ),
    body(
        "break and else",
        OS_PATH + "for n in ('none', 'sub', '../x'):\n    if os.path.isdir(os.path.join(here, n)):\n"
        "        __path__.append(os.path.join(here, n))\n        break\nelse:\n    __path__ = []",
    ),
    body(
        "continue",
        OS_PATH
        + "for n in ('sub', '../x'):\n    if n == 'sub':\n        continue\n    __path__.append(here + '/' + n)",
    ),
    body(
        "an error in a function",
        OS_PATH + "def f():\n    raise KeyError\ntry:\n    f()\nexcept LookupError:\n    del __path__",
    ),
    body(
        "return and finally",
        OS_PATH + "def f():\n    try:\n        return 1\n    finally:\n        __path__.append(here + '/sub')\nf()",
    ),
    body("a list in an expression", OS_PATH + "__path__.append(here + '/sub') if __path__ else __path__.clear()"),
    body("the value of pop", OS_PATH + "p = [here, here + '/sub']\n__path__.append(p.pop())"),
    body(
        "a missing item",
        OS_PATH + "try:\n    __path__.remove('/x')\nexcept ValueError:\n    __path__.append(here + '/sub')",
    ),
    body("a dictionary", OS_PATH + "d = {'a': 'x'}\nd['a'] = 'sub'\n__path__.append(here + '/' + d['a'])"),
    body(
        "recursion",
        OS_PATH
        + "def f(n):\n    if n == 'sub':\n        return\n    f(n[1:])\n    __path__.append(here + '/sub')\nf('xsub')",
    ),
]

MODULES_WITH_A_PATH = [
    Case(
        "a module with a path",
        {"e/m.py": OS_PATH + "__path__ = [here + '/d']", "e/d/inside.py": ""},
        "m m.inside m.gone m.inside.x",
    ),
    Case("a module with an empty path", {"e/m.py": "__path__ = []"}, "m.inside m.inside.x"),
    Case("a module that edits a path that it has not", {"e/m.py": "__path__.append('/x')"}, "m ?m.inside"),
    Case(
        "a sub-package",
        {"e/p/__init__.py": "", "e/p/q/__init__.py": OS_PATH + "__path__.append(here + '/..')"},
        "p.q.q p.q.q.q p.q.p",
    ),
]

UNDECIDED = [
    body(
        "unknown return",
        OS_PATH + "def f():\n    if os.environ.get('X'):\n        return\n    __path__.append(here + '/sub')\nf()",
        "p.near ?p.in_sub ?p.gone",
    ),
    body(
        "unknown value",
        OS_PATH + "def f():\n    if os.environ.get('X'):\n        return here\n    return '/x'\n__path__[0] = f()",
        "?p.near ?p.gone",
    ),
    body(
        "a return that may be skipped",
        OS_PATH + "def f():\n    try:\n        os.stat('/no/such')\n        return here\n"
        "    except OSError:\n        return here + '/sub'\n__path__ = [f()]",
        "?p.near ?p.in_sub ?p.gone",
    ),
    body("a generator", "def f():\n    __path__.clear()\n    yield\nf()", "?p.near ?p.gone"),
    body(
        "a decorated function", "import functools\n@functools.partial\ndef f():\n    __path__.clear()\nf()", "?p.near"
    ),
    body(
        "endless recursion",
        "def f():\n    f()\n    __path__.clear()\nif 0: f()\ntry: f()\nexcept RecursionError: pass",
        "?p.near",
    ),
    body(
        "unknown and an edit", OS_PATH + "os.environ.get('X') and __path__.insert(0, here + '/sub')", "?p.near ?p.gone"
    ),
    body(
        "a break that may be skipped",
        OS_PATH
        + "for n in ('/sub',):\n    if os.environ.get('X'):\n        break\nelse:\n    __path__.append(here + n)",
        "p.near ?p.in_sub ?p.gone",
    ),
    body(
        "unknown condition",
        OS_PATH + "if os.environ.get('X'):\n    __path__.append(here + '/sub')",
        "p.near ?p.in_sub ?p.gone",
    ),
    body(
        "unknown replacement", "import os\n__path__ = os.environ.get('X', '').split(':') or __path__", "?p.near ?p.gone"
    ),
    body("unknown addition", "import random\n__path__.append(random.choice(['/a', '/b']))", "p.near ?p.gone"),
    body("passed on", "import copy\ncopy.copy(__path__)", "?p.near ?p.gone"),
    body("a body that raises", "raise ImportError('no')", "p ?p.near"),
    body("an import that is missing", "import no_such_module", "p ?p.near ?p.gone"),
    body("text that looks like an import", "'''\nimport no_such_module\n'''", "p.near p.gone"),
]

EXTEND_PATH = [
    body("extend_path", EXTEND, "p.near p.far p.gone p.far.x"),
    body("extend_path imported", "from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)"),
    body("extend_path renamed", "from pkgutil import extend_path as e\n__path__ = e(__path__, __name__)"),
    body("extend_path of the module", "import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)"),
    body("extend_path of another name", "import pkgutil\n__path__ = pkgutil.extend_path(__path__, 'x')"),
    body("extend_path and more", OS_PATH + EXTEND + "__path__.append(here + '/sub')"),
    body("extend_path in front", OS_PATH + EXTEND + "__path__ = [here + '/sub'] + __path__"),
    body("extend_path of a tuple", "import pkgutil\n__path__ = pkgutil.extend_path(tuple(__path__), __name__)"),
    body("extend_path called in vain", "import pkgutil\npkgutil.extend_path(__path__, __name__)"),
    body(
        "extend_path after sys.path",
        OS_PATH + "import sys\nsys.path.append(here + '/sub')\n" + EXTEND,
        "p.near p.far p.deep",
        **{"e/p/sub/p/deep.py": ""},
    ),
    Case(
        "bare folders are portions",
        {"e/p/__init__.py": EXTEND, "f/p/far.py": "", "g/p.py": ""},
        "p.far p.gone",
        ("e", "f", "g"),
    ),
    Case(
        "pkg files",
        {
            "e/p/__init__.py": EXTEND,
            "f/p.pkg": "# no\n{root}/x\n\n{root}/x\n{root}/none\n",
            "x/far.py": "",
            "x/ns/m.py": "",
        },
        "p.far p.ns p.gone",
    ),
    Case(
        "a pkg file with other line ends",
        {"e/p/__init__.py": EXTEND, "f/p.pkg": "{root}/x\r\n{root}/y\r", "x/far.py": "", "y/farther.py": ""},
        "p.far p.farther p.gone",
    ),
    Case(
        "a sub-package of an extended one",
        {
            "e/p/__init__.py": EXTEND,
            "f/p/__init__.py": "",
            "f/p/q/__init__.py": EXTEND,
            "e/p/q/far.py": "",
            "g/p/q/farther.py": "",
            "g/p/q/__init__.py": "raise SystemExit",
        },
        "p.q p.q.far p.q.farther p.q.gone",
        ("e", "f", "g"),
    ),
    Case(
        "zip portions",
        {"e/p/__init__.py": EXTEND, "f.zip": zip_of("p/__init__.py", "p/far.py")},
        "p.far p.gone",
        ("e", "f.zip"),
    ),
    Case("zip folders", {"e/p/__init__.py": EXTEND, "f.zip": zip_of("p/", "p/far.py")}, "p.far p.gone", ("e", "f.zip")),
    Case("a namespace package above", {"e/n/p/__init__.py": EXTEND, "f/n/p/far.py": ""}, "n.p.far n.p.gone"),
]

NAMESPACES = [
    Case(
        "declare_namespace",
        {
            "e/p/__init__.py": "__import__('pkg_resources').declare_namespace(__name__)",
            "e/p/near.py": "",
            "f/p/__init__.py": "",
            "f/p/far.py": "",
            "g/p/bare.py": "",
            "h/p.py": "",
        },
        "p.near p.far p.bare p.gone",
        ("e", "g", "f", "h"),
        needs="pkg_resources",
    ),
    Case(
        "declare_namespace imported",
        {
            "e/p/__init__.py": "import pkg_resources\npkg_resources.declare_namespace(__name__)",
            "f/p/__init__.py": "",
            "f/p/far.py": "",
        },
        "p.far p.gone",
        needs="pkg_resources",
    ),
    Case(
        "declare_namespace below another",
        {
            "e/p/__init__.py": "__import__('pkg_resources').declare_namespace(__name__)",
            "e/p/q/__init__.py": "__import__('pkg_resources').declare_namespace(__name__)",
            "f/p/__init__.py": "",
            "f/p/q/__init__.py": "",
            "f/p/q/far.py": "",
        },
        "p.q.far p.q.gone",
        needs="pkg_resources",
    ),
    Case(
        "boilerplate",
        {"e/p/__init__.py": BOILERPLATE, "f/p/__init__.py": "", "f/p/far.py": "", "g/p/bare.py": ""},
        "p.far p.bare p.gone",
        ("e", "f", "g"),
        needs="pkg_resources",
    ),
    Case(
        "boilerplate without pkg_resources",
        {
            "e/p/__init__.py": BOILERPLATE,
            "f/p/__init__.py": "",
            "f/p/far.py": "",
            "g/p/bare.py": "",
        },
        "p.far p.bare p.gone",
        ("e", "f", "g"),
    ),
]

SYS_MODULES = [
    body(
        "a module that may not be there to delete",
        "import sys, json\ntry:\n    del sys.modules['gone']\nexcept KeyError:\n    sys.modules['p.j'] = json",
        "p.j ?p.j.decoder p.near",
    ),
    body(
        "a module under a second name",
        "import sys, json\nsys.modules[__name__ + '.j'] = json",
        "p.j p.j.decoder p.j.decoder.x p.j.gone p.gone",
    ),
    body(
        "a module imported by its name",
        "import sys, importlib\nsys.modules['p.j'] = importlib.import_module('json')",
        "p.j p.j.decoder p.j.gone",
    ),
    body("a module that is no package", "import sys, string\nsys.modules['p.s'] = string", "p.s p.s.x"),
    body("None", "import sys\nsys.modules['p.near'] = None", "p.near p.near.x"),
    body("setdefault", "import sys, json\nsys.modules.setdefault('p.j', json)", "p.j p.j.decoder"),
    body("update", "import sys, json\nsys.modules.update({'p.j': json})", "p.j p.j.decoder"),
    body("a made module", "import sys, types\nsys.modules['p.made'] = types.ModuleType('p.made')", "p.made ?p.made.x"),
    body(
        "an unknown name", "import sys, os\nsys.modules[os.environ.get('X', 'p.made')] = os", "p.made ?p.made.x p.near"
    ),
    body("another module in its place", "import sys, json\nsys.modules[__name__] = json", "p p.decoder p.near p.gone"),
    body("a module without path in its place", "import sys, string\nsys.modules[__name__] = string", "p p.near"),
    body("an object in its place", "import sys\nclass X: pass\nsys.modules[__name__] = X()", "p ?p.near ?p.gone"),
    body(
        "a copy in its place",
        "import sys, types\nm = types.ModuleType(__name__)\nm.__dict__.update(globals())\nsys.modules[__name__] = m",
        "p p.near p.gone",
    ),
    body(
        "only read",
        "import sys\nm = sys.modules[__name__]\nx = 'a' in sys.modules\ny = sys.modules.get('b')",
        "p.near p.gone",
    ),
    body(
        "an unknown hook",
        "import sys\nsys.meta_path.append(type('F', (), {'find_spec': lambda *a: None}))",
        "p.near ?p.gone",
    ),
    body("module getattr", "def __getattr__(name):\n    raise AttributeError(name)", "p.near p.gone"),
    Case(
        "a plain module that enters others",
        {"e/m.py": "import sys, json\nsys.modules['m.j'] = json"},
        "m.j m.j.decoder m.gone",
    ),
    Case("names at start", {"e/x.py": ""}, "os.path os.path.x importlib._bootstrap importlib._bootstrap.x"),
]

CASES = [
    *PATH_EDITS, *FUNCTIONS, *MODULES_WITH_A_PATH, *UNDECIDED, *EXTEND_PATH, *NAMESPACES, *SYS_MODULES,
]  # fmt: skip


# The others find modules of the standard library, which is on the disk only.
IN_MEMORY = [*PATH_EDITS, *FUNCTIONS, *MODULES_WITH_A_PATH, *UNDECIDED, *EXTEND_PATH]


@pytest.fixture(params=interpreters(), scope="module")
def python(request):
    return request.param


def test_packages_leave_the_path_and_the_modules_that_importlib_sees(python, tmp_path):
    environment = environment_at(Disk(), python, Startup(flags=Flags(isolated=True, no_site=True)))
    assert isinstance(environment, Environment), environment
    site = folder_with_pkg_resources(python)
    cases = [case for case in CASES if not case.needs or site is not None]
    roots = [tmp_path / str(number) for number in range(len(cases))]
    trees = [draw(case, root) for case, root in zip(cases, roots, strict=True)]
    paths = [
        [*(str(root / entry) for entry in case.entries), *([site] if case.needs else [])]
        for case, root in zip(cases, roots, strict=True)
    ]
    expected = ask(python, [(path, names_of(case)) for case, path in zip(cases, paths, strict=True)], "-I", "-S")
    wrong = []
    for case, tree, path, answers in zip(cases, trees, paths, expected, strict=True):
        here = replace(environment, sys_path=(*as_entries(path), *environment.sys_path))
        wrong += mistakes(case, MetaPath(here, Disk()), answers)
        if case in IN_MEMORY:
            wrong += mistakes(case, MetaPath(here, MemoryFileSystem.from_tree(tree)), answers)
    assert "\n".join(wrong) == ""


VENDORED = Case(
    "packages that enter modules under other names",
    {},
    """
    six six.moves six.moves.urllib six.moves.urllib.parse six.moves.urllib.parse.x six.moves.urllib.nothing
    six.moves.queue six.moves.queue.x six.moves.http_client six.moves.html_parser six.moves.cPickle six.moves.builtins
    six.moves.x six.moves.range six.moves.winreg six.moves.urllib_parse six.moves.email_mime_text
    six.moves.collections_abc six.moves.tkinter six.moves.tkinter.ttk six.moves.tkinter_tix six.moves.dbm_gnu
    six.moves.xmlrpc_client six.moves.getoutput six.x six.moves.urllib.request.x six.moves._dummy_thread
    urllib3.packages.six urllib3.packages.six.moves urllib3.packages.six.moves.urllib.parse urllib3.packages.six.moves.x
    requests.packages requests.packages.urllib3 requests.packages.urllib3.util requests.packages.urllib3.util.retry
    requests.packages.urllib3.gone requests.packages.idna requests.packages.idna.core requests.packages.chardet
    requests.packages.chardet.api requests.packages.charset_normalizer.api requests.packages.gone
    requests.packages.urllib3.packages.six.moves ?requests.packages.urllib3.packages.six.moves.urllib
    pkg_resources.extern pkg_resources.extern.packaging pkg_resources.extern.packaging.version pkg_resources.extern.six
    pkg_resources.extern.packaging.gone pkg_resources.extern.packaging.version.x pkg_resources.extern.gone
    setuptools.extern.packaging setuptools.extern.packaging.version setuptools.extern.gone setuptools.extern.jaraco.text
    py.path py._path.local py.test py.error ?py.path.x py.gone apipkg apipkg.gone zope zope.interface zope.gone
    zope.event pip._vendor.requests.packages
    pip._vendor.requests.packages.urllib3 pip._vendor.requests.packages.urllib3.util
    """,
)


@pytest.mark.parametrize("python", interpreters()[:1] + interpreters()[-1:])
def test_vendoring_packages_are_seen_as_they_are(python):
    folder = environment_with("vendoring.txt", python)
    environment = environment_at(Disk(), str(folder / "bin" / "python"), Startup(flags=Flags(isolated=True)))
    assert isinstance(environment, Environment), environment
    [answers] = ask(folder / "bin" / "python", [([], names_of(VENDORED))], "-I")
    assert "\n".join(mistakes(VENDORED, MetaPath(environment, Disk()), answers)) == ""


def mistakes(case: Case, meta_path: MetaPath, answers: list) -> list[str]:
    found = []
    for written, theirs in zip(case.names.split(), answers, strict=True):
        resolution = meta_path.find_spec(written.lstrip("?"))
        ours = answer_of(resolution)
        if resolution.certain and ours != theirs:
            found.append(f"{case.name}: {written}: CPython {theirs!r}, resolver {ours!r}")
        if resolution.certain == written.startswith("?"):
            found.append(f"{case.name}: {written}: certain is {resolution.certain}")
    return found


def names_of(case: Case) -> list[str]:
    return [name.lstrip("?") for name in case.names.split()]


def as_entries(path: list[str]) -> list[PathEntry]:
    return [PathEntry(entry, EntrySource.SYS_PATH_OPTION) for entry in path]


def draw(case: Case, root: Path) -> dict[str, bytes]:
    """Writes the case's files and returns them by path."""
    tree = {}
    for path, content in case.files.items():
        data = content if isinstance(content, bytes) else content.replace("{root}", str(root)).encode()
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        tree[str(place)] = data
    return tree


def ask(python: str | Path, jobs: list, *flags: str) -> list[list[object]]:
    """For each job of entries to put in front of `sys.path` and names: what find_spec says of each name."""
    command = [python, *flags, "-c", _ORACLE]
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def folder_with_pkg_resources(python: str) -> str | None:
    """The interpreter's own `site-packages`, where it comes with setuptools."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = subprocess.run([python, "-Ic", question], capture_output=True, text=True).stdout.strip()
    return folder if (Path(folder) / "pkg_resources").is_dir() else None
