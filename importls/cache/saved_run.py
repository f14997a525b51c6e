"""A finished check with everything that it depended on, so that it need not be done again while nothing has changed."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator, Mapping

import msgspec

from importls import __version__
from importls.cache.answers import Answers, confirm
from importls.cache.folder import CacheFolder
from importls.diagnostic import Diagnostic, Severity, Silenced, Silencer
from importls.paths import ancestors
from importls.report import ReportedEnvironment, Summary, count_severities
from resolver.file_system import FileSystem

_FORMAT = 2
"""Goes up when what is saved changes its shape or its meaning."""


class Outcome(msgspec.Struct, array_like=True, frozen=True):
    """What a check has to say, before it is put into the words of a format.

    `checked` are the paths of the files. `fail_on` has for each path of the command line the least severity of a
    finding there that fails the check. `rules` are those that were on for all of the files.
    """

    notes: tuple[str, ...]
    problems: tuple[str, ...]
    environment: ReportedEnvironment
    roots: tuple[str, ...]
    summary: Summary
    diagnostics: tuple[Diagnostic, ...]
    checked: tuple[str, ...]
    silenced: tuple[Silenced, ...]
    fail_on: tuple[tuple[str, Severity], ...]
    rules: tuple[str, ...]

    @property
    def status(self) -> int:
        """The exit status of the check."""
        if self.problems:
            return 2
        levels = dict(self.fail_on)
        return int(bool(levels) and any(_fails(finding, levels) for finding in self.diagnostics))

    def telling(self, diagnostics: tuple[Diagnostic, ...], silenced: tuple[Silenced, ...]) -> Outcome:
        """The same with other findings, and their numbers."""
        counts = count_severities(diagnostics)
        summary = msgspec.structs.replace(
            self.summary,
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            infos=counts[Severity.INFO],
            suppressed=sum(item.by is Silencer.COMMENT for item in silenced),
        )
        return msgspec.structs.replace(self, diagnostics=diagnostics, silenced=silenced, summary=summary)


def _fails(finding: Diagnostic, levels: Mapping[str, Severity]) -> bool:
    """Whether the finding fails the check, by the innermost path of the command line that it lies below."""
    owner = next((path for path in (finding.path, *ancestors(finding.path)) if path in levels), None)
    return finding.severity >= (min(levels.values()) if owner is None else levels[owner])


class SavedRun(msgspec.Struct, array_like=True, frozen=True):
    """The outcome of a question, and the answers of process and disk that it was concluded from."""

    question: str
    variables: Mapping[str, str | None]
    answers: Answers
    outcome: Outcome


class KnownRun(msgspec.Struct, frozen=True):
    """A run that is true still, but for files whose content has changed."""

    run: SavedRun
    changed: tuple[str, ...]


class SavedRuns:
    """The runs kept in one folder that answer one question, which is all that the command line says about the work."""

    def __init__(self, folder: str, question: object) -> None:
        """Asks nothing yet. `last` is the run that was kept last, once it was looked for."""
        self.last: SavedRun | None = None
        self._folder = CacheFolder(folder, f"{__version__}-{_FORMAT}")
        self.question = repr((question, sys.version, _own_code()))
        self._name = f"{zlib.crc32(self.question.encode(errors='surrogatepass')):08x}"

    def prepare(self) -> bool:
        """Whether runs can be kept; makes the folder before anybody lists the one around it."""
        return self._folder.prepare()

    def find(self, disk: FileSystem, variables: Mapping[str, str]) -> KnownRun | None:
        """The run of the same question, if nothing that it depended on has changed since but the content of files."""
        run = self.last = self._load()
        if run is None or any(variables.get(name) != value for name, value in run.variables.items()):
            return None
        found = confirm(run.answers, disk)
        if found is None:
            return None
        if found.answers is not run.answers:
            run = msgspec.structs.replace(run, answers=found.answers)
            if not found.changed:
                self.save(run)
        return KnownRun(run, found.changed)

    def save(self, run: SavedRun, project: bytes | None = None) -> None:
        """Keep a run, and the encoded project that it was made of; where that is not possible, nothing happens."""
        try:
            data = msgspec.msgpack.encode(run)
        except UnicodeEncodeError:
            return  # Names of files that are no Unicode are not worth a format of their own.
        if project is not None:
            self._folder.store(f"{self._name}.project", _identity(run) + project)
        self._folder.store(f"{self._name}.run", data)

    def load_project(self, run: SavedRun) -> bytes | None:
        """The encoded project that this very run was made of."""
        data, identity = self._folder.load(f"{self._name}.project"), _identity(run)
        return data[len(identity) :] if data is not None and data.startswith(identity) else None

    def _load(self) -> SavedRun | None:
        data = self._folder.load(f"{self._name}.run")
        if data is None:
            return None
        try:
            run = msgspec.msgpack.decode(data, type=SavedRun)
        except (msgspec.DecodeError, RecursionError):
            return None
        return run if run.question == self.question else None


def _identity(run: SavedRun) -> bytes:
    """Equal for runs that were made of the same contents: of two processes, each may have written one of the files."""
    from importls.cache.digests import of_bytes  # noqa: PLC0415 # reason: not needed where nothing has changed

    contents = sorted(run.answers.contents.items())
    return of_bytes(b"".join(path.encode() + digest for path, (_, digest) in contents))


def _own_code() -> tuple[tuple[str, int], ...]:
    """What changes when importls or a library that it uses does: a checkout changes while its version does not."""
    own = os.path.dirname(os.path.dirname(__file__))
    libraries = os.path.dirname(os.path.dirname(msgspec.__file__))
    try:
        modules = (*_modules(own), *_modules(os.path.join(os.path.dirname(own), "resolver")))
        return (*sorted(modules), (libraries, os.stat(libraries).st_mtime_ns))
    except OSError:
        return ()  # Out of an archive nothing changes but the version.


def _modules(folder: str) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.path, entry.stat().st_mtime_ns
            elif "." not in entry.name and entry.is_dir():
                yield from _modules(entry.path)
