from pathlib import Path

import pytest

from importls.rules import all_rules
from tests.scenario import expected_findings, findings, scenarios_in

SCENARIOS = [
    pytest.param(scenario, id=f"{page.stem}: {scenario.title}")
    for page in sorted(Path(__file__).parent.glob("*.md"))
    for scenario in scenarios_in(page.read_text())
]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_the_page_says_happens(scenario):
    expected = expected_findings(scenario)
    found = [
        (item.path.removeprefix("/project/"), item.range.start.line, item.severity.word, item.rule, item.message)
        for item in findings(scenario, *all_rules())
    ]

    assert [item[:4] for item in expected] == [item[:4] for item in found]
    for (*_, part), (*_, message) in zip(expected, found, strict=True):
        assert part in message
