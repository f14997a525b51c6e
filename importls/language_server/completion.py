"""`textDocument/completion` and `completionItem/resolve`: modules and names in import statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from importls.language_server.hover import markup

if TYPE_CHECKING:
    from importls.editor.completion import Candidate
    from importls.language_server.context import Context

OPTIONS = types.CompletionOptions(trigger_characters=[".", " ", ":", '"'], resolve_provider=True)

_KINDS = {
    "module": types.CompletionItemKind.Module,
    "package": types.CompletionItemKind.Folder,
    "name": types.CompletionItemKind.Reference,
}


def completion(context: Context, path: str, params: types.CompletionParams) -> types.CompletionList | None:
    """Everything that may stand at the place; the client filters by what is written there already."""
    from importls.editor.completion import completions  # noqa: PLC0415 # reason: the core is loaded after the first answer

    found = completions(context.snapshot, context.module(path), context.position(path, params.position))
    return types.CompletionList(is_incomplete=False, items=[_item(path, candidate) for candidate in found])


def _item(path: str, candidate: Candidate) -> types.CompletionItem:
    """Names before modules, the project before what is installed, what is public before what is not."""
    is_private = candidate.label.startswith("_")
    return types.CompletionItem(
        label=candidate.label,
        kind=_KINDS[candidate.kind.value],
        sort_text=f"{int(is_private)}{int(not candidate.is_own)}{candidate.label}",
        data={"path": path, "module": candidate.module, "isName": candidate.kind.value == "name"},
    )


def resolve(context: Context, item: types.CompletionItem) -> types.CompletionItem:
    """The item with what there is to know about its module."""
    from importls.editor.description import describe  # noqa: PLC0415 # reason: as above
    from importls.editor.subject import ModuleSubject  # noqa: PLC0415 # reason: as above
    from importls.facts.imports import Position, Range  # noqa: PLC0415 # reason: as above

    data: Any = item.data
    module, name = context.module(data["path"]), str(data.get("module"))
    nowhere = Range(Position(1, 1), Position(1, 1))
    subject = ModuleSubject(name, nowhere, context.snapshot.search.find_spec(module.file, name))
    description = describe(context.snapshot, module, subject)
    if description is not None:
        item.documentation = markup(context, description)
        item.detail = f"from {name}" if data.get("isName") else name
    return item
