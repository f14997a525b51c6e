"""A report out of the document that the format `json` made of one: the way back from `json_document`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from importls import diagnostic as model
from importls.facts import imports as positions
from importls.output.json_document import SCHEMA_VERSION, CheckDocument
from importls.report import Report, ReportedEntry, ReportedEnvironment, Summary
from resolver.paths import absolute

if TYPE_CHECKING:
    from importls.output import json_document as written


def read_report(data: bytes, seen_from: str, source: Callable[[str], str]) -> Report | str:
    """The report that this JSON was made of, for a reader in the folder `seen_from`; or what is wrong with it.

    Relative paths in it count from that folder, `source` gives the text of a file at an absolute path.
    """
    try:
        version = msgspec.json.decode(data, type=_Version).schema_version
        if version != SCHEMA_VERSION:
            return f"has schema version {version}, and this importls reads {SCHEMA_VERSION}"
        document = msgspec.json.decode(data, type=CheckDocument)
    except (msgspec.DecodeError, RecursionError) as error:
        return f"is no output of `importls check --format json`: {error}"
    reader = _Reader(seen_from)
    return Report(
        _environment(document.environment, reader),
        tuple(map(reader.absolute, document.environment.roots)),
        msgspec.convert(document.summary, Summary, from_attributes=True),
        tuple(map(reader.diagnostic, document.diagnostics)),
        seen_from,
        source,
        tuple(map(reader.silenced, document.silenced)),
    )


class _Version(msgspec.Struct):
    schema_version: int


def _environment(environment: written.Environment, reader: _Reader) -> ReportedEnvironment:
    major, minor = map(int, environment.version.split("."))
    return ReportedEnvironment(
        None if environment.prefix is None else reader.absolute(environment.prefix),
        (major, minor),
        environment.platform,
        tuple(ReportedEntry(reader.absolute(entry.path), entry.source) for entry in environment.sys_path),
    )


class _Reader(msgspec.Struct, frozen=True):
    """What paths count from."""

    folder: str

    def absolute(self, path: str) -> str:
        return absolute("/" if self.folder.startswith("/") else "\\", self.folder, path)

    def diagnostic(self, found: written.Diagnostic) -> model.Diagnostic:
        return model.Diagnostic(
            rule=found.rule,
            severity=model.SEVERITIES[found.severity],
            message=found.message,
            path=self.absolute(found.path),
            module=found.module,
            range=_range(found.range),
            help=found.help,
            target=found.target,
            cause=found.cause,
            related=tuple(map(self.related, found.related)),
            fixes=tuple(map(self.fix, found.fixes)),
        )

    def related(self, item: written.Related) -> model.Related:
        """An empty range at the start stands for the file as a whole."""
        where = _range(item.range)
        at = None if where == model.START_OF_FILE else where
        return model.Related(self.absolute(item.path), at, item.message, item.importer, item.imported)

    def fix(self, fix: written.Fix) -> model.Fix:
        edits = (model.Edit(self.absolute(edit.path), _range(edit.range), edit.text) for edit in fix.edits)
        return model.Fix(fix.title, fix.safe, tuple(edits))

    def silenced(self, item: written.Silenced) -> model.Silenced:
        return model.Silenced(self.diagnostic(item.diagnostic), model.Silencer(item.by), item.reason)


def _range(where: written.Range) -> positions.Range:
    start, end = where.start, where.end
    return positions.Range(positions.Position(start.line, start.column), positions.Position(end.line, end.column))
