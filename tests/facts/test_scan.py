import ast
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from importls.facts.imports import ImportedName, Timing
from importls.facts.scan import scan


def imports(source, *, version=(3, 12), platform="linux"):
    data = source if isinstance(source, bytes) else source.encode()
    return scan(data, version=version, platform=platform).imports


def written(source, **target):
    return [statement.written for statement in imports(source, **target)]


def timings(source, **target):
    return {statement.written: statement.timing for statement in imports(source, **target)}


def test_an_import_statement_gives_one_import_for_each_alias():
    first, second = imports("import a.b, c as d\n")
    assert (first.module, first.alias, first.names, first.level) == ("a.b", None, None, 0)
    assert (second.module, second.alias, second.names, second.level) == ("c", "d", None, 0)


def test_a_from_statement_is_one_import_with_its_names():
    (statement,) = imports("from ..a.b import c, d as e\n")
    assert (statement.module, statement.level) == ("a.b", 2)
    assert statement.names == (ImportedName("c", None), ImportedName("d", "e"))


def test_a_star_import_has_no_names():
    (statement,) = imports("from . import *\n")
    assert statement.is_star
    assert statement.written == "."


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("import a.b as c\n", (1, 8), (1, 16)),
        ("x = 'é𝄞'; import é\n", (1, 18), (1, 19)),
        ("from a import (b,\n  c)\n", (1, 1), (2, 5)),
        ("\ufeffimport a\n", (1, 8), (1, 9)),
        ("x = 'é'\rimport b\r", (2, 8), (2, 9)),
        ("x = 1\r\nimport b\r\n", (2, 8), (2, 9)),
        ("\fimport b\n", (1, 9), (1, 10)),
        (b"# coding: latin-1\nx = '\xe9'; import b\n", (2, 17), (2, 18)),
        ("x = 1\n\ufeffimport b", (2, 9), (2, 10)),
        ("x = 1\n\u2192import b, \u2192", (2, 9), (2, 10)),
        ("else:\n\ufefffrom a import b", (2, 2), (2, 17)),
        ("x = 1\n\u0301import b, \u2192", (2, 9), (2, 10)),
        ("import x\u0301y\n", (1, 8), (1, 11)),
        ("\n" * 20_000 + "import b\n", (20_001, 8), (20_001, 9)),
        ("x = '" + "y" * 600_000 + "'; import b\n", (1, 600_016), (1, 600_017)),
    ],
)
def test_ranges_count_lines_and_code_points_from_one(source, start, end):
    (statement,) = imports(source)
    assert (statement.range.start.line, statement.range.start.column) == start
    assert (statement.range.end.line, statement.range.end.column) == end


def test_imports_in_functions_are_deferred_and_in_classes_are_not():
    source = "class A:\n    import a\n    def f(self):\n        import b\n        class B:\n            import c\n"
    assert timings(source) == {"a": Timing.IMPORT_TIME, "b": Timing.DEFERRED, "c": Timing.DEFERRED}


def test_lazy_imports_are_lazy_on_every_host():
    source = "lazy import a\nlazy from b import c\nimport d\n"
    assert timings(source) == {"a": Timing.LAZY, "b": Timing.LAZY, "d": Timing.IMPORT_TIME}


def test_the_else_of_type_checking_runs():
    source = "if TYPE_CHECKING:\n    import a\nelse:\n    import b\nif not TYPE_CHECKING:\n    import c\n"
    assert timings(source) == {"a": Timing.TYPING, "b": Timing.IMPORT_TIME, "c": Timing.IMPORT_TIME}


def test_the_else_of_type_checking_runs_in_a_file_the_host_cannot_parse():
    source = "if TYPE_CHECKING:\n    import a\nelse:\n    import b\nlazy import c\n"
    assert timings(source) == {"a": Timing.TYPING, "b": Timing.IMPORT_TIME, "c": Timing.LAZY}


@pytest.mark.parametrize("name", ["typing.TYPE_CHECKING", "t.TYPE_CHECKING", "TC", "MYPY"])
def test_type_checking_is_known_under_its_other_names(name):
    source = f"from typing import TYPE_CHECKING as TC\nif {name}:\n    import a\n"
    assert timings(source)["a"] == Timing.TYPING


@pytest.mark.parametrize(
    "first_line",
    [
        "# type: ignore",
        "# type: ignore[import]",
        "# mypy: ignore-errors",
        "# mypy: always-false=x",
        "assert not TYPE_CHECKING",
        "import sys; assert sys.version_info < (3,)",
        "x = []  # type: list of things",
        "def f(a):  # type: (what) -> ever\n    pass",
    ],
)
def test_comments_and_assertions_for_type_checkers_change_nothing(first_line):
    result = scan(f"{first_line}\nif x:\n    import a\nimport b\n".encode(), version=(3, 12), platform="linux")
    assert [(s.written, s.timing) for s in result.imports if s.module != "sys"] == [
        ("a", Timing.IMPORT_TIME),
        ("b", Timing.IMPORT_TIME),
    ]
    assert result.syntax_errors == ()


