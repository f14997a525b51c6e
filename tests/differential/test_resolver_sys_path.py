"""`environment_at` against every interpreter on this machine, started in many ways and from many places."""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from resolver import Environment, Flags, MetaPath, Startup, environment_at
from resolver.environment.startup import parse_flags
from resolver.file_system.disk import Disk
from resolver.frozen_importer import find_spec as find_frozen
from tests.differential.interpreters import answer_of, ask_find_spec, disagreements, interpreters, job

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

ORACLE = """
import importlib.machinery, importlib.util, json, sys
frozen = {name: importlib.machinery.FrozenImporter.find_spec(name) for name in FROZEN_NAMES}
json_spec = importlib.util.find_spec("json")
print(json.dumps({
    "sys.path": sys.path, "prefix": sys.prefix, "base_prefix": sys.base_prefix, "exec_prefix": sys.exec_prefix,
    "extension suffixes": importlib.machinery.EXTENSION_SUFFIXES, "built-in": sorted(sys.builtin_module_names),
    "cache tag": sys.implementation.cache_tag, "magic number": importlib.util.MAGIC_NUMBER.hex(),
    "standard library": sorted(getattr(sys, "stdlib_module_names", ())) or None,
    "json": [json_spec.origin, json_spec.cached],
    "frozen": {name: spec and [spec.origin, spec.submodule_search_locations] for name, spec in frozen.items()},
}))
"""
FROZEN_NAMES = [
    *("_frozen_importlib", "_frozen_importlib_external", "zipimport", "abc", "codecs", "io", "os", "os.path", "site"),
    *("posixpath", "ntpath", "genericpath", "stat", "runpy", "importlib.util", "importlib.machinery", "json"),
    *("_collections_abc", "_sitebuiltins", "__hello__", "__hello_alias__", "__hello_only__", "__phello__"),
    *("__phello__.spam", "__phello__.ham", "__phello__.ham.eggs", "__phello__.__init__", "__phello_alias__"),
    *("__phello_alias__.spam", "__phello__.ham.__init__", "importlib._bootstrap"),
]
FLAGS = ["-I", "-S", "-s", "-E", "-O", "-OO", "-B", "-X pycache_prefix=/pc", "-X frozen_modules=off", "-P", "-X utf8"]
VARIABLES = {
    "PYTHONPATH": ["/b:/a:/b:relative:extra/../extra:/a//c/:", "extra", "", ":", "archive.zip"],
    "PYTHONNOUSERSITE": ["1", ""],
    "PYTHONUSERBASE": ["relative", "/nowhere", ""],
    "PYTHONSAFEPATH": ["1", ""],
    "PYTHONOPTIMIZE": ["1", "x", "0"],
    "PYTHONPYCACHEPREFIX": ["/q", "relative"],
}


@dataclass(frozen=True)
class World:
    """An interpreter, its version and prefix, and a folder to build in that has a home with user site-packages."""

    python: str
    version: tuple[int, int]
    prefix: Path
    root: Path

    @property
    def library(self) -> str:
        return f"python{self.version[0]}.{self.version[1]}"


@pytest.fixture(params=interpreters(), scope="module")
def world(request, tmp_path_factory):
    question = "import os, sys; print(*sys.version_info[:2], sys.prefix)"
    done = subprocess.run([request.param, "-ISc", question], capture_output=True, text=True, check=True)
    major, minor, prefix = done.stdout.split()
    world = World(request.param, (int(major), int(minor)), Path(prefix), tmp_path_factory.mktemp("world"))
    for base in ("home/.local", "relative"):
        (world.root / base / "lib" / world.library / "site-packages").mkdir(parents=True)
    fill_with_pth_files(world.root / "home/.local/lib" / world.library / "site-packages")
    (world.root / "script.py").write_text(f"FROZEN_NAMES = {FROZEN_NAMES}\n{ORACLE}")
    (world.root / "extra").mkdir()
    return world


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


