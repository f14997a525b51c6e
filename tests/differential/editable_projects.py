"""Projects for every build backend that makes editable installs, and what pip makes of them: the data of a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A project that is installed in editable mode. `files` are drawn: a path, then its content after a colon."""

    name: str
    backend: str
    requires: str
    files: tuple[str, ...]
    settings: str = ""
    options: tuple[str, ...] = ()
    """What pip is told besides."""
    names: str = ""
    """Modules that have other names than their files, or none of the project's files; separated by blanks."""
    legacy: bool = field(default=False)
    """Whether it is installed by `setup.py develop`."""


def package(name: str, folder: str = "src/") -> tuple[str, ...]:
    """Files of one package with a module, a subpackage and data."""
    tails = ("__init__.py", "mod.py", "sub/__init__.py", "sub/deep.py", "data/x.txt")
    return tuple(f"{folder}{name}/{tail}" for tail in tails)


_EXTENSION = (
    "_c.c: #include <Python.h>\\n"
    'static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_c", 0, -1, 0};\\n'
    "PyMODINIT_FUNC PyInit__c(void) { return PyModule_Create(&definition); }\\n"
)
_MESON = (
    "meson.build: project('me_son', 'c', version: '1.0')\\n"
    "py = import('python').find_installation(pure: false)\\n"
    "py.install_sources('me_son/__init__.py', 'me_son/mod.py', subdir: 'me_son', pure: false)\\n"
    "py.install_sources('me_son/sub/__init__.py', 'me_son/sub/deep.py', subdir: 'me_son/sub', pure: false)\\n"
    "py.install_sources('me_son/data/x.txt', subdir: 'me_son/data', pure: false)\\n"
    "py.install_sources('me_single.py', pure: false)\\n"
    "py.install_sources('me_ns/one/__init__.py', subdir: 'me_ns/one', pure: false)\\n"
    "py.extension_module('_c', '_c.c', subdir: 'me_son', install: true)\\n"
    "install_subdir('me_dir', install_dir: py.get_install_dir(pure: false), exclude_files: ['skip.py'])\\n"
)
_CMAKE = (
    "CMakeLists.txt: cmake_minimum_required(VERSION 3.15...3.30)\\n"
    "project(${SKBUILD_PROJECT_NAME} LANGUAGES C)\\n"
    "find_package(Python COMPONENTS Interpreter Development.Module REQUIRED)\\n"
    "Python_add_library(_c MODULE _c.c WITH_SOABI)\\n"
    "install(TARGETS _c DESTINATION sk_redirect)\\n"
    'file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/generated.py "")\\n'
    "install(FILES ${CMAKE_CURRENT_BINARY_DIR}/generated.py DESTINATION sk_redirect/sub)\\n"
)
_CARGO = (
    "Cargo.toml: [package]\\nname = 'ma_mixed'\\nversion = '1.0.0'\\nedition = '2021'\\n"
    "[lib]\\nname = '_lib'\\ncrate-type = ['cdylib']\\n"
)

