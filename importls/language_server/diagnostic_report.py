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
        tags=_tags(finding),
        related_information=_related(context, finding),
        data={"fingerprint": finding.fingerprint},
    )


def _tags(finding: Diagnostic) -> list[types.DiagnosticTag] | None:
    """How it is shown: a comment that does nothing faded, a module that Python has no more struck out."""
    if finding.rule == "unused-suppression":
        return [types.DiagnosticTag.Unnecessary]
    if finding.cause != "version-gated":
        return None
    from resolver.stdlib import removed_in  # noqa: PLC0415 # reason: few findings need it

    removed = removed_in((finding.target or "").partition(".")[0])
    return None if removed is None else [types.DiagnosticTag.Deprecated]


def _related(context: Context, finding: Diagnostic) -> list[types.DiagnosticRelatedInformation] | None:
    if not context.client.related or not finding.related:
        return None
    return [
        types.DiagnosticRelatedInformation(context.location(related.path, related.range), related.message)
        for related in finding.related
    ]