def real_venv(world: World, name: str, *options: str, python: str | None = None) -> Path:
    folder = world.root / name
    command = [python or world.python, "-m", "venv", "--without-pip", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"{world.python} cannot make a venv: {done.stdout}{done.stderr}")
    fill_with_pth_files(site_packages(folder))
    return folder / "bin" / "python"


def site_packages(venv: Path) -> Path:
    return next(venv.glob("lib/python3.*/site-packages"))


def with_cfg(text: str, *, copied: bool, where: str = ".", second: str | None = None) -> Callable[[World, str], Path]:
    """A venv made by hand, of links or of copies; `HOME` in its pyvenv.cfg is where the interpreter lies."""

    def make(world: World, name: str) -> Path:
        folder = world.root / name
        (folder / "bin").mkdir(parents=True)
        (folder / "lib" / world.library / "site-packages").mkdir(parents=True)
        real = os.path.realpath(world.python)
        python = folder / "bin" / "python"
        if copied:
            shutil.copy(real, python)
        else:
            python.symlink_to(real)
        written = text.replace("HOME", os.path.dirname(real))
        (folder / where / "pyvenv.cfg").write_bytes(written.encode("utf-8", "surrogateescape"))
        if second is not None:
            (folder / "bin" / "pyvenv.cfg").write_text(second)
        return python

    return make


def moved_venv(world: World, name: str) -> Path:
    real_venv(world, name + "-first")
    shutil.move(world.root / (name + "-first"), world.root / name)
    return world.root / name / "bin" / "python"


def nested_venv(*options: str) -> Callable[[World, str], Path]:
    def make(world: World, name: str) -> Path:
        outer = real_venv(world, name + "-outer", *options)
        return real_venv(world, name, *options, python=str(outer))

    return make


def linked_twice(world: World, name: str) -> Path:
    folder = world.root / name
    folder.mkdir()
    (folder / "snake").symlink_to(world.python)
    (folder / "python3").symlink_to("../" + name + "/snake")
    return folder / "python3"


def linked_venv(world: World, name: str) -> Path:
    """A venv whose folder is reached through a link, and one of its files through another."""
    real_venv(world, name + "-real")
    (world.root / name).symlink_to(name + "-real")
    return world.root / name / "bin" / "python"


def venv_s_interpreter_linked(world: World, name: str) -> Path:
    python = real_venv(world, name + "-venv")
    (world.root / name).symlink_to(python)
    return world.root / name


def copied_program(world: World, folder: Path, name: str = "python") -> Path:
    folder.mkdir(parents=True)
    return Path(shutil.copy(os.path.realpath(world.python), folder / name))


def relocated(world: World, name: str) -> Path:
    """The interpreter copied, the library linked: found by climbing from the copy."""
    python = copied_program(world, world.root / name / "bin")
    (world.root / name / "lib").symlink_to(world.prefix / "lib")
    return python


def without_extensions(world: World, name: str) -> Path:
    """The library but not its extension modules: prefix and exec_prefix differ."""
    python = copied_program(world, world.root / name / "bin", world.library)
    library = world.root / name / "lib" / world.library
    library.mkdir(parents=True)
    for entry in (world.prefix / "lib" / world.library).iterdir():
        if entry.name not in {"lib-dynload", "site-packages"}:
            (library / entry.name).symlink_to(entry)
    (library / "site-packages").mkdir()
    return python


def beside_archive(world: World, name: str) -> Path:
    """`python3XY.zip` is a landmark of its own since 3.11."""
    python = without_extensions(world, name)
    (world.root / name / "lib" / f"python{world.version[0]}{world.version[1]}.zip").write_bytes(b"")
    return python


def mere_copy(world: World, name: str) -> Path:
    return copied_program(world, world.root / name)


def with_underscore_pth(text: str, *, linked: bool = False) -> Callable[[World, str], Path]:
    def make(world: World, name: str) -> Path:
        if world.version < (3, 11):
            pytest.skip("before 3.11 such files are read on Windows only")
        python = copied_program(world, world.root / name)
        (world.root / name / "lib" / world.library / "site-packages").mkdir(parents=True)
        lines = text.replace("LIB", str(world.prefix / "lib" / world.library))
        (world.root / name / "python._pth").write_text(lines)
        if linked:
            (world.root / (name + "-link")).symlink_to(python)
            return world.root / (name + "-link")
        return python

    return make


