"""Edits of files in LSP's words; what they are good for is not known here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.diagnostic import Edit
    from importls.language_server.context import Context


def workspace_edit(
    context: Context, edits: Iterable[Edit], created: Iterable[str] = (), deleted: Iterable[str] = ()
) -> types.WorkspaceEdit:
    """The edits, all of which count from the latest texts, by file, with files that are created empty or deleted.

    The latter only for clients that can do so, which all know versions.
    """
    by_uri: dict[str, list[types.TextEdit]] = {}
    paths: dict[str, str] = {}
    for edit in edits:
        uri = context.uri_at(edit.path, edit.range)
        paths[uri] = edit.path
        by_uri.setdefault(uri, []).append(text_edit(context, edit))
    operations: list[types.CreateFile | types.DeleteFile] = []
    kept = types.CreateFileOptions(ignore_if_exists=True)
    operations += [types.CreateFile(context.uri(path), options=kept) for path in created]
    operations += [types.DeleteFile(context.uri(path)) for path in deleted]
    if not context.client.versioned and not operations:
        return types.WorkspaceEdit(changes=dict(by_uri))
    texts = [versioned(context, uri, paths[uri], edits) for uri, edits in by_uri.items()]
    return types.WorkspaceEdit(document_changes=[*operations, *texts])


def text_edit(context: Context, edit: Edit) -> types.TextEdit:
    """One edit with the line ends of its file."""
    text = edit.text.replace("\n", _line_end(context, edit.path)) if "\n" in edit.text else edit.text
    return types.TextEdit(context.range(edit.path, edit.range), text)


def versioned(
    context: Context, uri: str, path: str, edits: Iterable[types.TextEdit | types.AnnotatedTextEdit]
) -> types.TextDocumentEdit:
    """The version of a document that is not open, or is a cell, is not known to the server: None, as LSP has it."""
    document = context.documents.get(path)
    version = None if document is None or document.cells else document.version
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), list(edits))


def _line_end(context: Context, path: str) -> str:
    """What the file ends its lines with, by its first line."""
    document = context.documents.get(path)
    try:
        file_system = context.snapshot.file_system
        data = file_system.read_bytes(path) if document is None else document.text.encode(errors="replace")
    except OSError:
        return "\n"
    first, feed, _ = data.partition(b"\n")
    if feed:
        return "\r\n" if first.endswith(b"\r") else "\n"
    return "\r" if b"\r" in data else "\n"
