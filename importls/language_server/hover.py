"""`textDocument/hover`: what a module is, as importlib would have it, and what importing it means."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.editor.description import Description
    from importls.editor.subject import Subject
    from importls.language_server.context import Context
    from resolver.machinery import ModuleSpec


_PATIENCE = 0.006
"""Seconds at a time in which it is counted what an import runs: others wait no longer."""


def hover(context: Context, path: str, params: types.HoverParams) -> types.Hover | None:
    """The description of what stands at the place."""
    from importls.editor.description import Known, describe  # noqa: PLC0415 # reason: the core is loaded later

    subject = context.subject(path, params.position)
    if subject is None:
        return None
    spec = _spec(subject)
    origin = "" if spec is None else spec.origin or ""
    known = Known(context.session.cycle(origin), context.session.verdict(origin), _over_after(_PATIENCE))
    description = describe(context.snapshot, context.module(path), subject, known)
    if description is None:
        return None
    if spec is not None:
        _count_on(context, path, spec)
    return types.Hover(markup(context, description), context.range(path, subject.range))


def _over_after(seconds: float) -> Callable[[], bool]:
    """Whether so much time has passed from now on."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def _spec(subject: Subject) -> ModuleSpec | None:
    """That of the module that is meant, None where there is none."""
    from importls.editor.subject import ModuleSubject, NameSubject  # noqa: PLC0415 # reason: as above
    from resolver.resolution import Found  # noqa: PLC0415 # reason: as above

    match subject:
        case ModuleSubject(resolution=Found(spec=spec)):
            return spec
        case NameSubject(name=name, imported=imported) if name in imported.submodules:
            return imported.submodules[name].spec
        case _:
            return None


def _count_on(context: Context, path: str, spec: ModuleSpec) -> None:
    """Go on counting what importing the module runs, in small pieces, until something changes."""
    from importls.editor.reach import reach_of  # noqa: PLC0415 # reason: as above

    session, reach = context.session, reach_of(context.snapshot, context.module(path).file, spec.name)
    generation = session.generation

    def piece() -> None:
        if session.generation == generation and not reach.is_complete:
            reach.go_on(_over_after(_PATIENCE))
            context.later(piece)

    if not reach.is_complete:
        context.later(piece)


def markup(context: Context, description: Description) -> types.MarkupContent:
    """The description in what the client can show."""
    if not context.client.markdown:
        lines = [description.title.replace("`", ""), *(f"{name}: {value}" for name, value in description.fields)]
        plain = "\n".join([*lines, *(remark.replace("`", "") for remark in description.remarks)])
        return types.MarkupContent(types.MarkupKind.PlainText, plain)
    fields = "\n".join(f"- {name}: `{value}`" for name, value in description.fields)
    remarks = "\n".join(f"- {remark}" for remark in description.remarks)
    text = "\n\n".join(filter(None, (f"**{description.title}**", fields, remarks)))
    return types.MarkupContent(types.MarkupKind.Markdown, text)