def in_build_tree(world: World, name: str) -> Path:
    """What compiling leaves behind, drawn from an installation."""
    python = copied_program(world, world.root / name)
    library = world.prefix / "lib" / world.library
    makefile = next(library.glob("config-*/Makefile"), None)
    configuration = next(library.glob("config-*/config.c"), None)
    if makefile is None or configuration is None:
        pytest.skip("this installation has no Makefile")
    text = makefile.read_text()
    if "srcdir=\t\t.\n" not in text:
        pytest.skip("this interpreter was not compiled inside its source tree")
    folder = world.root / name
    (folder / "Makefile").write_text(text)
    (folder / "Modules").mkdir()
    shutil.copy(configuration, folder / "Modules" / "config.c")
    (folder / "Modules" / "Setup.local").touch()
    (folder / "Lib").symlink_to(library)
    (folder / "build").mkdir()
    (folder / "pybuilddir.txt").write_text("build")
    for entry in [*(library / "lib-dynload").iterdir(), *library.glob("_sysconfigdata*.py")]:
        (folder / "build" / entry.name).symlink_to(entry)
    return python


LINKED, COPIED = {"copied": False}, {"copied": True}
NO_SYSTEM = "include-system-site-packages = false\n"
PLACES: dict[str, Callable[[World, str], Path]] = {
    "the interpreter": lambda world, _: Path(world.python),
    "a venv": real_venv,
    "a venv of copies": lambda world, name: real_venv(world, name, "--copies"),
    "a venv with system site-packages": lambda world, name: real_venv(world, name, "--system-site-packages"),
    "a venv made from a venv": nested_venv(),
    "a venv of copies made from another": nested_venv("--copies"),
    "a venv that was moved": moved_venv,
    "a venv behind a link": linked_venv,
    "a link to a venv's interpreter": venv_s_interpreter_linked,
    "a link to a link": linked_twice,
    "keys in any case": with_cfg("HOME = x\n home = HOME\nInclude-System-Site-Packages = FALSE\n", **LINKED),
    "keys in any case, copied": with_cfg("Home = HOME\nhome = /nowhere\n" + NO_SYSTEM, **COPIED),
    "no include-system-site-packages": with_cfg("home = HOME\n", **LINKED),
    "no include-system-site-packages, copied": with_cfg("home = HOME\n", **COPIED),
    "yes is not true": with_cfg("home = HOME\ninclude-system-site-packages = yes\n", **LINKED),
    "the last of two counts": with_cfg("home = HOME\n" + NO_SYSTEM + "include-system-site-packages=TRUE", **LINKED),
    "the first home counts": with_cfg("home = HOME\nhome = /nowhere\n" + NO_SYSTEM, **COPIED),
    "home without blanks": with_cfg("home=HOME\n" + NO_SYSTEM, **COPIED),
    "home on a line that does not end": with_cfg(NO_SYSTEM + "home = HOME", **COPIED),
    "a broken home": with_cfg("home = /nowhere/bin\n" + NO_SYSTEM, **LINKED),
    "a broken home, copied": with_cfg("home = /nowhere/bin\n" + NO_SYSTEM, **COPIED),
    "no home": with_cfg(NO_SYSTEM, **LINKED),
    "no home, copied": with_cfg(NO_SYSTEM, **COPIED),
    "an empty pyvenv.cfg": with_cfg("", **LINKED),
    "pyvenv.cfg beside the interpreter": with_cfg("home = HOME\n" + NO_SYSTEM, **LINKED, where="bin"),
    "two pyvenv.cfg": with_cfg("home = HOME\n" + NO_SYSTEM, **COPIED, second="include-system-site-packages = true\n"),
    "a BOM before home": with_cfg("\ufeffhome = HOME\n" + NO_SYSTEM, **COPIED),
    "carriage returns": with_cfg("home = HOME\r\ninclude-system-site-packages = false\r\n", **COPIED),
    "pyvenv.cfg that is no UTF-8": with_cfg("home = HOME\n# \udcff\n" + NO_SYSTEM, **LINKED),
    "a relocated prefix": relocated,
    "a prefix without extension modules": without_extensions,
    "a prefix with an archive": beside_archive,
    "a mere copy of the interpreter": mere_copy,
    "._pth with site": with_underscore_pth("LIB\nLIB/lib-dynload\nsub/../x # here\n\n import site\n"),
    "._pth without site": with_underscore_pth("\ufeffa\nLIB\r\nLIB\n.\n#import site\nLIB/lib-dynload\n"),
    "._pth behind a link": with_underscore_pth("LIB\nLIB/lib-dynload\nimport site\n", linked=True),
    "a build tree": in_build_tree,
}


