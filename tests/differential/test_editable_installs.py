"""Real editable installs, made by pip with every backend, against the interpreter that they are installed for."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from resolver import Environment, Flags, MetaPath, Startup, environment_at
from resolver.file_system.disk import Disk
from tests.differential.editable_projects import PROJECTS, Project, draw, write
from tests.differential.fresh_oracle import ask_fresh
from tests.differential.interpreters import answer_of, interpreters
from tests.differential.popular_environments import CACHE, environment_with
from tests.differential.site_of_venv import make_venv, site_packages, sys_path_of

HERE = Path(__file__).parent
OLD_BACKENDS = (HERE / "old_editable_backends.txt").read_text().split()


@pytest.fixture(scope="module")
def installed() -> Path:
    """An environment of the interpreter that runs the tests, with all projects installed; made once for every set."""
    missing = [compiler for compiler in ("cc", "cargo") if shutil.which(compiler) is None]
    if missing:
        pytest.skip(f"meson-python, scikit-build-core and maturin compile something: there is no {missing[0]}")
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    folder = environment_with("editable_backends.txt", str(base))
    key = hashlib.sha256(repr(PROJECTS).encode()).hexdigest()[:12]
    projects = folder / f"projects-{key}"
    with open(folder / "projects.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (projects / "complete").exists():
            shutil.rmtree(projects, ignore_errors=True)
            for project in PROJECTS:
                write(project, projects / project.name)
            install(folder, projects)
            draw(projects / "st_strict", "src/st_strict/made_later.py")
            (projects / "complete").touch()
    return projects


def install(venv: Path, projects: Path) -> None:
    """One run of pip for all projects that need no options of their own."""
    for options in dict.fromkeys(project.options for project in PROJECTS):
        editable = [word for p in PROJECTS if p.options == options for word in ("--editable", str(projects / p.name))]
        command = [sys.executable, "-m", "pip", "--python", venv / "bin" / "python", "install", "--quiet"]
        command += ["--no-build-isolation", "--no-deps", "--no-index", *options, *editable]
        variables = {**os.environ, "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(command, capture_output=True, text=True, env=variables, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def environment_of(venv: Path | str) -> Environment:
    environment = environment_at(Disk(), str(venv), Startup(flags=Flags(isolated=True)))
    assert isinstance(environment, Environment), environment
    assert environment.problems == ()
    return environment


def names_of(project: Project, folder: Path) -> set[str]:
    """Every name that one of the project's files might have, in any of its folders, and one below each that is not."""
    names = set(project.names.split())
    for path in [*folder.rglob("*.py"), *folder.rglob("*.txt")]:
        parts = list(path.relative_to(folder).with_suffix("").parts)
        if not {"build", "target"} & set(parts):
            names |= {".".join(parts[start:]) for start in range(len(parts))}
            names |= {".".join(parts[start:-1]) for start in range(len(parts) - 1)}
    return names | {f"{name}.gone" for name in names} | {f"{project.name}.gone", "gone"}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_every_module_of_an_editable_install_is_found_as_the_interpreter_finds_it(installed, project, tmp_path):
    venv = installed.parent
    names = sorted(
        name for name in names_of(project, installed / project.name) if name.replace(".", "_").isidentifier()
    )

    compare(environment_of(venv), venv, names, tmp_path)


def compare(environment: Environment, venv: Path, names: list[str], folder: Path) -> None:
    """Every answer field by field, and no certain one that is wrong."""
    theirs = ask_fresh(venv / "bin" / "python", names, "-I", folder=folder)
    meta_path = MetaPath(environment, Disk())
    wrong = [
        f"{name}: {told.answer}, not {answer_of(meta_path.find_spec(name))}"
        for name, told in theirs.items()
        if told.failure is None and told.answer != answer_of(meta_path.find_spec(name))
    ]
    assert wrong == []
    assert sum(isinstance(told.answer, list) for told in theirs.values()) > 1


def test_sys_path_of_editable_installs_is_that_of_the_interpreter(installed):
    ours = [entry.path for entry in environment_of(installed.parent).sys_path]

    assert sys_path_of(installed.parent, "-I") == ours
    assert any("__path_hook__" in entry for entry in ours)


def test_distutils_of_setuptools_is_found_as_the_interpreter_finds_it(installed, tmp_path):
    names = ["distutils", "distutils.core", "distutils.command", "distutils.command.build", "distutils.gone"]

    compare(environment_of(installed.parent), installed.parent, names, tmp_path)


def old_wheels() -> Path:
    """The wheels of old backends, of which only the texts are used that they write into an environment."""
    folder = CACHE / "old-editable-backends"
    wanted = [requirement for requirement in OLD_BACKENDS if wheel_of(folder, requirement) is None]
    if wanted:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, *wanted[:1]]
        for requirement in wanted:
            done = subprocess.run([*command[:-1], requirement], capture_output=True, text=True, check=False)
            if done.returncode != 0 and "CI" not in os.environ:
                pytest.skip(f"{requirement} cannot be downloaded: {done.stderr[-300:]}")
            assert done.returncode == 0, done.stderr
    return folder


