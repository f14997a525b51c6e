"""Whether a module changes its namespace or `__path__` in ways that hide names; knows nothing of the names themselves.

When in doubt the namespace counts as open: what is silent cannot be a false alarm.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from importls.facts.syntax_tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OWN_NAME = frozenset({"__name__", "__package__", "__spec__"})
_READERS = frozenset(
    {"getattr", "hasattr", "len", "list", "dict", "set", "sorted", "tuple", "dir", "print", "repr", "str", "id", "iter"}
)
_READING_METHODS = frozenset({"get", "keys", "values", "items", "copy", "__contains__", "__getitem__"})

# Words without which no code below can open a namespace, however it is spaced: whether it does, the tree decides.
_WORDS = ("globals", "vars", "locals", "exec", "eval", "setattr", "_convert")
# Words of most files, which count only with what follows them in such code. Both patterns begin with plain text, which
# makes searching for them fast.
_MODULES = re.compile(r"modules\b[\s\\)]*[\[.]")
_OWN_NAME_AS_ARGUMENT = re.compile(r"__(?:name|package|spec)__(?:[\s\\]|#[^\n]*\n)*[,)]")


def opens_namespace(tree: ast.Module, text: str, scope: Iterable[ast.AST]) -> bool:
    """Whether names may come to be in the module that no statement of it binds."""
    if any(_has_unknown_decorator(node) for node in scope):
        return True
    if not _may_open(text):
        return False
    nodes = walk(tree)
    if any(_injects_names(node) for node in nodes) or _sets_attributes_of_imports(nodes):
        return True
    suspects = [node for node in nodes if _is_own_namespace(node)]
    suspects.extend(node for node in scope if _is_module_level_escape(node))
    if not suspects:
        return False
    reads = {id(read) for node in nodes for read in _read_by(node)}
    return any(id(node) not in reads for node in suspects)


def _may_open(text: str) -> bool:
    if any(word in text for word in _WORDS):
        return True
    return _MODULES.search(text) is not None or _OWN_NAME_AS_ARGUMENT.search(text) is not None


def edits_path(tree: ast.Module, text: str) -> bool:
    """Whether the module binds or changes its `__path__`."""
    return "__path__" in text and any(_changes_path(node) for node in walk(tree))


def _read_by(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the operands of `node` that it only reads."""
    match node:
        case ast.Subscript(value=value, ctx=ast.Load()):
            yield value
        case ast.Attribute(value=value, attr=attribute, ctx=ast.Load()) if _is_harmless_attribute(attribute):
            yield value
        case ast.Compare(left=left, comparators=comparators):
            yield left
            yield from comparators
        case ast.Call(func=function, args=arguments, keywords=keywords):
            if isinstance(function, ast.Name) and function.id in _READERS:
                yield from arguments
            yield from (keyword.value for keyword in keywords if keyword.arg is None)
        case ast.For(iter=value) | ast.comprehension(iter=value) | ast.BinOp(op=ast.Mod(), right=value):
            yield value
        case _:
            pass


def _is_harmless_attribute(attribute: str) -> bool:
    """Whether taking it neither changes the namespace nor hands it out; methods of a module object are its own."""
    return attribute in _READING_METHODS or attribute in {"__name__", "__doc__", "__file__", "__package__", "__spec__"}


def _injects_names(node: ast.AST) -> bool:
    """Tell code that lets others write to the namespace: it hands its own name away and wants no answer.

    `IntEnum._convert_("Signals", __name__, …)` binds the members of an enumeration in the module.
    """
    match node:
        case ast.Call(func=ast.Attribute(attr="_convert_" | "_convert")):
            return True
        case ast.Expr(value=ast.Call(func=function, args=arguments)):
            names = {argument.id for argument in arguments if isinstance(argument, ast.Name)}
            return "__name__" in names and _last_name(function) not in _TAKES_A_NAME
        case _:
            return False


_TAKES_A_NAME = frozenset({"getLogger", "get_logger", "warn", "warn_explicit", "main", "print"})


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


_KEEPS_TO_ITS_CLASS = frozenset(
    {
        "attributes",
        "attrs",
        "dataclass",
        "dataclass_transform",
        "define",
        "deprecated",
        "final",
        "frozen",
        "mutable",
        "register",
        "runtime_checkable",
        "s",
        "skip",
        "skipIf",
        "skipUnless",
        "total_ordering",
        "unique",
        "verify",
    }
)


def _has_unknown_decorator(node: ast.AST) -> bool:
    """Tell a class whose decorator may bind further names in the module, as `enum.global_enum` does."""
    if not isinstance(node, ast.ClassDef):
        return False
    decorators = (item.func if isinstance(item, ast.Call) else item for item in node.decorator_list)
    return any(_last_name(decorator) not in _KEEPS_TO_ITS_CLASS for decorator in decorators)


def _sets_attributes_of_imports(nodes: list[ast.AST]) -> bool:
    """Whether `setattr` is called on something that was imported: it may be the module itself."""
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "setattr"
        and bool(node.args)
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in imported
        for node in nodes
    )


def _is_own_namespace(node: ast.AST) -> bool:
    """Tell `globals()` and the module object, be it taken out of `sys.modules` or imported by its own name."""
    match node:
        case ast.Call(func=ast.Name(id="globals") | ast.Attribute(attr="globals"), args=[]):
            return True
        case ast.Assign(value=ast.Name(id="globals")) | ast.Attribute(attr="f_globals" | "__globals__"):
            return True
        case ast.Subscript(value=ast.Attribute(attr="modules") | ast.Name(id="modules"), slice=key):
            return _mentions_own_name(key)
        case ast.Call(
            func=ast.Attribute(attr="get" | "setdefault" | "pop", value=ast.Attribute(attr="modules")), args=[key, *_]
        ):
            return _mentions_own_name(key)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[key, *_]):
            return name in {"import_module", "__import__"} and isinstance(key, ast.Name) and key.id in _OWN_NAME
        case _:
            return False


def _mentions_own_name(key: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id in _OWN_NAME for node in ast.walk(key))


def _is_module_level_escape(node: ast.AST) -> bool:
    """Tell calls that see or change the namespace they stand in, which at module level is the global one."""
    match node:
        case ast.Call(func=ast.Name(id="vars" | "locals") | ast.Attribute(attr="vars" | "locals"), args=[]):
            return True
        case ast.Call(func=ast.Name(id="exec" | "eval" | "execfile")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="builtins" | "__builtins__"), attr="exec" | "eval")):
            return True
        case ast.Attribute(attr="f_locals"):
            return True
        case _:
            return False


def _changes_path(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="__path__", ctx=ast.Store() | ast.Del()):
            return True
        case ast.Subscript(value=ast.Name(id="__path__"), ctx=ast.Store() | ast.Del()):
            return True
        case ast.Attribute(value=ast.Name(id="__path__"), attr=method):
            return method in {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"}
        case ast.alias(name=name, asname=asname):
            return (asname or name) == "__path__"
        case ast.Constant(value="__path__"):
            # `globals()["__path__"]`, `setattr(module, "__path__", …)` and their like.
            return True
        case _:
            return False
