"""Start-up code of site directories (`.pth` files, customizing modules) against every interpreter on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from resolver import Environment, Flags, MetaPath, Startup, environment_at
from resolver.file_system.disk import Disk
from tests.differential.fresh_oracle import ask_fresh
from tests.differential.interpreters import answer_of, interpreters
from tests.differential.site_of_venv import make_venv, site_packages, sys_path_of

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")


@dataclass(frozen=True)
class Case:
    """Files in site-packages and files in the case's own folder, which is `ROOT` in their content."""

    site: tuple[str, ...]
    files: tuple[str, ...] = ()
    names: str = ""
    pythonpath: str | None = None
    certain: bool = True


def nspkg(*parts: str) -> str:
    """The line that setuptools wrote into `-nspkg.pth` files since version 31."""
    name = ".".join(parts)
    return (
        "import sys, types, os;has_mfs = sys.version_info > (3, 5);"
        f"p = os.path.join(sys._getframe(1).f_locals['sitedir'], *({', '.join(map(repr, parts))},));"
        "importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');"
        f"m = has_mfs and sys.modules.setdefault('{name}', importlib.util.module_from_spec("
        f"importlib.machinery.PathFinder.find_spec('{name}', [os.path.dirname(p)])));"
        f"m = m or sys.modules.setdefault('{name}', types.ModuleType('{name}'));"
        "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)"
        + (f";m and setattr(sys.modules['{name.rpartition('.')[0]}'], '{parts[-1]}', m)" if len(parts) > 1 else "")
    )


def in_project(line: str, folder: str) -> str:
    """The same line as `setup.py develop` writes it."""
    return line.replace("sys._getframe(1).f_locals['sitedir']", f"'ROOT/{folder}'")


OLD_NSPKG = (
    "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('zope',));"
    "ie = os.path.exists(os.path.join(p,'__init__.py'));"
    "m = not ie and sys.modules.setdefault('zope', types.ModuleType('zope'));"
    "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)"
)
EASY_INSTALL = (
    "easy-install.pth: import sys; sys.__plen = len(sys.path)\\n./foo.egg\\nROOT/x\\n"
    "import sys; new=sys.path[sys.__plen:]; del sys.path[sys.__plen:]; p=getattr(sys,'__egginsert',0); "
    "sys.path[p:p]=new; sys.__egginsert = p+len(new)\\n"
)

