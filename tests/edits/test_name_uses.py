"""Where names are read, against CPython's symbol table, over the standard library of the Python that runs this."""

import ast
import os
import symtable
from pathlib import Path

import pytest

from importls.edits.name_uses import When, name_uses

LIBRARY = sorted(Path(os.path.dirname(os.__file__)).glob("*.py"))[::3]


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.name)
def test_functions_read_the_global_names_that_the_symbol_table_says(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    names = {name for scope in scopes_in(symtable.symtable(text, path.name, "exec")) for name in globals_read(scope)}
    found = name_uses(tree, names)

    assert {
        (use.function.name, name)
        for name, uses in found.uses.items()
        for use in uses
        if use.when is When.CALL and use.function is not None and name not in found.unclear
    } == {
        (function.get_name(), name)
        for function in outermost_functions(symtable.symtable(text, path.name, "exec"))
        for scope in (function, *scopes_in(function))
        for name in globals_read(scope)
        if name not in found.unclear
    }


def scopes_in(table):
    for child in table.get_children():
        yield child
        yield from scopes_in(child)


def outermost_functions(table):
    """Functions, and those in classes; lambdas and comprehensions of the module are none."""
    for child in table.get_children():
        if child.get_type() == "function" and not is_expression(child):
            yield child
        elif child.get_type() != "function":
            yield from outermost_functions(child)


def is_expression(table):
    return table.get_name() in {"lambda", "genexpr", "listcomp", "setcomp", "dictcomp", "<lambda>", "<genexpr>"}


def globals_read(table):
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
