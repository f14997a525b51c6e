"""Invariant: nothing that is analysed is executed, nor is the analysed interpreter, whatever the command."""

import json
import sys
import zipfile

import pytest

from importls.cli import COMMANDS
from tests.end_to_end.command import draw, draw_interpreter, run
from tests.end_to_end.language_client import Client

DRIVER = """\
import sys

TREES = {trees!r}

def watch(event, arguments):
    if event == "import":
        place = arguments[1]
    elif event == "exec":
        place = arguments[0].co_filename
    else:
        place = event if event.startswith(STARTS) else None
    if isinstance(place, str) and place.startswith((*TREES, *STARTS)):
        print("executed:", event, arguments, file=sys.stderr, flush=True)
        import os
        os._exit(99)

STARTS = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "pty.spawn")
sys.addaudithook(watch)
{action}
"""

RUN = "from importls.__main__ import main; sys.exit(main())"

RUN_OF_ANOTHER_TIME = {
    "schema_version": 1,
    "importls_version": "0",
    "environment": {"prefix": None, "version": "3.12", "platform": "linux", "sys_path": [], "roots": ["."]},
    "summary": dict.fromkeys(
        ("files", "modules", "imports", "errors", "warnings", "infos", "suppressed", "seconds"), 0
    ),
    "diagnostics": [],
}

