"""The universe of one environment: its import system, and files read and parsed as the interpreter would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from importls.facts.newer_syntax import parse
from importls.facts.refusal import uncompilable, undecodable
from importls.facts.scan import decode_file
from importls.simulation.universe import Universe
from resolver.current_bytecode import CurrentBytecode
from resolver.environment.pth_file import PthRules, is_import_line, read_pth_files
from resolver.machinery import EntrySource, PathEntry
from resolver.meta_path import MetaPath
from resolver.resolution import Found, Resolution

if TYPE_CHECKING:
    import ast

    from importls.facts.refusal import Refusal
    from importls.facts.source import Source
    from resolver.environment import Environment
    from resolver.file_system import FileSystem

_SITE = {EntrySource.VENV, EntrySource.SITE, EntrySource.USER_SITE}
_OWN = {EntrySource.ROOT, EntrySource.SYS_PATH_OPTION, EntrySource.SCRIPT, EntrySource.PYTHONPATH}


def universe_of(
    environment: Environment, file_system: FileSystem, is_opaque: Callable[[str], bool] = lambda _: False
) -> Universe:
    """Everything that the environment can import. Files of which `is_opaque` holds are not looked into."""
    texts: dict[str, str | None] = {}
    faulty: dict[str, Source] = {}
    own = tuple(entry.path.rstrip("/\\") for entry in environment.sys_path if entry.source in _OWN)

    bytecode = CurrentBytecode(environment, file_system)

    def read(path: str) -> str | None:
        if path not in texts:
            data = _bytes(file_system, path)
            source = None if data is None else decode_file(data)
            texts[path] = None if source is None else source.text
            if source is not None and source.error is not None:
                faulty[path] = source
        return texts[path]

    def refusal(path: str, whole_tree: Callable[[], ast.Module | None]) -> Refusal | None:
        text = read(path)
        if path in bytecode:  # What the target has compiled already, it does not refuse.
            return None
        if path in faulty:
            return undecodable(_bytes(file_system, path) or b"", faulty[path], environment.version)
        tree = whole_tree()
        if text is not None and (tree is None or not is_external(path)):
            return uncompilable(text, tree, environment.version, environment.platform)
        return None

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

    code = tuple(startup_code(environment, file_system))
    known = (environment, find, read, parse, is_opaque, is_external, find_on, code)
    return Universe(
        *known, refusal=refusal, list_folder=file_system.list_directory, is_python=lambda path: path in bytecode
    )


def _with_path(environment: Environment, path: tuple[str, ...]) -> Environment:
    known = {entry.written or entry.path: entry for entry in environment.sys_path}
    return replace(environment, sys_path=tuple(known.get(one) or PathEntry(one, EntrySource.ROOT) for one in path))


def startup_code(environment: Environment, file_system: FileSystem) -> Iterator[str]:
    """The lines of `.pth` files that `site` executes, in order."""
    rules = PthRules(environment.version, skips_hidden=True)
    for entry in environment.sys_path:
        if entry.source in _SITE:
            for file in read_pth_files(file_system, entry.path, rules):
                yield from filter(is_import_line, file.lines or ())


def _bytes(file_system: FileSystem, path: str) -> bytes | None:
    try:
        return file_system.read_bytes(path)
    except OSError:
        return None
