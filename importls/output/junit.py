"""The format `junit`: test results as CI servers show them; a file is a suite, a finding a case that does not pass.

Errors are failures; what is no error is a case that was skipped, so that nothing is red that does not fail a check by
default. The elements and attributes are those that Jenkins' xUnit schema and GitLab's parser have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from importls.diagnostic import Diagnostic, Severity
from importls.output.printable import printable
from importls.report import rule_url

if TYPE_CHECKING:
    from importls.output.palette import Style
    from importls.report import Report

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML 1.0 document may hold, not even as a reference."""


def render(report: Report, _style: Style) -> Iterator[str]:
    """One document; a report without findings has one case, which passes."""
    by_path = [(path, list(found)) for path, found in groupby(report.diagnostics, lambda finding: finding.path)]
    summary = report.summary
    numbers = _numbers(report.diagnostics, max(1, len(report.diagnostics)))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="importls" {numbers} time="{summary.seconds:.3f}">\n'
    if not by_path:
        yield '  <testsuite name="importls" tests="1" failures="0" errors="0" skipped="0">\n'
        yield '    <testcase name="check" classname="importls"/>\n  </testsuite>\n'
    for path, found in by_path:
        skipped = sum(finding.severity is not Severity.ERROR for finding in found)
        numbers = f'{_numbers(found, len(found))} skipped="{skipped}"'
        yield f"  <testsuite name={_attribute(report.shown(path))} {numbers}>\n"
        for finding in found:
            yield from _case(report, finding)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _numbers(findings: Sequence[Diagnostic], tests: int) -> str:
    failures = sum(finding.severity is Severity.ERROR for finding in findings)
    return f'tests="{tests}" failures="{failures}" errors="0"'


def _case(report: Report, finding: Diagnostic) -> Iterator[str]:
    start, path = finding.range.start, report.shown(finding.path)
    name = f"{finding.rule} at {path}:{start.line}:{start.column}"
    yield f'    <testcase name={_attribute(name)} classname={_attribute(finding.module or path)} time="0">\n'
    message = _attribute(report.prose(finding.message))
    if finding.severity is Severity.ERROR:
        text = escape(_allowed("\n".join(_details(report, finding, name))))
        yield f'      <failure message={message} type="{finding.rule}">{text}</failure>\n'
    else:
        yield f"      <skipped message={message}/>\n"
    yield "    </testcase>\n"


def _details(report: Report, finding: Diagnostic, name: str) -> Iterable[str]:
    yield f"{name}: {printable(report.prose(finding.message))}"
    for related in finding.related:
        place = "" if related.range is None else f":{related.range.start.line}"
        yield f"{report.shown(related.path)}{place}: {printable(report.prose(related.message))}"
    if finding.help:
        yield f"help: {report.prose(finding.help)}"
    yield rule_url(finding.rule)


def _attribute(text: str) -> str:
    return quoteattr(_allowed(printable(text)))


def _allowed(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
