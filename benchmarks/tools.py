"""The tools that are measured: what is installed, how each is told to look at every file for imports only, and why so.

A command runs with the tree as its current folder. Settings that a tool takes from a file only are written into its
work folder before.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from benchmarks import what_they_did
from benchmarks.corpora import Corpus, interpreter, python_files
from benchmarks.environments import script
from benchmarks.places import Place
from benchmarks.what_they_did import Did

DRIVERS: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "drivers")


class Mode(StrEnum):
    """The state that a tool's own cache is in when a run begins."""

    COLD = "cold"  # it has none and writes none
    FILLING = "filling"  # its folder has been deleted; the run writes it
    WARM = "warm"  # filled, and nothing has changed since
    EDIT = "edit"  # filled, and then one import of one file has changed


CACHED: Final = (Mode.COLD, Mode.FILLING, Mode.WARM, Mode.EDIT)


@dataclass(frozen=True)
class Case:
    """A tool and the corpus that it looks at, with the folders it may use."""

    place: Place
    tool: str
    corpus: Corpus

    @property
    def work(self) -> str:
        """Its work folder."""
        return self.place.work(self.corpus.name, self.tool)

    @property
    def cache(self) -> str:
        """The folder of its cache."""
        return os.path.join(self.work, "cache")

    def own(self, name: str) -> str:
        """A file in the work folder."""
        return os.path.join(self.work, name)

    def installed(self, name: str) -> str:
        """A command in the tool's environment."""
        return script(self.place.peer(self.tool), name)


def _no_settings(_case: Case) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Tool:
    """A tool as data.

    `telling` are options for the run that is not timed, with which it says how many files it has looked at. `kind`
    says in the words of the page what it does for its time.
    """

    name: str
    requirements: tuple[str, ...]
    kind: str
    command: Callable[[Case, Mode], list[str]]
    did: Callable[[str, str], Did]
    settings: Callable[[Case], Mapping[str, str]] = _no_settings
    modes: tuple[Mode, ...] = (Mode.COLD,)
    telling: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)


def _importls(case: Case, mode: Mode) -> list[str]:
    cache = ["--no-cache"] if mode is Mode.COLD else ["--cache-dir", case.cache]
    command = [case.installed("importls"), "check", "--quiet", "--exit-zero", "--isolated", "--format", "json"]
    return [*command, *cache, "--python", case.corpus.python, "."]


def _ruff(case: Case, _mode: Mode) -> list[str]:
    everything = ["--config", "exclude=[]", "--config", "respect-gitignore=false"]
    return [case.installed("ruff"), "analyze", "graph", "--isolated", *everything, "--python", case.corpus.python, "."]


def _ty(case: Case, _mode: Mode) -> list[str]:
    # Folders with these names are left out by default; packages have some.
    everything = ["--no-respect-ignore-files", "--config", 'src.exclude=["!**/build/", "!**/dist/", "!**/venv/"]']
    rules = ["--ignore", "all", "--error", "unresolved-import"]
    command = [case.installed("ty"), "check", "--project", ".", "--exit-zero", "--no-progress", "--color", "never"]
    return [*command, "--output-format", "concise", *rules, *everything, "--python", case.corpus.python]


def _pyrefly(case: Case, _mode: Mode) -> list[str]:
    options = ["--output-format", "min-text", "--color", "never", "--summary=full", "--progress-bar", "no"]
    return [case.installed("pyrefly"), "check", "--config", case.own("pyrefly.toml"), *options]


def _pyrefly_settings(case: Case) -> dict[str, str]:
    lines = [
        f"project-includes = [{json.dumps(case.corpus.tree + '/**/*.py')}]",
        "project-excludes = []",
        "disable-project-excludes-heuristics = true",
        "use-ignore-files = false",
        f"search-path = [{json.dumps(case.corpus.tree)}]",
        f"python-interpreter-path = {json.dumps(interpreter(case.corpus))}",
        'preset = "off"',
        "[errors]",
        'missing-import = "error"',
    ]
    return {"pyrefly.toml": "\n".join(lines) + "\n"}


def _pyright(case: Case, _mode: Mode) -> list[str]:
    return [case.installed("pyright"), "--project", case.own("pyrightconfig.json"), "--outputjson"]


