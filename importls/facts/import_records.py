"""The import statements that ast-serialize finds, decoded from its binary records; knows nothing of trust.

The format is mypy's cache format as ast-serialize 0.13 writes it (`serialize_imports` in its `src/serialize_ast.rs`).
What it says about `TYPE_CHECKING` and versions follows mypy's rules, which are not those of run time: see `scan`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import ast_serialize

from importls.facts.imports import Import, ImportedName, Position, Range, Timing
from importls.facts.source import SyntaxProblem

# Tags of `src/serialize_ast.rs`.
_IMPORT = 226
_FROM_IMPORT = 227

_TOP_LEVEL = 1
_UNREACHABLE = 2
_TYPING = 4
_LAZY = 8

# The Rust code recurses once for each operator of a chain such as `a.b.c` or `1 + 1 + 1`, and overflowing its stack
# would kill the process. It was measured to need at most 230 bytes for each; a chain has no more links than the file
# has bytes of these operators, which are counted in a few microseconds.
_CHAIN_OPERATORS = b".([+-*/%@&|^<>\\"  # a backslash may hide one in an annotation that is a string
_NOT_CHAIN_OPERATORS = bytes(set(range(256)) - set(_CHAIN_OPERATORS))
_STACK_FOR_ONE_LINK = 400
_LINKS_ON_ANY_STACK = 2_500
_SPARE_STACK = 16 << 20
_USUAL_STACK = 64 << 20
_LARGEST_STACK = 256 << 20

# `threading.stack_size` is a setting of the process, so threads with their own size are started one at a time.
_one_at_a_time = threading.Lock()

_Parsed = tuple[bytes, list[SyntaxProblem]]

Result = TypeVar("Result")


class TooDeep(Exception):  # noqa: N818 - not an error of the caller, but an answer that `scan` handles
    """The file may nest deeper than any stack that ast-serialize can be given."""


class _Thread(threading.local):
    """What is known of the stack of a thread."""

    links = _LINKS_ON_ANY_STACK
    """How long a chain may be in what is parsed on it."""


_this_thread = _Thread()


def on_large_stack(work: Callable[[], Result]) -> Result:
    """What `work()` gives or raises, done where hardly any file needs a stack of its own: counting links takes time.

    Only what is touched of the stack takes memory. Where no thread can be had, the work is done here.
    """

    def work_there() -> Result:
        _this_thread.links = (_USUAL_STACK - _SPARE_STACK) // _STACK_FOR_ONE_LINK
        return work()

    try:
        return _in_thread(work_there, _USUAL_STACK)
    except TooDeep:
        return work()


def parse_records(source: bytes, *, version: tuple[int, int], platform: str, is_stub: bool) -> _Parsed:
    """Return the import records of `source` (valid UTF-8) and the syntax errors. Raises `TooDeep` rather than crash."""
    name = "module.pyi" if is_stub else "module.py"
    return _deep_enough(lambda: _parse(name, source, version, platform, skip_function_bodies=False), source)


def has_errors(source: bytes, *, version: tuple[int, int], platform: str) -> bool:
    """Whether `source` (valid UTF-8) has syntax errors. Raises `TooDeep` rather than crash.

    The parser finds them before anything is made of its tree, so the bodies of functions can be left out of that.
    """
    parsed = _deep_enough(lambda: _parse("module.py", source, version, platform, skip_function_bodies=True), source)
    return bool(parsed[1])


def _parse(name: str, source: bytes, version: tuple[int, int], platform: str, *, skip_function_bodies: bool) -> _Parsed:
    answer = ast_serialize.parse(name, source, skip_function_bodies, python_version=version, platform=platform)
    # Errors that are no blockers are about type comments and the like, which do not stop CPython.
    problems = [SyntaxProblem(e["line"], max(e["column"], 1), e["message"]) for e in answer[1] if e["blocker"]]
    return answer[3], problems


def _deep_enough(parse: Callable[[], _Parsed], source: bytes) -> _Parsed:
    """Parse on a stack that the source cannot overflow: on that of this thread, or on one of its own."""
    if len(source) <= _this_thread.links:
        return parse()
    links = most_links(source)
    return parse() if links <= _this_thread.links else _in_thread(parse, _SPARE_STACK + links * _STACK_FOR_ONE_LINK)


def most_links(source: bytes) -> int:
    """An upper bound for the links of a chain such as `a.b.c` or `1 + 1 + 1` in the source; takes microseconds."""
    return len(source.translate(None, _NOT_CHAIN_OPERATORS))


def _in_thread(work: Callable[[], Result], size: int) -> Result:
    """What `work()` gives or raises in a thread with a stack of so many bytes; `TooDeep` where none can be had."""
    if size > _LARGEST_STACK:
        raise TooDeep
    answers: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 # reason: it is raised where the thread was started
            errors.append(error)

    thread = threading.Thread(target=run, name="importls-parse")
    with _one_at_a_time:
        usual = threading.stack_size(size & -4096)
        try:
            thread.start()
        except RuntimeError as error:
            raise TooDeep from error
        finally:
            threading.stack_size(usual)
    thread.join()
    if errors:
        raise errors[0]
    return answers[0]


def decode_records(records: bytes) -> tuple[tuple[Import, ...], bool]:
    """Return the imports in source order, and whether ast-serialize believes that one of them is unreachable.

    This is the hottest loop of importls: it runs once for each import of every file. That is why it is one long
    function over plain bytes and offsets, and builds no records in between.
    """
    count, at = _integer(records, 1)
    imports: list[Import] = []
    any_unreachable = False
    for _ in range(count):
        tag = records[at]
        length, at = _integer(records, at + 2)
        module = records[at : at + length].decode()
        level, at = _integer(records, at + length + 1)
        alias: str | None = None
        names: tuple[ImportedName, ...] | None = None
        if tag == _IMPORT:
            alias, at = _optional_text(records, at)
        elif tag == _FROM_IMPORT:
            names, at = _names(records, at)
        else:
            names = ()
        # The location tag, then the start, and the end as a difference to it.
        line, at = _integer(records, at + 1)
        column, at = _integer(records, at)
        lines, at = _integer(records, at)
        columns, at = _integer(records, at)
        flags, at = _integer(records, at + 1)
        any_unreachable = any_unreachable or bool(flags & _UNREACHABLE)
        start = Position(line, column + 1)
        where = Range(start, Position(line + lines, column + columns + 1))
        imports.append(Import(module, level, names, alias, where, _timing(flags)))
    return tuple(imports), any_unreachable


def _timing(flags: int) -> Timing:
    if flags == _TOP_LEVEL:
        return Timing.IMPORT_TIME
    if flags & _UNREACHABLE:
        return Timing.UNREACHABLE
    if flags & _TYPING:
        return Timing.TYPING
    return Timing.LAZY if flags & _LAZY else Timing.DEFERRED


def _integer(records: bytes, at: int) -> tuple[int, int]:
    """Return the integer at an offset and the offset behind it. The low bits of its first byte tell its length."""
    first = records[at]
    if not first & 1:
        return (first >> 1) - 10, at + 1
    if first & 3 == 1:
        return (int.from_bytes(records[at : at + 2], "little") >> 2) - 100, at + 2
    if first & 7 == 3:
        return (int.from_bytes(records[at : at + 4], "little") >> 3) - 10_000, at + 4
    size, at = _integer(records, at + 1)
    value = int.from_bytes(records[at : at + (size >> 1)], "little")
    return -value if size & 1 else value, at + (size >> 1)


def _optional_text(records: bytes, at: int) -> tuple[str | None, int]:
    if not records[at]:
        return None, at + 1
    length, at = _integer(records, at + 2)
    return records[at : at + length].decode(), at + length


def _names(records: bytes, at: int) -> tuple[tuple[ImportedName, ...], int]:
    count, at = _integer(records, at + 1)
    names: list[ImportedName] = []
    for _ in range(count):
        length, at = _integer(records, at + 1)
        name = records[at : at + length].decode()
        alias, at = _optional_text(records, at + length)
        names.append(ImportedName(name, alias))
    return tuple(names), at
