from __future__ import annotations

import importlib.util

import pytest

from resolver import resolve_name
from resolver.module_name import absolute_name, ancestors


def test_ancestors_are_the_packages_above_outermost_first():
    assert list(ancestors("a.b.c")) == ["a", "a.b"]
    assert list(ancestors("a")) == []
    assert list(ancestors(".x.y")) == ["", ".x"]


@pytest.mark.parametrize("package", ["a", "a.b", "a.b.c", "", None])
@pytest.mark.parametrize("name", ["x", "x.y", ".x", "..x", "...x.y", "....x", ".", "..", ""])
def test_relative_names_resolve_as_importlib_resolves_them(name, package):
    assert outcome(importlib.util.resolve_name, name, package) == outcome(resolve_name, name, package)


def outcome(function, *arguments):
    try:
        return function(*arguments)
    except ImportError as error:
        return str(error), error.name


def test_an_absolute_name_is_none_beyond_the_top_level():
    assert [absolute_name("m", level, "a.b") for level in (0, 1, 2, 3)] == ["m", "a.b.m", "a.m", None]
    assert [absolute_name("", level, "a.b") for level in (1, 2)] == ["a.b", "a"]
    assert absolute_name("m", 1, "") is None
