import pytest

from importls.facts.file_facts import Mention, read_facts, share_names
from importls.facts.imports import Timing
from importls.facts.reading import read


def facts(source, **options):
    return read_facts(source.encode(), version=(3, 12), platform="linux", **options)


def names(source):
    return facts(source).quick_names()


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "\nx = 1",
        "a = 1\r\nx = 1",
        "# a comment\nx = 1",
        "\ufeffx = 1",
        "x: int = 1",
        "x=1",
        "def x(): pass",
        "async  def x(): pass",
        "class x(a): pass",
        "import x",
        "import x.y",
        "import a as x",
        "from a import x",
        "from a import b as x",
        "if a:\n    import x",
        "lazy import x",
    ],
)
def test_definitions_assignments_and_imports_are_names(source):
    assert "x" in names(source)


@pytest.mark.parametrize(
    "source",
    [
        "x == 1",
        "x: int",
        "x += 1",
        "x.y = 1",
        " x = 1",
        "defx = 1",
        "def f(): import x",
        "def f(): from a import x",
        "if TYPE_CHECKING:\n    import x",
        "if sys.version_info < (3,):\n    from a import x",
        "if __name__ == '__main__':\n    import x",
        "import a.x",
        "import x as a",
        "from x import a",
        "from x import *",
    ],
)
def test_what_a_module_does_not_have_once_it_is_imported_is_no_name(source):
    assert "x" not in names(source)


def test_every_quick_name_is_a_name_of_the_full_reading():
    source = "import a.b, c as d\nfrom e import f as g\nx = y = 1\nz: int = 2\nx == z\nclass C: m = 1\ndef h(): n = 1\n"
    assert names(source) <= read(source, version=(3, 12), platform="linux").names


def test_names_beyond_ascii_are_names():
    assert {"größe", "Ä"} <= names("größe = 1\nclass Ä: pass\n")


def test_what_a_stub_imports_is_for_type_checkers():
    assert [item.timing for item in facts("import a\ndef f(): import b", is_stub=True).imports] == [Timing.TYPING] * 2


@pytest.mark.parametrize(
    ("source", "mentions"),
    [
        ("import a", Mention.NOTHING),
        ("import a  # importls: ignore", Mention.IMPORTLS),
        ("'sys.modules'", Mention.MODULES),
        ("from sys import modules", Mention.MODULES),
        ("sys.meta_path.append(a)", Mention.MODULES),
        ("my_modules = []", Mention.NOTHING),
        ("#!/usr/bin/env python", Mention.MAIN),
        ("if __name__ == '__main__': pass", Mention.MAIN),
    ],
)
def test_words_that_decide_whether_a_second_look_is_needed_are_noted(source, mentions):
    assert facts(source).mentions == mentions


def test_shared_names_change_nothing_and_are_one_object():
    source = "from package.module import name, other as alias\nimport a.b\n"
    first, second, as_read = facts(source), facts(source), facts(source)
    known = {}
    assert share_names(first, known) == share_names(second, known) == as_read
    assert first.imports[0].names is second.imports[0].names
    assert first.imports[1].module is second.imports[1].module
