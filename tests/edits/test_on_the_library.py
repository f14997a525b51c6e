"""Every edit of every import of real files gives Python, loses no comment and leaves the rest of the code."""

import ast
import io
import os
import tokenize
from collections import Counter
from pathlib import Path

import pytest

from importls.edits.deferral import deferral_of, deferred
from importls.edits.other_module import as_module, as_part
from importls.edits.relocation import lowest_place, moved_below
from importls.edits.source import Imported, bound_by
from tests.edits.edited import after, source_of

LIBRARY = sorted(Path(os.path.dirname(os.__file__)).glob("*.py"))[1::6]


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.name)
def test_imports_move_and_everything_else_stays(path):
    text = path.read_text(encoding="utf-8")
    source = source_of(text, (3, 11))
    before = Counter(comments_in(text))
    for imported in imports_in(source):
        deferral = deferral_of(source, imported)
        if deferral is not None and not deferral.is_removal:
            edited = after(text, deferred(source, imported, deferral))
            assert before <= Counter(comments_in(edited))
            assert code_in(edited, deferral.quoted) == code_in(text, deferral.quoted)
        lowest = lowest_place(source, imported.number)
        if imported.is_whole and lowest is not None:
            edited = after(text, moved_below(source, [imported.number], lowest))
            assert before == Counter(comments_in(edited))
            assert sorted(map(ast.dump, ast.parse(edited).body)) == sorted(map(ast.dump, source.body))


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.name)
def test_uses_are_rewritten_with_their_import_and_everything_else_stays(path):
    text = path.read_text(encoding="utf-8")
    source = source_of(text, (3, 11))
    before = Counter(comments_in(text))
    for imported in imports_in(source):
        module = as_module(source, imported)
        if module is not None and isinstance(imported.statement, ast.ImportFrom):
            edited = after(text, module)
            names = {bound_by(alias, imported.statement): alias.name for alias in imported.aliases}
            last = (imported.statement.module or "").rpartition(".")[2]
            assert before <= Counter(comments_in(edited))
            assert code_in(edited, ()) == code_in(text, (), {name: f"{last}.{there}" for name, there in names.items()})
        part = as_part(source, imported)
        if part is not None:
            edited = after(text, part)
            assert before == Counter(comments_in(edited))


def imports_in(source):
    """Every import statement of a module, with all its names and with each of them."""
    for number, statement in source.imports():
        if getattr(statement, "module", None) == "__future__":
            continue
        yield Imported(number, statement, tuple(statement.names))
        if len(statement.names) > 1:
            yield from (Imported(number, statement, (alias,)) for alias in statement.names)


def comments_in(text):
    return [
        token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT
    ]


class WithoutImports(ast.NodeTransformer):
    """Leaves out imports, blocks of them, and the difference between an annotation and its text."""

    def __init__(self, quoted, renamed):
        self.quoted = {ast.dump(annotation): ast.unparse(annotation) for annotation in quoted}
        self.renamed = renamed

    def visit_Import(self, _):
        return None

    def visit_ImportFrom(self, _):
        return None

    def visit_If(self, node):
        self.generic_visit(node)
        return node if node.body else None

    def visit_Constant(self, node):
        text = node.value if self.quoted and isinstance(node.value, str) else None
        try:
            dumped = ast.dump(ast.parse(text, mode="eval").body) if text else None
        except SyntaxError:
            return node
        return ast.Constant(f"quoted: {self.quoted[dumped]}") if dumped in self.quoted else node

    def visit(self, node):
        if self.quoted and isinstance(node, ast.expr) and ast.dump(node) in self.quoted:
            return ast.Constant(f"quoted: {self.quoted[ast.dump(node)]}")
        return super().visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load) and node.id in self.renamed:
            return ast.parse(self.renamed[node.id], mode="eval").body
        return node


def code_in(text, quoted, renamed=None):
    return ast.dump(WithoutImports(quoted, renamed or {}).visit(ast.parse(text)))