PROJECTS = (
    Project("st_src", "setuptools.build_meta", "setuptools", package("st_src")),
    Project(
        "st_flat",
        "setuptools.build_meta",
        "setuptools",
        (*package("st_flat", ""), "st_single.py", "other/__init__.py"),
        '[tool.setuptools]\npackages = ["st_flat", "st_flat.sub"]\npy-modules = ["st_single"]',
    ),
    Project(
        "st_renamed",
        "setuptools.build_meta",
        "setuptools",
        ("python/core/__init__.py", "python/core/mod.py", "python/elsewhere/__init__.py", "python/elsewhere/leaf.py"),
        '[tool.setuptools]\npackages = ["st_renamed", "st_renamed.inner"]\n'
        '[tool.setuptools.package-dir]\nst_renamed = "python/core"\n"st_renamed.inner" = "python/elsewhere"',
        names="st_renamed st_renamed.mod st_renamed.inner st_renamed.inner.leaf st_renamed.leaf",
    ),
    Project(
        "st_ns",
        "setuptools.build_meta",
        "setuptools",
        ("lib/a/__init__.py", "lib/a/m.py", "lib/bc/__init__.py", "lib/bc/m.py"),
        '[tool.setuptools]\npackages = ["st_ns.a", "st_ns.b.c"]\n'
        'package-dir = {"st_ns.a" = "lib/a", "st_ns.b.c" = "lib/bc"}',
        names="st_ns st_ns.a st_ns.a.m st_ns.b st_ns.b.c st_ns.b.c.m st_ns.b.x st_ns.x",
    ),
    Project(
        "st_strict",
        "setuptools.build_meta",
        "setuptools",
        package("st_strict"),
        options=("-Ceditable_mode=strict",),
        names="st_strict.made_later",
    ),
    Project(
        "st_compat",
        "setuptools.build_meta",
        "setuptools",
        (*package("st_compat", ""), "visible/__init__.py"),
        '[tool.setuptools]\npackages = ["st_compat"]',
        options=("-Ceditable_mode=compat",),
    ),
    Project("ha_path", "hatchling.build", "hatchling", package("ha_path")),
    Project(
        "ha_dirs",
        "hatchling.build",
        "hatchling",
        package("ha_dirs", "lib/"),
        '[tool.hatch.build]\ndev-mode-dirs = ["lib", "."]\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["lib/ha_dirs"]',
    ),
    Project(
        "ha_exact",
        "hatchling.build",
        "hatchling",
        package("ha_exact"),
        "[tool.hatch.build]\ndev-mode-exact = true\n"
        '[tool.hatch.build.targets.wheel]\npackages = ["src/ha_exact"]\nsources = ["src"]',
    ),
    Project("fl_path", "flit_core.buildapi", "flit_core", ("fl_path/__init__.py: 'flit'", "fl_path/mod.py")),
    Project("pd_path", "pdm.backend", "pdm-backend", package("pd_path")),
    Project(
        "pd_editables",
        "pdm.backend",
        "pdm-backend",
        (*package("pd_editables"), "src/pd_single.py"),
        '[tool.pdm.build]\neditable-backend = "editables"\nincludes = ["src/pd_editables", "src/pd_single.py"]\n'
        'package-dir = "src"',
    ),
    Project(
        "po_path",
        "poetry.core.masonry.api",
        "poetry-core",
        (*package("po_path"), "po_two/__init__.py"),
        '[tool.poetry]\npackages = [{include = "po_path", from = "src"}, {include = "po_two"}]',
    ),
    Project("uv_path", "uv_build", "uv_build", package("uv_path")),
    Project(
        "ma_mixed",
        "maturin",
        "maturin",
        (*package("ma_mixed", "python/"), _CARGO, 'src/lib.rs: #[no_mangle]\\npub extern "C" fn nothing() {}\\n'),
        '[tool.maturin]\npython-source = "python"\nmodule-name = "ma_mixed._lib"\nbindings = "cffi"',
        names="ma_mixed._lib",
    ),
    Project(
        "me_son",
        "mesonpy",
        "meson-python",
        (
            *package("me_son", ""),
            *("me_single.py", "me_dir/__init__.py", "me_dir/x.py", "me_dir/skip.py", "me_ns/one/__init__.py"),
            _EXTENSION,
            _MESON,
        ),
        names="me_son._c me_son.data me_ns me_ns.one me_ns.two me_dir.skip",
    ),
    Project(
        "sk_redirect",
        "scikit_build_core.build",
        "scikit-build-core",
        (*package("sk_redirect"), _EXTENSION, _CMAKE),
        '[tool.scikit-build]\nwheel.packages = ["src/sk_redirect"]',
        names="sk_redirect._c sk_redirect.sub.generated sk_redirect.data",
    ),
)


def write(project: Project, folder: Path) -> None:
    """The project's files and its `pyproject.toml`."""
    head = f'[build-system]\nrequires = ["{project.requires}"]\nbuild-backend = "{project.backend}"\n'
    metadata = f'[project]\nname = "{project.name}"\nversion = "1.0"\ndescription = "a test"\n'
    draw(folder, f"pyproject.toml: {head}{metadata}{project.settings}\n", *project.files)


def draw(folder: Path, *lines: str) -> None:
    """Files by path, with content after a colon."""
    for line in lines:
        name, _, content = line.partition(": ")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.replace("\\n", "\n"))
