"""The imports of one file from its bytes, fast; knows nothing of the names a module binds.

ast-serialize is many times faster than `ast`, tolerates broken code and reads every grammar up to the newest, but
judges as mypy does. Its answer is taken where it must equal the one of `walk_imports`, which is exact and slow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

import msgspec

from importls.facts import syntax_tree
from importls.facts.import_part import end_of_imports
from importls.facts.import_records import TooDeep, decode_records, has_errors, parse_records
from importls.facts.import_walk import walk_imports
from importls.facts.imports import Import, Position, Timing
from importls.facts.main_guard import script_blocks
from importls.facts.source import Source, SyntaxProblem, decode

_HOST_GRAMMAR = syntax_tree.HOST_GRAMMAR

# A top-level assertion that mypy knows to fail makes ast-serialize drop the rest of the file. `return` takes the same
# operands in the same number of bytes, and nothing reads it.
_ASSERT = re.compile(rb"assert(?<!\wassert)\b")

# Parsing so many bytes takes as long as asking whether a file has been compiled already.
_WORTH_A_QUESTION = 500

_NOT_UTF_8 = "(unicode error) 'utf-8'"

_SLOW_LINE = re.compile(rb"^[^\n]{20000,}$", re.MULTILINE)

_NON_ASCII = re.compile(r"[^\x00-\x7f]")

# Only conditions with these words are judged by ast-serialize, or would have to be.
_DECIDING_WORDS = (b"TYPE_CHECKING", b"version_info", b"sys.platform", b"os.name")
_DECIDING_WORDS_WITH_PY = (b"MYPY", b"PY2", b"PY3")

# They do so as whole names only, and a version does not where it is that of another module than `sys`.
_PART_OF_NAME = re.compile(rb"[\w\x80-\xff]")
_MODULE_OF_ATTRIBUTE = re.compile(rb"(\w+)\.\Z")
_LONGER_THAN_SYS = 20

# A condition of one line. mypy's rules and run time agree about the plain form of `TYPE_CHECKING`, but for its `else:`.
_CONDITION = re.compile(rb"([ \t]*)(?:el)?if\b")
_PLAIN_TYPE_CHECKING = re.compile(rb"[ \t]*(?:el)?if[ \t]+(?:[\w.]+\.)?TYPE_CHECKING[ \t]*:")

_ALIAS = re.compile(rb"\w+[ \t]+as\b")

# A condition of one line about which mypy's rules and run time agree, with its `else:` and whatever the target is.
_PLAIN_TARGET = re.compile(
    rb"[ \t]*(?:el)?if[ \t]+(?:sys\.version_info[ \t]*(?:>=|<)[ \t]*\(3,[ \t]*[0-9]+\)"
    rb"|sys\.platform[ \t]*[!=]=[ \t]*(?:'\w+'|\"\w+\"))[ \t]*:[ \t]*(?:#.*)?$"
)

# Lines that are no condition, nor a line of one: a comment, a decorator, statements of other kinds, an item of a list.
_NO_CONDITION = re.compile(
    rb"[ \t]*(?:#|@|(?:from|import|return|assert|raise|def|class)\b|[\w.]+[ \t]*=[^=]|[\w.]+,[ \t]*$"
    rb"|TYPE_CHECKING[ \t]*$|(?:'[\w.]+'|\"[\w.]+\"),?[ \t]*$)"
)

# What ends the block of a condition for sure when it is not indented deeper.
_STATEMENT = rb"^[ \t]{0,%d}(?:(?:def|class|import|from|async|try|return)\b|@|\w+ =)"


class Scan(msgspec.Struct, frozen=True, array_like=True):
    """What one look at a file tells: its imports in source order, and why CPython could not compile it."""

    imports: tuple[Import, ...]
    syntax_errors: tuple[SyntaxProblem, ...] = ()


def scan(
    data: bytes,
    *,
    version: tuple[int, int],
    platform: str,
    is_stub: bool = False,
    compiles: Callable[[], bool] = lambda: False,
) -> Scan:
    """Find the imports of the file with these bytes, as the target runs them. Never raises, whatever the bytes.

    `compiles` says whether it is known that the file has no syntax error: then its end is not read.
    """
    return scan_decoded(decode_file(data), version=version, platform=platform, is_stub=is_stub, compiles=compiles)


def decode_file(data: bytes) -> Source:
    """The file as an import reads it, which takes bytes in comments that are no UTF-8."""
    source = decode(data)
    if source.error is not None and source.error.message.startswith(_NOT_UTF_8) and syntax_tree.accepts(data):
        # Importing hands the bytes to `compile`, whose tokenizer never decodes what a comment says.
        return Source(source.utf8)
    return source


def scan_decoded(
    source: Source, *, version: tuple[int, int], platform: str, is_stub: bool, compiles: Callable[[], bool]
) -> Scan:
    """`scan` for who has decoded the file already."""
    source = _without_slow_lines(source)
    end = end_of_imports(source.utf8)
    found = None
    if len(source.utf8) - end > _WORTH_A_QUESTION and source.error is None:
        found = _scan_start(Source(source.utf8[:end]), version=version, platform=platform, is_stub=is_stub)
        if found and not (compiles() or _parses(source.utf8[end:], version=version, platform=platform)):
            found = None
    if found is None:
        found = _scan(source, version=version, platform=platform, is_stub=is_stub)
    blocks = script_blocks(source.utf8, end) if found.imports else ()
    if not blocks:
        return found
    return Scan(tuple(_deferred_in(blocks, statement) for statement in found.imports), found.syntax_errors)


def _without_slow_lines(source: Source) -> Source:
    """The same places in less time: ast-serialize 0.13 takes the square of a line that is not ASCII.

    Where no import can stand on such a line, which holds data, other characters do as well.
    """
    if source.utf8.isascii() or not _SLOW_LINE.search(source.utf8):
        return source

    def stand_in(found: re.Match[bytes]) -> bytes:
        line = found[0]
        return line if b"import" in line else _NON_ASCII.sub(_stand_in, line.decode()).encode()

    return msgspec.structs.replace(source, utf8=_SLOW_LINE.sub(stand_in, source.utf8))


def _scan_start(start: Source, *, version: tuple[int, int], platform: str, is_stub: bool) -> Scan | None:
    """Scan no further than imports can stand; None where that might leave something out."""
    found = _scan(start, version=version, platform=platform, is_stub=is_stub)
    return None if found.syntax_errors else found


def _parses(rest: bytes, *, version: tuple[int, int], platform: str) -> bool:
    """Whether what follows complete statements at the start of a line, and holds no import, has no syntax error.

    A file is a sequence of statements: where the parser accepts its start and its rest, it accepts the file.
    """
    try:
        return not has_errors(_without_mypy_comments(rest), version=version, platform=platform)
    except TooDeep:
        return False


def _deferred_in(blocks: tuple[range, ...], statement: Import) -> Import:
    """Take what runs only in a script out of what runs when the module is imported."""
    line = statement.range.start.line
    at = bisect_right(blocks, line, key=_first_line)
    if at == 0 or line not in blocks[at - 1] or statement.timing is not Timing.IMPORT_TIME:
        return statement
    return msgspec.structs.replace(statement, timing=Timing.DEFERRED)


def _first_line(block: range) -> int:
    return block.start


def _scan(source: Source, *, version: tuple[int, int], platform: str, is_stub: bool) -> Scan:
    if not source.utf8:
        return Scan((), () if source.error is None else (source.error,))
    try:
        records, problems = parse_records(_neutral(source.utf8), version=version, platform=platform, is_stub=is_stub)
    except TooDeep:
        return _exact_or(Scan(()), source, version=version, platform=platform)
    imports, any_unreachable = decode_records(records)
    if not source.utf8.isascii() and _stands_beside_non_ascii(source.utf8, imports):
        imports = _with_true_columns(imports, source, version=version, platform=platform)
    quick = Scan(imports, _problems(source, problems))
    if not problems and _is_certain(source.utf8, imports, any_unreachable=any_unreachable):
        return quick
    return _exact_or(quick, source, version=version, platform=platform)


def _neutral(utf8: bytes) -> bytes:
    """Keep lines and columns, and remove what makes ast-serialize behave as mypy: type comments and assertions.

    The replaced words can stand in code as well (`{type: 1}`), but never in an import statement.
    """
    utf8 = _without_mypy_comments(utf8)
    return _ASSERT.sub(b"return", utf8) if b"assert" in utf8 else utf8


def _without_mypy_comments(utf8: bytes) -> bytes:
    if b"type:" in utf8:
        utf8 = utf8.replace(b"type:", b"typ_:")
    return utf8.replace(b"mypy:", b"myp_:") if b"mypy:" in utf8 else utf8


def _stands_beside_non_ascii(utf8: bytes, imports: tuple[Import, ...]) -> bool:
    lines = utf8.split(b"\n")
    return any(
        not (lines[statement.range.start.line - 1].isascii() and lines[statement.range.end.line - 1].isascii())
        for statement in imports
    )


def _with_true_columns(
    imports: tuple[Import, ...], source: Source, *, version: tuple[int, int], platform: str
) -> tuple[Import, ...]:
    """Correct what ast-serialize 0.13 says about lines that are not ASCII: it takes code points for bytes there.

    The places are asked for once more, with an ASCII character for each code point beyond it.
    """
    ascii_only = _neutral(_NON_ASCII.sub(_stand_in, source.text).encode())
    try:
        records, _ = parse_records(ascii_only, version=version, platform=platform, is_stub=False)
    except TooDeep:
        return imports
    places, _ = decode_records(records)
    if len(places) != len(imports):
        return imports
    return tuple(
        msgspec.structs.replace(statement, range=place.range) for statement, place in zip(imports, places, strict=True)
    )


def _stand_in(found: re.Match[str]) -> str:
    """Return a letter for a code point that is part of a name, and for any other one what no name can hold either."""
    character, before = found[0], found.string[found.start() - 1 : found.start()]
    continues = ("x" + before).isidentifier() and bool(before) and ("x" + character).isidentifier()
    return "x" if continues or character.isidentifier() else "?"


def _is_certain(utf8: bytes, imports: tuple[Import, ...], *, any_unreachable: bool) -> bool:
    """Whether no condition can have been judged otherwise than at run time."""
    indented = [statement.range.start for statement in imports if statement.range.start.column != 1]
    if not indented:
        return True
    for word in _DECIDING_WORDS + _DECIDING_WORDS_WITH_PY if b"PY" in utf8 else _DECIDING_WORDS:
        at = utf8.find(word)
        while at >= 0:
            if _is_deciding(utf8, at, word) and _may_mislead(utf8, at, indented, any_unreachable=any_unreachable):
                return False
            at = utf8.find(word, at + 1)
    return True


def _is_deciding(utf8: bytes, at: int, word: bytes) -> bool:
    """Whether what stands at the offset is the deciding word and not a part of a longer name, or another's version."""
    if _PART_OF_NAME.match(utf8, at + len(word)) or (at and _PART_OF_NAME.match(utf8, at - 1)):
        return False
    module = _MODULE_OF_ATTRIBUTE.search(utf8, max(0, at - _LONGER_THAN_SYS), at) if word == b"version_info" else None
    return module is None or module[1] == b"sys"


