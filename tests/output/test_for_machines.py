"""SARIF, GitLab's and JUnit's reports are what their readers expect, whatever stands in findings and paths."""

import json

import msgspec
import pytest

from importls.diagnostic import Related, Severity, Silenced, Silencer
from importls.output import renderer
from importls.output.palette import Style
from importls.rules import all_rules
from tests.output import consumers
from tests.output.reports import at, finding, report

ODD = (
    finding("]]> <&\"'\x00\x0b\x1b\ufffe\ud800 {0} [a](1)\r\n", "/p/a b#?%c/\udcff|数.py"),
    finding("same", where=at(1, 1, 1, 2)),
    finding("same", where=at(9, 1, 9, 2)),
    finding("elsewhere", "C:\\x y\\lib.py"),
)


def rendered(name, shown):
    return "".join(renderer(name)(shown, Style()))


def with_known(shown):
    """The report with its first two findings silenced, by a comment and by a baseline."""
    first, second, *rest = shown.diagnostics
    silenced = (Silenced(first, Silencer.COMMENT, "made later"), Silenced(second, Silencer.BASELINE))
    return msgspec.structs.replace(shown, diagnostics=tuple(rest), silenced=silenced)


REPORTS = {
    "everything": report(),
    "nothing": msgspec.structs.replace(report(), diagnostics=()),
    "odd": report(*ODD),
    "silenced": with_known(report()),
    "every rule": report(*(msgspec.structs.replace(finding(), rule=rule) for rule in all_rules())),
    "a rule of another version": report(msgspec.structs.replace(finding(), rule="new-rule")),
}


@pytest.mark.parametrize("shown", REPORTS.values(), ids=REPORTS)
@pytest.mark.parametrize("name", ["sarif", "gitlab", "junit"])
def test_consumers_can_read_it(name, shown):
    getattr(consumers, name)(rendered(name, shown))


@pytest.mark.parametrize("name", ["sarif", "gitlab", "junit", "markdown"])
def test_it_is_as_drawn(name, snapshot):
    text = rendered(name, report())
    if name == "sarif":
        log = json.loads(text)
        log["runs"][0]["tool"]["driver"] |= {"version": "x", "rules": []}
        text = json.dumps(log, indent=1, ensure_ascii=False)
    assert text == snapshot


def results(shown):
    (run,) = consumers.sarif(rendered("sarif", shown))["runs"]
    return run["results"]


def test_a_rule_brings_its_page_and_results_point_to_it():
    (run,) = consumers.sarif(rendered("sarif", report()))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]


def test_the_pages_of_rules_are_those_of_their_docstrings():
    (run,) = consumers.sarif(rendered("sarif", REPORTS["every rule"]))["runs"]
    pages = {page["id"]: page for page in run["tool"]["driver"]["rules"]}
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    for rule in all_rules().values():
        page = pages[rule.name]
        assert page["help"]["markdown"].strip() == rule.documentation.strip()
        assert "```" not in page["help"]["text"]
        assert page["defaultConfiguration"] == {"enabled": rule.default_on, "level": levels[rule.severity]}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/p/src/a b#1%.py", {"uri": "src/a%20b%231%25.py", "uriBaseId": "%SRCROOT%"}),
        ("/p/a:b.py", {"uri": "a%3Ab.py", "uriBaseId": "%SRCROOT%"}),
        ("/p/\udcff数.py", {"uri": "%FF%E6%95%B0.py", "uriBaseId": "%SRCROOT%"}),
        ("/elsewhere/lib.py", {"uri": "file:///elsewhere/lib.py"}),
        ("C:\\x y\\lib.py", {"uri": "file:///C:/x%20y/lib.py"}),
    ],
)
def test_paths_are_uris_relative_to_the_root_where_they_lie_below_it(path, uri):
    (result,) = results(report(finding(path=path)))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == uri


def test_a_chain_of_imports_is_a_code_flow_that_ends_where_it_fails():
    steps = (
        Related("/p/a.py", at(1, 1, 1, 9), "imports 'b'", "a", "b"),
        Related("/p/b.py", at(2, 1, 2, 9), "imports 'c'", "b", "c"),
    )
    cycle = msgspec.structs.replace(finding(path="/p/c.py", where=at(3, 1, 3, 9)), module="c", related=steps)
    (result,) = results(report(cycle))
    (flow,) = result["codeFlows"][0]["threadFlows"]
    places = [item["location"]["physicalLocation"] for item in flow["locations"]]
    assert [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places] == [
        ("a.py", 1),
        ("b.py", 2),
        ("c.py", 3),
    ]
    assert len(result["relatedLocations"]) == 2


def test_other_related_places_are_no_code_flow():
    whole = msgspec.structs.replace(finding(), related=(Related("/p/x.so", None, "the other one"),))
    (result,) = results(report(whole))
    assert "codeFlows" not in result
    assert "region" not in result["relatedLocations"][0]["physicalLocation"]


def test_what_is_silenced_says_by_whom_and_why():
    by_comment, by_baseline, *rest = results(with_known(report()))[-2:] + results(with_known(report()))[:-2]
    assert by_comment["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "made later"}]
    assert by_baseline["suppressions"] == [{"kind": "external", "status": "accepted"}]
    assert by_baseline["baselineState"] == "unchanged"
    assert {result["baselineState"] for result in rest} == {"new"}
    assert not any("suppressions" in result for result in rest)
    assert not any("baselineState" in result for result in results(report()))


@pytest.mark.parametrize("name", ["gitlab", "junit", "markdown"])
def test_what_is_silenced_is_told_to_nobody_else(name):
    shown = with_known(report())
    assert rendered(name, shown).count("missing-name") < rendered(name, report()).count("missing-name")
    assert "unresolved-import" not in rendered(name, shown)


def test_findings_that_are_alike_have_different_fingerprints_that_do_not_depend_on_lines():
    moved = report(*(msgspec.structs.replace(item, range=at(50, 1, 50, 2)) for item in ODD))
    issues = consumers.gitlab(rendered("gitlab", report(*ODD)))
    assert issues[2]["fingerprint"] == f"{issues[1]['fingerprint']}:2"
    assert [issue["fingerprint"] for issue in consumers.gitlab(rendered("gitlab", moved))] == [
        issue["fingerprint"] for issue in issues
    ]


def test_only_errors_are_tests_that_failed():
    suites = consumers.junit(rendered("junit", report()))
    assert (suites.tests, suites.failures, suites.errors) == (6, 2, 0)
    assert [suite.skipped for suite in suites] == [2, 2]
    cases = {case.name: [type(item).__name__ for item in case.result] for suite in suites for case in suite}
    assert cases["unresolved-import at src/a.py:1:8"] == ["Failure"]
    assert cases["import-cycle at src/a.py:7:439"] == ["Skipped"]
    assert len(cases) == len(report().diagnostics)


def test_a_report_without_findings_is_a_test_that_passed():
    suites = consumers.junit(rendered("junit", REPORTS["nothing"]))
    assert [(case.name, case.is_passed) for suite in suites for case in suite] == [("check", True)]


@pytest.mark.parametrize(("severity", "word"), [(Severity.ERROR, "major"), (Severity.INFO, "info")])
def test_severities_are_those_of_gitlab(severity, word):
    (issue,) = json.loads(rendered("gitlab", report(msgspec.structs.replace(finding(), severity=severity))))
    assert issue["severity"] == word
