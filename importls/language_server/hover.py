"""`textDocument/hover`: what a module is, as importlib would have it, and what importing it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.editor.description import Description
    from importls.editor.subject import Subject
    from importls.language_server.context import Context


def hover(context: Context, path: str, params: types.HoverParams) -> types.Hover | None:
    """The description of what stands at the place."""
    from importls.editor.description import describe  # noqa: PLC0415 # reason: the core is loaded after the first answer

    subject = context.subject(path, params.position)
    if subject is None:
        return None
    cycle = context.session.cycle(_origin(subject))
    description = describe(context.snapshot, context.module(path), subject, cycle)
    if description is None:
        return None
    return types.Hover(markup(context, description), context.range(path, subject.range))


def _origin(subject: Subject) -> str:
    """The file of the module that is meant, empty where there is none."""
    from importls.editor.subject import ModuleSubject, NameSubject  # noqa: PLC0415 # reason: as above
    from resolver.resolution import Found  # noqa: PLC0415 # reason: as above

    match subject:
        case ModuleSubject(resolution=Found(spec=spec)):
            return spec.origin or ""
        case NameSubject(name=name, imported=imported) if name in imported.submodules:
            return imported.submodules[name].spec.origin or ""
        case _:
            return ""


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