CASES = {
    "constant edits run twice in a venv (pth-import-lines)": Case(
        ("a.pth: import sys; sys.path.insert(0, 'ROOT/x')\\nimport sys; sys.path.append('ROOT/y')\\nlib", "lib/l.py"),
        ("x/m.py", "y/m.py", "y/k.py"),
        "m k l",
    ),
    "paths that are known by other means stay known": Case(
        ("a.pth: import sys; sys.path.append('ROOT/x')\\nROOT/x\\nROOT/x/../x\\nROOT/y", "b.pth: ROOT/y"),
        ("x/m.py", "y/k.py"),
        "m k",
    ),
    "modules that the interpreter has loaded cannot be shadowed (pth-shadowing)": Case(
        ("a.pth: import sys; sys.path.insert(1, 'ROOT/x')",),
        ("x/colorsys.py", "x/os.py", "x/site.py", "x/io.py", "x/abc.py", "x/m.py"),
        "colorsys os site io abc m os.path",
    ),
    "eggs of easy_install go to the front (easy-install-classic)": Case(
        (EASY_INSTALL, "foo.egg/foo.py", "setuptools.pth: ROOT/y"),
        ("x/m.py", "x/colorsys.py", "y/k.py"),
        "m colorsys k foo",
    ),
    "site.addsitedir reads the .pth files of the folder": Case(
        ("a.pth: import site; site.addsitedir('ROOT/x')", "z.pth: ROOT/y"),
        ("x/b.pth: sub\\nROOT/y", "x/sub/s.py", "y/k.py"),
        "s k",
    ),
    "lines of that folder are executed in the middle of the one that adds it": Case(
        (
            "a.pth: import _adds, sys; _adds.more(); sys.path.append('ROOT/z'); _adds.again()",
            (
                "_adds.py: import site, sys\\nplaces = ['ROOT/x']\\ndef more():\\n    for place in places:\\n"
                "        site.addsitedir(place)\\n    sys.path.append('ROOT/w')\\ndef again():\\n    more()"
            ),
            "_seen.py: import sys\\nsys.path.append('ROOT/seen')",
        ),
        (
            (
                "x/b.pth: import _seen, sys; sys.path.insert(0, 'ROOT/y')\\n"
                "import _seen, _adds; _adds.places += ['ROOT/v']\\nsub"
            ),
            "x/sub/s.py",
            "v/b.pth: import sys; sys.path.remove('ROOT/x')",
            "y/m.py",
            "z/m.py",
            "w/k.py",
            "seen/n.py",
        ),
        "m k n s",
    ),
    "uv's overlay is a site directory": Case(
        ('_uv_ephemeral_overlay.pth: import site; site.addsitedir("ROOT/x")',),
        ("x/m.py", "x/e.pth: ROOT/y", "y/k.py"),
        "m k",
    ),
    "a missing module ends the file, not the others": Case(
        ("a.pth: import no_such_module\\nROOT/x", "b.pth: ROOT/y"), ("x/m.py", "y/k.py"), "m k"
    ),
    "what is no Python ends the file": Case(
        ("a.pth: import os os\\nROOT/x", "b.pth: import\\tos\\nROOT/y"), ("x/m.py", "y/k.py"), "m k"
    ),
    "an unbound name ends the file, and a line sees those of the line before until 3.12": Case(
        ("a.pth: import sys; here = 'ROOT/x'\\nimport sys; sys.path.append(here)\\nROOT/y",),
        ("x/m.py", "y/k.py"),
        "m k",
    ),
    "a line sees what site has, too": Case(
        ("a.pth: import sys; sys.path.append(os.path.join(sitedir, 'q')); addsitedir('ROOT/x')", "q/k.py"),
        ("x/m.py",),
        "m k",
    ),
    "conditions on the version and the disk are decided": Case(
        (
            (
                "a.pth: import sys; sys.version_info >= (3, 12) and sys.path.append('ROOT/x')\\n"
                "import os, sys; sys.path.append('ROOT/y') if os.path.isdir('ROOT/y') else sys.path.append('ROOT/z')"
            ),
        ),
        ("x/m.py", "y/k.py", "z/k.py"),
        "m k",
    ),
    "constant code in exec is followed": Case(
        ("a.pth: import sys; exec('try:\\\\n import gone\\\\nexcept ImportError:\\\\n sys.path.append(\"ROOT/x\")')",),
        ("x/m.py",),
        "m",
    ),
    "a module's own body is followed, once": Case(
        (
            "a.pth: import _edits",
            (
                "_edits.py: import os, sys\\nHERE = os.path.dirname(os.path.abspath(__file__))\\n"
                "def go():\\n    for name in ('p', 'q'):\\n        path = os.path.join(HERE, name)\\n"
                "        if path not in sys.path:\\n            sys.path.append(path)\\ngo()\\n"
                "sys.path.insert(0, os.path.join(HERE, 'r'))"
            ),
            "p/m.py",
            "q/k.py",
            "r/m.py",
        ),
        names="m k",
    ),
    "sitecustomize and usercustomize come after all files": Case(
        (
            "a.pth: ROOT/z",
            (
                "sitecustomize.py: import sys\\nfrom pathlib import Path\\nsys.path.insert(0, 'ROOT/x')\\n"
                "sys.path += ['ROOT/y']\\ntry:\\n    import gone_module\\nexcept ImportError:\\n"
                "    sys.path.append(str(Path(__file__).parent / 'c'))"
            ),
            "usercustomize.py: import sys\\nsys.path.append('ROOT/u')",
            "c/c.py",
        ),
        ("x/m.py", "y/k.py", "z/k.py", "u/w.py"),
        "m k w c",
    ),
    "sitecustomize may come from PYTHONPATH (sitecustomize-pythonpath)": Case(
        ("sitecustomize.py: import sys\\nsys.path.append('ROOT/y')",),
        ("x/sitecustomize.py: import sys\\nsys.path.append('ROOT/z')", "y/m.py", "z/k.py"),
        "m k sitecustomize",
        pythonpath="ROOT/x",
    ),
    "files, archives and what is below them (pth-files-and-zips)": Case(
        (
            "a.pth: lib.zip\\nlib.zip/inner\\nsome.txt\\nROOT/x/../y\\nROOT/y/\\n./sub/\\nSUB\\n  lead\\n\\tlead\\n#no",
            "some.txt",
            "lib.zip",
            "sub/m.py",
            "lead/n.py",
            ".hidden.pth: lead",
            "c.PTH: lead",
            "folder.pth/x",
        ),
        ("y/k.py",),
        "m k n",
    ),
    "lines end where the version says (pth-newlines)": Case(
        ("a.pth: p\\rq\\r\\nr\\x0bs\\x0ct\\x1du\\x85v\\u2028w", *(f"{name}/{name}.py" for name in "pqrstuvw")),
        names="p q r s t u v w",
    ),
    "a byte order mark is part of the first line until 3.12 (pth-bom)": Case(
        (
            "a.pth: \\ufeffp\\nq",
            "b.pth: \\ufeff# x\\nq",
            "c.pth: \\ufeffimport sys; sys.path.append('ROOT/x')",
            "p/p.py",
            "q/q.py",
        ),
        ("x/m.py",),
        "p q m",
    ),
    "names of files are sorted by code points": Case(
        tuple(f"{n}.pth: d{i}" for i, n in enumerate(["b", "B", "1", "_a", "a-b", "a.b", "a", "ab", "é"]))
        + tuple(f"d{i}/m.py: {i}" for i in range(9)),
        names="m",
    ),
    "a namespace package of -nspkg.pth files is made at the start (nspkg)": Case(
        (f"a-nspkg.pth: {nspkg('zope')}\\n{nspkg('zope', 'app')}", "zope/app/x.py", "zope/one.py", "b.pth: ROOT/x"),
        ("x/zope/two.py", "y/zope/three.py"),
        "zope zope.one zope.two zope.three zope.app zope.app.x",
    ),
    "it wins over a package that comes first": Case(
        (f"a-nspkg.pth: {nspkg('zope')}", "zope/one.py"),
        ("x/zope/__init__.py", "x/zope/two.py"),
        "zope zope.one zope.two",
        pythonpath="ROOT/x",
    ),
    "it may be a regular package, which is not run": Case(
        (f"a-nspkg.pth: {nspkg('zope')}", "zope/__init__.py: __path__ = []", "zope/one.py", "b.pth: ROOT/x"),
        ("x/zope/two.py",),
        "zope zope.one zope.two",
    ),
    "setup.py develop names the folder of the project": Case(
        (f"a-nspkg.pth: {in_project(nspkg('zope'), 'x')}", f"b-nspkg.pth: {in_project(nspkg('zope'), 'y')}"),
        ("x/zope/__init__.py", "x/zope/one.py", "y/zope/__init__.py", "y/zope/two.py"),
        "zope zope.one zope.two zope.gone",
    ),
    "without its folder the line raises": Case(
        (f"a-nspkg.pth: {nspkg('zope')}\\nROOT/x",), ("x/zope/two.py",), "zope zope.two"
    ),
    "older ones make a module without a spec": Case(
        (f"a-nspkg.pth: {OLD_NSPKG}", "zope/one.py", "b.pth: ROOT/x"), ("x/zope/two.py",), "zope zope.one zope.two"
    ),
    "harmless lines change nothing": Case(
        (
            (
                "a1_coverage.pth: import sys; exec('try: import coverage; coverage.process_startup()"
                "\\\\nexcept ImportError: pass')"
            ),
            "_virtualenv.pth: import _virtualenv",
            (
                "_virtualenv.py: import sys\\nclass _Finder:\\n    fullname = None\\n"
                "    def find_spec(self, name, path, target=None):\\n        pass\\nsys.meta_path.insert(0, _Finder())"
            ),
            "z.pth: ROOT/x",
        ),
        ("x/m.py",),
        "m coverage",
    ),
    "functions are followed, with what they return": Case(
        (
            "a.pth: import _edits; _edits.add('ROOT/x'); _edits.add('ROOT/y', front=True)",
            (
                "_edits.py: import os, sys\\nseen = []\\n"
                "def known(path):\\n    return path in sys.path or path in seen\\n"
                "def add(path, front=False):\\n    if known(path):\\n        return\\n    try:\\n"
                "        sys.path.remove(path)\\n    except ValueError:\\n        seen.append(path)\\n"
                "    sys.path.insert(0, path) if front else sys.path.append(path)"
            ),
        ),
        ("x/m.py", "y/m.py", "x/k.py"),
        "m k",
    ),
    "a loop ends where it breaks": Case(
        (
            (
                "sitecustomize.py: import os, sys\\nfor name in ('none', 'x', 'y'):\\n    path = 'ROOT/' + name\\n"
                "    if os.path.isdir(path):\\n        sys.path.insert(0, path)\\n        break\\n"
                "else:\\n    sys.path.append('ROOT/z')"
            ),
        ),
        ("x/m.py", "y/m.py", "z/k.py"),
        "m k",
    ),
    "of two editable installs that map the same name the last one wins": Case(
        (
            "editables/__init__.py",
            (
                "editables/redirector.py: import importlib.util, sys\\n"
                "class RedirectingFinder:\\n    _redirections = {}\\n"
                "    @classmethod\\n    def map_module(cls, name, path):\\n        cls._redirections[name] = path\\n"
                "    @classmethod\\n    def find_spec(cls, fullname, path=None, target=None):\\n"
                "        if '.' in fullname or path is not None or fullname not in cls._redirections:\\n"
                "            return None\\n"
                "        return importlib.util.spec_from_file_location(fullname, cls._redirections[fullname])\\n"
                "    @classmethod\\n    def install(cls):\\n        if cls not in sys.meta_path:\\n"
                "            sys.meta_path.append(cls)"
            ),
            *(
                line
                for name in ("a", "b")
                for line in (
                    f"_editable_impl_{name}.pth: import _editable_impl_{name}",
                    (
                        f"_editable_impl_{name}.py: from editables.redirector import RedirectingFinder as F\\n"
                        f"F.install()\\nF.map_module('both', 'ROOT/{name}/both.py')\\n"
                        f"F.map_module('{name}', 'ROOT/{name}/{name}.py')"
                    ),
                )
            ),
        ),
        ("a/both.py", "a/a.py", "b/both.py", "b/b.py"),
        "both a b",
    ),
    "an entry that cannot be told may hide what comes behind it": Case(
        ("a.pth: import sys, os; sys.path.insert(0, os.environ['PYTHONPATH'] + os.sep + repr(1))",),
        ("p/1/m.py", "p/m.py", "p/1/colorsys.py"),
        "m colorsys",
        pythonpath="ROOT/p",
        certain=False,
    ),
    "what cannot be followed is said": Case(
        ("a.pth: import sys; sys.path.append(repr(sys.argv))\\nimport random; exec(random.choice(['']))\\nROOT/x",),
        ("x/m.py",),
        "m gone",
        certain=False,
    ),
}


