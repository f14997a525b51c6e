import pytest

from importls.rules import all_rules
from tests.scenario import expected_findings, findings, scenarios_in

EXAMPLES = [
    pytest.param(name, scenario, id=f"{name}: {scenario.title}")
    for name, rule in all_rules().items()
    for scenario in scenarios_in(rule.documentation)
]


@pytest.mark.parametrize(("rule", "scenario"), EXAMPLES)
def test_the_documentation_says_what_happens(rule, scenario):
    expected = expected_findings(scenario)
    found = [
        (item.path.removeprefix("/project/"), item.range.start.line, item.severity.word, item.rule, item.message)
        for item in findings(scenario, rule)
    ]

    assert [item[:4] for item in expected] == [item[:4] for item in found]
    for (*_, part), (*_, message) in zip(expected, found, strict=True):
        assert part in message


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.name)
def test_the_heading_of_a_page_is_the_name_of_its_rule(rule):
    assert rule.documentation.splitlines()[0] == f"# {rule.name}"
    assert len(rule.summary) > 20


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.name)
def test_every_page_shows_a_finding_of_its_rule(rule):
    shown = [item for scenario in scenarios_in(rule.documentation) for item in expected_findings(scenario)]

    assert rule.name in {name for _, _, _, name, _ in shown}
