"""What start-up code does to the import system: a world for `startup_statements`. Nothing is executed.

Followed are edits of `sys.path` that are constant, `site.addsitedir`, and the finders of editable installs. Whatever
else may change how modules are found makes a doubt, and from that a `StartupHook`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from resolver.editable import EditableFinder, GeneratedModule, read_generated_module
from resolver.editable.editables_finder import EditablesFinder
from resolver.environment.path_under_construction import PathUnderConstruction
from resolver.environment.startup import Startup
from resolver.environment.startup_functions import Host, call_pure, constant
from resolver.environment.startup_hook import StartupHook
from resolver.environment.startup_statements import CodeError, run, run_function
from resolver.environment.startup_values import (
    UNKNOWN,
    Dotted,
    Function,
    Method,
    Names,
    PathValue,
    evaluate,
    is_known,
)
from resolver.machinery import Loader, ModuleSpec
from resolver.resolution import Found

_HARMLESS = frozenset({"_virtualenv", "coverage", "pywin32_bootstrap"})
"""Modules that `.pth` files import and that make no name findable: virtualenv patches distutils, coverage measures."""
_REACHES_THE_IMPORT_SYSTEM = re.compile(
    rb"sys\s*\.\s*(?:path|modules|meta_path)|from\s+sys\s+import|addsitedir|__import__|importlib|\bexec\b|\beval\b|runpy"
)
_DANGEROUS = re.compile(
    r"sys\.(?:meta_path|path_hooks|path_importer_cache|modules|path)\b|importlib\b(?!\.(?:resources|metadata))"
    r"|imp\b|runpy\b|site\b|pkgutil\b"
    r"|builtins\.(?:exec|eval|compile|__import__|globals|vars|setattr)\b|pkg_resources\b"
    r"|os\.(?:system|exec|popen|spawn)|subprocess\b|ctypes\b"
)
_MAY_DO_ANYTHING = re.compile(r"builtins\.(?:exec|eval)$|site\b|sys\.path\b")
_NEWER_SYNTAX = re.compile(r"""\b[ft]["']|\btype\b|\blazy\b""")
_MOST_MODULES = 40

AddSiteDirectory = Callable[[str], None]


