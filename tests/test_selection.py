"""Defaults, configuration and command line become one selection of rules."""

from dataclasses import dataclass

import msgspec

from importls.configuration import Configuration, IgnoredImport
from importls.diagnostic import Diagnostic, Severity
from importls.facts.imports import Position, Range
from importls.selection import RuleOptions, select_rules


@dataclass(frozen=True)
class Defaults:
    severity: Severity
    default_on: bool = True


RULES = {
    "bad": Defaults(Severity.ERROR),
    "odd": Defaults(Severity.WARNING),
    "quiet": Defaults(Severity.INFO, default_on=False),
}


def selected(command_line=None, **settings):
    """`rule=severity` of each rule that is on, sorted."""
    selection = select_rules(RULES, Configuration("/p", **settings), command_line or RuleOptions())
    return " ".join(f"{name}={severity.word}" for name, severity in sorted(selection.severities.items()))


def test_the_defaults_are_the_rules_that_are_on():
    assert selected() == "bad=error odd=warning"


def test_select_replaces_the_defaults_and_all_means_every_rule():
    assert selected(select=("quiet",)) == "quiet=info"
    assert selected(select=("ALL",)) == "bad=error odd=warning quiet=info"
    assert selected(select=()) == ""


def test_ignore_removes_and_error_and_warn_add():
    assert selected(ignore=("bad",), error=("quiet",)) == "odd=warning quiet=error"
    assert selected(warn=("ALL",)) == "bad=warning odd=warning quiet=warning"
    assert selected(error=("odd",), warn=("odd",)) == "bad=error odd=error"


def test_the_command_line_has_the_last_word():
    assert selected(RuleOptions(ignore=("odd",)), error=("odd",)) == "bad=error"
    assert selected(RuleOptions(select=("odd",)), ignore=("odd",)) == "odd=warning"
    assert selected(RuleOptions(warn=("bad",)), ignore=("bad",)) == "bad=warning odd=warning"


def test_a_configured_severity_holds_for_a_rule_that_the_command_line_selects():
    assert selected(RuleOptions(select=("quiet",)), error=("quiet",)) == "quiet=error"


def finding(path, rule="bad", module="a.b", target=None):
    return Diagnostic(rule, Severity.ERROR, "m", path, module, Range(Position(1, 1), Position(1, 2)), target=target)


def ignored(diagnostic, **settings):
    return select_rules(RULES, Configuration("/p", **settings), RuleOptions()).ignores(diagnostic)


def test_per_file_ignores_count_from_the_folder_of_the_configuration():
    globs = {"per_file_ignores": (("tests/**", ("bad",)), ("conftest.py", ("ALL",)))}
    assert ignored(finding("/p/tests/x/y.py"), **globs)
    assert not ignored(finding("/p/tests/x/y.py", rule="odd"), **globs)
    assert ignored(finding("/p/deep/conftest.py", rule="odd"), **globs)
    assert not ignored(finding("/q/tests/x.py"), **globs)


def test_ignored_imports_silence_what_is_about_that_import():
    imports = {"ignore_imports": (IgnoredImport("a.*", "lib.**"),)}
    assert ignored(finding("/p/a/b.py", target="lib.x.y"), **imports)
    assert not ignored(finding("/p/a/b.py", target="lib"), **imports)
    assert not ignored(finding("/p/a/b.py", module="a.b.c", target="lib.x"), **imports)
    assert not ignored(finding("/p/a/b.py"), **imports)


def test_ignored_imports_match_one_part_with_a_star_and_any_number_with_two():
    def covers(importer, imported, glob):
        ignored_import = IgnoredImport(*glob.split(" -> "))
        return select_rules(RULES, Configuration("/p", ignore_imports=(ignored_import,)), RuleOptions()).ignores_import(
            importer, imported
        )

    assert covers("a.b", "c", "a.b -> c")
    assert not covers("a.b", "c.d", "a.b -> c")
    assert not covers("axb", "c", "a.b -> c")
    assert covers("a", "x.y.z", "* -> **")
    assert not covers("a.b", "x", "* -> **")
    assert covers("a.b.c", "x", "a.** -> x")
    assert not covers("a", "x", "a.** -> x")
    assert covers("a.b.tests.c", "x", "**.tests.* -> x")


def severity_of(severity, command_line=None, rule="bad", **settings):
    """What becomes of a finding that the rule gave this severity."""
    selection = select_rules(RULES, Configuration("/p", **settings), command_line or RuleOptions())
    return selection.severity_of(msgspec.structs.replace(finding("/p/a.py", rule), severity=severity))


def test_a_rule_chooses_the_severity_by_the_case_unless_the_user_set_one():
    assert severity_of(Severity.WARNING) is Severity.WARNING
    assert severity_of(Severity.WARNING, select=("ALL",)) is Severity.WARNING
    assert severity_of(Severity.WARNING, error=("bad",)) is Severity.ERROR
    assert severity_of(Severity.WARNING, RuleOptions(error=("ALL",))) is Severity.ERROR
    assert severity_of(Severity.INFO, RuleOptions(warn=("odd",)), rule="odd") is Severity.WARNING
    assert severity_of(Severity.WARNING, RuleOptions(warn=("bad",)), error=("bad",)) is Severity.WARNING
    assert severity_of(Severity.WARNING, RuleOptions(select=("bad",)), error=("bad",)) is Severity.ERROR