@pytest.mark.parametrize("place", PLACES)
def test_whatever_the_place_the_environment_is_that_of_the_started_interpreter(world, place):
    python = PLACES[place](world, "place-" + str(list(PLACES).index(place)))
    sample = random.Random(f"{place} {world.version}")
    for flags, variables in [((), {}), (("-S",), {}), *(ways(world, sample) for _ in range(2))]:
        assert_same(world, python, flags, variables)


def ways(world: World, sample: random.Random) -> tuple[tuple[str, ...], dict[str, str]]:
    """Some of the flags that this version knows, and some of the variables."""
    known = [flag for flag in FLAGS if flag != "-P" or world.version >= (3, 11)]
    flags = [word for flag in known if sample.random() < 0.2 for word in shlex.split(flag)]
    variables = {name: sample.choice(values) for name, values in VARIABLES.items() if sample.random() < 0.35}
    return tuple(flags), variables


@pytest.mark.parametrize("flags", [(), ("-S",), ("-E",)])
@pytest.mark.parametrize(
    "home", ["PREFIX", "PREFIX/", "PREFIX:PREFIX", "PREFIX:/nowhere", "/nowhere", "LINKED", "LINKED:PREFIX"]
)
def test_pythonhome_is_believed(world, home, flags):
    linked = world.root / "linked-prefix"
    if not linked.exists():
        linked.mkdir()
        (linked / "lib").symlink_to(world.prefix / "lib")
    value = home.replace("PREFIX", str(world.prefix)).replace("LINKED", str(linked))
    assert_same(world, Path(world.python), flags, {"PYTHONHOME": value})


@pytest.mark.parametrize("platlibdir", ["lib", "lib64", "elsewhere"])
def test_pythonplatlibdir_names_the_library_s_folder(world, platlibdir):
    folder = world.root / "two-libraries"
    if not folder.exists():
        copied_program(world, folder / "bin", world.library)
        for name in ("lib", "lib64"):
            (folder / name).symlink_to(world.prefix / "lib")
    assert_same(world, folder / "bin" / world.library, (), {"PYTHONPLATLIBDIR": platlibdir})


def assert_same(world: World, python: Path, flags: tuple[str, ...], variables: dict[str, str]) -> None:
    variables = {"HOME": str(world.root / "home"), "PATH": "/usr/bin:/bin", **variables}
    parsed = parse_flags(list(flags))
    assert isinstance(parsed, Flags)
    startup = Startup(
        flags=parsed,
        script_directory=str(world.root),
        variables=variables,
        working_directory=str(world.root),
        home=str(world.root / "home"),
    )
    ours = answers_of(environment_at(Disk(), str(python), startup))
    command = [str(python), *flags, "script.py"]
    done = subprocess.run(command, cwd=world.root, env=variables, capture_output=True, text=True)
    expected = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else "does not start"
    if isinstance(ours, dict) and isinstance(expected, dict):
        ours["standard library"] = expected["standard library"] and ours["standard library"]
        differing = {key: (value, ours[key]) for key, value in expected.items() if value != ours[key]}
        assert differing == {}, (flags, variables)
    assert type(ours) is type(expected), (flags, variables, ours, done.stderr[-500:])


