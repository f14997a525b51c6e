import pytest

from importls.check import check
from importls.configuration import Configuration
from importls.rules import all_rules
from importls.selection import RuleOptions, select_rules
from tests.scenario import PROJECT, STDLIB, Scenario, snapshot_of


def checked(files, configuration=None, **options):
    selection = select_rules(all_rules(), configuration or Configuration(folder=PROJECT), RuleOptions(**options))
    result = check(snapshot_of(Scenario("", files).tree()), selection)
    return [(item.severity.word, item.rule) for item in result.diagnostics], len(result.silenced)


DEFERRED = {"a.py": "def f():\n    import nowhere\n"}


@pytest.mark.parametrize(
    ("options", "severity"),
    [({}, "warning"), ({"error": ("unresolved-import",)}, "error"), ({"warn": ("unresolved-import",)}, "warning")],
)
def test_a_severity_that_the_user_sets_wins_over_the_rule(options, severity):
    assert checked(DEFERRED, **options) == ([(severity, "unresolved-import")], 0)


def test_suppressed_findings_are_counted():
    files = {"a.py": "import x, y  # importls: ignore[unresolved-import]\nimport z  # importls: ignore\n"}
    assert checked(files) == ([], 3)


def test_a_suppression_of_a_rule_that_is_off_is_left_alone():
    files = {"a.py": "import json  # importls: ignore[cycle-typing]\nimport json  # importls: ignore[no-such-rule]\n"}
    assert checked(files) == ([("warning", "unused-suppression")], 0)


def test_unused_suppressions_can_be_ignored_by_file():
    files = {"a.py": "import json  # importls: ignore[unresolved-import]\n"}
    configuration = Configuration(folder=PROJECT, per_file_ignores=(("a.py", ("unused-suppression",)),))
    assert checked(files, configuration) == ([], 0)


def test_the_order_of_files_changes_nothing():
    files = {
        "facade.py": "from common import *\n",
        "a/pyproject.toml": "[project]\n",
        "a/common.py": "one = 1\n",
        "a/user.py": "from facade import one, two\n",
        "b/pyproject.toml": "[project]\n",
        "b/common.py": "two = 1\n",
        "b/user.py": "from facade import one, two\n",
    }
    forwards = snapshot_of(Scenario("", files).tree())
    backwards = snapshot_of(Scenario("", dict(reversed(files.items()))).tree())
    selection = select_rules(all_rules(), Configuration(folder=PROJECT), RuleOptions())

    assert check(forwards, selection) == check(backwards, selection)


def test_a_file_that_cannot_be_parsed_is_guarded_by_its_layout():
    files = {"a.py": "try:\n    import x\nexcept ImportError:\n    pass\nimport y\nprint 1\n"}
    assert checked(files) == ([("error", "unresolved-import"), ("error", "syntax-error")], 0)


def test_large_input_is_checked_in_linear_time():
    """Each of these took minutes while some step was quadratic; the test would run into the timeout of CI."""
    many = range(1500)
    files = {
        "same.py": "import nowhere\n" * 20_000,
        "names.py": "".join(f"import nowhere{number}\n" for number in range(1000)),
        "broken.py": "import nowhere\n" * 4000 + "print 1\n",
        "stars0.py": "from nowhere import *\n",
        **{
            f"stars{number}.py": f"from stars{number - 1} import *\nfrom stars{number - 1} import x\n"
            for number in range(1, 1500)
        },
        **{f"ring{number}.py": f"import ring{(number + 1) % 1500}\n" for number in many},
        **{f"late{number}.py": f"def f():\n    import late{(number + 1) % 1500}\n" for number in many},
    }
    tree = Scenario("", files).tree()
    selection = select_rules(all_rules(), Configuration(folder=PROJECT), RuleOptions(select=("ALL",)))
    result = check(snapshot_of(tree), selection)

    rules = [item.rule for item in result.diagnostics]
    assert rules.count("unresolved-import") == 25_001
    assert (rules.count("import-cycle"), rules.count("cycle-deferred")) == (1, 1)


def test_a_deep_ladder_of_star_imports_is_walked_once():
    rungs = {f"l{number}.py": f"from l{number + 1} import *\nfrom r{number + 1} import *\n" for number in range(40)} | {
        f"r{number}.py": f"from l{number + 1} import *\nfrom r{number + 1} import *\n" for number in range(40)
    }
    files = {**rungs, "l40.py": "x = 1\n", "r40.py": "y = 1\n", "a.py": "from l0 import x, y, z\n"}
    assert checked(files)[0] == [("error", "missing-name")]


def test_the_standard_library_of_the_scenarios_is_where_it_is_said_to_be():
    assert snapshot_of(Scenario("", {"a.py": "import json"}).tree()).modules[f"{PROJECT}/a.py"].imports[
        0
    ].found.spec.origin == (f"{STDLIB}/json/__init__.py")
