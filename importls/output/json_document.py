"""The format `json`: the whole report as one document; its structs are what the JSON Schema is made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from importls import __version__
from importls import diagnostic as model
from importls.report import Report, rule_url
from importls.report import Summary as ReportSummary

if TYPE_CHECKING:
    from importls.facts import imports as positions
    from importls.output.palette import Style

SCHEMA_VERSION: Literal[1] = 1

Number = Annotated[int, Meta(ge=0)]
Ordinal = Annotated[int, Meta(ge=1)]


class Position(Struct, frozen=True):
    """A place in a file; columns count Unicode code points."""

    line: Ordinal
    column: Ordinal


class Range(Struct, frozen=True):
    """From `start` up to, not including, `end`."""

    start: Position
    end: Position


class Related(Struct, frozen=True, omit_defaults=True):
    """Another place that explains a finding; an empty range at the start where the file as a whole is meant.

    In a step of a chain of imports `importer` and `imported` name its modules.
    """

    path: str
    range: Range
    message: str
    importer: str | None = None
    imported: str | None = None


class Edit(Struct, frozen=True):
    """Replace the text in the range."""

    path: str
    range: Range
    text: str


class Fix(Struct, frozen=True):
    """Edits that together remove a finding; safe where they cannot change what working code does."""

    title: str
    safe: bool
    edits: list[Edit]


class Diagnostic(Struct, frozen=True):
    """One finding. `fingerprint` depends on rule, importing module and target, never on the line."""

    rule: str
    severity: Literal["error", "warning", "info"]
    message: str
    help: str | None
    path: str
    module: str
    range: Range
    target: str | None
    cause: str | None
    related: list[Related]
    fixes: list[Fix]
    fingerprint: str
    url: str


class Silenced(Struct, frozen=True):
    """A finding that was not told because of a comment or a baseline, with the reason that stands there."""

    by: Literal["comment", "baseline"]
    reason: str | None
    diagnostic: Diagnostic


class PathEntry(Struct, frozen=True):
    """One entry of the search path and where it came from."""

    path: str
    source: str


class Environment(Struct, frozen=True):
    """What the imports were resolved against."""

    prefix: str | None
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+$")]
    platform: str
    sys_path: list[PathEntry]
    roots: list[str]


class Summary(Struct, frozen=True):
    """The numbers of the run: files looked at, distinct names of modules among them; `seconds` is wall-clock time."""

    files: Number
    modules: Number
    imports: Number
    errors: Number
    warnings: Number
    infos: Number
    suppressed: Number
    seconds: Annotated[float, Meta(ge=0)]


class CheckDocument(Struct, frozen=True):
    """What `importls check --format json` prints."""

    schema_version: Literal[1]
    importls_version: str
    environment: Environment
    summary: Summary
    diagnostics: list[Diagnostic]
    silenced: list[Silenced] = []


def render(report: Report, _style: Style) -> Iterator[str]:
    """The document, one finding a line, so that a large one is never held as one string."""
    head = CheckDocument(SCHEMA_VERSION, __version__, environment(report), _summary(report.summary), [])
    yield encode(head).removesuffix('[],"silenced":[]}') + "["
    for index, diagnostic in enumerate(report.diagnostics):
        yield (",\n" if index else "\n") + encode(finding(report, diagnostic))
    yield '\n],"silenced":['
    for index, item in enumerate(report.silenced):
        silenced = Silenced(item.by.value, item.reason, finding(report, item.diagnostic))
        yield (",\n" if index else "\n") + encode(silenced)
    yield "\n]}\n"


def encode(value: object) -> str:
    """The value as JSON on one line. File names that are no Unicode keep their odd bytes as backslash escapes."""
    try:
        return _on_one_line(msgspec.json.encode(value))
    except UnicodeEncodeError:
        return _on_one_line(msgspec.json.encode(_without_surrogates(msgspec.to_builtins(value))))


def encode_exactly(value: object) -> str:
    """The same, but odd bytes of file names stay as `str` has them: as lone surrogates."""
    try:
        return _on_one_line(msgspec.json.encode(value))
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


def _on_one_line(document: bytes) -> str:
    """JSON may hold these as they are, `str.splitlines` and JavaScript take them for line ends."""
    text = document.decode()
    return text if document.isascii() else text.translate(_LINE_ENDS)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    return value


def finding(report: Report, diagnostic: model.Diagnostic) -> Diagnostic:
    """One finding as it stands in the document."""
    return Diagnostic(
        rule=diagnostic.rule,
        severity=diagnostic.severity.word,  # type: ignore[arg-type] # reason: the words of Severity are these literals
        message=diagnostic.message,
        help=diagnostic.help,
        path=report.shown(diagnostic.path),
        module=diagnostic.module,
        range=_range(diagnostic.range),
        target=diagnostic.target,
        cause=diagnostic.cause,
        related=[_related(report, item) for item in diagnostic.related],
        fixes=[fix_record(fix, report.shown) for fix in diagnostic.fixes],
        fingerprint=diagnostic.fingerprint,
        url=rule_url(diagnostic.rule),
    )


def _related(report: Report, item: model.Related) -> Related:
    return Related(report.shown(item.path), _range(item.range), item.message, item.importer, item.imported)


def environment(report: Report) -> Environment:
    """The environment as it stands in the document."""
    target = report.environment
    return Environment(
        prefix=None if target.prefix is None else report.shown(target.prefix),
        version=".".join(map(str, target.version)),
        platform=target.platform,
        sys_path=[PathEntry(report.shown(entry.path), entry.source) for entry in target.sys_path],
        roots=[report.shown(root) for root in report.roots],
    )


def _summary(summary: ReportSummary) -> Summary:
    return msgspec.convert(summary, Summary, from_attributes=True)


def fix_record(fix: model.Fix, shown: Callable[[str], str]) -> Fix:
    """A fix as it stands in a document; `shown` gives paths as users read them."""
    return Fix(fix.title, fix.safe, [Edit(shown(edit.path), _range(edit.range), edit.text) for edit in fix.edits])


def _range(written: positions.Range | None) -> Range:
    if written is None:
        return Range(Position(1, 1), Position(1, 1))
    return Range(Position(written.start.line, written.start.column), Position(written.end.line, written.end.column))
