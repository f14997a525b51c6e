"""JSON output is what the shipped schema says, and what the contract shows."""

import json

import jsonschema
import msgspec
import pytest

from importls.diagnostic import Related, Severity
from importls.output import renderer
from importls.output.generate_schema import FILE, main
from importls.output.palette import Style
from tests.output.reports import at, finding, report

SCHEMA = json.loads(FILE.read_text("utf-8"))


def document(shown):
    return json.loads("".join(renderer("json")(shown, Style())))


def test_the_shipped_schema_is_what_the_generator_makes():
    assert main(["--check"]) == 0


def test_documents_with_and_without_findings_validate():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for shown in (report(), msgspec.structs.replace(report(), diagnostics=())):
        jsonschema.validate(document(shown), SCHEMA)


@pytest.mark.parametrize(
    ("key", "value"), [("severity", "fatal"), ("range", {"start": {"line": 0, "column": 1}}), ("path", None)]
)
def test_the_schema_refuses_what_is_no_finding(key, value):
    broken = document(report())
    broken["diagnostics"][0][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)


def test_the_document_is_as_drawn(snapshot):
    shown = document(report()) | {"importls_version": "x"}
    assert json.dumps(shown, indent=1, ensure_ascii=False) == snapshot


def test_jsonl_gives_the_findings_of_json_one_a_line():
    lines = "".join(renderer("jsonl")(report(), Style())).splitlines()
    assert [json.loads(line) for line in lines] == document(report())["diagnostics"]


def test_file_names_that_are_no_unicode_are_written_with_escapes():
    odd = finding(path="/p/\udcff.py")
    assert document(report(odd))["diagnostics"][0]["path"] == r"\udcff.py"


def test_the_fingerprint_does_not_depend_on_the_place():
    first, second = (
        document(report(finding(where=where)))["diagnostics"][0] for where in (at(1, 1, 1, 2), at(9, 9, 9, 9))
    )
    assert first["fingerprint"] == second["fingerprint"]
    assert first["severity"] == Severity.ERROR.word


def test_a_related_file_as_a_whole_stands_at_its_start():
    whole = msgspec.structs.replace(finding(), related=(Related("/p/x.so", None, "m"),))
    start = {"line": 1, "column": 1}
    assert document(report(whole))["diagnostics"][0]["related"] == [
        {"path": "x.so", "range": {"start": start, "end": start}, "message": "m"}
    ]
    jsonschema.validate(document(report(whole)), SCHEMA)
