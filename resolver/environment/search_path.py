"""`sys.path` as the interpreter would have it when a program starts: getpath's entries, then those of `site`."""

from __future__ import annotations

from dataclasses import dataclass, field

from resolver.editable_finder import EditableFinder
from resolver.environment.layout import Layout
from resolver.environment.pth_file import PthRules, read_pth_files
from resolver.environment.startup import Startup
from resolver.environment.startup_hook import StartupHook
from resolver.file_system import FileSystem, Kind
from resolver.machinery import EntrySource, PathEntry
from resolver.paths import absolute, flavour, join

_CHARACTERS_SHOWN = 60


@dataclass(slots=True)
class SearchPath:
    """The list under construction, with `site`'s set of known paths."""

    file_system: FileSystem
    working_directory: str
    entries: list[PathEntry] = field(default_factory=list)
    finders: list[EditableFinder] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    hooks: list[StartupHook] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    replaced: bool = False
    """Whether a `._pth` file took the place of everything, which isolates the interpreter too."""

    def append_new(self, path: str, source: EntrySource, detail: str | None = None) -> None:
        """Appends an absolute path unless `site` has seen it (`removeduppaths`, `addsitedir`)."""
        key = flavour(self.file_system.separator).normcase(path)
        if key not in self.known:
            self.known.add(key)
            self.entries.append(PathEntry(path, source, detail))

    def absolute(self, path: str) -> str:
        """`os.path.abspath`."""
        return absolute(self.file_system.separator, self.working_directory, path)


def build_search_path(file_system: FileSystem, layout: Layout, startup: Startup) -> SearchPath:
    """Every entry but the script's directory, which is put in front when the program starts."""
    path = SearchPath(file_system, startup.working_directory)
    only = _read_underscore_pth(file_system, layout)
    if only is None:
        _add_initial_entries(path, layout, startup)
        runs_site = not startup.flags.no_site
    else:
        for line in only[0]:
            path.append_new(path.absolute(line), EntrySource.STDLIB if line == layout.stdlib else EntrySource.PTH)
        runs_site = only[1]
        path.replaced = True
    if runs_site:
        _add_site_directories(path, layout, startup)
    return path


def has_script_directory(path: SearchPath, layout: Layout, startup: Startup) -> bool:
    """Whether the interpreter puts the script's directory in front (`sys.flags.safe_path`)."""
    flags = startup.flags
    safe = (
        path.replaced
        or flags.isolated
        or (layout.version >= (3, 11) and (flags.safe_path or startup.variable("PYTHONSAFEPATH") is not None))
    )
    return startup.script_directory is not None and not safe


def _add_initial_entries(path: SearchPath, layout: Layout, startup: Startup) -> None:
    """`getpath.py`, "UPDATE pythonpath"; duplicates go as in `site.removeduppaths`."""
    delimiter = ";" if layout.windows else ":"
    variable = startup.variable("PYTHONPATH")
    written = (*startup.extra_pythonpath, *(variable.split(delimiter) if variable else ()))
    for entry in written:
        path.append_new(path.absolute(entry), EntrySource.PYTHONPATH)
    path.append_new(layout.zip, EntrySource.STDLIB_ZIP)
    if layout.windows:
        # QUIRK: Windows generates paths differently (getpath.py).
        path.append_new(layout.extensions, EntrySource.LIB_DYNLOAD)
        path.append_new(layout.stdlib, EntrySource.STDLIB)
        path.append_new(layout.executable_directory, EntrySource.LIB_DYNLOAD)
        return
    path.append_new(layout.stdlib, EntrySource.STDLIB)
    path.append_new(layout.extensions, EntrySource.LIB_DYNLOAD)


def _read_underscore_pth(file_system: FileSystem, layout: Layout) -> tuple[list[str], bool] | None:
    """The entries of a `._pth` file and whether it asks for `site`; such a file replaces the whole search path."""
    if not layout.windows and layout.version < (3, 11):
        return None
    module = flavour(file_system.separator)
    library = f"python{layout.version[0]}{layout.version[1]}"
    stems = [join(file_system.separator, layout.executable_directory, library)] if layout.windows else []
    stems += [module.splitext(p)[0] if layout.windows else p for p in (layout.executable, layout.real_executable)]
    for stem in stems:
        try:
            text = file_system.read_bytes(stem + "._pth").decode("utf-8-sig", "replace")
        except OSError:
            continue
        lines = [line.partition("#")[0].strip() for line in text.splitlines()]
        entries = [module.join(module.dirname(stem), line) for line in lines if line and not line.startswith("import ")]
        return entries, "import site" in lines
    return None


