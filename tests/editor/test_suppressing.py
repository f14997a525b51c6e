"""A comment silences its finding and changes nothing else: `ast` of this Python is the oracle of what it changes."""

import ast

import pytest

from importls.diagnostic import START_OF_FILE, Diagnostic, Severity
from importls.editor.suppressing import suppressing
from importls.edits.text_edits import applied
from importls.facts.imports import Position, Range
from importls.suppression import apply_suppressions, find_suppressions

COMMENT = "# importls: ignore[r] -- "
ABOVE = "# importls: ignore-next-line[r] -- "


def finding(text, statement=None, rule="r"):
    """A clean text and a finding where `¦` marks its start and its end; `statement` are the lines of its statement."""
    before, marked, after = text.split("¦")
    ends = (Position(part.count("\n") + 1, len(part.rpartition("\n")[2]) + 1) for part in (before, before + marked))
    whole = None if statement is None else Range(*(Position(line, 1) for line in statement))
    place = START_OF_FILE if not marked else Range(*ends)
    return before + marked + after, Diagnostic(rule, Severity.ERROR, "m", "/a.py", "a", place, statement=whole)


@pytest.mark.parametrize(
    ("marked", "statement", "expected"),
    [
        ("import ¦x¦\n", None, f"import x  {COMMENT}\n"),
        ("import ¦x¦  # noqa \n", None, f"import x  # noqa  {COMMENT}\n"),
        ("import ¦x¦", None, f"import x  {COMMENT}"),
        ("import ¦x¦  # importls: ignore[a]\n", None, "import x  # importls: ignore[a, r]\n"),
        ("import ¦x¦  # importls: ignore[a,] -- why\n", None, "import x  # importls: ignore[a, r] -- why\n"),
        ("import ¦x¦  # importls: ignore a\n", None, f"import x  # importls: ignore a  {COMMENT}\n"),
        ("# importls: ignore-file[a]\nimport ¦x¦\n", None, f"# importls: ignore-file[a]\nimport x  {COMMENT}\n"),
        ("# importls: ignore-next-line[a]\nimport ¦x¦\n", None, "# importls: ignore-next-line[a, r]\nimport x\n"),
        ("from a import (\n    b,\n    ¦c¦,\n)\n", (1, 4), f"from a import (\n    b,\n    c,  {COMMENT}\n)\n"),
        ("from a import ¦b¦, \\\n    c\n", (1, 2), f"from a import b, \\\n    c  {COMMENT}\n"),
        ("import ¦x¦; y = '''\n'''\n", None, f"{ABOVE}\nimport x; y = '''\n'''\n"),
        ("if 1:\n    import ¦x¦; y = \\\n  1\n", None, f"if 1:\n    {ABOVE}\n    import x; y = \\\n  1\n"),
        ("y = \\\n  f('''\n''', ¦x¦, '''\n''')\n", None, None),
        ("¦¦", None, COMMENT),
        ("¦¦import a\n", None, f"import a  {COMMENT}\n"),
        ("¦¦'''Doc.\n'''\n", None, f"{ABOVE}\n'''Doc.\n'''\n"),
        ("¦¦#!/bin/x\nimport a\n", None, "#!/bin/x\n# importls: ignore-file[r] -- \nimport a\n"),
        (
            "¦¦#!/bin/x\n# coding: utf-8\n'''D'''\n",
            None,
            "#!/bin/x\n# coding: utf-8\n# importls: ignore-file[r] -- \n'''D'''\n",
        ),
    ],
)
def test_the_comment_stands_where_it_works(marked, statement, expected):
    text, found = finding(marked, statement)
    edit = suppressing(text, found)
    assert (None if edit is None else applied(text, [edit])) == expected
    if expected is not None:
        assert ast.dump(ast.parse(expected)) == ast.dump(ast.parse(text))
    if expected is not None and found.range != START_OF_FILE:
        shift = expected.count("\n") - text.count("\n")
        _, moved = finding("\n" * shift + marked, statement and [line + shift for line in statement])
        assert apply_suppressions([moved], find_suppressions(expected)).kept == ()


def test_what_no_comment_silences_is_offered_none():
    assert suppressing(*finding("import ¦x¦\n", rule="unused-suppression")) is None