@dataclass(slots=True)
class StartupCode:
    """Start-up code of one interpreter: what it has imported, and what is in doubt."""

    path: PathUnderConstruction
    startup: Startup
    host: Host
    add_site_directory: AddSiteDirectory
    sys_path: list[object] = field(default_factory=list)
    attributes: Names = field(default_factory=dict)
    modules: dict[str, Names] = field(default_factory=dict)
    generated: dict[str, GeneratedModule] = field(default_factory=dict)
    sources: list[bytes] = field(default_factory=list)
    doubted: bool = False
    """Whether the code at hand may change how modules are found, nobody knows how."""
    path_doubted: bool = False
    """Whether it may change `sys.path` so."""
    file: str = ""
    _depth: int = 0
    _in_line: bool = False
    """Whether names that are not bound are certainly errors: of a module not every name is known."""

    def run_line(self, line: str, file: str, names: Names) -> bool:
        """Follows a line that `site` executes. False where it certainly raises."""
        try:
            body = ast.parse(line.strip()).body
        except (SyntaxError, ValueError):
            # The host may be older than the target, which then reads what it cannot.
            newer = _NEWER_SYNTAX.search(line) is not None
            return newer and self._run(file, line, self._doubt)

        def follow() -> None:
            self._in_line = True
            run(body, names, self)

        return self._run(file, line, follow)

    def _doubt(self) -> None:
        self.doubted = True

    def run_import(self, module: str, file: str) -> bool:
        """Follows the import of a module for what it does."""
        return self._run(file, f"import {module}", lambda: self.import_module(module))

    def run_entry_point(self, entry_point: str, file: str) -> bool:
        """Follows a line of a `.start` file, `package.module:callable`."""
        module, _, function = entry_point.partition(":")
        line = f"import {module}; {module}.{function}()"
        return self._run(file, entry_point, lambda: run(ast.parse(line).body, {}, self))

    def _run(self, file: str, line: str, follow: Callable[[], object]) -> bool:
        self.file, self.sources, self._in_line = file, [], False
        self.doubted = self.path_doubted = False
        self.sys_path[:] = [entry.written or entry.path for entry in self.path.entries]
        raised = False
        try:
            follow()
        except CodeError:
            raised = True
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.doubted = True
        self.path.take(self.sys_path, file)
        if self.doubted or self.path_doubted:
            source = b"\n".join(self.sources).decode("utf-8", "replace")
            self.path.add_hook(StartupHook(line, source, self.path_doubted), file)
        return not raised

    # What expressions and statements ask.

    @property
    def doubts(self) -> bool:
        """Whether it is unknown that the present stretch of code runs."""
        return self._depth > 0

    @contextmanager
    def doubting(self) -> Iterator[None]:
        """A stretch of code of which nobody knows whether it runs."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def in_doubt(self, nodes: list[ast.expr], names: Names) -> None:
        """Evaluates expressions of which nobody knows whether they are."""
        with self.doubting():
            for node in nodes:
                evaluate(node, names, self)

    def may_change(self, changed: object, arguments: list[object]) -> bool:
        """Every list but `sys.path` may change; that one only if it is known how."""
        if self.doubts or (changed is self.sys_path and not all(map(is_known, arguments))):
            self.path_doubted = True
            return False
        return True

    def get(self, name: str) -> object:
        """`sys.path` is the list itself; names of followed modules have their values, and some of `sys` and `os`."""
        if name == "sys.path":
            return self.sys_path
        if name in self.attributes:
            return self.attributes[name]
        module, _, attribute = name.rpartition(".")
        if attribute in self.modules.get(module, {}):
            return self.modules[module][attribute]
        if module == "builtins" and not hasattr(builtins, attribute) and self._in_line and not self.doubts:
            raise CodeError("NameError")
        return constant(name, self.host, self.path.bare)

    def set_attribute(self, name: str, value: object) -> None:
        """Attributes of `sys` are remembered; what else decides how modules are found cannot be followed."""
        if name == "sys.path":
            if isinstance(value, list) and self.may_change(self.sys_path, [value]):
                self.sys_path[:] = value
            else:
                self.path_doubted = True
        elif _DANGEROUS.match(name):
            self.doubted = True
        elif name.startswith("sys."):
            self.attributes[name] = UNKNOWN if self.doubts else value

    def path_attribute(self, path: PathValue, attribute: str) -> object:
        """The folder of a path, its name, or a method."""
        if attribute == "parent":
            return PathValue(self.host.module.dirname(path.text))
        if attribute == "name":
            return self.host.module.basename(path.text)
        return Method(path, attribute)

    def call(self, function: object, arguments: list[object], names: Names) -> object:
        """The few calls that matter; those of the standard library that cannot matter are UNKNOWN."""
        if isinstance(function, Function):
            return run_function(function, self) if len(self.modules) <= _MOST_MODULES else UNKNOWN
        if isinstance(function, Dotted):
            return self._call_dotted(function.name, arguments, names)
        if not isinstance(function, Method):
            self.path_doubted |= any(argument is self.sys_path for argument in arguments)
            return UNKNOWN
        return call_pure(f"pathlib.Path.{function.name}", [function.owner, *arguments], self.host)

    def _call_dotted(self, name: str, arguments: list[object], names: Names) -> object:
        module, _, function = name.rpartition(".")
        generated = self.generated.get(module)
        if generated is not None and generated.installed_by == function:
            self._install(generated.finder)
            return None
        match name, arguments:
            case "site.addsitedir", [str() as folder, *_] if not self.doubts:
                self.path.take(self.sys_path, self.file)
                self.add_site_directory(folder)
                self.sys_path[:] = [entry.written or entry.path for entry in self.path.entries]
                return UNKNOWN
            case "builtins.__import__" | "importlib.import_module", [str() as imported, *_]:
                self.import_module(imported)
                return Dotted(imported.partition(".")[0] if name.startswith("builtins") else imported)
            case "builtins.exec", [str() as code, *_]:
                run(ast.parse(code).body, names, self)
                return None
            case _:
                pass
        undefined = module == "builtins" and not hasattr(builtins, function)
        if undefined or _DANGEROUS.match(name) or self._is_foreign(name):
            self.doubted = True
            self.path_doubted |= _MAY_DO_ANYTHING.match(name) is not None
            return UNKNOWN
        return call_pure(name, arguments, self.host)

    def _is_foreign(self, name: str) -> bool:
        """Whether a function belongs to a module that has been followed, and is none that is known to do nothing."""
        top = name.partition(".")[0]
        return top not in self.path.bare.stdlib_names and top not in _HARMLESS and top in self.modules

    # Imports.

    def import_module(self, name: str) -> object:
        """Follows the body of a module that is not of the standard library, and of the packages above it."""
        parts = name.split(".")
        if parts[0] not in self.path.bare.stdlib_names and parts[0] not in _HARMLESS:
            for position in range(1, len(parts) + 1):
                self._import(".".join(parts[:position]))
        return Dotted(name)

    def import_from(self, module: str, name: str, names: Names) -> object:
        """A name of a module that has been followed, else its submodule."""
        self.import_module(module)
        if name == "*":
            names.update(self.modules.get(module, {}))
            return UNKNOWN
        value = self.get(f"{module}.{name}")
        if isinstance(value, Dotted) and module in self.modules and module not in _HARMLESS:
            try:
                self._import(value.name)
            except CodeError:
                return UNKNOWN
        return value

    def _import(self, name: str) -> None:
        if name in self.modules:
            return
        self.path.take(self.sys_path, self.file)
        found = self.path.meta_path().find_spec(name)
        if not isinstance(found, Found):
            if found.certain and not self.doubts:
                raise CodeError("ModuleNotFoundError")
            return
        self.modules[name] = {}
        if len(self.modules) > _MOST_MODULES:
            self.doubted = True
            return
        self._follow(name, found.spec)

    def _follow(self, name: str, spec: ModuleSpec) -> None:
        """The body of a module, read from its source."""
        if spec.is_namespace or spec.loader in {Loader.BUILTIN, Loader.FROZEN}:
            return
        try:
            source = self.path.file_system.read_bytes(spec.origin or "")
        except OSError:
            self.doubted = True
            return
        self.sources.append(source)
        self._in_line = False
        if spec.loader is not Loader.SOURCE_FILE:
            self.doubted = True
            return
        generated = read_generated_module(self.path.file_system, source, spec.origin or "")
        if generated is not None:
            self.generated[name] = generated
            if isinstance(generated.finder, EditablesFinder):
                self.import_module("editables.redirector")
            if generated.installed_by is None:
                self._install(generated.finder)
            return
        try:
            body = ast.parse(source).body
        except (SyntaxError, ValueError):
            self.doubted = self.doubted or bool(_REACHES_THE_IMPORT_SYSTEM.search(source))
            return
        names: Names = {"__name__": name, "__file__": spec.origin, "__package__": spec.parent}
        self.modules[name] = names
        try:
            run(body, names, self)
        except CodeError:
            del self.modules[name]
            raise

    def _install(self, finder: EditableFinder) -> None:
        if self.doubts:
            self.doubted = True
            return
        self.path.take(self.sys_path, self.file)
        self.path.install(finder, self.file)
        self.sys_path[:] = [entry.written or entry.path for entry in self.path.entries]
