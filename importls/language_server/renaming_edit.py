"""A renaming in LSP's words: annotated edits of several projects, and the files that move along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server.workspace_edit import text_edit, versioned, workspace_edit

if TYPE_CHECKING:
    from importls.diagnostic import Edit
    from importls.language_server.context import Context
    from importls.renaming.rename import Renaming

_IMPORTS = "importls/imports"
_TEXTS = "importls/texts"
_ANNOTATIONS = {
    _IMPORTS: types.ChangeAnnotation("Imports of what moves", needs_confirmation=False),
    _TEXTS: types.ChangeAnnotation(
        "Texts that are full names of modules", needs_confirmation=True, description="They may mean something else."
    ),
}

_Edits = list[types.TextEdit | types.AnnotatedTextEdit]


def renaming_edit(found: Sequence[tuple[Context, Renaming]], asked: Mapping[str, str]) -> types.WorkspaceEdit | None:
    """What renamings in several projects do, with the moves that were not `asked` for: those of stub files."""
    if not any(renaming.edits or set(renaming.paths) - set(asked) for _, renaming in found):
        return None
    client = found[0][0].client
    if not client.versioned:
        changes = [workspace_edit(context, renaming.edits).changes or {} for context, renaming in found]
        return types.WorkspaceEdit(changes={uri: edits for of_one in changes for uri, edits in of_one.items()})
    texts = [text for context, renaming in found for text in _texts(context, renaming)]
    moves = {pair: context for context, renaming in found for pair in renaming.paths.items() if pair[0] not in asked}
    moved = [_move(context, *pair) for pair, context in moves.items()] if client.renames else []
    return types.WorkspaceEdit(
        document_changes=[*texts, *moved], change_annotations=_ANNOTATIONS if client.annotates else None
    )


def _texts(context: Context, renaming: Renaming) -> list[types.TextDocumentEdit]:
    by_document: dict[tuple[str, str], _Edits] = {}
    for edit in renaming.edits:
        document = context.uri_at(edit.path, edit.range), edit.path
        by_document.setdefault(document, []).append(_annotated(context, edit, renaming))
    return [versioned(context, *document, edits) for document, edits in by_document.items()]


def _annotated(context: Context, edit: Edit, renaming: Renaming) -> types.TextEdit | types.AnnotatedTextEdit:
    plain = text_edit(context, edit)
    if not context.client.annotates:
        return plain
    why = _TEXTS if edit in renaming.guesses else _IMPORTS
    return types.AnnotatedTextEdit(range=plain.range, new_text=plain.new_text, annotation_id=why)


def _move(context: Context, old: str, new: str) -> types.RenameFile:
    options = types.RenameFileOptions(ignore_if_exists=True)
    return types.RenameFile(old_uri=context.uri(old), new_uri=context.uri(new), options=options)
