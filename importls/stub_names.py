"""The names that a stub file lets others import; knows nothing of what the module binds when it runs."""

from __future__ import annotations

import ast
from collections import deque
from typing import TYPE_CHECKING

from importls.facts import syntax_tree
from importls.facts.bindings import bound_names, nodes_of_scope
from importls.facts.dunder_all import read_dunder_all
from importls.facts.source import SyntaxProblem
from resolver.module_name import absolute_name
from resolver.stub_finder import STUB_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importls.project import SourceFile
    from importls.snapshot import Snapshot
    from resolver.stub_finder import TypedModule


def exported_names(snapshot: Snapshot, file: SourceFile, stub: TypedModule) -> frozenset[str] | None:
    """The names that `from stub import name` finds, submodules aside; None where they cannot be known.

    The typing spec's rule ("Stub files: imports"): what a stub imports is its own, unless it is imported under its own
    name (`import a as a`, `from m import a as a`), by a star, or is in `__all__`. A `__getattr__` has every name.
    """
    names: set[str] = set()
    waiting = deque([stub])
    seen = {stub.name}
    while waiting:
        current = waiting.popleft()
        tree = _parsed(snapshot, current)
        if tree is None:
            return None
        scope = list(nodes_of_scope(tree.body))
        own = _declared(tree, current.origin or "", snapshot.text(current.origin or ""), scope)
        if "__getattr__" in own:
            return None
        names |= own if current is stub else {name for name in own if not name.startswith("_")}
        for name in _star_targets(current, scope):
            target = snapshot.search.find_types(file, name)
            if target is None:
                return None
            if target.name not in seen:
                seen.add(target.name)
                waiting.append(target)
    return frozenset(names)


def _parsed(snapshot: Snapshot, module: TypedModule) -> ast.Module | None:
    if module.origin is None or not module.origin.endswith((STUB_SUFFIX, ".py")):
        return None
    tree = syntax_tree.parse(snapshot.text(module.origin))
    return None if isinstance(tree, SyntaxProblem) else tree


def _declared(tree: ast.Module, path: str, text: str, scope: list[ast.AST]) -> frozenset[str]:
    """What the file binds; in a stub `x: int` binds, and an import only under the module's own name."""
    dunder_all = read_dunder_all(tree, scope)
    listed = frozenset(() if dunder_all is None else dunder_all.names)
    if not path.endswith(STUB_SUFFIX):
        return listed | bound_names(tree, text, scope)
    kept = [node for node in scope if not isinstance(node, ast.alias) or node.asname == node.name]
    annotated = [node.target for node in scope if isinstance(node, ast.AnnAssign)]
    return listed | bound_names(tree, text, [*kept, *annotated])


def _star_targets(module: TypedModule, scope: list[ast.AST]) -> Iterator[str]:
    is_package = module.submodule_search_locations is not None
    package = module.name if is_package else module.name.rpartition(".")[0]
    for node in scope:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield absolute_name(node.module or "", node.level, package) or ""
