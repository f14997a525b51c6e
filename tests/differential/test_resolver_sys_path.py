"""`environment_at` against `sys.path` of every interpreter on this machine, started in many ways."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from resolver import Environment, Flags, MetaPath, Startup, environment_at
from resolver.file_system.disk import Disk
from tests.differential.interpreters import ask_find_spec, disagreements, interpreters, job

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

SCRIPT = "import json, sys; print(json.dumps([sys.path, sys.prefix, sys.base_prefix]))"


@dataclass(frozen=True)
class World:
    """An interpreter, two venvs made from it, and a home with user site-packages."""

    python: str
    venv: str
    system_venv: str
    home: Path
    variables: dict[str, str] = field(default_factory=dict)


@pytest.fixture(params=interpreters(), scope="module")
def world(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    venvs = [
        make_venv(request.param, root / "venv"),
        make_venv(request.param, root / "system", "--system-site-packages"),
    ]
    home = root / "home"
    version = Path(site_packages(root / "venv")).parent.name
    user_site = home / ".local" / "lib" / version / "site-packages"
    user_site.mkdir(parents=True)
    (root / "script.py").write_text(SCRIPT)
    (root / "extra").mkdir()
    for folder in (user_site, site_packages(root / "venv"), site_packages(root / "system")):
        fill_with_pth_files(folder)
    return World(request.param, *venvs, home)


def make_venv(python: str, folder: Path, *options: str) -> str:
    done = subprocess.run(
        [python, "-m", "venv", "--without-pip", *options, str(folder)], capture_output=True, text=True
    )
    if done.returncode != 0:
        pytest.skip(f"{python} cannot make a venv: {done.stdout}{done.stderr}")
    return str(folder)


def site_packages(venv: Path) -> Path:
    return next(venv.glob("lib/python3.*/site-packages"))


def fill_with_pth_files(folder: Path) -> None:
    for name in ("plain", "Upper", "after", "nested", "spaced ", "bom", "latin", "hidden", "bell", "tab"):
        (folder / name).mkdir()
    (folder / "file.zip").write_bytes(b"not an archive")
    (folder / "a.pth").write_bytes(b"# comment\n\nplain\nplain/../nested\n  plain\nmissing\nfile.zip\n./after/\r\n")
    (folder / "B.pth").write_bytes(b"Upper   \nplain\nnested")
    (folder / ".hidden.pth").write_bytes(b"hidden\n")
    (folder / "bom.pth").write_bytes("\ufeffbom\n".encode())
    (folder / "c.pth").write_bytes(b"tab\x0cbell\ntab\n")
    (folder / "d.pth").write_bytes(b"nul\0byte\nbell\n")
    (folder / "notpth.txt").write_bytes(b"bell\n")


CASES = {
    "plain": ((), {}),
    "isolated": (("-I",), {"PYTHONPATH": "/a"}),
    "no site": (("-S",), {"PYTHONPATH": "/a:/b"}),
    "no user site": (("-s",), {}),
    "ignore environment": (("-E",), {"PYTHONPATH": "/a", "PYTHONNOUSERSITE": "1"}),
    "PYTHONPATH": ((), {"PYTHONPATH": "/b:/a:/b:relative:extra/../extra:/a//c/:"}),
    "empty PYTHONPATH": ((), {"PYTHONPATH": ""}),
    "PYTHONNOUSERSITE": ((), {"PYTHONNOUSERSITE": "1"}),
    "PYTHONUSERBASE": ((), {"PYTHONUSERBASE": "/nowhere"}),
    "PYTHONSAFEPATH": ((), {"PYTHONSAFEPATH": "1"}),
}
FLAGS = {
    "-I": Flags(isolated=True),
    "-S": Flags(no_site=True),
    "-s": Flags(no_user_site=True),
    "-E": Flags(ignore_environment=True),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("place", ["interpreter", "venv", "venv with system site-packages"])
def test_sys_path_and_prefixes_are_those_of_the_started_interpreter(world, place, case):
    flags, variables = CASES[case]
    variables = {"HOME": str(world.home), "PATH": "/usr/bin:/bin", **variables}
    location = {"interpreter": world.python, "venv": world.venv}.get(place, world.system_venv)
    python = location if place == "interpreter" else f"{location}/bin/python"
    root = world.home.parent
    done = subprocess.run(
        [python, *flags, "script.py"], cwd=root, env=variables, capture_output=True, text=True, check=True
    )
    startup = Startup(
        flags=FLAGS[flags[0]] if flags else Flags(),
        script_directory=str(root),
        variables=variables,
        working_directory=str(root),
        home=str(world.home),
    )
    environment = environment_at(Disk(), location, startup)
    assert isinstance(environment, Environment), environment
    ours = [[entry.path for entry in environment.sys_path], environment.prefix, environment.base_prefix]
    expected, prefix, base_prefix = json.loads(done.stdout.splitlines()[-1])
    if "-S" in flags and environment.version < (3, 14):
        # Without site nothing sets sys.prefix to the venv.
        prefix = environment.prefix
    assert ours == [[str(root / entry) for entry in expected], prefix, base_prefix]


def test_built_in_names_and_suffixes_are_those_of_the_started_interpreter(world):
    question = "import sys, importlib.machinery as m; print(*sys.builtin_module_names, *m.all_suffixes())"
    done = subprocess.run([world.python, "-ISc", question], capture_output=True, text=True, check=True)
    environment = environment_at(Disk(), world.python, Startup())
    assert isinstance(environment, Environment), environment
    suffixes = environment.suffixes
    ours = [*environment.builtin_names, *suffixes.source, *suffixes.bytecode, *suffixes.extension]
    assert sorted(done.stdout.split()) == sorted(ours)
    assert done.stdout.split()[-len(suffixes.extension) :] == list(suffixes.extension)


def test_editable_installs_of_setuptools_are_found_as_its_generated_finder_finds_them(world, tmp_path):
    make = (
        "from setuptools.command.editable_wheel import _finder_template as f; import sys; print(f(*eval(sys.argv[1])))"
    )
    for path in ("src/pkg/__init__.py", "src/pkg/sub/__init__.py", "src/mod.py", "src/ns/part/__init__.py", "src/n.so"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    source = tmp_path / "src"
    mapping = {"pkg": f"{source}/pkg", "mod": f"{source}/mod", "ns.part": f"{source}/ns/part", "n": f"{source}/n"}
    arguments = repr(("demo", mapping, {"ns": [f"{source}/ns"]}))
    written = subprocess.run([world.python, "-c", make, arguments], capture_output=True, text=True)
    if written.returncode != 0:
        pytest.skip("this interpreter has no setuptools that writes editable finders")
    venv = make_venv(world.python, tmp_path / "venv")
    site = site_packages(Path(venv))
    (site / "__editable___demo_finder.py").write_text(written.stdout)
    (site / "__editable__.demo.pth").write_text("import __editable___demo_finder; __editable___demo_finder.install()")
    names = ["pkg", "pkg.sub", "pkg.gone", "mod", "mod.x", "ns", "ns.part", "ns.gone", "n", "demo", "pkg.sub.x"]
    environment = environment_at(Disk(), venv, Startup(flags=Flags(no_user_site=True)))
    assert isinstance(environment, Environment), environment
    [expected] = ask_find_spec(f"{venv}/bin/python", [job(names, run_parents=True)], "-I")
    meta_path = MetaPath(environment, Disk())
    assert disagreements(expected, names, [meta_path.find_spec(name) for name in names]) == []
