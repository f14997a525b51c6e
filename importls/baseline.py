"""Findings that are known, so that a code base can start at zero: which of a run are new, and which entries are idle.

An entry counts the findings of one rule in one module about one target. Lines, columns and messages are no part of it:
code may move, be renamed around an import or be formatted anew. It reads and writes no file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from importls import __version__
from importls.diagnostic import Diagnostic, Silenced, Silencer

SCHEMA_VERSION = 1

Key = tuple[str, str, str]
"""Rule, module, and what the finding is about."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many findings of a rule in a module about a target are known, for a reason that a person may have written.

    `path` is where the module was, relative to the folder of the baseline, with forward slashes.
    """

    rule: str
    module: str
    target: str
    path: str
    count: Annotated[int, Meta(ge=1)] = 1
    reason: str | None = None

    @property
    def key(self) -> Key:
        """What a finding must have in common with the entry."""
        return self.rule, self.module, self.target


class BaselineDocument(msgspec.Struct, frozen=True):
    """The file that `importls baseline` writes."""

    schema_version: int
    importls_version: str
    findings: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings of a run beside a baseline: what is new, what is known, and how often each entry was not needed."""

    new: tuple[Diagnostic, ...]
    known: tuple[Silenced, ...]
    idle: Counter[Key]


def compare(entries: Iterable[Entry], findings: Iterable[Diagnostic]) -> Compared:
    """Part the findings; of more findings of a kind than are known, the last ones are new."""
    left: Counter[Key] = Counter()
    reasons: dict[Key, str | None] = {}
    for entry in entries:
        left[entry.key] += entry.count
        reasons[entry.key] = reasons.get(entry.key) or entry.reason
    new, known = [], []
    for finding in findings:
        key = key_of(finding)
        if left[key] > 0:
            left[key] -= 1
            known.append(Silenced(finding, Silencer.BASELINE, reasons[key]))
        else:
            new.append(finding)
    return Compared(tuple(new), tuple(known), +left)


def key_of(finding: Diagnostic) -> Key:
    """What the finding is in a baseline."""
    return finding.rule, finding.module, finding.subject


def entries_of(findings: Iterable[Diagnostic], shown: Callable[[str], str], reason: str | None = None) -> list[Entry]:
    """The entries that know these findings, in order; `shown` gives paths as they are written."""
    counts: Counter[Key] = Counter()
    paths: dict[Key, str] = {}
    for finding in findings:
        key = key_of(finding)
        counts[key] += 1
        paths.setdefault(key, shown(finding.path))
    return sorted((Entry(*key, paths[key], count, reason) for key, count in counts.items()), key=_order)


def without(entries: Iterable[Entry], idle: Counter[Key]) -> list[Entry]:
    """The entries with their counts lowered by what was not needed; those are left out of which nothing remains."""
    idle = idle.copy()
    kept = []
    for entry in entries:
        taken = min(entry.count, idle[entry.key])
        idle[entry.key] -= taken
        if entry.count > taken:
            kept.append(msgspec.structs.replace(entry, count=entry.count - taken))
    return kept


def together(entries: Iterable[Entry], added: Iterable[Entry]) -> list[Entry]:
    """The entries with more of them; of one key there is one entry, which keeps its reason."""
    merged: dict[Key, Entry] = {}
    for entry in (*entries, *added):
        known = merged.get(entry.key)
        if known is not None:
            reason = known.reason or entry.reason
            entry = msgspec.structs.replace(known, count=known.count + entry.count, reason=reason)  # noqa: PLW2901 # reason: it is that entry with more of its kind
        merged[entry.key] = entry
    return sorted(merged.values(), key=_order)


def read(data: bytes) -> tuple[Entry, ...] | str:
    """The entries of a file, or what is wrong with it."""
    try:
        # Names of files that are no Unicode are lone surrogates in JSON, which msgspec does not read.
        document = msgspec.convert(json.loads(data), BaselineDocument)
    except (ValueError, RecursionError) as error:
        return f"is no baseline: {error}"
    if document.schema_version != SCHEMA_VERSION:
        return f"has schema version {document.schema_version}, and this importls reads {SCHEMA_VERSION}"
    return document.findings


def written(entries: Sequence[Entry]) -> str:
    """The file, one entry a line, so that branches that add different entries are merged without a conflict."""
    head = json.dumps({"schema_version": SCHEMA_VERSION, "importls_version": __version__}).removesuffix("}")
    lines = ",".join(f"\n  {json.dumps(msgspec.to_builtins(entry), ensure_ascii=True)}" for entry in entries)
    return f'{head}, "findings": [{lines}\n]}}\n'


def _order(entry: Entry) -> tuple[str, Key]:
    return entry.path, entry.key