@pytest.mark.parametrize(
    ("condition", "timing"),
    [
        ("__name__ == '__main__'", Timing.DEFERRED),
        ('"__main__" == __name__', Timing.DEFERRED),
        ("__name__ == '__main__' and x", Timing.DEFERRED),
        ("__name__ == '__main__' or x", Timing.IMPORT_TIME),
        ("(__name__ == '__main__') or x", Timing.IMPORT_TIME),
        ("__name__ == '__main__x'", Timing.IMPORT_TIME),
        ("__name__ != '__main__'", Timing.IMPORT_TIME),
    ],
)
def test_only_a_script_runs_what_stands_under_its_name(condition, timing):
    assert timings(f"if {condition}:\n    import a\nimport b\n") == {"a": timing, "b": Timing.IMPORT_TIME}


def test_each_of_many_script_blocks_has_its_own_lines():
    block = "if __name__ == '__main__':\n    import a\n    x = 1\nelse:\n    import b\nimport c\n"
    found = {(s.written, s.range.start.line % 6, s.timing) for s in imports(block * 100)}
    later = {("b", 5, Timing.IMPORT_TIME), ("c", 0, Timing.IMPORT_TIME)}
    assert found == {("a", 2, Timing.DEFERRED)} | later


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_string_over_many_lines_does_not_end_the_block_of_a_condition(quotes):
    source = f"if TYPE_CHECKING:\n    x = {quotes}\ndef f():\n{quotes}\n    import a\nelse:\n    import b\n"
    assert timings(source) == {"a": Timing.TYPING, "b": Timing.IMPORT_TIME}


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="this interpreter knows lazy imports")
def test_an_error_in_a_file_for_a_newer_target_is_not_blamed_on_syntax_that_the_host_does_not_know():
    (error,) = scan(b"lazy import a\n\nx = 1 +\n", version=(3, 15), platform="linux").syntax_errors
    assert error.line == 3


def test_a_broken_file_tells_its_error_and_keeps_its_imports():
    result = scan(b"import a\ndef f(:\n    import b\nimport c\n", version=sys.version_info[:2], platform="linux")
    assert [statement.written for statement in result.imports] == ["a", "b", "c"]
    (error,) = result.syntax_errors
    assert error.line == 2


def test_a_syntax_error_is_worded_as_the_interpreter_words_it():
    source = "x = 1 +\n"
    with pytest.raises(SyntaxError) as raised:
        compile(source, "m", "exec")
    (error,) = scan(source.encode(), version=sys.version_info[:2], platform="linux").syntax_errors
    assert (error.line, error.column, error.message) == (1, raised.value.offset, raised.value.msg)


def test_syntax_newer_than_the_host_is_no_error_for_a_newer_target():
    source = b"lazy import a\nx = t'{a}'\n"
    assert scan(source, version=(3, 15), platform="linux").syntax_errors == ()


def test_an_undecodable_file_keeps_its_imports():
    result = scan(b"import a\nx = '\xff'\nimport b\n", version=(3, 12), platform="linux")
    assert [statement.written for statement in result.imports] == ["a", "b"]
    assert result.syntax_errors[0].line == 2


# In a process of its own: what is tested is that it does not die.
DEEP = """
from importls.facts.scan import scan
from importls.facts.reading import read
import threading
def run():
    scan(source.encode(), version=(3, 12), platform="linux")
    read(source, version=(3, 12), platform="linux")
threading.stack_size(1 << 20)
for source in SOURCES:
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
print("alive")
"""


@pytest.mark.parametrize(
    "sources",
    [
        "['+'.join(['1'] * n) for n in (2_400, 30_000)]",
        "['a' + '.b' * n for n in (2_400, 30_000, 700_000)]",
        r"""['a' + '()' * 100_000, 'x: ' + '|'.join('a' * 100_000), 'x: "a' + '\\x2eb' * 50_000 + '"']""",
        "['(' * 100_000, '[' * 190 + ']' * 190, 'not ' * 100_000 + '1', '-' * 100_000, 'lambda:' * 5_000 + '1']",
        "['if 1: pass\\n' + 'elif 1: pass\\n' * 20_000 + 'else:\\n import a', 'if ' + 'not ' * 900 + 'x: import a']",
        "['__all__ = ' + ' + '.join(['[]'] * 2_000), 'x if y else ' * 900 + 'z', '2**' * 5_000 + '1']",
    ],
)
def test_deep_nesting_does_not_overflow_the_stack(sources):
    program = DEEP.replace("SOURCES", sources)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.returncode) == ("alive\n", 0), run.stderr[-500:]


