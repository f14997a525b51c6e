"""What is new beside a list of known findings, and what of the list is no longer needed."""

import json
from collections import Counter

import jsonschema
import msgspec
import pytest

from importls.baseline import Entry, compare, entries_of, read, together, without, written
from importls.diagnostic import Diagnostic, Severity
from importls.facts.imports import Position, Range
from importls.output.generate_schema import FILE


def found(written, line=1):
    """`rule module target`, at a line."""
    rule, module, target = written.split()
    at = Range(Position(line, 1), Position(line, 2))
    return Diagnostic(rule, Severity.ERROR, "m", f"/p/{module}.py", module, at, target=target)


def entry(text, count=1, reason=None):
    rule, module, target = text.split()
    return Entry(rule, module, target, f"{module}.py", count, reason)


def shown(path):
    return path.removeprefix("/p/")


def test_an_entry_knows_as_many_findings_of_its_kind_as_it_counts_wherever_they_stand():
    findings = [found("r a x", line) for line in (9, 3, 5)] + [found("r a y"), found("s a x"), found("r b x")]
    compared = compare([entry("r a x", 2)], findings)
    assert [(item.subject, item.range.start.line) for item in compared.new[:2]] == [("x", 5), ("y", 1)]
    assert [item.diagnostic.range.start.line for item in compared.known] == [9, 3]
    assert len(compared.new) == 4
    assert compared.idle == Counter()


def test_a_known_finding_has_the_reason_of_its_entry():
    compared = compare([entry("r a x", reason="later")], [found("r a x")])
    assert [item.reason for item in compared.known] == ["later"]


def test_what_is_not_needed_is_taken_out_and_no_more():
    entries = [entry("r a x", 3, "later"), entry("r a y"), entry("r b x")]
    compared = compare(entries, [found("r a x"), found("r b x")])
    assert compared.idle == Counter({("r", "a", "x"): 2, ("r", "a", "y"): 1})
    assert without(entries, compared.idle) == [entry("r a x", 1, "later"), entry("r b x")]


def test_what_is_added_joins_the_entry_of_its_kind_and_leaves_its_reason():
    after = together([entry("r a x", 1, "later")], [entry("r a x", 2, "new"), entry("r a a", 1, "new")])
    assert after == [entry("r a a", 1, "new"), entry("r a x", 3, "later")]


def test_a_baseline_of_findings_knows_all_of_them_in_whatever_order():
    findings = [found("r a x"), found("r b x"), found("r a x", 7)]
    entries = entries_of(findings, shown, "why")
    assert entries == [entry("r a x", 2, "why"), entry("r b x", 1, "why")]
    assert compare(entries, reversed(findings)).new == ()


def test_a_finding_without_target_is_known_by_its_message_without_the_numbers_of_lines():
    broken = [
        Diagnostic("syntax-error", Severity.ERROR, f"'(' on line {line}", "/p/a.py", "a", Range(at, at))
        for line, at in ((3, Position(4, 1)), (17, Position(18, 1)))
    ]
    assert compare(entries_of(broken[:1], shown), broken[1:]).new == ()
    assert broken[0].fingerprint == broken[1].fingerprint


def test_the_file_is_read_back_and_has_one_entry_a_line():
    entries = (entry("r a x", 2, 'a "reason"\n'), entry("r 数 \udcff"))
    text = written(entries)
    assert read(text.encode()) == entries
    assert len(text.splitlines()) == len(entries) + 2
    assert read(written(()).encode()) == ()
    jsonschema.validate(json.loads(text), json.loads(FILE.with_name("baseline.schema.json").read_text("utf-8")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no baseline: "),
        (b"[]", "is no baseline: Expected `object`"),
        (b'{"schema_version": 2, "importls_version": "9", "findings": []}', "has schema version 2, and"),
        (b'{"schema_version": 1, "importls_version": "0", "findings": [{"rule": "r"}]}', "missing required field"),
        (msgspec.json.encode({"schema_version": 1, "findings": 3, "importls_version": ""}), "Expected `array`"),
        (written([entry("r a x")]).replace('"count": 1', '"count": 0').encode(), "Expected `int` >= 1"),
        (written([entry("r a x")]).replace('"count"', '"cuont"').encode(), "unknown field `cuont`"),
    ],
)
def test_what_is_no_baseline_is_said_to_be_none(data, message):
    assert message in read(data)