def wheel_of(folder: Path, requirement: str) -> Path | None:
    name, _, version = requirement.partition("==")
    return next(iter(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl")), None)


def text_of(requirement: str, member: str) -> str:
    wheel = wheel_of(old_wheels(), requirement)
    assert wheel is not None, requirement
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member).decode()


@pytest.mark.parametrize("python", interpreters())
def test_the_finders_of_older_backends_are_followed_as_they_are_written(python, tmp_path):
    venv = make_venv(python, tmp_path / "venv")
    site = site_packages(venv)
    names = {"gone"}
    for number, requirement in enumerate(OLD_BACKENDS):
        install_by_hand = {"setuptools": setuptools_finder, "meson-python": meson_loader, "scikit-build-core": redirect}
        lay_out = install_by_hand[requirement.partition("==")[0]]
        names |= lay_out(requirement, f"old{number}", site, tmp_path / "src")
    names |= {f"{name}.gone" for name in names}
    environment = environment_of(venv)

    assert sys_path_of(venv, "-I") == [entry.path for entry in environment.sys_path]
    compare(environment, venv, sorted(names), tmp_path)


def setuptools_finder(requirement: str, name: str, site: Path, source: Path) -> set[str]:
    text = text_of(requirement, "setuptools/command/editable_wheel.py")
    match = re.search(r'(?:_FINDER_TEMPLATE = |return f?)"""\\?\n(.*?)"""', text, re.DOTALL)
    assert match is not None, requirement
    draw(source / name, "p/__init__.py", "p/m.py", "p/sub/__init__.py", "single.py", "part/__init__.py", "part/x.py")
    draw(source / name, f"p{name}.py", "p/other.py", "ns/loose.py", "p/d/m.py")
    mapping = {
        name: f"{source / name}/p",
        f"{name}_single": f"{source / name}/single",
        f"{name}_ns.part": f"{source / name}/part",
        f"{name}_gone": f"{source / name}/gone",
    }
    namespaces = {f"{name}_ns": [f"{source / name}/ns"], f"{name}_empty": []}
    template = match[1].replace("\\\\n", "\\n")
    (site / f"__editable___{name}_finder.py").write_text(
        template.format(name=f"__editable__.{name}.finder", mapping=mapping, namespaces=namespaces)
    )
    line = f"import __editable___{name}_finder; __editable___{name}_finder.install()"
    (site / f"__editable__.{name}.pth").write_text(line)
    below = {f"{name}.{tail}" for tail in ("m", "sub", "sub.x", "d", "d.m", "other")}
    return {*mapping, *namespaces, *below, f"{name}_ns.part.x", f"{name}_ns.loose", f"{name}m", f"{name}other"}


def meson_loader(requirement: str, name: str, site: Path, source: Path) -> set[str]:
    """With a build whose command does nothing."""
    text = text_of(requirement, "mesonpy/_editable.py")
    draw(source / name, "p/__init__.py", "p/m.py", "ns/x.py", "single.py", "tree/__init__.py", "tree/skip.py")
    draw(source / name, "tree/d/x.py")
    destination = {
        "p/__init__.py": f"{name}/__init__.py",
        "p/m.py": f"{name}/m.py",
        "ns/x.py": f"{name}_ns/x.py",
        "single.py": f"{name}_single.py",
    }
    plan = {
        "python": {f"{source / name}/{p}": {"destination": "{py_platlib}/" + to} for p, to in destination.items()},
        "install_subdirs": {
            f"{source / name}/tree": {
                "destination": "{py_purelib}/" + f"{name}_tree",
                "exclude_files": ["skip.py"],
                "exclude_dirs": [],
            }
        },
    }
    draw(source / name, f"build/meson-info/intro-install_plan.json: {json.dumps(plan)}", "build/meson-logs/x")
    top = {name, f"{name}_ns", f"{name}_single", f"{name}_tree"}
    arguments = f"{top!r}, {str(source / name / 'build')!r}, ['true'], False"
    if "package: str" in text:
        arguments = f"{name!r}, {arguments}"
    (site / f"_{name}_editable_loader.py").write_text(f"{text}\ninstall({arguments})\n")
    (site / f"{name}-editable.pth").write_text(f"import _{name}_editable_loader")
    tails = ("m", "__init__", "p", "p.m")
    return {*top, *(f"{name}.{tail}" for tail in tails), f"{name}_ns.x", f"{name}_tree.skip", f"{name}_tree.d.x"}


def redirect(requirement: str, name: str, site: Path, source: Path) -> set[str]:
    text = text_of(requirement, "scikit_build_core/resources/_editable_redirect.py")
    draw(source / name, "p/__init__.py", "p/m.py", "q/data.txt", "q/inner/__init__.py", "single.py")
    draw(site, f"{name}_built/__init__.py", f"{name}_built/x.py")
    sources = {name: "p/__init__.py", f"{name}.m": "p/m.py", f"{name}_q.inner": "q/inner/__init__.py"}
    known = {module: f"{source / name}/{file}" for module, file in sources.items()} | {
        f"{name}_single": f"{source / name}/single.py"
    }
    built = {f"{name}_built": f"{name}_built/__init__.py", f"{name}_built.x": f"{name}_built/x.py"}
    arguments = f"{known!r}, {built!r}"
    if "known_directories" in text:
        folders = {
            name: [f"{source / name}/p"],
            f"{name}_q": [f"{source / name}/q"],
            f"{name}_built": [f"{name}_built"],
        }
        folders[f"{name}_q.inner"] = [f"{source / name}/q/inner"]
        arguments += f", {folders!r}, {[name, f'{name}_q.inner', f'{name}_built']!r}"
    (site / f"_editable_skbc_{name}.py").write_text(f"{text}\ninstall({arguments}, None)\n")
    (site / f"_editable_skbc_{name}.pth").write_text(f"import _editable_skbc_{name}\n")
    return {*known, *built, f"{name}_q", f"{name}.q"}
