"""What `site` does at start: the static twin of `main` in CPython's `Lib/site.py`. Nothing is run.

Which folders there are is said in `site_packages`, how their files are read in `pth_file`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from resolver.environment.layout import Layout
from resolver.environment.path_under_construction import PathUnderConstruction
from resolver.environment.pth_file import PthFile, PthRules, is_import_line, read_pth_files, read_start_files
from resolver.environment.site_packages import site_folders
from resolver.environment.startup import Startup
from resolver.environment.startup_code import StartupCode
from resolver.environment.startup_hook import StartupHook
from resolver.environment.startup_namespace import StartupNamespace, checks_for_init, declared_name
from resolver.file_system import FileSystem, Kind
from resolver.machinery import EntrySource
from resolver.module_body import UNKNOWN, Names, Reference
from resolver.paths import absolute, flavour, join, parent_folder


@dataclass(slots=True)
class _Site:
    """One run of `site.main`."""

    path: PathUnderConstruction
    rules: PthRules
    code: StartupCode = field(init=False)


def add_site_directories(path: PathUnderConstruction, layout: Layout, startup: Startup) -> None:
    """`site.main`: the venv's site-packages, the user's, those of the installation, then the customizing modules."""
    path.initial = tuple(path.entries)
    source = _read_site(path.file_system, layout)
    folders = site_folders(layout, startup, source)
    skips_hidden = b'not name.startswith(".")' in source or layout.version >= (3, 13)
    site = _Site(path, PthRules(layout.version, skips_hidden, "cp1252" if layout.windows else "utf-8"))
    site.code = StartupCode(path, startup, lambda folder: _add_site_directory_anew(site, folder))
    if layout.version >= (3, 15):
        _add_together(site, dict(reversed(folders)), folders)
    else:
        for folder, kind in folders:
            _add_site_directory(site, folder, kind)
    for module in ("sitecustomize", "usercustomize"):
        if module == "sitecustomize" or any(kind is EntrySource.USER_SITE for _, kind in folders):
            _customize(site, module)


def _add_site_directory(site: _Site, folder: str, source: EntrySource) -> None:
    """`site.addsitedir` until 3.14: the folder, then its `.pth` files line by line."""
    folder = site.path.absolute(folder)
    if site.path.file_system.kind(folder) is not Kind.DIRECTORY:
        return
    site.path.append_new(folder, source)
    for file in read_pth_files(site.path.file_system, folder, site.rules):
        _run_pth_file(site, folder, file)


def _run_pth_file(site: _Site, folder: str, file: PthFile) -> None:
    """`site.addpackage` until 3.14: an exception ends the file."""
    names = _names_in_site(folder, file.path)
    for line in _lines(site, file):
        if not is_import_line(line):
            _add_path(site, folder, line, file.path)
            continue
        # Since 3.13 (PEP 667) a line sees no names that the line before has bound.
        names = _names_in_site(folder, file.path) if site.rules.version >= (3, 13) else names
        if not _run_import_line(site, folder, line, file.path, names):
            return


def _add_together(site: _Site, sources: dict[str, EntrySource], folders: Iterable[tuple[str, EntrySource]]) -> None:
    """`StartupState` of 3.15 (PEP 829): the paths of all folders, then their import lines, then their entry points."""
    imports: list[tuple[str, str, str]] = []
    entry_points: list[tuple[str, str]] = []
    replaced: set[str] = set()
    file_system = site.path.file_system
    for folder in dict.fromkeys(site.path.absolute(folder) for folder, _ in folders):
        if file_system.kind(folder) is not Kind.DIRECTORY:
            continue
        site.path.append_new(folder, sources.get(folder, EntrySource.SITE))
        for file in read_pth_files(file_system, folder, site.rules):
            for line in _lines(site, file):
                if is_import_line(line):
                    imports.append((folder, line, file.path))
                else:
                    _add_path(site, folder, line, file.path)
        for file in read_start_files(file_system, folder, site.rules):
            if file.lines is not None:
                replaced.add(file.path.removesuffix(".start"))
                entry_points += [(line, file.path) for line in file.lines]
    for folder, line, path in imports:
        if path.removesuffix(".pth") not in replaced:
            _run_import_line(site, folder, line, path, _names_in_site(folder, path))
    for line, path in entry_points:
        site.code.run_entry_point(line, path)


def _add_site_directory_anew(site: _Site, folder: str) -> None:
    """`site.addsitedir` called by start-up code: what is known is what `sys.path` has by then."""
    path = site.path
    folder = path.absolute(folder)
    normcase = flavour(path.file_system.separator).normcase
    known, path.known = path.known, {normcase(e.path) for e in path.entries if path.file_system.kind(e.path)}
    path.append_new(folder, EntrySource.PTH, site.code.file)
    if site.rules.version >= (3, 15):
        _add_together(site, {folder: EntrySource.PTH}, [(folder, EntrySource.PTH)])
    else:
        for file in read_pth_files(path.file_system, folder, site.rules):
            _run_pth_file(site, folder, file)
    path.known = known


def _lines(site: _Site, file: PthFile) -> tuple[str, ...]:
    """The lines of a file; one that cannot be decoded ends the interpreter, which is not imitated."""
    if file.lines is None:
        site.path.note(f"{file.path} cannot be decoded: the interpreter ends with an error when it starts")
    return file.lines or ()


def _names_in_site(folder: str, file: str) -> Names:
    """What an import line sees besides its own names: the locals and the globals of `site`."""
    modules = {name: Reference(name) for name in ("builtins", "io", "os", "stat", "sys")}
    unknown = dict.fromkeys(("f", "known_paths", "line", "n", "name", "pth_content", "reset", "st"), UNKNOWN)
    return {**unknown, **modules, "sitedir": folder, "fullname": file, "addsitedir": Reference("site.addsitedir")}


def _add_path(site: _Site, folder: str, line: str, file: str) -> None:
    entry = absolute(site.path.file_system.separator, folder, line.rstrip())
    if site.path.file_system.kind(entry) in {Kind.FILE, Kind.DIRECTORY}:
        site.path.append_new(entry, EntrySource.PTH, file)


def _run_import_line(site: _Site, folder: str, line: str, file: str, names: Names) -> bool:
    """False where the line raises, which until 3.14 ends the file."""
    declared = declared_name(line)
    if declared is None:
        return site.code.run_line(line, file, names)
    return _declare_namespace(site, folder, line, declared)


def _declare_namespace(site: _Site, folder: str, line: str, declared: tuple[str, tuple[str, ...]]) -> bool:
    """A line of an `-nspkg.pth` file. The newer kind raises where the folder is not there."""
    name, parts = declared
    path, separator = site.path, site.path.file_system.separator
    place = flavour(separator).join(folder, *parts)
    known = path.namespaces.get(name)
    if checks_for_init(line):
        if path.file_system.kind(join(separator, place, "__init__.py")) is not None:
            return True
    elif known is None and not _has_package(path, place, name):
        return False
    if known is None:
        now = path.meta_path().search_path(name.rpartition(".")[0] or None)
        known = StartupNamespace(name, (), now, has_spec=not checks_for_init(line))
    folders = tuple(dict.fromkeys((*known.folders, place)))
    path.namespaces[name] = StartupNamespace(name, folders, known.search_path, known.has_spec)
    return True


def _has_package(path: PathUnderConstruction, place: str, name: str) -> bool:
    """Whether PathFinder finds the name in the folder above its own."""
    finder = path.meta_path().path_importer(parent_folder(path.file_system.separator, place))
    return finder is not None and finder.find_spec(name) is not None


def _customize(site: _Site, module: str) -> None:
    """`execsitecustomize`: a module that is missing does nothing, and neither does one that raises from there on."""
    found = site.path.meta_path().find_spec(module)
    origin = getattr(getattr(found, "spec", None), "origin", None)
    if isinstance(origin, str):
        site.code.run_import(module, origin)
    elif any(hook.may_provide(module) for hook in site.path.hooks):
        site.path.hooks.append(StartupHook(f"import {module}", ""))


def _read_site(file_system: FileSystem, layout: Layout) -> bytes:
    """The source of the installation's `site.py`: distributors patch it, and patch releases changed it."""
    # A `._pth` file may lead to a library that is not the prefix's.
    for folder in (layout.stdlib, *(layout.only_path.entries if layout.only_path is not None else ())):
        try:
            return file_system.read_bytes(join(file_system.separator, folder, "site.py"))
        except OSError:
            continue
    return b""
