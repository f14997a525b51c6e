"""A line of `importls trace --format jsonl`, as structs that its JSON Schema is made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from importls.simulation.trace import Trace

ErrorKindName = Literal[
    "partial_import",
    "partial_attr",
    "missing_name",
    "missing_attr",
    "module_not_found",
    "name_error",
    "relative_import",
    "type_error",
    "other",
]


class LinkRecord(Struct, frozen=True):
    """In this line of the file, the module was imported."""

    path: str
    line: int
    module: str


class TraceRecord(Struct, frozen=True):
    """What `import module` does in a fresh interpreter."""

    module: str
    result: Literal["ok", "error"]
    certainty: Literal["certain", "possible"]
    error_kind: ErrorKindName | None
    exception: str | None
    message: str | None
    name: str | None
    raised_at: str | None
    chain: tuple[LinkRecord, ...]
    executed: tuple[str, ...]
    sys_modules: tuple[str, ...]


def trace_record(trace: Trace, shown: Callable[[str], str]) -> TraceRecord:
    """The record of a trace; `shown` is how paths are written."""
    failure = trace.failure
    executed = tuple(started.name for started in trace.executed)
    certainty: Literal["certain", "possible"] = "certain" if trace.is_certain else "possible"
    if failure is None:
        nothing = (None, None, None, None, None, ())
        return TraceRecord(trace.module, "ok", certainty, *nothing, executed, trace.sys_modules)
    return TraceRecord(
        trace.module,
        "error",
        certainty,
        failure.kind.value,
        failure.exception,
        failure.message,
        failure.name,
        None if failure.path is None else f"{shown(failure.path)}:{failure.line}",
        tuple(LinkRecord(shown(link.path), link.line, link.module) for link in failure.chain),
        executed,
        trace.sys_modules,
    )
