"""Imports that wait: into the functions that use them, and under `TYPE_CHECKING` for annotations.

Whether somebody else takes the name from the module is not known here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from importls.edits.import_text import comment_behind, standing_alone, taken_out
from importls.edits.name_uses import Function, Use, When
from importls.edits.source import Imported, Source, bound_by
from importls.edits.text_edits import Replacement
from importls.edits.typing_block import typing_import


@dataclass(frozen=True, slots=True)
class Deferral:
    """Where the names of an import statement go: `functions` by the names that each uses, and those for annotations.

    `quoted` are annotations that have to become text. A name that is in neither is used nowhere.
    """

    functions: tuple[tuple[Function, tuple[ast.alias, ...]], ...]
    typing: tuple[ast.alias, ...]
    quoted: tuple[ast.expr, ...]
    needs_future: bool

    @property
    def is_removal(self) -> bool:
        """Whether nothing uses the names."""
        return not self.functions and not self.typing


def deferral_of(source: Source, imported: Imported) -> Deferral | None:
    """Where these names could go so that the statement need not run at import time, None where it has to.

    Linear in the uses of the names; the module has to be searched for them once.
    """
    if source.sees_names or imported.is_lazy or imported.is_in_block or source.exported is None:
        return None
    functions: dict[Function, list[ast.alias]] = {}
    typing: list[ast.alias] = []
    annotations: list[ast.expr] = []
    for alias in imported.aliases:
        uses = _movable_uses(source, imported, alias)
        if uses is None:
            return None
        called = {use.function for use in uses if use.when is When.CALL}
        for function in called:
            if function is not None:
                functions.setdefault(function, []).append(alias)
        others = [use for use in uses if use.when is not When.CALL and use.function not in called]
        if others:
            typing.append(alias)
        annotations += [use.annotation for use in others if use.when is When.ANNOTATION and use.annotation is not None]
    ordered = sorted(functions.items(), key=lambda item: item[0].lineno)
    places = tuple((function, tuple(aliases)) for function, aliases in ordered)
    return _with_annotations(source, places, tuple(typing), tuple(dict.fromkeys(annotations)))


def _movable_uses(source: Source, imported: Imported, alias: ast.alias) -> list[Use] | None:
    """The uses that go with a name, None where it cannot leave the module's body."""
    name = bound_by(alias, imported.statement)
    if alias.name in ("*", alias.asname) or source.exported is None or name in source.exported:
        return None
    is_part = isinstance(imported.statement, ast.Import) and alias.asname is None and "." in alias.name
    if name in source.uses.unclear or not _binds_alone(source, imported, name, is_part=is_part):
        return None
    uses = list(source.uses.of(name))
    if is_part and len(source.binders[name]) > 1:
        # Another statement binds the package: only what lies in the module has to come along.
        parts = tuple(alias.name.split(".")[1:])
        uses = [use for use in uses if use.attributes[: len(parts)] == parts or isinstance(use.node, ast.Constant)]
    is_mangled = name.startswith("__") and not name.endswith("__")
    if is_mangled or any(_stays(use) for use in uses) or source.is_in_brackets(name):
        return None
    return uses


def _binds_alone(source: Source, imported: Imported, name: str, *, is_part: bool) -> bool:
    """Whether nothing else binds the name, but for imports of other parts of the same package."""
    others = [source.body[number] for number in source.binders.get(name, ()) if number != imported.number]
    same = [alias for alias in imported.statement.names if bound_by(alias, imported.statement) == name]
    if len(same) > 1:
        return False
    return all(
        is_part
        and isinstance(other, ast.Import)
        and all(alias.asname is None for alias in other.names if bound_by(alias, other) == name)
        for other in others
    )


def _stays(use: Use) -> bool:
    """Whether a use needs the name in the module: at import time, or in a lambda outside of functions."""
    return use.when is When.IMPORT_TIME or (use.when is When.CALL and use.function is None)


def _with_annotations(
    source: Source,
    functions: tuple[tuple[Function, tuple[ast.alias, ...]], ...],
    typing: tuple[ast.alias, ...],
    annotations: tuple[ast.expr, ...],
) -> Deferral | None:
    """Decide what annotations need; None where they may be read when the program runs."""
    if not typing:
        return Deferral(functions, (), (), needs_future=False)
    read = source.annotations_read
    if read is None or not read.isdisjoint(annotations):
        return None
    if not source.evaluates_annotations:
        return Deferral(functions, typing, (), needs_future=False)
    if all(_can_be_quoted(source.text_of(annotation)) for annotation in annotations):
        return Deferral(functions, typing, annotations, needs_future=False)
    return None if read else Deferral(functions, typing, (), needs_future=True)


def _can_be_quoted(text: str) -> bool:
    return not text.startswith("*") and "\n" not in text and "\\" not in text and not ('"' in text and "'" in text)


def deferred(source: Source, imported: Imported, deferral: Deferral) -> tuple[Replacement, ...] | None:
    """The replacements that move the names to where a deferral says, None where the text does not allow it."""
    gone = taken_out(source, imported)
    if gone is None:
        return None
    replacements: list[Replacement] = []
    comment = comment_behind(source, imported.statement) if imported.is_whole else ""
    for function, aliases in deferral.functions:
        text = standing_alone(source, imported, aliases)
        if text is None:
            return None
        replacements.append(_at_start_of(source, function, text, comment))
    if deferral.typing:
        text = standing_alone(source, imported, deferral.typing)
        if text is None:
            return None
        replacements += typing_import(source, f"{text}{comment}")
    replacements += _future_import(source) if deferral.needs_future else ()
    replacements += _quotes(source, deferral.quoted)
    # Of the blank lines that would go too those stay that are behind something new.
    inside = [one.start for one in replacements if gone.start < one.start < gone.end]
    return gone._replace(end=min(inside, default=gone.end)), *replacements


def _at_start_of(source: Source, function: Function, text: str, comment: str) -> Replacement:
    """Put a statement before the first one of a function, behind its docstring."""
    body = function.body
    first = body[1] if len(body) > 1 and _is_text(body[0]) else body[0]
    place = source.start(first)
    indent = source.text[source.line_start(place) : place]
    if indent.strip():
        return Replacement(place, place, f"{' '.join(text.split())}; " if "#" not in text else f"{text}; ")
    # Formatters want a blank line behind imports.
    blank = "" if isinstance(first, ast.Import | ast.ImportFrom) else "\n"
    return Replacement(place, place, f"{_indented(text, indent)}{comment}\n{blank}{indent}")


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(getattr(statement.value, "value", None), str)


def _indented(text: str, indent: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join((first, *(f"{indent}{line}" if line.strip() else line for line in rest)))


def _future_import(source: Source) -> Iterator[Replacement]:
    """`from __future__ import annotations`, behind the docstring and before everything else."""
    body = source.body
    first = body[1] if len(body) > 1 and _is_text(body[0]) else body[0]
    place = source.start(first)
    shares_line = source.text[source.line_start(place) : place].strip()
    end = "; " if shares_line else "\n\n"
    yield Replacement(place, place, f"from __future__ import annotations{end}")


def _quotes(source: Source, annotations: Iterable[ast.expr]) -> Iterator[Replacement]:
    """Quotes around annotations."""
    for annotation in annotations:
        text = source.text_of(annotation)
        quote = "'" if '"' in text else '"'
        yield Replacement(source.start(annotation), source.end(annotation), f"{quote}{text}{quote}")
