"""The host's `ast` as a function that does not raise; knows nothing of imports."""

from __future__ import annotations

import ast
import sys
import threading
import warnings

from importls.facts.source import SyntaxProblem

# The one fact about the host that matters here: which grammar its parser reads.
HOST_GRAMMAR = sys.version_info[:2]

# `warnings.catch_warnings` swaps a list that belongs to the whole process. The parser holds the GIL anyway, so taking
# turns costs nothing, and an invalid escape in an analysed file neither prints a warning nor becomes an error.
_one_at_a_time = threading.Lock()


def accepts(data: bytes) -> bool:
    """Whether the host parses the bytes of a file, which must name no encoding but UTF-8: a codec may be any code."""
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def parse(text: str) -> ast.Module | SyntaxProblem:
    """Return the tree of `text`, or why the host's grammar refuses it. Nothing is compiled or executed."""
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        return SyntaxProblem(max(error.lineno or 1, 1), max(error.offset or 1, 1), error.msg)
    except (ValueError, RecursionError, MemoryError):
        # A NUL byte, a lone surrogate, or more nesting than CPython's own parser can take: it refuses to compile this.
        return SyntaxProblem(1, 1, "too many nested parentheses")


def compile_error(source: str | bytes | ast.Module) -> SyntaxError | None:
    """What the host's compiler raises for it; None where it takes it, or gives up. Nothing is executed.

    Bytes must name no encoding but UTF-8: a codec may be any code.
    """
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<unknown>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        return None
    return None


_WITHOUT_CHILDREN = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def walk(tree: ast.AST) -> list[ast.AST]:
    """The nodes of a tree that was parsed, in the order of `ast.walk`, without the words that stand for operators."""
    nodes = [tree]
    for node in nodes:
        # A parsed node has its fields first, in their order, and numbers of lines and columns behind them.
        for value in node.__dict__.values():
            if isinstance(value, list):
                nodes += [item for item in value if isinstance(item, ast.AST) and not isinstance(item, ast.cmpop)]
            elif isinstance(value, ast.AST) and not isinstance(value, _WITHOUT_CHILDREN):
                nodes.append(value)
    return nodes


def code_point_column(line: str, utf8_offset: int) -> int:
    """Return the column, counted from 1 in code points, of an offset in UTF-8 bytes as `ast` gives it."""
    if line.isascii():
        return utf8_offset + 1
    return len(line.encode(errors="surrogatepass")[:utf8_offset].decode(errors="replace")) + 1
