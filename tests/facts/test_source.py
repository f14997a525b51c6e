import ast
import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from importls.facts.source import decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\n", "x = 1\n"),
        ("é = 1\n".encode(), "é = 1\n"),
        (codecs.BOM_UTF8 + b"x\n", "x\n"),
        (codecs.BOM_UTF8 + b"# coding: utf-8\nx\n", "# coding: utf-8\nx\n"),
        (b"# -*- coding: latin-1 -*-\n# \xe9\n", "# -*- coding: latin-1 -*-\n# é\n"),
        (
            b"#!/bin/sh\n# vim: set fileencoding=cp1252 :\n# \x80\n",
            "#!/bin/sh\n# vim: set fileencoding=cp1252 :\n# €\n",
        ),
        (b"\n# coding: koi8-r\n# \xe6\n", "\n# coding: koi8-r\n# Ф\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
    ],
)
def test_a_file_is_decoded_as_its_mark_or_cookie_says(data, text):
    source = decode(data)
    assert (source.text, source.error) == (text, None)


@pytest.mark.parametrize("start", [b"x\n", b'"""\n', b"\n\n"])
def test_a_cookie_behind_code_or_on_the_third_line_is_a_comment(start):
    assert decode(start + b"# coding: latin-1\n").error is None
    assert decode(start + b"# coding: latin-1\n# \xe9\n").error is not None


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a\nx = '\xff'\n", 2, 6),
        (b"a\r\nx = '\xff'\n", 2, 6),
        (b"# coding: rot13\nimport a\n", 1, 1),
        (b"\n# coding: no-such-codec\nimport a\n", 2, 1),
        (b"# coding: ascii\n# \xe9\n", 1, 1),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", 1, 1),
        (b"a\nb\0\n", 2, 2),
    ],
)
def test_what_cpython_refuses_to_decode_has_an_error_and_still_a_text(data, line, column):
    source = decode(data)
    assert (source.error.line, source.error.column) == (line, column)
    assert len(source.text.split("\n")) == data.count(b"\n") + 1
    with pytest.raises((SyntaxError, ValueError)):
        ast.parse(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"# coding: no-such-codec\n", "unknown encoding: no-such-codec"),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", "encoding problem: iso-8859-1 with BOM"),
    ],
)
def test_errors_are_worded_as_cpython_words_them(data, message):
    assert decode(data).error.message == message
    with pytest.raises(SyntaxError) as raised:
        ast.parse(data)
    assert raised.value.msg == message


def test_a_codec_that_a_package_registered_is_never_asked():
    asked = []

    def search(name):
        asked.append(name)

    codecs.register(search)
    try:
        assert decode(b"# coding: future-fstrings\nx = 1\n").error is not None
    finally:
        codecs.unregister(search)
    assert asked == []


@given(st.binary(max_size=300))
@example(b"# coding: utf-16\nx")
@example(b"# coding: undefined\nx")
@example(b"# coding: cp\nx")
@example(b"# coding: utf-7\n+2AA-")
@example(b"#coding:" + b"x" * 400)
def test_decode_never_raises_and_gives_utf_8(data):
    assert decode(data).utf8 == decode(data).text.encode()