@pytest.mark.parametrize("python", interpreters())
def test_start_up_files_do_what_they_do_in_the_interpreter(python, tmp_path):
    venv = make_venv(python, tmp_path / "venv")
    site = site_packages(venv)
    left = {path.name for path in site.iterdir()}
    wrong = []
    for number, sentence in enumerate(CASES):
        for path in [path for path in site.iterdir() if path.name not in left]:
            path.rename(tmp_path / f"{number}-{path.name}")
        root = tmp_path / f"case{number}"
        root.mkdir()
        wrong += [f"{sentence}: {problem}" for problem in differences(CASES[sentence], venv, site, root)]
    assert wrong == []


def differences(case: Case, venv: Path, site: Path, root: Path) -> list[str]:
    for folder, lines in ((site, case.site), (root, case.files)):
        for line in lines:
            draw(folder, line, root)
    variables = {"PYTHONPATH": case.pythonpath.replace("ROOT", str(root))} if case.pythonpath else {}
    startup = Startup(
        flags=Flags(no_user_site=not (site / "usercustomize.py").exists()), variables=variables, home=str(root)
    )
    environment = environment_at(Disk(), str(venv), startup)
    assert isinstance(environment, Environment), environment
    flags = ("-s",) if startup.flags.no_user_site else ()
    names = [*case.names.split(), *(f"{name}.gone" for name in case.names.split()), "gone"]
    theirs = ask_fresh(venv / "bin" / "python", names, *flags, folder=root, variables=variables)
    real = sys_path_of(venv, *flags, variables=variables)[1:]
    meta_path = MetaPath(environment.with_script_directory(str(root)), Disk())
    found = {name: meta_path.find_spec(name) for name in theirs}
    wrong = [
        f"{name}: {told.answer}, not {answer_of(found[name])}"
        for name, told in theirs.items()
        if told.failure is None and told.answer != answer_of(found[name]) and (case.certain or found[name].certain)
    ]
    if case.certain:
        wrong += [f"{name} is not certain" for name in theirs if not found[name].certain]
        wrong += [f"{problem} is a problem" for problem in environment.problems]
        ours = [entry.written or entry.path for entry in environment.sys_path]
        wrong += [] if real == ours else [f"sys.path is {real}, not {ours}"]
    return wrong


def draw(folder: Path, line: str, root: Path) -> None:
    name, _, content = line.partition(": ")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content.replace("ROOT", str(root)).encode("latin-1", "backslashreplace").decode("unicode_escape")
    path.write_bytes(text.encode())


UNDECODABLE = {"utf-8": b"caf\xe9\np\n", "bytes": b"\xff\xfep\n"}


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("content", UNDECODABLE)
def test_a_file_that_cannot_be_decoded_ends_the_interpreter_and_is_a_problem_here(python, content, tmp_path):
    venv = make_venv(python, tmp_path / "venv")
    file = site_packages(venv) / "a.pth"
    file.write_bytes(UNDECODABLE[content])

    environment = environment_at(Disk(), str(venv), Startup())

    assert isinstance(environment, Environment), environment
    assert [f"{file} cannot be decoded: the interpreter ends with an error when it starts"] == list(
        environment.problems
    )
    with pytest.raises(Exception, match="returned non-zero exit status"):
        sys_path_of(venv, "-I")
