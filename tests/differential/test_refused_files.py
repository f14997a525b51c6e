"""Files that a compiler refuses: what importls says of their import against a fresh interpreter of each version."""

from __future__ import annotations

import sys

import pytest

from tests.differential.import_truth import observe, version_of
from tests.differential.interpreters import interpreters
from tests.differential.simulated_in_process import predictor

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

HOST = sys.version_info[:2]

REFUSED_BY_ALL = {
    "empty_parameter": b"def f(:\n    pass\n",
    "open_bracket": b"x = (1,\n",
    "open_string": b"x = 'abc\n",
    "open_text": b"x = '''abc\n",
    "print_statement": b"import os\nprint 'x'\n",
    "no_block": b"def f():\nx = 1\n",
    "deeper": b"x = 1\n  y = 2\n",
    "no_such_depth": b"if x:\n    a\n  b\n",
    "tabs": b"if x:\n\ta\n        b\n",
    "assigned_call": b"f() = 1\n",
    "escape": b"x = '\\x1'\n",
    "return_outside": b"x = 1\nreturn x\n",
    "return_in_class": b"class A:\n    return 1\n",
    "break_outside": b"break\n",
    "await_outside": b"await x\n",
    "same_parameter": b"def f(a, a):\n    pass\n",
    "nonlocal_outside": b"nonlocal x\n",
    "global_too_late": b"def f():\n    x = 1\n    global x\n",
    "no_such_future": b"from __future__ import teleportation\n",
    "future_too_late": b"x = 1\nfrom __future__ import annotations\n",
    "star_in_function": b"def f():\n    from os import *\n",
    "not_utf_8": b"x = '\xe9'\n",
    "not_utf_8_in_docstring": b'"""\xe9"""\n',
    "not_ascii": b"# coding: ascii\nx = '\xe9'\n",
    "not_ascii_in_comment": b"# coding: ascii\n# \xe9\n",
    "two_encodings": b"\xef\xbb\xbf# coding: latin-1\nx = 1\n",
    "surrogate": b"x = '\xed\xa0\x80'\n",
}
TAKEN_BY_ALL = {
    "not_utf_8_in_comment": b"# \xe9\nx = 1\n",
    "latin": b"# coding: latin-1\nx = '\xe9'\n",
    "old_line_ends": b"x = 1\ry = 2\r",
    "marked": b"\xef\xbb\xbfx = 1\n",
    "old_brackets": b"with (open('/dev/null')), (open('/dev/null')) as f:\n    pass\n",
    "old_decorators": b"class A:\n    def b(self): return lambda f: f\na = A()\n@a.b()\ndef f(): pass\n",
    "old_stars": b"a = [1]\nfor x in (*a, 2): pass\nd = {}\nd[(*a, 2)] = 1\n",
    "soft_keywords": b"match = type = case = lazy = 1\nmatch\ntype\nprint(match, case)\n",
}
NULL = b"x = 1\n\0y = 2\n"
NEWER = {
    "decorator": b"x = [lambda f: f]\n@x[0]\ndef f(): pass\n",
    "bare_star_in_for": b"a = [1]\nfor x in *a, 2:\n    pass\n",
    "bracketed_with": b"with (\n    open('/dev/null') as a,  # (\n    open('/dev/null') as b,\n):\n    pass\n",
    "match": b"x = 1\nmatch x:\n    case 1:\n        pass\n",
    "except_star": b"try:\n    pass\nexcept* OSError:\n    pass\n",
    "star_in_index": b"a = [1]\nd = {}\nd[*a] = 1\n",
    "star_in_annotation": b"from __future__ import annotations\ndef f(*a: *b): pass\n",
    "type_alias": b"type X = int\n",
    "type_parameter": b"def f[T](x: T): pass\n",
    "quotes_in_f_string": b"x = {'a': 1}\ny = f'{x['a']}'\n",
    "except_without_brackets": b"try:\n    pass\nexcept OSError, ValueError:\n    pass\n",
    "t_string": b"x = 1\ny = t'{x}'\n",
    "lazy": b"lazy import os\n",
}


@pytest.fixture(scope="module", params=interpreters())
def answers(request, tmp_path_factory):
    """The version, and of each module what was told and what was seen."""
    root = tmp_path_factory.mktemp("files")
    sources = REFUSED_BY_ALL | TAKEN_BY_ALL | NEWER | {"null": NULL}
    for name, data in sources.items():
        (root / f"{name}.py").write_bytes(data)
        (root / f"import_{name}.py").write_text(f"x = 1\nimport {name}\n")
        (root / f"handle_{name}.py").write_text(f"try:\n    import {name}\nexcept SyntaxError:\n    pass\n")
        (root / f"mishandle_{name}.py").write_text(f"try:\n    import {name}\nexcept ImportError:\n    pass\n")
    names = [f"{kind}{name}" for name in sources for kind in ("", "import_", "handle_", "mishandle_")]
    told, seen = predictor(request.param)(str(root), names), observe(request.param, str(root), names)
    return version_of(request.param), list(zip(told, seen, strict=True))


def test_what_is_refused_raises_at_the_import_and_its_body_does_not_start(answers):
    version, pairs = answers
    # Until 3.11.4, which of the two `compile` raises of null bytes depends on the micro version.
    pairs = [(told, seen) for told, seen in pairs if version != (3, 11) or not seen.module.endswith("null")]

    expected = [(one.module, one.result, one.exception, one.raised_at, one.executed) for _, one in pairs]
    actual = [
        (one["module"], one["result"], one["exception"], one["raised_at"], tuple(one["executed"])) for one, _ in pairs
    ]
    assert actual == expected


def test_the_messages_are_those_of_the_host(answers):
    version, pairs = answers
    if version != HOST:
        pytest.skip("versions word some of them otherwise")

    expected = {seen.module: seen.message for _, seen in pairs if not seen.module.endswith("null")}
    assert {told["module"]: told["message"] for told, _ in pairs if told["module"] in expected} == expected


def test_the_lists_say_what_interpreters_do(answers):
    _, pairs = answers
    results = {seen.module: seen.result for _, seen in pairs}

    assert {results[name] for name in REFUSED_BY_ALL} == {"error"}
    assert {results[name] for name in TAKEN_BY_ALL} == {"ok"}
    # They are sorted by the version that has brought them; 3.9 took brackets around `with` before that was official.
    assert [results[name] for name in NEWER] == sorted((results[name] for name in NEWER), reverse=True)
