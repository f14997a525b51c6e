"""Findings in LSP's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.diagnostic import Diagnostic, Severity
from importls.report import relative_prose, rule_url

if TYPE_CHECKING:
    from importls.language_server.context import Context

SOURCE = "importls"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_TAGS = {"unused-suppression": [types.DiagnosticTag.Unnecessary]}


def lsp_diagnostics(context: Context, findings: Iterable[Diagnostic]) -> list[types.Diagnostic]:
    """The findings of one file."""
    return [_diagnostic(context, finding) for finding in findings]


def _diagnostic(context: Context, finding: Diagnostic) -> types.Diagnostic:
    help_text = f"\n{finding.help}" if finding.help else ""
    here = context.session.question.host.working_directory
    return types.Diagnostic(
        range=context.range(finding.path, finding.range),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(rule_url(finding.rule)),
        source=SOURCE,
        message=relative_prose(finding.message + help_text, here),
        tags=_TAGS.get(finding.rule),
        related_information=_related(context, finding),
        data={"fingerprint": finding.fingerprint},
    )


def _related(context: Context, finding: Diagnostic) -> list[types.DiagnosticRelatedInformation] | None:
    if not context.client.related or not finding.related:
        return None
    return [
        types.DiagnosticRelatedInformation(context.location(related.path, related.range), related.message)
        for related in finding.related
    ]
