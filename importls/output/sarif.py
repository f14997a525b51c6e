"""The format `sarif`: SARIF 2.1.0 (OASIS), as code scanning services and editors read it.

Paths are relative to the folder in which importls ran, `%SRCROOT%`, where they lie below it. A finding that is silenced
is there with its suppression, as the standard wants it, so that a viewer can show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from importls import __version__
from importls.diagnostic import Diagnostic, Fix, Severity, Silenced, Silencer
from importls.output.chain import Step, chain_of
from importls.output.json_document import encode
from importls.output.occurrences import with_fingerprints
from importls.output.sarif_rules import rule_descriptors

if TYPE_CHECKING:
    from importls.facts.imports import Range
    from importls.output.palette import Style
    from importls.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

Object = dict[str, Any]


def render(report: Report, _style: Style) -> Iterator[str]:
    """One log with one run, one result a line."""
    silenced = {id(item.diagnostic): item for item in report.silenced}
    findings = (*report.diagnostics, *(item.diagnostic for item in report.silenced))
    rules = {rule: index for index, rule in enumerate(sorted({finding.rule for finding in findings}))}
    has_baseline = any(item.by is Silencer.BASELINE for item in report.silenced)
    head = encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, rules)]})
    yield head.removesuffix("]}]}")
    for index, (finding, fingerprint) in enumerate(with_fingerprints(findings)):
        result = _result(report, finding, rules[finding.rule], fingerprint)
        result |= _state(silenced.get(id(finding)), has_baseline=has_baseline)
        yield (",\n" if index else "\n") + encode(result)
    yield "\n]}]}\n"


def _run(report: Report, rules: Iterable[str]) -> Object:
    """The run; its results stand last and are empty still."""
    description = {"text": "The folder in which importls was run."}
    return {
        "tool": {
            "driver": {
                "name": "importls",
                "version": __version__,
                "informationUri": "https://importls.readthedocs.io",
                "rules": list(rule_descriptors(rules)),
            }
        },
        "originalUriBaseIds": {_ROOT: {"description": description}},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "properties": {"filesChecked": report.summary.files, "importsResolved": report.summary.imports},
        "results": [],
    }


def _result(report: Report, finding: Diagnostic, rule: int, fingerprint: str) -> Object:
    text = report.prose(finding.message) + (f"\n{report.prose(finding.help)}" if finding.help else "")
    result: Object = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(report, finding.path, finding.range) | {"logicalLocations": [_module(finding.module)]}],
        "partialFingerprints": {"importlsFingerprint/v1": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number} | _location(report, item.path, item.range, report.prose(item.message))
            for number, item in enumerate(finding.related, 1)
        ]
    if chain := chain_of(finding):
        result["codeFlows"] = [_code_flow(report, chain)]
    if finding.fixes:
        result["fixes"] = [_fix(report, fix) for fix in finding.fixes]
    return result


def _state(silenced: Silenced | None, *, has_baseline: bool) -> Object:
    """How the finding stands to comments and baseline."""
    state: Object = {}
    if has_baseline:
        is_known = silenced is not None and silenced.by is Silencer.BASELINE
        state["baselineState"] = "unchanged" if is_known else "new"
    if silenced is not None:
        kind = "inSource" if silenced.by is Silencer.COMMENT else "external"
        reason = {"justification": silenced.reason} if silenced.reason else {}
        state["suppressions"] = [{"kind": kind, "status": "accepted"} | reason]
    return state


def _module(name: str) -> Object:
    return {"fullyQualifiedName": name, "kind": "module"}


def _code_flow(report: Report, chain: Sequence[Step]) -> Object:
    """The imports in the order in which they run; viewers let users step through them."""
    locations = [
        {"location": _location(report, step.path, step.range, report.prose(step.message)), "executionOrder": number}
        for number, step in enumerate(chain, 1)
    ]
    return {"threadFlows": [{"locations": locations}]}


def _location(report: Report, path: str, at: Range | None, message: str | None = None) -> Object:
    physical: Object = {"artifactLocation": _artifact(report, path)}
    if at is not None:
        physical["region"] = _region(at)
    return {"physicalLocation": physical} | ({} if message is None else {"message": {"text": message}})


def _artifact(report: Report, path: str) -> Object:
    """The file as a URI (RFC 3986): relative to the root where it lies below it, else absolute."""
    shown = report.shown(path)
    if shown != path:
        return {"uri": quote(_bytes(shown)), "uriBaseId": _ROOT}
    slashes = "//" if path.startswith("/") else "///"
    return {"uri": f"file:{slashes}{quote(_bytes(path.replace(chr(92), '/')), safe='/:')}"}


def _bytes(path: str) -> bytes:
    """The path in UTF-8; odd bytes of a file name as themselves."""
    return path.encode("utf-8", "surrogateescape")


def _region(at: Range) -> Object:
    return {
        "startLine": at.start.line,
        "startColumn": at.start.column,
        "endLine": at.end.line,
        "endColumn": at.end.column,
    }


def _fix(report: Report, fix: Fix) -> Object:
    by_path = {edit.path: [other for other in fix.edits if other.path == edit.path] for edit in fix.edits}
    changes = [
        {
            "artifactLocation": _artifact(report, path),
            "replacements": [
                {"deletedRegion": _region(edit.range), "insertedContent": {"text": edit.text}} for edit in edits
            ],
        }
        for path, edits in by_path.items()
    ]
    return {"description": {"text": fix.title}, "artifactChanges": changes}