def _may_mislead(utf8: bytes, at: int, indented: list[Position], *, any_unreachable: bool) -> bool:
    """Whether the deciding word at an offset may stand in a condition that decides about one of the imports."""
    if _ALIAS.match(utf8, at):
        return True  # from here on TYPE_CHECKING has another name
    start = utf8.rfind(b"\n", 0, at) + 1
    line = utf8[start : utf8.find(b"\n", at) + 1 or len(utf8)]
    condition = _CONDITION.match(line)
    if condition is None:
        return not _NO_CONDITION.match(line)
    if _PLAIN_TARGET.match(line) or (not any_unreachable and _PLAIN_TYPE_CHECKING.match(line)):
        return False
    indent = len(condition[1])
    end_of_block = re.compile(_STATEMENT % indent, re.MULTILINE).search(utf8, at)
    block = utf8[start : end_of_block.start() if end_of_block else len(utf8)]
    if b'"""' in block or b"'''" in block:
        return True  # the statement that seems to end the block may be a line of a string
    first = utf8.count(b"\n", 0, start) + 1
    last = first + block.count(b"\n")
    return any(first <= place.line <= last and place.column > indent + 1 for place in indented)


def _problems(source: Source, problems: list[SyntaxProblem]) -> tuple[SyntaxProblem, ...]:
    if source.error is not None:
        return (source.error,)
    return tuple(problems)


