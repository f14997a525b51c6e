"""`workspace/willRenameFiles` and `workspace/didRenameFiles`: imports follow files and folders that are moved."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types

from importls.language_server.protocol import LATER
from importls.language_server.renaming_edit import renaming_edit

if TYPE_CHECKING:
    import asyncio

    from importls.language_server.context import Context
    from importls.language_server.server import Server
    from importls.renaming.rename import Renaming

_log = logging.getLogger(__name__)
_MOST_TOLD = 20

Result = TypeVar("Result")

OPTIONS = types.FileOperationRegistrationOptions(
    filters=[
        types.FileOperationFilter(
            types.FileOperationPattern("**/*.{py,pyi}", matches=types.FileOperationPatternKind.File), scheme="file"
        ),
        types.FileOperationFilter(
            types.FileOperationPattern("**", matches=types.FileOperationPatternKind.Folder), scheme="file"
        ),
    ]
)


def register(server: Server) -> None:
    """Have the server answer what is to be edited, and notice that files were moved."""

    def will_rename(params: types.RenameFilesParams) -> asyncio.Future[types.WorkspaceEdit | None]:
        return server.later(lambda: _uncollected(lambda: will_rename_files(server, params)))

    setattr(will_rename, LATER, True)
    server.feature(types.WORKSPACE_WILL_RENAME_FILES, OPTIONS)(will_rename)
    server.feature(types.WORKSPACE_DID_RENAME_FILES, OPTIONS)(lambda _: server.soon(server.projects.look))


def _uncollected(work: Callable[[], Result]) -> Result:
    """The result of `work()`: looking for garbage in everything that is known takes longer than the work."""
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()


def will_rename_files(server: Server, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """All edits in files where they are before; None where nothing is to be edited. Called in the worker."""
    moves = _moves(server, params)
    found = [
        (context, renaming)
        for context in map(server.context_of, server.projects.sessions)
        if context is not None and (renaming := _renaming(context, moves)) is not None
    ]
    for _, renaming in found:
        _tell_what_is_left(server, renaming)
    return renaming_edit([(context, _own(server, context, renaming)) for context, renaming in found], moves)


def _moves(server: Server, params: types.RenameFilesParams) -> dict[str, str]:
    pairs = ((server.path(file.old_uri), server.path(file.new_uri)) for file in params.files)
    return {old: new for old, new in pairs if old is not None and new is not None and old != new}


def _renaming(context: Context, moves: Mapping[str, str]) -> Renaming | None:
    """The renaming as one project sees it; None where it has nothing that moves, or where no import could follow."""
    from importls.paths import is_below  # noqa: PLC0415 # reason: the core is loaded after the first answer
    from importls.renaming.obstacles import is_in_project, names_that_cannot_be  # noqa: PLC0415 # reason: as above
    from importls.renaming.rename import rename  # noqa: PLC0415 # reason: as above

    concerned = {
        old: new for old, new in moves.items() if any(is_below(path, old) for path in context.snapshot.modules)
    }
    if not concerned or not all(is_in_project(context.snapshot, new) for new in concerned.values()):
        return None
    renaming = rename(context.snapshot, concerned)
    wrong = list(names_that_cannot_be(renaming))
    if wrong:
        _log.info("imports are left as they are: %s", wrong[0])
        return None
    return renaming


def _own(server: Server, context: Context, renaming: Renaming) -> Renaming:
    """The edits of files that belong to the project, and to no other that is open too."""
    from dataclasses import replace  # noqa: PLC0415 # reason: the first answer does not need it

    owned = {edit.path: server.projects.session_of(edit.path) is context.session for edit in renaming.edits}
    return replace(renaming, edits=tuple(edit for edit in renaming.edits if owned[edit.path]))


def _tell_what_is_left(server: Server, renaming: Renaming) -> None:
    """In the log of the editor: there is no place for it in an answer."""
    lines = [f"  {one.path}:{one.position.line}: {one.message}" for one in renaming.left]
    if lines:
        more = ["  …"] if len(lines) > _MOST_TOLD else []
        text = "\n".join(("importls: not rewritten:", *lines[:_MOST_TOLD], *more))
        server.in_loop(server.window_log_message, types.LogMessageParams(types.MessageType.Info, text))