TREE = {
    "pkg/__init__.py": "from pkg.sub import *\n",
    "pkg/sub.py": (
        "import installed, json, pkg\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING: import stubbed\n"
        "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    ),
    "conftest.py": "",
    "importls.toml": "",
    "run.json": json.dumps(RUN_OF_ANOTHER_TIME),
    "setup.py": "from setuptools import setup; setup()\n",
}

NAMES = [
    "pkg.sub", "installed.deep", "json.decoder", "mapped", "mapped.part", "spread.part", "meson.part",
    "redirect.part", "exact", "old", "declared.part", "zipped", "added", "by_sitecustomize", "by_usercustomize",
    "by_start", "six.moves.urllib.parse", "distutils", "stubbed",
]  # fmt: skip
"""What each of the files below makes findable; `stubbed` is for type checkers only."""

ARGUMENTS = {
    "check": [["--select", "ALL", "--exit-zero", "."]],
    "spec": [[*NAMES], ["--format", "jsonl", "--trace", *NAMES], ["--flags", "-I -S", *NAMES]],
    "why": [["pkg", "installed"], ["--format", "json", "pkg/__init__.py", "json"], ["pkg.sub", "stubbed"]],
    "graph": [["."], ["--format", "dot", "."]],
    "metrics": [["."]],
    "cost": [["pkg.sub"], ["--format", "json", "pkg/sub.py"]],
    "cycles": [["."], ["--format", "json", "."]],
    "rename": [["--diff", "pkg", "pkg2"], ["pkg.sub", "pkg.sub2"], ["pkg/sub2.py", "other/sub2.py"]],
    "trace": [["pkg", "pkg.sub", "installed"], ["--format", "jsonl", "pkg.sub", "json", "gone"]],
    "clean": [[]],
    "init": [["--print", "../work"]],
    "affected": [["pkg/sub.py"], ["--format", "json", "pkg/__init__.py"]],
    "baseline": [["create", "--select", "ALL"], ["update"], ["prune"]],
    "fix": [["--unsafe", "--select", "ALL"]],
    "report": [["run.json"], ["--format", "sarif", "run.json"]],
    "env": [[], ["--format", "json"]],
    "explain": [["pkg/sub.py:1"], ["pkg/sub.py:3"], ["unresolved-import"], *([name] for name in NAMES)],
}

WITHOUT_TARGET = {"clean", "init", "report"}

NAMESPACE_PTH = (
    "import sys, types, os;has_mfs = sys.version_info > (3, 5);"
    "p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('declared',));"
    "importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');"
    "m = has_mfs and sys.modules.setdefault('declared', importlib.util.module_from_spec("
    "importlib.machinery.PathFinder.find_spec('declared', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('declared', types.ModuleType('declared'));"
    "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)\n"
)

SIX = """\
class MovedModule: ...
class _SixMetaPathImporter:
    def find_spec(self, fullname, path, target=None): ...
class _MovedItems:
    __path__ = []
class Module_six_moves_urllib:
    __path__ = []
_importer = _SixMetaPathImporter()
_importer._add_module(_MovedItems(), "moves")
_importer._add_module(Module_six_moves_urllib(), "moves.urllib")
_importer._add_module(MovedModule("parse", "urllib.parse"), "moves.urllib.parse", "moves.urllib_parse")
sys.meta_path.append(_importer)
"""


def start_up_files(folder):
    """What site-packages holds for every way in which code can be made to run, or modules be found, at the start."""
    work = f"{folder}/work"
    return {
        "x.pth": "import sitecustomize; raise SystemError\n",
        "paths.pth": f"packed.zip\n{work}/added\n",
        "sitecustomize.py": f"import sys\nsys.path.append('{work}/by_site')\n",
        "__editable__.mapped.pth": "import __editable___mapped_finder; __editable___mapped_finder.install()\n",
        "__editable___mapped_finder.py": (
            f"MAPPING = {{'mapped': '{work}/mapped'}}\nNAMESPACES = {{'spread': ['{work}/spread']}}\n"
            "PATH_PLACEHOLDER = '__editable__.mapped.finder' + '.__path_hook__'\ndef install(): raise SystemError\n"
        ),
        "_meson_editable_loader.py": (
            "class MesonpyMetaFinder: ...\ndef _path_hook(): ...\n"
            f"install('meson', {{'meson'}}, '{work}/build', ['ninja'], False)\n"
        ),
        "meson-editable.pth": "import _meson_editable_loader\n",
        "_editable_skbc_redirect.py": (
            "class ScikitBuildRedirectingFinder: ...\n"
            f"install({{'redirect': '{work}/redirect/__init__.py', 'redirect.part': '{work}/redirect/part.py'}}, "
            f"{{}}, {{'redirect': ['{work}/redirect']}}, ['redirect'], None, True, True, [], [], '')\n"
        ),
        "_editable_skbc_redirect.pth": "import _editable_skbc_redirect\n",
        "_editable_impl_exact.py": (
            "from editables.redirector import RedirectingFinder as F\nF.install()\n"
            f"F.map_module('exact', '{work}/exact.py')\n"
        ),
        "_editable_impl_exact.pth": "import _editable_impl_exact\n",
        "editables/redirector.py": "class RedirectingFinder: ...\n",
        "easy-install.pth": f"{work}/develop\n",
        "old.egg-link": f"{work}/develop\n.\n",
        "declared-nspkg.pth": NAMESPACE_PTH,
        "declared/part.py": "",
        "distutils-precedence.pth": "import os; var = 'X'; enabled = True; __import__('_distutils_hack').add_shim();\n",
        "_distutils_hack/__init__.py": (
            "class DistutilsMetaFinder: ...\ndef add_shim(): raise SystemError\n# origin=mod.__file__\n"
        ),
        "setuptools/__init__.py": "",
        "setuptools/_distutils/__init__.py": "",
        "starts.start": "starts:main\n",
        "starts.py": f"import sys\ndef main():\n    sys.path.append('{work}/by_start')\n",
        "six.py": SIX,
        "stubbed-stubs/__init__.pyi": "raise SystemError\n",
        "stubbed-stubs/py.typed": "partial\n",
        "installed/deep.py": "",
        "mapped-1.dist-info/direct_url.json": '{"url": "file:///nowhere", "dir_info": {"editable": true}}',
        "mapped-1.dist-info/RECORD": "__editable__.mapped.pth,,\n",
    }


UNHARMED = {"redirector.py", "starts.py"}
"""Modules that start-up code goes on after: what stands behind an import that raises is not followed."""


def working_files(folder):
    """The projects that the editable installs lead to, and the folders that start-up code adds."""
    modules = [
        "mapped/__init__.py", "mapped/part.py", "spread/part.py", "meson/__init__.py", "meson/part.py",
        "redirect/__init__.py", "redirect/part.py", "exact.py", "develop/old.py", "added/added.py",
        "by_site/by_sitecustomize.py", "by_user/by_usercustomize.py", "by_start/by_start.py",
    ]  # fmt: skip
    plan = {f"{folder}/work/meson/{name}": f"{{py_purelib}}/meson/{name}" for name in ("__init__.py", "part.py")}
    plan = {"python": {source: {"destination": target} for source, target in plan.items()}}
    return {**dict.fromkeys(modules, ""), "build/meson-info/intro-install_plan.json": json.dumps(plan)}


@pytest.fixture(params=["3.12", "3.15"])
def trees(tmp_path, request):
    """A project, a venv with all kinds of start-up code and its base interpreter: every module fails when executed."""
    venv = draw_interpreter(tmp_path / "python", request.param)
    packages = f"python/venv/lib/python{request.param}/site-packages"
    user = f"user/lib/python{request.param}/site-packages"
    files = {
        **{f"{packages}/{path}": content for path, content in start_up_files(tmp_path).items()},
        **{f"work/{path}": content for path, content in working_files(tmp_path).items()},
        **{f"project/{path}": content for path, content in TREE.items()},
        f"{user}/usercustomize.py": f"import sys\nsys.path.append('{tmp_path}/work/by_user')\n",
    }
    draw(tmp_path, files)
    for file in tmp_path.rglob("*.py"):
        if file.name in UNHARMED:
            continue
        file.write_text(file.read_text("utf-8") + "\nraise SystemError('executed')\n", "utf-8")
    with zipfile.ZipFile(tmp_path / packages / "packed.zip", "w") as archive:
        archive.writestr("zipped.py", "raise SystemError('executed')\n")
    return tmp_path, venv


def watched(trees, action, *arguments):
    folder, _ = trees
    driver = folder.with_suffix(".driver.py")
    driver.write_text(DRIVER.format(trees=[str(folder)], action=action), "utf-8")
    return run(folder / "project", *arguments, program=(sys.executable, driver), PYTHONUSERBASE=str(folder / "user"))


def test_every_command_has_arguments_here():
    assert set(ARGUMENTS) | {"lsp"} == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(ARGUMENTS))
