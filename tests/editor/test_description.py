"""What a hover tells of a module."""

from importls.editor.description import Known, describe
from importls.editor.subject import subject_at
from tests.editor.cursor import at_cursor

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "from a import b\n",
    "a/b.py": "import json, lib\nfrom a import c\n",
    "a/c.py": "def f(): import a.d\n",
    "a/d.py": "",
    "random.py": "",
    "site-packages/lib/__init__.py": "",
    "site-packages/lib/part.py": "",
    "site-packages/other-2.dist-info/RECORD": "lib/part.py,sha256=x,1\nother.py,,\n",
    "site-packages/lib-1.0.post1.dist-info/RECORD": "lib/__init__.py,sha256=x,1\n",
    "site-packages/lib/__init__.pyi": "",
}


def told(text, known=None, path="m.py"):
    snapshot, module, place = at_cursor({**FILES, path: text})
    return describe(snapshot, module, subject_at(snapshot, module, place), known)


def running(text, steps=99):
    """What is said of what importing it runs, after counting so many modules."""
    remarks = told(text, Known(is_over=after(steps))).remarks
    return next((remark for remark in remarks if "runs" in remark), None)


def after(steps):
    times = iter(range(steps + 1))
    return lambda: next(times) >= steps


def test_the_spec_as_importlib_gives_it_and_where_it_was_found():
    description = told("import ¦lib\n")
    assert description.title == "package `lib`"
    assert dict(description.fields) == {
        "loader": "SourceFileLoader",
        "origin": "/usr/lib/python3.12/site-packages/lib/__init__.py",
        "distribution": "lib 1.0.post1",
        "submodule_search_locations": "/usr/lib/python3.12/site-packages/lib",
        "found in": "/usr/lib/python3.12/site-packages (site-packages)",
    }
    assert description.remarks == ("type checkers read /usr/lib/python3.12/site-packages/lib/__init__.pyi (stub file)",)


def test_a_file_belongs_to_the_distribution_that_lists_it():
    assert dict(told("import lib.¦part\n").fields)["distribution"] == "other 2"
    assert "distribution" not in dict(told("import ¦json\n").fields)


def test_what_importing_a_module_runs_is_counted_by_where_it_comes_from():
    whole = "importing it runs about 6 modules: 3 of the project, 1 installed (lib), 2 of the standard library"
    assert running("import ¦a\n") == whole
    assert running("import a.¦d\n") == whole.replace("6", "7").replace("3", "4")
    assert running("import lib.¦part\n") == "importing it runs about 2 modules: 2 installed (lib)"
    assert running("import ¦random\n") == "importing it runs nothing else"
    assert running("import ¦sys\n") is None


def test_what_is_not_counted_to_its_end_is_said_to_be_more():
    assert running("import ¦a\n", 2) == "importing it runs more than 2 modules: 2 of the project"
    assert running("import ¦a\n", 0) is None


def test_counting_goes_on_where_it_stopped():
    snapshot, module, place = at_cursor({**FILES, "m.py": "import ¦a\n"})
    subject = subject_at(snapshot, module, place)
    totals = []
    for _ in range(4):
        totals += describe(snapshot, module, subject, Known(is_over=after(2))).remarks[-1:]
    assert [text.partition(":")[0] for text in totals] == [
        "importing it runs more than 2 modules",
        "importing it runs more than 4 modules",
        "importing it runs about 6 modules",
        "importing it runs about 6 modules",
    ]


def test_what_it_hides_and_when_it_runs_and_its_cycle():
    assert "hides the installed module at /usr/lib/python3.12/random.py" in told("import ¦random\n").remarks
    assert "imported when a function is called" in told("def f():\n    import ¦json\n").remarks
    said = "part of an import cycle of 2 modules: a, a.b"
    assert said in told("import ¦a\n", Known(("a", "a.b"))).remarks
    assert f"{said}; importing any of them fails" in told("import ¦a\n", Known(("a", "a.b"), "cycle-will-fail")).remarks


def test_why_something_is_not_found():
    assert told("import ¦gone\n").title == "`gone` is not found"
    assert told("import ¦gone\n").remarks[0] == "no entry of the search path has a module `gone`"
    assert told("import a.¦gone\n").remarks[0] == "the package `a` has no submodule `a.gone`"
    assert told("import a.d.¦gone\n").remarks[0] == "`a.d` is a module and no package"
    assert told("import ¦gone\n").remarks[1] == "looked for with Python 3.12 at /usr"


def test_built_in_modules_and_names():
    assert dict(told("import ¦sys\n").fields) == {"loader": "BuiltinImporter", "origin": "built-in"}
    assert told("from lib import ¦x\n").title == "`x` of module `lib`"
    assert told("from a import ¦b\n").title == "module `a.b`"
    assert told("patch('a.b.¦x')\n").title == "`x` of module `a.b`"
