"""The quick fix of a file that hides a module: it gets another name, and every import of it follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server.renaming_edit import renaming_edit
from importls.report import shown_path

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic
    from importls.language_server.context import Context


def unshadowings(
    context: Context, found: Iterable[Diagnostic], shown: Iterable[types.Diagnostic]
) -> Iterator[types.CodeAction]:
    """One action a file, for clients that can rename files, with all findings about it."""
    from importls.renaming.rename import rename  # noqa: PLC0415 # reason: the core is loaded after the first answer
    from importls.renaming.unshadowing import unshadowing  # noqa: PLC0415 # reason: as above

    moves: dict[tuple[str, str], list[types.Diagnostic]] = {}
    for finding, told in zip(found, shown, strict=True):
        move = unshadowing(context.snapshot, finding) if context.client.renames else None
        if move is not None:
            moves.setdefault(move, []).append(told)
    here = context.session.question.host.working_directory
    for (old, new), told_of in moves.items():
        edit = renaming_edit([(context, rename(context.snapshot, {old: new}))], {})
        title = f"Rename {shown_path(old, here)} to {shown_path(new, here)}, with its imports"
        yield types.CodeAction(title, types.CodeActionKind.QuickFix, told_of, edit=edit)
