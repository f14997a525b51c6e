import warnings

import pytest

from resolver.syntax_tree import parse


@pytest.mark.parametrize("source", [b'x = "\\d"', "x = 1if 1else 2", b"1 is 1", b"assert (x, y)"])
def test_what_the_parser_would_warn_of_is_no_business_of_the_user(source):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert parse(source) is not None


@pytest.mark.parametrize(
    "source", [b"(", b"\0", b"# coding: nothing\n", b"\xff", "\ud800", "-" * 20_000 + "1", "a" + ".b" * 20_000]
)
def test_what_cannot_be_parsed_has_no_tree(source):
    assert parse(source) is None
