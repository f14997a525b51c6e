"""All safe fixes of a file at once are those that do not meddle with each other."""

from importls.diagnostic import Diagnostic, Edit, Fix, Severity
from importls.editor.fix_all import fix_all
from importls.facts.imports import Position, Range


def finding(start, end, text="", path="/a.py", *, safe=True):
    where = Range(Position(1, start), Position(1, end))
    fix = Fix("f", safe=safe, edits=(Edit(path, where, text),))
    return Diagnostic("r", Severity.ERROR, "m", "/a.py", "a", where, fixes=(fix,))


def test_fixes_that_overlap_or_are_unsafe_or_elsewhere_are_left_out():
    first, second, beside = finding(1, 4), finding(3, 6), finding(4, 6)
    others = finding(8, 9, safe=False), finding(8, 9, path="/b.py")
    made = [item.fixes[0].edits[0] for item in (first, beside)]
    assert fix_all("/a.py", (beside, second, first, first, *others)) == tuple(made)


def test_of_two_texts_for_one_place_only_one_is_taken():
    one, other = finding(2, 2, "x"), finding(2, 2, "y")
    assert fix_all("/a.py", (one, other)) == one.fixes[0].edits
