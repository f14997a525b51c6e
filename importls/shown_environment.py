"""What imports are resolved against and why, as the document that users are shown, and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from importls import __version__, installed
from importls.output.env_document import EditableInstall, Entry, EnvDocument
from importls.output.json_document import SCHEMA_VERSION
from importls.paths import base_name
from importls.report import shown_path
from resolver.editable.distutils_finder import DistutilsFinder
from resolver.machinery import EntrySource

if TYPE_CHECKING:
    from importls.target import Target

_NOT_FOLLOWED = (
    "not understood (code that the interpreter runs at start is never executed here; "
    "modules that it alone makes importable are not found):"
)
_SITE_PACKAGES = frozenset({EntrySource.VENV, EntrySource.USER_SITE, EntrySource.SITE})
_WIDEST_PATH = 80


def environment_document(target: Target, roots: Sequence[str], seen_from: str) -> EnvDocument:
    """What was chosen for a project with these first-party roots; paths below the folder `seen_from` are relative."""

    def shown(path: str) -> str:
        return shown_path(path, seen_from)

    def shown_or_none(path: str | None) -> str | None:
        return None if path is None else shown(path)

    environment = target.environment
    return EnvDocument(
        schema_version=SCHEMA_VERSION,
        importls_version=__version__,
        version=".".join(map(str, environment.version)),
        platform=environment.platform,
        prefix=shown_or_none(environment.prefix),
        base_prefix=shown_or_none(environment.base_prefix),
        executable=shown_or_none(environment.executable),
        chosen_because=environment.chosen_because,
        configuration=shown_or_none(target.configuration.file),
        sys_path=[
            Entry(shown(entry.path), entry.source.value, shown_or_none(entry.detail)) for entry in environment.sys_path
        ],
        editable_installs=[
            EditableInstall(install.name, shown_or_none(install.location), list(map(shown, install.files)))
            for install in _editable_installs(target)
        ],
        roots=[shown(root) for root in roots],
        problems=list(environment.problems),
    )


def _editable_installs(target: Target) -> tuple[installed.EditableInstall, ...]:
    environment = target.environment
    folders = [entry.path for entry in environment.sys_path if entry.source in _SITE_PACKAGES]
    finders = [finder.source for finder in environment.editable_finders if not isinstance(finder, DistutilsFinder)]
    return installed.editable_installs(target.file_system, folders, finders)


def environment_lines(document: EnvDocument) -> Iterator[str]:
    """The document for people, line by line."""
    yield f"Python {document.version} for {document.platform}"
    for title, value in (
        ("prefix", document.prefix),
        ("base prefix", document.base_prefix if document.base_prefix != document.prefix else None),
        ("interpreter", document.executable),
        ("chosen because", document.chosen_because),
        ("configuration", document.configuration or "none"),
    ):
        if value:
            yield f"  {title}: {value}"
    yield "search path:"
    width = min(max((len(entry.path) for entry in document.sys_path), default=0), _WIDEST_PATH)
    for entry in document.sys_path:
        yield f"  {entry.path:<{width}}  {entry.source}{f' {base_name(entry.detail)}' if entry.detail else ''}"
    yield from _section("editable installs:", [_editable_install(install) for install in document.editable_installs])
    yield from _section("first-party roots of this folder:", document.roots)
    not_followed = [problem for problem in document.problems if ": not followed: " in problem]
    yield from _section(_NOT_FOLLOWED, not_followed)
    yield from _section("problems:", [problem for problem in document.problems if problem not in not_followed])


def _editable_install(install: EditableInstall) -> str:
    files = ", ".join(map(base_name, install.files))
    return files if install.name is None else f"{install.name} in {install.location} ({files})"


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  {line}" for line in lines)
