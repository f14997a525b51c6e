"""Positions and edits of documents, against definitions that are plain and slow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from importls.language_server.document import Document, offset_at
from importls.language_server.encoding import Encoding, code_points_before, units_of

TEXTS = st.text(st.sampled_from("ab \n\r\f\u2028é€\U0001d4c1\udc80"), max_size=30)
ENCODINGS = st.sampled_from(Encoding)
CODECS = {Encoding.UTF_8: ("utf-8", 1), Encoding.UTF_16: ("utf-16-le", 2), Encoding.UTF_32: ("utf-32-le", 4)}


def plain_units(encoding, text):
    codec, size = CODECS[encoding]
    return len(text.encode(codec, "surrogatepass")) // size


def plain_lines(text):
    """Lines without their ends, each with the index at which it starts."""
    lines, start, index = [], 0, 0
    while index < len(text):
        if text[index] in "\r\n":
            lines.append((start, text[start:index]))
            index += 2 if text[index : index + 2] == "\r\n" else 1
            start = index
        else:
            index += 1
    return [*lines, (start, text[start:])]


@given(ENCODINGS, TEXTS)
def test_units_are_those_of_the_codec(encoding, text):
    assert units_of(encoding, text) == plain_units(encoding, text)


@given(ENCODINGS, TEXTS, st.integers(0, 60))
def test_as_many_code_points_count_as_fit_in_the_units(encoding, text, units):
    fitting = [n for n in range(len(text) + 1) if plain_units(encoding, text[:n]) <= units]
    assert code_points_before(encoding, text, units) == fitting[-1]


@given(ENCODINGS, TEXTS, st.data())
def test_every_index_has_a_position(encoding, text, data):
    line, (start, content) = data.draw(st.sampled_from(list(enumerate(plain_lines(text)))))
    column = data.draw(st.integers(0, len(content)))
    position = types.Position(line, plain_units(encoding, content[:column]))
    assert offset_at(encoding, text, position) == start + column


@given(ENCODINGS, TEXTS, TEXTS, st.data())
def test_a_change_of_a_range_replaces_that_range(encoding, text, new, data):
    places = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    positions = [position_of(encoding, text, place) for place in places]
    start, end = (offset_at(encoding, text, position) for position in positions)
    change = types.TextDocumentContentChangePartial(types.Range(*positions), new)
    document = Document("file:///a.py", "/a.py", 1, text).changed(encoding, 2, [change])
    assert (document.version, document.text) == (2, text[:start] + new + text[end:])


def position_of(encoding, text, index):
    line, (start, content) = [item for item in enumerate(plain_lines(text)) if item[1][0] <= index][-1]
    return types.Position(line, plain_units(encoding, content[: index - start]))


@pytest.mark.parametrize("encoding", Encoding)
def test_what_lies_behind_an_end_is_that_end(encoding):
    assert offset_at(encoding, "a\nbc", types.Position(0, 9)) == 1
    assert offset_at(encoding, "a\nbc", types.Position(9, 0)) == 4
    assert offset_at(encoding, "", types.Position(0, 9)) == 0
