"""Each format for machines, read by its consumer's schema or parser; anything that they refuse raises."""

import io
import json
from pathlib import Path

import jsonschema
import junitparser
import sarif_pydantic
import xmlschema

SCHEMAS = Path(__file__).parent / "schemas"
SARIF = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
"""The schema of OASIS (2.1.0-rtm.5), as Microsoft's jest-sarif ships it."""
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")
"""The schema of Jenkins' xUnit plugin, as pytest tests its own reports with it."""


def sarif(text):
    """The log, accepted by the schema and by a second, independent reader."""
    log = json.loads(text)
    jsonschema.Draft4Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    sarif_pydantic.Sarif.model_validate(log)
    return log


def gitlab(text):
    """The issues, with everything that GitLab's importer asks for, and different fingerprints."""
    issues = json.loads(text)
    for issue in issues:
        assert all(isinstance(issue[key], str) and issue[key] for key in ("description", "check_name", "fingerprint"))
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert isinstance(issue["location"]["lines"]["begin"], int)
        assert not issue["location"]["path"].startswith("./")
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return issues


def junit(text):
    """The suites, accepted by the schema."""
    JUNIT.validate(text)
    return junitparser.JUnitXml.fromroot(junitparser.junitparser.etree.parse(io.BytesIO(text.encode())).getroot())
