"""Which modules do something to the import system when they run, seen from their source alone. It follows nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARKS = (b"__path__", b"declare_namespace", b"sys.modules", b"meta_path", b"path_hooks", b"__import__")
_MORE_MARKS = (b"from sys import", b"initpkg(", b"VendorImporter", b"\nraise")
_GROWS_SEARCH_PATH = (b"sys.path", b"addsitedir", b"meta_path")
_UNCONDITIONAL_IMPORT = re.compile(rb"^(?:import|from)[ \t]+(\w+)", re.MULTILINE)
_READ_THE_PATH = frozenset({"iter_modules", "walk_packages", "list", "tuple", "len", "print", "repr", "str"})
_READ_THE_MODULES = frozenset({"copy", "get", "items", "keys", "pop", "values"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

EDITS_PATH = "__path__"
EDITS_MODULES = "sys.modules"
INSTALLS_HOOKS = "sys.meta_path"


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """The source of a module as far as it matters; every field is empty for one that only has ordinary contents."""

    tree: ast.Module | None = None
    """Set where something in it may concern the import system."""
    unreadable: bool = False
    """It has no source, or one that is no Python that can be parsed here."""
    imports: tuple[str, ...] = ()
    """Top-level names that lines at the left margin import: statements, or text that looks like them.

    Empty where the module itself may change what they find.
    """


def read_source(source: bytes | None) -> ModuleSource:
    """Read the source of a module; None stands for one that has no source to read."""
    if source is None:
        return ModuleSource(unreadable=True)
    imports = tuple({name.decode(): None for name in _UNCONDITIONAL_IMPORT.findall(source)})
    if any(mark in source for mark in _GROWS_SEARCH_PATH):
        imports = ()
    if not any(mark in source for mark in (*_MARKS, *_MORE_MARKS)) and not source.startswith(b"raise"):
        return ModuleSource(imports=imports)
    tree = parse(source)
    return ModuleSource(tree, unreadable=tree is None, imports=imports)


def parse(source: bytes) -> ast.Module | None:
    """The syntax tree, None where this Python cannot parse it."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def edits_by(nodes: Iterable[ast.AST], functions: dict[str, ast.AST]) -> frozenset[str]:
    """What running the nodes may edit, judged by what they mention; bodies of functions count where they are named.

    `functions` are the module's own functions and classes by name.
    """
    found: set[str] = set()
    waiting = list(nodes)
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
            seen.add(node.id)
            waiting.extend(_body_of(functions[node.id]))
        found.update(_edits_of(node))
        explained = _only_read_by(node)
        waiting.extend(child for child in ast.iter_child_nodes(node) if child not in explained)
    return frozenset(found)


def _body_of(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a function is called, or a class and its methods are."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _SCOPES) and isinstance(node, ast.ClassDef):
            yield from ast.iter_child_nodes(child)
        else:
            yield child


def _only_read_by(node: ast.AST) -> list[ast.AST]:
    """The `sys.modules` in `x in sys.modules` or `sys.modules.get(x)`, the `__path__` that is only listed."""
    match node:
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[operand]):
            return [operand]
        case ast.Subscript(value=operand, ctx=ast.Load()):
            return [operand]
        case ast.Attribute(value=operand, attr=method) if method in _READ_THE_MODULES:
            return [operand]
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _READ_THE_PATH:
            return [*node.args, *node.keywords]
        case _:
            return []


def _edits_of(node: ast.AST) -> Iterator[str]:
    """What one node, looked at alone, may edit."""
    match node:
        case ast.Name(id="__path__") | ast.Constant(value="__path__"):
            yield EDITS_PATH
        case ast.Attribute(attr="__path__", value=owner):
            yield EDITS_PATH if "__name__" in ast.dump(owner) else EDITS_MODULES
        case ast.Call(func=ast.Attribute(attr="initpkg") | ast.Name(id="initpkg")):
            # apipkg enters a module for every dictionary that it is given.
            yield EDITS_MODULES
        case ast.Attribute(attr="modules", value=ast.Name(id=name)) if name.endswith("sys"):
            yield EDITS_MODULES
        case ast.Attribute(attr="meta_path" | "path_hooks"):
            yield INSTALLS_HOOKS
        case ast.Attribute(attr="__import__", ctx=ast.Store()) | ast.Name(id="__import__", ctx=ast.Store()):
            yield INSTALLS_HOOKS
        case ast.ImportFrom(module="sys", names=names):
            imported = {alias.name for alias in names}
            if "modules" in imported:
                yield EDITS_MODULES
            if imported & {"meta_path", "path_hooks"}:
                yield INSTALLS_HOOKS
        case _:
            return


def always_imports(source: bytes, name: str) -> bool:
    """Whether a statement of the module's own block, under no condition, imports this top-level name."""
    tree = parse(source)
    for statement in [] if tree is None else tree.body:
        match statement:
            case ast.Import(names=names) if any(alias.name.partition(".")[0] == name for alias in names):
                return True
            case ast.ImportFrom(module=str() as module, level=0) if module.partition(".")[0] == name:
                return True
            case _:
                pass
    return False


_KEEPS_PATH = re.compile(rb"__dict__\s*\.\s*update\(|LazyModule\(|__path__['\"]?\s*[=:]\s*__path__")


def keeps_path(source: bytes) -> bool:
    """Whether what the module puts in its own place is, as far as one sees, given the same `__path__`.

    `_LazyModule` of transformers and its copies set it; others copy the whole `__dict__`, or pass `__path__=__path__`.
    """
    return _KEEPS_PATH.search(source) is not None
