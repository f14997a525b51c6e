"""The bodies of start-up code: what `module_body` follows, and the modules that it imports too. Nothing is executed.

It runs no lines of its own and reads no `.pth` file: see `startup_code`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from resolver.editable import EditableFinder, GeneratedModule, read_generated_module
from resolver.editable.editables_finder import EditablesFinder
from resolver.environment.path_under_construction import PathUnderConstruction
from resolver.machinery import Loader, ModuleSpec
from resolver.module_body import (
    UNKNOWN,
    Doubt,
    Entries,
    ModuleBody,
    ModuleState,
    Names,
    RaisedError,
    Reference,
    RunningModule,
    Target,
    UnknownResult,
    UnknownValue,
    is_followed,
    state_at_start,
)
from resolver.resolution import Found
from resolver.syntax_tree import parse

_HARMLESS = frozenset({"_virtualenv", "coverage", "pywin32_bootstrap"})
"""Modules that `.pth` files import and that make no name findable: virtualenv patches distutils, coverage measures."""
_REACHES_THE_IMPORT_SYSTEM = re.compile(
    rb"sys\s*\.\s*(?:path|modules|meta_path)|from\s+sys\s+import|addsitedir|__import__|importlib|\bexec\b|\beval\b|runpy"
)
_DANGEROUS = re.compile(
    r"sys\.(?:meta_path|path_hooks|path_importer_cache|modules|path)\b|importlib\b(?!\.(?:resources|metadata))"
    r"|(?:exec|eval|compile|__import__|globals|vars|setattr)$|imp\b|runpy\b|site\b|pkgutil\b|pkg_resources\b"
    r"|os\.(?:system|exec|popen|spawn)|subprocess\b|ctypes\b"
)
_MAY_DO_ANYTHING = re.compile(r"(?:exec|eval)$|site\b|sys\.path\b")
_READS_LISTS = frozenset({"copy", "count", "index", "__contains__", "__iter__", "__len__"})
_MOST_MODULES = 40


@dataclass(slots=True)
class StartingInterpreter:
    """What start-up code shares, whichever line is executed."""

    path: PathUnderConstruction
    target: Target
    add_site_directory: Callable[[str], None]
    """`site.addsitedir`, which changes `path` and executes lines of its own."""
    sys_path: Entries = field(default_factory=lambda: Entries([]))
    modules: dict[str, Names] = field(default_factory=lambda: {"sys": {}})
    generated: dict[str, GeneratedModule] = field(default_factory=dict)
    modules_followed: int = 0


class StartupBody(ModuleBody):
    """One line that is executed at start, in `file`, and whatever it reaches."""

    def __init__(self, interpreter: StartingInterpreter, names: Names, file: str) -> None:
        """`names` are the variables that the line begins with."""
        state = ModuleState(names, {**interpreter.modules, "": names}, interpreter.sys_path)
        super().__init__(state, "", interpreter.target, _OutOfSight())
        self.sources: list[bytes] = []
        """Those of the modules that the line has imported."""
        self._interpreter = interpreter
        self._path = interpreter.path
        self._generated = interpreter.generated
        self._file = file
        self.state.sys_path.doubt = Doubt.NONE
        self.read_path()

    def end(self) -> None:
        """What the line has done stays."""
        self.write_path()
        self._interpreter.sys_path = self.state.sys_path
        self._interpreter.modules = {name: names for name, names in self.state.modules.items() if name}

    def read_path(self) -> None:
        """Code sees the list as it is by now."""
        self.state.sys_path.items[:] = [entry.written or entry.path for entry in self._path.entries]

    def write_path(self) -> None:
        """The list is what code has made of it."""
        self._path.take(self.state.sys_path, self._file)

    def note_exception(self) -> None:
        """Where no exception is certain, none is assumed: most start-up code is written not to raise any."""

    def look_up_builtin(self, name: str) -> object:
        """In a line, a name that is not bound is certainly an error; of a module not every name is known."""
        if hasattr(builtins, name):
            return Reference(name)
        if self._name == "" and "*" not in self.state.names:
            raise RaisedError("NameError")
        self.state.installs_hooks = True
        raise UnknownValue

    def taint(self, *nodes: ast.AST) -> None:
        """Besides, `sys.path` may be edited where nobody looks."""
        super().taint(*nodes)
        if any(map(_edits_search_path, nodes)):
            self.state.sys_path.doubt = Doubt.ANY

    # Calls.

    def call(self, function: str, arguments: list[object]) -> object:
        """The few calls that matter; those of the standard library that cannot matter are not known."""
        module, _, name = function.rpartition(".")
        generated = self._generated.get(module)
        if generated is not None and generated.installed_by == name:
            self._install(generated.finder)
            return None
        match function, arguments:
            case "site.addsitedir", [str() as folder, *_] if self.is_decided:
                self._add_site_directory(folder)
                raise UnknownResult
            case "exec", [str() as code, *_] if (tree := parse(code.encode())) is not None:
                self.execute(tree.body)
                return None
            case "getattr", [Reference(owner), str() as attribute, *default] if owner:
                return self._getattr(owner, attribute, default)
            case _:
                pass
        try:
            return super().call(function, arguments)
        except UnknownValue:
            self._doubt_call(function)
            raise

    def _add_site_directory(self, folder: str) -> None:
        """The lines that this executes see what has been done by now."""
        doubt = self.state.sys_path.doubt
        self.end()
        self._interpreter.add_site_directory(folder)
        self.state.sys_path = self._interpreter.sys_path
        self.state.sys_path.doubt = doubt
        self.state.modules.update(self._interpreter.modules)
        self.read_path()

    def _getattr(self, owner: str, name: str, default: list[object]) -> object:
        """What has no value here may exist all the same; but who asks like this mostly gets the default."""
        value = self.look_up(f"{owner}.{name}")
        return default[0] if default and value == Reference(f"{owner}.{name}") and default[0] != UNKNOWN else value

    def _doubt_call(self, function: str) -> None:
        top = function.partition(".")[0]
        is_foreign = top in self.state.modules and top not in {"", "sys", *self._target.stdlib_names, *_HARMLESS}
        self.state.installs_hooks |= is_foreign or _DANGEROUS.match(function) is not None
        if _MAY_DO_ANYTHING.match(function):
            self.state.sys_path.doubt = max(self.state.sys_path.doubt, Doubt.MAY_GROW)

    # Imports.

    def need(self, name: str) -> None:
        """Follow the body of a module that is not of the standard library, and of the packages above it."""
        parts = name.split(".")
        if parts[0] in self._target.stdlib_names or parts[0] in _HARMLESS:
            return
        for position in range(1, len(parts) + 1):
            self._import_once(".".join(parts[:position]))

    def member(self, module: str, name: str) -> object:
        """A name of a module that has been followed, else its submodule."""
        value = super().member(module, name)
        followed = module in self.state.modules and module != "sys" and module not in self._generated
        if followed and value == Reference(f"{module}.{name}"):
            try:
                self._import_once(f"{module}.{name}")
            except RaisedError:
                return UNKNOWN
        return value

    def _import_once(self, name: str) -> None:
        if name in self.state.modules:
            return
        self.write_path()
        found = self._path.meta_path().find_spec(name)
        if not isinstance(found, Found):
            if found.certain:
                raise RaisedError("ModuleNotFoundError")
            return
        self._interpreter.modules_followed += 1
        running = RunningModule(name, found.spec.origin, found.spec.submodule_search_locations, ())
        self.state.modules[name] = state_at_start(running).names
        if self._interpreter.modules_followed > _MOST_MODULES:
            self.state.installs_hooks = True
        elif not found.spec.is_namespace and found.spec.loader not in {Loader.BUILTIN, Loader.FROZEN}:
            self._follow_module(name, found.spec)

    def _follow_module(self, name: str, spec: ModuleSpec) -> None:
        source = self._read(spec)
        if source is None:
            self.state.installs_hooks = True
            return
        generated = read_generated_module(self._path.file_system, source, spec.origin or "")
        if generated is not None:
            self._run_generated(name, generated)
            return
        tree = parse(source)
        if tree is None:
            self.state.installs_hooks |= _REACHES_THE_IMPORT_SYSTEM.search(source) is not None
            return
        try:
            self.follow(name, self.state.modules[name], tree.body)
        except RaisedError:
            self.state.modules.pop(name, None)
            raise

    def _read(self, spec: ModuleSpec) -> bytes | None:
        """The source of a module; None where there is none to follow."""
        try:
            content = self._path.file_system.read_bytes(spec.origin or "")
        except OSError:
            return None
        self.sources.append(content)
        return content if spec.loader is Loader.SOURCE_FILE else None

    def _run_generated(self, name: str, generated: GeneratedModule) -> None:
        self._generated[name] = generated
        if isinstance(generated.finder, EditablesFinder):
            self.need("editables.redirector")
        if generated.installed_by is None:
            self._install(generated.finder)

    def _install(self, finder: EditableFinder) -> None:
        if not self.is_decided:
            self.state.installs_hooks = True
            return
        self.write_path()
        self._path.install(finder, self._file)
        self.read_path()


class _OutOfSight:
    """What the bodies of packages may ask is not known here: it decides what is found below them, not at start."""

    def exists(self, name: str) -> None:  # noqa: ARG002 - as Finders has it
        return None

    path_of = name_of = exists

    def extend_path(self, path: list[str], name: str, sys_path: list[str]) -> list[str]:  # noqa: ARG002 - as above
        return path

    declare_namespace = extend_path


def _edits_search_path(node: ast.AST) -> bool:
    """Whether something in a node that is not looked into may edit `sys.path`."""
    return any(_is_edit(part) for hidden in _hidden(node) for part in ast.walk(hidden))


def _hidden(node: ast.AST) -> Iterator[ast.AST]:
    """Functions that are not followed, and the expressions that no value is known of whatever is in them."""
    if not isinstance(node, ast.expr):
        yield node
        return
    yield from (part for part in ast.walk(node) if isinstance(part, ast.expr) and not is_followed(part))


def _is_edit(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=method)) if _is_search_path(owner):
            return method not in _READS_LISTS
        case ast.Call(func=ast.Attribute(attr="addsitedir") | ast.Name(id="addsitedir")):
            return True
        case ast.Call(func=ast.Attribute(), args=arguments):
            return any(map(_is_search_path, arguments))
        case ast.Subscript(value=owner, ctx=ast.Store() | ast.Del()) | ast.AugAssign(target=owner):
            return _is_search_path(owner)
        case ast.Attribute(ctx=ast.Store()):
            return _is_search_path(node)
        case _:
            return False


def _is_search_path(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "path" and getattr(node.value, "id", "").endswith("sys")
