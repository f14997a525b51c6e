"""The universe of one environment: its import system, and files read and parsed as the interpreter would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from importls.facts.newer_syntax import parse
from importls.facts.source import decode
from importls.simulation.universe import Universe
from resolver.environment.pth_file import PthRules, is_import_line, read_pth_files
from resolver.machinery import EntrySource, PathEntry
from resolver.meta_path import MetaPath
from resolver.resolution import Found, Resolution

if TYPE_CHECKING:
    from resolver.environment import Environment
    from resolver.file_system import FileSystem

_SITE = {EntrySource.VENV, EntrySource.SITE, EntrySource.USER_SITE}
_OWN = {EntrySource.ROOT, EntrySource.SYS_PATH_OPTION, EntrySource.SCRIPT, EntrySource.PYTHONPATH}


def universe_of(
    environment: Environment, file_system: FileSystem, is_opaque: Callable[[str], bool] = lambda _: False
) -> Universe:
    """Everything that the environment can import. Files of which `is_opaque` holds are not looked into."""
    texts: dict[str, str | None] = {}
    own = tuple(entry.path.rstrip("/\\") for entry in environment.sys_path if entry.source in _OWN)

    def read(path: str) -> str | None:
        if path not in texts:
            texts[path] = _text(file_system, path)
        return texts[path]

    def is_external(path: str) -> bool:
        return not any(path.startswith((f"{folder}/", f"{folder}\\")) for folder in own)

    meta_path = MetaPath(environment, file_system)
    others: dict[tuple[str, ...], MetaPath] = {}

    def find(name: str) -> Resolution:
        found = meta_path.find_import(name)
        if isinstance(found, Found) or found.certain:
            return found
        # What the packages above do to `sys.modules` is simulated here: what lies on the path counts.
        on_path = meta_path.find_spec(name)
        return on_path if isinstance(on_path, Found) else found

    def find_on(path: tuple[str, ...], name: str) -> Resolution:
        if path not in others:
            others[path] = MetaPath.sharing(meta_path, _with_path(environment, path))
        return others[path].find_import(name)

    code = tuple(_startup_code(environment, file_system))
    return Universe(environment, find, read, parse, is_opaque, is_external, find_on, code)


def _with_path(environment: Environment, path: tuple[str, ...]) -> Environment:
    known = {entry.written or entry.path: entry for entry in environment.sys_path}
    return replace(environment, sys_path=tuple(known.get(one) or PathEntry(one, EntrySource.ROOT) for one in path))


def _startup_code(environment: Environment, file_system: FileSystem) -> Iterator[str]:
    rules = PthRules(environment.version, skips_hidden=True)
    for entry in environment.sys_path:
        if entry.source in _SITE:
            for file in read_pth_files(file_system, entry.path, rules):
                yield from filter(is_import_line, file.lines or ())


def _text(file_system: FileSystem, path: str) -> str | None:
    try:
        return decode(file_system.read_bytes(path)).text
    except OSError:
        return None
