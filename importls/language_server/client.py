"""What a client can do, read once from its capabilities: handlers ask this and no nested tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from importls.language_server.encoding import Encoding


@dataclass(frozen=True, slots=True)
class Client:
    """`pulls` says whether it asks for diagnostics itself, `refreshes` whether it can be told to ask again.

    `links` says whether it takes `LocationLink`s, `watches` whether it watches files for the server,
    `literals` whether it takes code actions that are no commands, `versioned` whether their edits may name the version
    of a document that they were made for, `creates`, `deletes` and `renames` whether they may do so with files,
    `annotates` whether they may say why.
    """

    encoding: Encoding = Encoding.UTF_16
    pulls: bool = False
    refreshes: bool = False
    related: bool = False
    links: bool = False
    markdown: bool = False
    configures: bool = False
    reconfigures: bool = False
    watches: bool = False
    progress: bool = False
    folders: bool = False
    resolves_documentation: bool = False
    literals: bool = False
    versioned: bool = False
    creates: bool = False
    deletes: bool = False
    annotates: bool = False
    renames: bool = False


def client_of(params: types.InitializeParams, encoding: str) -> Client:
    """The client that sent these parameters; one that says nothing can do what every client can."""

    def can(name: str) -> Any:
        return get_capability(params.capabilities, name, None)

    hover_formats = can("text_document.hover.content_format") or ()
    operations = can("workspace.workspace_edit.resource_operations") or ()
    resolved = can("text_document.completion.completion_item.resolve_support.properties") or ()
    return Client(
        encoding=Encoding(encoding),
        pulls=can("text_document.diagnostic") is not None,
        refreshes=bool(can("workspace.diagnostics.refresh_support")),
        related=bool(can("text_document.publish_diagnostics.related_information")),
        links=bool(can("text_document.definition.link_support")),
        markdown=types.MarkupKind.Markdown in hover_formats,
        configures=bool(can("workspace.configuration")),
        reconfigures=bool(can("workspace.did_change_configuration.dynamic_registration")),
        watches=bool(can("workspace.did_change_watched_files.dynamic_registration")),
        progress=bool(can("window.work_done_progress")),
        folders=bool(can("workspace.workspace_folders")),
        resolves_documentation="documentation" in resolved,
        literals=can("text_document.code_action.code_action_literal_support") is not None,
        versioned=bool(can("workspace.workspace_edit.document_changes")),
        creates=types.ResourceOperationKind.Create in operations,
        deletes=types.ResourceOperationKind.Delete in operations,
        annotates=can("workspace.workspace_edit.change_annotation_support") is not None,
        renames=types.ResourceOperationKind.Rename in operations,
    )
