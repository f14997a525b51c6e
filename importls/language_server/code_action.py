"""`textDocument/codeAction`: what can be done about the findings at a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.diagnostic import Fix
from importls.language_server.diagnostic_report import lsp_diagnostics
from importls.language_server.unshadowing import unshadowings
from importls.language_server.workspace_edit import workspace_edit
from importls.report import relative_prose

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic
    from importls.editor.repairs import Repair
    from importls.facts.imports import Position, Range
    from importls.language_server.context import Context
    from importls.module import ResolvedImport

FIX_ALL = "source.fixAll.importls"
WAIT = f"{types.CodeActionKind.RefactorRewrite.value}.importls.wait"
"""The kind of what makes an import of a cycle wait."""

OPTIONS = types.CodeActionOptions(
    code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, FIX_ALL]
)


def code_action(context: Context, path: str, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """Everything of the kinds that the client asks for; None for a client that only takes commands."""
    if not context.client.literals:
        return None
    quick, all_safe = _wants(params, types.CodeActionKind.QuickFix), _wants(params, FIX_ALL)
    findings = context.session.findings_of(path) if quick or all_safe else ()
    actions: list[types.CodeAction] = []
    # What takes long to find out is not for a lamp that follows the cursor.
    is_deliberate = params.context.trigger_kind is not types.CodeActionTriggerKind.Automatic
    if quick:
        actions += _quick_fixes(context, path, params.range, findings, is_deliberate=is_deliberate)
    if _wants(params, types.CodeActionKind.RefactorRewrite):
        actions += _rewrites(context, path, params.range)
    if _wants(params, WAIT) and is_deliberate:
        actions += _waiting(context, path, params.range)
    if all_safe:
        actions += _fix_all(context, path, findings)
    return actions


def _wants(params: types.CodeActionParams, kind: str) -> bool:
    """Whether the client asks for this kind: by its name, by one above it, or not for certain ones."""
    only = params.context.only
    return not only or any(not asked or (kind + ".").startswith(asked + ".") for asked in only)


def _quick_fixes(
    context: Context, path: str, where: types.Range, findings: Iterable[Diagnostic], *, is_deliberate: bool
) -> Iterator[types.CodeAction]:
    """What removes or silences the findings that touch the range."""
    from importls.editor.repairs import repairs  # noqa: PLC0415 # reason: the core is loaded after the first answer

    asked = context.position(path, where.start), context.position(path, where.end)
    found = [item for item in findings if _touches(item.range, *asked)]
    shown = lsp_diagnostics(context, found)
    for finding, told in zip(found, shown, strict=True):
        made = tuple(repairs(context.snapshot, context.module(path), finding))
        for fix in finding.fixes:
            if all(fix.edits != repair.edits for repair in made):
                yield _quick_fix(context, fix, [told], is_preferred=fix.safe and _is_single(finding))
        yield from _repairs(context, made, told)
    yield from unshadowings(context, found, shown) if is_deliberate else ()
    yield from _fixes_from_elsewhere(context, path, asked)
    yield from _suppressions(context, path, found, shown)


def _repairs(context: Context, made: Iterable[Repair], told: types.Diagnostic) -> Iterator[types.CodeAction]:
    """What makes an import succeed, as far as the client can do it."""
    for repair in made:
        if (repair.created and not context.client.creates) or (repair.deleted and not context.client.deletes):
            continue
        edit = workspace_edit(context, repair.edits, repair.created, repair.deleted)
        title = relative_prose(repair.title, context.session.question.host.working_directory)
        kind, preferred = types.CodeActionKind.QuickFix, repair.is_likely or None
        yield types.CodeAction(title, kind, [told], is_preferred=preferred, edit=edit)


def _fixes_from_elsewhere(context: Context, path: str, asked: tuple[Position, Position]) -> Iterator[types.CodeAction]:
    """Fixes of cycles that are told in another file, where they edit an import at the range."""
    if context.session.has_work:
        return  # They may not fit the latest texts.
    for other, findings in context.session.findings.items():
        for fix in (fix for finding in findings if other != path for fix in finding.fixes):
            if any(edit.path == path and _touches(edit.range, *asked) for edit in fix.edits):
                yield _quick_fix(context, fix, [], is_preferred=False)


def _suppressions(
    context: Context, path: str, found: Iterable[Diagnostic], shown: Iterable[types.Diagnostic]
) -> Iterator[types.CodeAction]:
    """The comments that silence findings, each once, with all that it silences."""
    from importls.editor.suppressing import suppressing  # noqa: PLC0415 # reason: the core is loaded after the first answer

    text, silenced = context.snapshot.text(path), dict[Fix, list[types.Diagnostic]]()
    for finding, told in zip(found, shown, strict=True):
        edit = suppressing(text, finding)
        if edit is not None:
            fix = Fix(f"Suppress {finding.rule} with a comment", safe=True, edits=(edit,))
            silenced.setdefault(fix, []).append(told)
    for fix, all_told in silenced.items():
        yield _quick_fix(context, fix, all_told, is_preferred=False)


def _touches(where: Range, start: Position, end: Position) -> bool:
    """Whether two ranges have a place in common; an empty one is shown as the line that it stands on."""
    if where.start == where.end:
        return start.line <= where.start.line <= end.line
    return where.start <= end and start <= where.end


def _is_single(finding: Diagnostic) -> bool:
    return sum(fix.safe for fix in finding.fixes) == 1


def _quick_fix(context: Context, fix: Fix, shown: list[types.Diagnostic], *, is_preferred: bool) -> types.CodeAction:
    return types.CodeAction(
        fix.title,
        types.CodeActionKind.QuickFix,
        shown,
        is_preferred=is_preferred or None,
        edit=workspace_edit(context, fix.edits),
    )


def _rewrites(context: Context, path: str, where: types.Range) -> Iterator[types.CodeAction]:
    """The import statements at the range, written another way."""
    from importls.editor.import_style import other_style  # noqa: PLC0415 # reason: as above

    for imported in _imports_at(context, path, where):
        fix = other_style(context.snapshot, context.module(path), imported)
        if fix is not None:
            kind, edit = types.CodeActionKind.RefactorRewrite, workspace_edit(context, fix.edits)
            yield types.CodeAction(fix.title, kind, edit=edit)


def _waiting(context: Context, path: str, where: types.Range) -> Iterator[types.CodeAction]:
    """The import statements at the range that lead into a cycle, made to wait."""
    from importls.editor.waiting_imports import waiting  # noqa: PLC0415 # reason: as above

    cycle = frozenset(context.session.cycle(path))
    for imported in _imports_at(context, path, where):
        if not cycle.isdisjoint(name for _, name in imported.targets()):
            for fix in waiting(context.snapshot, context.module(path), imported.statement):
                yield types.CodeAction(fix.title, WAIT, edit=workspace_edit(context, fix.edits))


def _imports_at(context: Context, path: str, where: types.Range) -> list[ResolvedImport]:
    asked = context.position(path, where.start), context.position(path, where.end)
    return [one for one in context.module(path).imports if _touches(one.statement.range, *asked)]


def _fix_all(context: Context, path: str, findings: Iterable[Diagnostic]) -> Iterator[types.CodeAction]:
    """All safe fixes of the document, wherever in it the client asks."""
    from importls.editor.fix_all import fix_all  # noqa: PLC0415 # reason: as above

    edits = fix_all(path, findings)
    if edits:
        edit = workspace_edit(context, edits)
        yield types.CodeAction("Make all safe fixes of importls", FIX_ALL, edit=edit)