def _exact_or(quick: Scan, source: Source, *, version: tuple[int, int], platform: str) -> Scan:
    """Give the exact answer, or `quick` where the host's grammar cannot read the file."""
    text = source.text
    tree = syntax_tree.parse(text)
    if not isinstance(tree, SyntaxProblem):
        errors = () if source.error is None else (source.error,)
        return Scan(walk_imports(tree, text, version=version, platform=platform), errors)
    if source.error is None and quick.syntax_errors and version <= _HOST_GRAMMAR:
        return Scan(_without_mypy_verdicts(quick.imports, source.utf8), (tree,))
    return Scan(_without_mypy_verdicts(quick.imports, source.utf8), quick.syntax_errors[:1])


def _without_mypy_verdicts(imports: tuple[Import, ...], utf8: bytes) -> tuple[Import, ...]:
    """`else:` of `if TYPE_CHECKING:` is unreachable for mypy and exactly what runs: where that may be, it runs."""
    if not any(word in utf8 for word in (b"TYPE_CHECKING", b"MYPY", b"PY2", b"PY3")):
        return imports
    return tuple(
        msgspec.structs.replace(statement, timing=Timing.IMPORT_TIME)
        if statement.timing is Timing.UNREACHABLE
        else statement
        for statement in imports
    )
