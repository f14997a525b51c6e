"""What the body of a parent module says about its submodules, read from the source where plain lookup found nothing.

Only two idioms can be followed without running them: `pkgutil.extend_path` and `pkg_resources.declare_namespace`.
Everything else that may put submodules somewhere makes the answer uncertain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORTH_PARSING = re.compile(
    rb"extend_path|declare_namespace|__path__|sys\s*\.\s*modules|from\s+sys\s+import|meta_path|path_hooks|__import__\s*="
)
_READ_THE_PATH = frozenset({"iter_modules", "walk_packages"})
_READ_THE_MODULES = frozenset({"copy", "get", "items", "keys", "pop", "values"})


@dataclass(frozen=True, slots=True)
class ModuleBody:
    """What a module does to the import system when it runs, as far as its source shows."""

    extends_path: bool = False
    """`__path__ = extend_path(__path__, __name__)`, in any spelling."""
    declares_namespace: bool = False
    """`pkg_resources.declare_namespace(__name__)`."""
    edits_path: bool = False
    """It mentions `__path__` in another way."""
    edits_modules: bool = False
    """It uses `sys.modules` other than to read it."""
    installs_hooks: bool = False
    """It mentions `sys.meta_path` or `sys.path_hooks`, or replaces `__import__`."""

    @property
    def may_provide_submodules(self) -> bool:
        """Whether a submodule that no finder knows may exist when the module has run."""
        return self.edits_path or self.edits_modules or self.installs_hooks


UNREADABLE = ModuleBody(edits_path=True, edits_modules=True, installs_hooks=True)
"""Of a module whose source is missing or no Python that can be parsed here."""


def read_body(source: bytes | None) -> ModuleBody:
    """Read the source of a module; None stands for one that has no source to read."""
    if source is None:
        return UNREADABLE
    if not _WORTH_PARSING.search(source):
        return ModuleBody()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNREADABLE
    return _body_of(tree)


def _body_of(tree: ast.Module) -> ModuleBody:
    """One walk, parents before children: what an idiom explains is passed over below it."""
    aliases = _aliases_of_extend_path(tree)
    explained: set[ast.AST] = set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in explained:
            explained.update(ast.iter_child_nodes(node))
        elif _is_extend_path(node, aliases):
            found.add("extends_path")
            explained.update(ast.iter_child_nodes(node))
        elif _is_call_of(node, frozenset({"declare_namespace"})):
            found.add("declares_namespace")
            explained.update(ast.iter_child_nodes(node))
        elif _is_call_of(node, _READ_THE_PATH):
            explained.update(ast.iter_child_nodes(node))
        else:
            explained.update(_modules_only_read_by(node))
            found.update(_edits_by(node))
    return ModuleBody(**dict.fromkeys(found, True))


def _is_extend_path(node: ast.AST, aliases: frozenset[str]) -> bool:
    match node:
        case ast.Assign(
            targets=[ast.Name(id="__path__")],
            value=ast.Call(args=[ast.Name(id="__path__"), ast.Name(id="__name__")]) as call,
        ):
            return _is_call_of(call, aliases)
        case _:
            return False


def _is_call_of(node: ast.AST, functions: frozenset[str]) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name in functions
        case _:
            return False


def _aliases_of_extend_path(tree: ast.Module) -> frozenset[str]:
    """`extend_path` and the names under which the module imports it."""
    imported = (node.names for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    renamed = {alias.asname for names in imported for alias in names if alias.name == "extend_path" and alias.asname}
    return frozenset({"extend_path"} | renamed)


def _modules_only_read_by(node: ast.AST) -> list[ast.AST]:
    """The `sys.modules` in `x in sys.modules`, `sys.modules[x]`, `sys.modules.get(x)`: they enter no module."""
    match node:
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[operand]):
            return [operand]
        case ast.Subscript(value=operand, ctx=ast.Load()):
            return [operand]
        case ast.Attribute(value=operand, attr=method) if method in _READ_THE_MODULES:
            return [operand]
        case _:
            return []


def _edits_by(node: ast.AST) -> Iterator[str]:
    """The fields of `ModuleBody` that one node, looked at alone, makes true."""
    match node:
        case ast.Name(id="__path__") | ast.Attribute(attr="__path__") | ast.Constant(value="__path__"):
            yield "edits_path"
        case ast.Attribute(attr="modules", value=ast.Name(id=name)) if name.endswith("sys"):
            yield "edits_modules"
        case ast.ImportFrom(module="sys", names=names):
            imported = {alias.name for alias in names}
            if "modules" in imported:
                yield "edits_modules"
            if imported & {"meta_path", "path_hooks"}:
                yield "installs_hooks"
        case ast.Attribute(attr="meta_path" | "path_hooks"):
            yield "installs_hooks"
        case ast.Attribute(attr="__import__", ctx=ast.Store()) | ast.Name(id="__import__", ctx=ast.Store()):
            yield "installs_hooks"
        case _:
            return