def answers_of(environment: Environment | str) -> dict[str, object] | str:
    """The environment in the oracle's words, or that it is none."""
    if isinstance(environment, str) or any("does not start" in problem for problem in environment.problems):
        return "does not start"
    meta_path = MetaPath(environment, Disk())
    modules, stdlib = environment.frozen_modules, environment.stdlib
    frozen = {name: find_frozen(modules, stdlib, "/", name) for name in FROZEN_NAMES}
    json_answer = answer_of(meta_path.find_spec("json"))
    assert isinstance(json_answer, list)
    return {
        "sys.path": [entry.path if entry.written is None else entry.written for entry in environment.sys_path],
        "prefix": environment.prefix,
        "base_prefix": environment.base_prefix,
        "exec_prefix": environment.exec_prefix,
        "extension suffixes": list(environment.suffixes.extension),
        "built-in": sorted(environment.builtin_names),
        "cache tag": environment.cache_tag,
        "magic number": (environment.magic_number or b"").hex(),
        "standard library": sorted(environment.stdlib_names),
        "json": [json_answer[2], json_answer[4]],
        "frozen": {name: spec and [spec.origin, locations_of(spec)] for name, spec in frozen.items()},
    }


def locations_of(spec) -> list[str] | None:
    return None if spec.submodule_search_locations is None else list(spec.submodule_search_locations)


def test_without_a_config_c_the_built_in_names_are_read_from_the_program(world):
    class WithoutConfiguration(Disk):
        def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
            if path.endswith("config.c"):
                raise FileNotFoundError(path)
            return super().read_bytes(path, at_most)

    question = "import sys; print(*sys.builtin_module_names)"
    done = subprocess.run([world.python, "-ISc", question], capture_output=True, text=True, check=True)
    environment = environment_at(WithoutConfiguration(), world.python, Startup())
    assert isinstance(environment, Environment), environment
    assert environment.builtin_names == set(done.stdout.split())


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
    venv = real_venv(world, "editable").parent.parent
    site = site_packages(venv)
    (site / "__editable___demo_finder.py").write_text(written.stdout)
    (site / "__editable__.demo.pth").write_text("import __editable___demo_finder; __editable___demo_finder.install()")
    names = ["pkg", "pkg.sub", "pkg.gone", "mod", "mod.x", "ns", "ns.part", "ns.gone", "n", "demo", "pkg.sub.x"]
    environment = environment_at(Disk(), str(venv), Startup(flags=Flags(no_user_site=True)))
    assert isinstance(environment, Environment), environment
    [expected] = ask_find_spec(f"{venv}/bin/python", [job(names, run_parents=True)], "-I")
    meta_path = MetaPath(environment, Disk())
    assert disagreements(expected, names, [meta_path.find_spec(name) for name in names]) == []


def test_a_script_gets_what_the_interpreter_has_loaded_at_start_and_only_then_its_neighbours(world, tmp_path):
    names = ["abc", "codecs", "encodings", "io", "_bootlocale", "_collections_abc", "_sitebuiltins", "genericpath"]
    names += ["ntpath", "os", "posixpath", "site", "stat", "json"]
    for name in names:
        (tmp_path / f"{name}.py").touch()
    script = tmp_path / "script.py"
    script.write_text(
        "import sys; from importlib.util import find_spec\nfor n in sys.argv[1:]: print(find_spec(n).origin)"
    )
    python = real_venv(world, "started")
    done = subprocess.run([python, "-s", script, *names], capture_output=True, text=True, check=True, env={})
    startup = Startup(flags=Flags(no_user_site=True), script_directory=str(tmp_path))
    environment = environment_at(Disk(), str(python), startup)
    assert isinstance(environment, Environment), environment
    meta_path = MetaPath(environment, Disk())
    assert [meta_path.find_spec(name).spec.origin for name in names] == done.stdout.split()