# The same on the stack of workers, and behind the imports, where the bodies of functions are left out.
DEEP_ON_LARGE_STACK = r"""
from importls.facts.import_records import on_large_stack
from importls.facts.scan import scan
def run():
    for place in ("{}", "def f():\n    x = {}", "class C:\n    def f(self):\n        return {}"):
        scan(place.format(source).encode(), version=(3, 12), platform="linux")
        scan(("import a\n" + place.format(source)).encode(), version=(3, 12), platform="linux")
for source in SOURCES:
    on_large_stack(run)
print("alive")
"""


@pytest.mark.parametrize(
    "sources",
    [
        "['+'.join(['1'] * n) for n in (2_400, 62_000, 125_000)]",
        "['a' + '.b' * n for n in (62_000, 125_000)]",
        "['a' + '()' * n for n in (62_000, 125_000)]",
        "['a' + '[b]' * n for n in (41_000, 125_000)]",
        "['-' * 124_000 + '1', '(' * 124_000, '2**' * 41_000 + '1', 'x if y else ' * 10_000 + 'z']",
    ],
)
def test_deep_nesting_does_not_overflow_a_large_stack(sources):
    program = DEEP_ON_LARGE_STACK.replace("SOURCES", sources)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.returncode) == ("alive\n", 0), run.stderr[-500:]


STATEMENTS = ["import ", "from ", "lazy ", "a", ".", "..", " as ", ", ", "(", ")", "*", ";", "[", "return\n", "assert "]
BLOCKS = ["if ", "else:\n", ":\n", "try:\n", "except ImportError:\n", "with ", "def f():\n", "class C:\n", "match x:\n"]
CONDITIONS = ["TYPE_CHECKING", "sys.version_info >= (3, 8)", "not ", " and ", "x"]
NAMES = ["global x\n", "__all__ = ", "globals()", " case {**y}: "]
ODDITIES = ["# type: ignore", "# coding: utf-16\n", "# coding: rot13\n", "\0", "\\", "'", '"""', "é", "\ufeff"]
SPACE = ["\n", "\r\n", "\r", "    ", "\t", "\x0c"]
PIECES = st.sampled_from([*STATEMENTS, *BLOCKS, *CONDITIONS, *NAMES, *ODDITIES, *SPACE])


@given(st.lists(PIECES, max_size=40).map("".join).map(str.encode) | st.binary(max_size=200))
@example(b"\xef\xbb\xbf# coding: latin-1\nimport a\n")
@example(b"# coding: utf-7\nimport a +2AA-\n")
@example(b"# coding: idna\nimport a\xe9\n")
@example(b"else:\n\xef\xbb\xbffrom ")
@example("x = 1\n\ufeffimport os, \ufeffsys\n\u0301import a".encode())
def test_scan_never_raises_whatever_the_bytes(data):
    for statement in scan(data, version=(3, 12), platform="linux").imports:
        assert statement.range.start <= statement.range.end
        assert statement.range.start.line >= 1
        assert statement.range.start.column >= 1


@pytest.mark.skipif(sys.version_info < (3, 12), reason="older interpreters read a NUL byte as the end")
@given(
    st.lists(st.sampled_from([b"#", b"coding", b": ", b"latin-1", b"utf-8", b"\n", b"x", b"\xe9", b"\0"]), max_size=9)
)
def test_what_cannot_be_decoded_is_what_cpython_refuses(pieces):
    data = b"".join([b"#", *pieces])
    try:
        ast.parse(data)
    except (SyntaxError, ValueError) as error:
        refused = is_about_decoding(str(error))
    else:
        refused = False
    problems = scan(data, version=sys.version_info[:2], platform="linux").syntax_errors
    assert refused == any(is_about_decoding(problem.message) for problem in problems)


def is_about_decoding(message):
    return any(word in message for word in ("unicode", "null bytes", "encoding"))


@pytest.mark.parametrize("data", [b"#\xe9\nimport a", b"import a #\xe9", b"# coding: utf-8\n# \xe9\nimport a\n"])
def test_bytes_that_are_no_text_may_stand_in_comments(data):
    found = scan(data, version=(3, 12), platform="linux")

    assert [statement.module for statement in found.imports] == ["a"]
    assert found.syntax_errors == ()


def test_lines_of_data_take_no_names_from_imports():
    data = "'\U0001d4c1', " * 8_000
    text = f"é = [{data}]; x = 1\nimport ä.b; y = [{data}]\nif x: from é import (\n  ü)\n"
    found = scan(text.encode(), version=(3, 12), platform="linux")

    assert found.syntax_errors == ()
    places = [(one.module, one.range.start.line, one.range.start.column) for one in found.imports]
    assert places == [("ä.b", 2, 8), ("é", 3, 7)]
