"""`textDocument/typeDefinition`: the file from which type checkers learn what a module has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.language_server.definition import Answer, located

if TYPE_CHECKING:
    from lsprotocol import types

    from importls.language_server.context import Context


def type_definition(context: Context, path: str, params: types.TypeDefinitionParams) -> Answer:
    """The stub of a module, or the module itself where it has none."""
    from importls.editor import definition  # noqa: PLC0415 # reason: the core is loaded after the first answer
    from importls.editor.subject import NameSubject  # noqa: PLC0415 # reason: as above

    subject = context.subject(path, params.position)
    if subject is None:
        return None
    module = context.module(path)
    name = subject.imported.name if isinstance(subject, NameSubject) else subject.name
    found = None
    if isinstance(subject, NameSubject):
        found = definition.type_definition(context.snapshot, module, f"{name}.{subject.name}")
    found = found or definition.type_definition(context.snapshot, module, name)
    return None if found is None else located(context, path, subject.range, found)