def _pyright_settings(case: Case) -> dict[str, str]:
    settings = {
        "include": [os.path.relpath(case.corpus.tree, case.work)],
        "exclude": [],
        "typeCheckingMode": "off",
        "reportMissingImports": "error",
        "reportMissingModuleSource": "none",
        "reportUndefinedVariable": "none",
        "pythonVersion": ".".join(case.corpus.python_version.split(".")[:2]),
        "venvPath": os.path.dirname(case.corpus.python),
        "venv": os.path.basename(case.corpus.python),
        "extraPaths": [os.path.relpath(case.corpus.tree, case.work)],
    }
    return {"pyrightconfig.json": json.dumps(settings, indent=2)}


def _grimp(case: Case, mode: Mode) -> list[str]:
    cache = "" if mode is Mode.COLD else case.cache
    return [case.installed("python"), os.path.join(DRIVERS, "with_grimp.py"), case.corpus.tree, cache]


def _pylint(case: Case, _mode: Mode) -> list[str]:
    only = ["--disable=all", "--enable=cyclic-import"]
    return [case.installed("pylint"), f"--rcfile={os.devnull}", *only, "--recursive=y", "--ignore=", "."]


def _pydeps(case: Case, _mode: Mode) -> list[str]:
    driver = os.path.join(DRIVERS, "with_pydeps.py")
    return [case.installed("python"), driver, case.corpus.tree, case.own("everything.py"), case.own("graph.json")]


def _pydeps_settings(case: Case) -> dict[str, str]:
    """A script that imports each module: pydeps follows the imports of one file or one package."""
    names = (os.path.relpath(path, case.corpus.tree)[:-3].split(os.sep) for path in python_files(case.corpus.tree))
    importable = sorted(
        {".".join(name[:-1] if name[-1] == "__init__" else name) for name in names if all(map(str.isidentifier, name))}
    )
    return {"everything.py": "".join(f"import {name}\n" for name in importable if name)}


def _deptry(case: Case, _mode: Mode) -> list[str]:
    only = ["--ignore", "DEP002,DEP003,DEP004,DEP005"]
    # A pattern replaces the default ones. deptry 0.25 ends with a traceback on `import_module(".name", package)`.
    all_but_two = ["--exclude", r".*django/core/management/commands/(flush|migrate)\.py$"]
    settings = ["--config", case.own("pyproject.toml"), "--no-ansi"]
    return [case.installed("deptry"), ".", *settings, *all_but_two, *only]


def _deptry_settings(_case: Case) -> dict[str, str]:
    return {"pyproject.toml": '[project]\nname = "benchmark"\nversion = "1"\ndependencies = []\n'}


TOOLS: Final = {
    tool.name: tool
    for tool in (
        Tool(
            "importls",
            ("this checkout",),
            "all default rules: resolves every import as the interpreter would, looks for cycles, shadowing and "
            "missing names, reports",
            _importls,
            what_they_did.importls,
            modes=CACHED,
        ),
        Tool(
            "ruff",
            ("ruff",),
            "`analyze graph`: which file imports which; what it cannot find it leaves out, and it reports nothing",
            _ruff,
            what_they_did.ruff,
        ),
        Tool(
            "ty",
            ("ty",),
            "reports unresolved imports and missing names; other rules are off, but it infers types all the same",
            _ty,
            what_they_did.ty,
            telling=("-v",),
        ),
        Tool(
            "pyrefly",
            ("pyrefly",),
            "reports missing imports; other rules are off, but it infers types all the same",
            _pyrefly,
            what_they_did.pyrefly,
            settings=_pyrefly_settings,
        ),
        Tool(
            "pyright",
            ("pyright",),
            "reports missing imports; other rules are off, but it binds and checks all the same; one thread, "
            "as by default",
            _pyright,
            what_they_did.pyright,
            settings=_pyright_settings,
            variables={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        ),
        Tool(
            "grimp",
            ("grimp",),
            "builds the graph of imports and reports nothing; single-file top-level modules are not looked at",
            _grimp,
            what_they_did.grimp,
            modes=CACHED,
        ),
        Tool(
            "pylint",
            ("pylint",),
            "reports cycles only, late and typing-only imports counted as any other",
            _pylint,
            what_they_did.pylint,
            telling=("--verbose",),
        ),
        Tool(
            "pydeps",
            ("pydeps",),
            "follows imports from a script that imports every module, by bytecode; draws nothing here",
            _pydeps,
            what_they_did.pydeps,
            settings=_pydeps_settings,
        ),
        Tool(
            "deptry",
            ("deptry",),
            "reports imports that no declared dependency provides, without finding the imported file; two files of "
            "Django are left out for it, because it ends with a traceback there",
            _deptry,
            what_they_did.deptry,
            settings=_deptry_settings,
        ),
    )
}