def _add_site_directories(path: SearchPath, layout: Layout, startup: Startup) -> None:
    """`site.main`: the venv's site-packages, the user's, then those of the installation."""
    site = _read_site(path.file_system, layout)
    rules = PthRules(layout.version, skips_hidden=b'not name.startswith(".")' in site)
    prefixes = [layout.base_prefix, layout.base_exec_prefix]
    user_site = None if path.replaced else _user_site(layout, startup)
    folders: list[tuple[str, EntrySource]] = []
    if layout.venv is not None:
        in_venv = _site_packages(layout, layout.venv.prefix, path.file_system.separator, site)
        folders += [(folder, EntrySource.VENV) for folder in in_venv]
        if not layout.venv.system_site_packages:
            prefixes, user_site = [], None
    if user_site is not None:
        folders.append((user_site, EntrySource.USER_SITE))
    for prefix in dict.fromkeys(prefixes):
        of_prefix = _site_packages(layout, prefix, path.file_system.separator, site)
        folders += [(folder, EntrySource.SITE) for folder in of_prefix]
    for folder, source in folders:
        _add_site_directory(path, folder, source, rules)


def _site_packages(layout: Layout, prefix: str, separator: str, site: bytes) -> list[str]:
    """`site.getsitepackages` for one prefix, and what Debian's `site.py` makes of it."""
    if layout.windows:
        return [prefix, separator.join((prefix, "Lib", "site-packages"))]
    python = f"python{layout.version[0]}.{layout.version[1]}{layout.abi_thread}"
    # sys.platlibdir came with 3.9.
    folders = ["lib"] if layout.version < (3, 9) else list(dict.fromkeys((layout.library_folder, "lib")))
    if b"dist-packages" not in site:
        return [f"{prefix}/{folder}/{python}/site-packages" for folder in folders]
    in_venv = [f"{prefix}/lib/{python}/site-packages"] if layout.venv is not None else []
    return [
        *in_venv,
        f"{prefix}/local/lib/{python}/dist-packages",
        f"{prefix}/lib/python3/dist-packages",
        *(f"{prefix}/{folder}/{python}/dist-packages" for folder in folders),
    ]


def _add_site_directory(path: SearchPath, folder: str, source: EntrySource, rules: PthRules) -> None:
    """`site.addsitedir`: the folder, then what its `.pth` files add."""
    folder = path.absolute(folder)
    if path.file_system.kind(folder) is not Kind.DIRECTORY:
        return
    path.append_new(folder, source)
    for line in read_pth_files(path.file_system, folder, rules):
        if line.path is not None:
            entry = absolute(path.file_system.separator, folder, line.path)
            if path.file_system.kind(entry) in {Kind.FILE, Kind.DIRECTORY}:
                path.append_new(entry, EntrySource.PTH, line.file)
        elif line.finder is not None:
            _add_finder(path, line.finder, line.file)
        elif line.ignored is not None:
            _note(path, f"{line.file}: not followed: {_beginning(line.ignored)}")
            path.hooks.append(StartupHook(line.ignored, line.source))


def _beginning(line: str) -> str:
    return line if len(line) <= _CHARACTERS_SHOWN else line[:_CHARACTERS_SHOWN] + "…"


def _add_finder(path: SearchPath, finder: EditableFinder, file: str) -> None:
    """What `install()` of the generated module does: once only, however often its line runs."""
    if finder in path.finders:
        return
    path.finders.append(finder)
    if finder.namespaces and finder.placeholder is not None:
        path.entries.append(PathEntry(finder.placeholder, EntrySource.EDITABLE, file))


def _note(path: SearchPath, problem: str) -> None:
    if problem not in path.problems:
        path.problems.append(problem)


def _user_site(layout: Layout, startup: Startup) -> str | None:
    """`site.getusersitepackages`, None where user site-packages are switched off."""
    flags = startup.flags
    if flags.no_user_site or flags.isolated or startup.variable("PYTHONNOUSERSITE") is not None:
        return None
    major, minor = layout.version
    # site reads PYTHONUSERBASE from os.environ: -E does not hide it.
    base = startup.variables.get("PYTHONUSERBASE") or None
    if layout.windows:
        base = base or (startup.variables.get("APPDATA") or startup.home or "~") + "\\Python"
        return f"{base}\\Python{major}{minor}\\site-packages"
    framework = "/Python.framework/" in layout.base_prefix
    if base is None and startup.home is None:
        return None
    if framework:
        return f"{base or f'{startup.home}/Library/Python/{major}.{minor}'}/lib/python/site-packages"
    return f"{base or f'{startup.home}/.local'}/lib/python{major}.{minor}{layout.abi_thread}/site-packages"


def _read_site(file_system: FileSystem, layout: Layout) -> bytes:
    """The source of the installation's `site.py`: distributors patch it, and patch releases changed it."""
    try:
        return file_system.read_bytes(join(file_system.separator, layout.stdlib, "site.py"))
    except OSError:
        return b""