def test_no_command_executes_anything_analysed(trees, command):
    for arguments in ARGUMENTS[command]:
        target = () if command in WITHOUT_TARGET else ("--python", trees[1], "--pythonpath", "pkg")
        outcome = watched(trees, RUN, command, *target, *arguments)
        assert outcome.status in ({0, 1} if command in ("cost", "trace") else {0}), (
            outcome.err
        )  # What raises is traced here.


def test_the_language_server_executes_nothing_analysed(trees):
    folder, venv = trees
    driver = folder.with_suffix(".driver.py")
    driver.write_text(DRIVER.format(trees=[str(folder)], action=RUN), "utf-8")
    program = [sys.executable, str(driver), "lsp", "--python", str(venv)]
    capabilities = {"textDocument": {"diagnostic": {}}}
    with Client(folder / "project", program=program, capabilities=capabilities) as client:
        client.initialize()
        client.request("workspace/diagnostic", {"previousResultIds": []})
        client.open("pkg/sub.py")
        client.pull("pkg/sub.py")
        for number, line in enumerate(TREE["pkg/sub.py"].splitlines()):
            for request in ("definition", "typeDefinition", "hover", "prepareCallHierarchy", "references"):
                for character in range(0, len(line), 4):
                    place = client.at("pkg/sub.py", number, character)
                    client.request(f"textDocument/{request}", {**place, "context": {"includeDeclaration": True}})
        for text in ("import ", *(f"from {name} import " for name in NAMES)):
            client.change("pkg/sub.py", text)
            client.request("textDocument/completion", client.at("pkg/sub.py", 0, len(text)))


def test_all_these_ways_of_running_code_are_followed(trees):
    outcome = watched(trees, RUN, "spec", "--format", "jsonl", "--python", trees[1], "--script-dir", "", *NAMES)
    found = {record["name"] for record in map(json.loads, outcome.out.splitlines()) if record["found"]}
    reads_start_files = (trees[1] / "lib" / "python3.15").exists()
    assert found == set(NAMES) - {"stubbed"} - (set() if reads_start_files else {"by_start"})


@pytest.mark.parametrize(
    "action",
    [
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "sys.path.insert(0, '.'); import pkg",
        "exec(compile('x = 1', TREES[0] + '/x.py', 'exec'))",
    ],
)
def test_the_watch_would_see_it(trees, action):
    assert watched(trees, action).status == 99
