"""`sys.path` as the interpreter would have it when a program starts: getpath's entries, then those of `site`."""

from __future__ import annotations

from collections.abc import Iterator

from resolver.environment import Environment
from resolver.environment.layout import Layout
from resolver.environment.path_under_construction import PathUnderConstruction
from resolver.environment.site_directories import add_site_directories
from resolver.environment.startup import Startup
from resolver.file_system import FileSystem
from resolver.machinery import EntrySource, PathEntry

_Entry = tuple[str, EntrySource]


def build_search_path(
    file_system: FileSystem, layout: Layout, startup: Startup, bare: Environment
) -> PathUnderConstruction:
    """Every entry but the script's directory, which is put in front when the program starts.

    `bare` is the environment without `sys.path`.
    """
    path = PathUnderConstruction(file_system, startup.working_directory, bare)
    initial = list(_initial_entries(layout, startup))
    if not runs_site(layout, startup):
        path.entries += [_as_written(path, layout, entry, source) for entry, source in initial]
        return path
    for entry, source in initial:
        path.append_new(path.absolute(entry), source)
    add_site_directories(path, layout, startup)
    return path


def runs_site(layout: Layout, startup: Startup) -> bool:
    """Whether `site` is imported at start: a `._pth` file decides it alone, before `-S` is looked at."""
    if layout.only_path is not None:
        return layout.only_path.runs_site
    return not startup.flags.no_site


def has_script_directory(layout: Layout, startup: Startup) -> bool:
    """Whether the interpreter puts the script's directory in front (`sys.flags.safe_path`)."""
    flags = startup.flags
    safe = (
        layout.only_path is not None
        or flags.isolated
        or (layout.version >= (3, 11) and (flags.safe_path or startup.variable("PYTHONSAFEPATH") is not None))
    )
    return startup.script_directory is not None and not safe


def _initial_entries(layout: Layout, startup: Startup) -> Iterator[_Entry]:
    """`getpath.py`, "UPDATE pythonpath": with duplicates, which `site.removeduppaths` removes."""
    if layout.only_path is not None:
        for entry in layout.only_path.entries:
            yield entry, EntrySource.STDLIB if entry == layout.stdlib else EntrySource.PTH
        return
    yield from _of_environment(layout, startup)
    if layout.zip is not None:
        yield layout.zip, EntrySource.STDLIB_ZIP
    if not layout.windows:
        yield layout.stdlib, EntrySource.STDLIB
        if layout.extensions != layout.stdlib:
            yield layout.extensions, EntrySource.LIB_DYNLOAD
        return
    # QUIRK: Windows generates paths differently (getpath.py).
    yield layout.extensions, EntrySource.LIB_DYNLOAD
    yield layout.stdlib, EntrySource.STDLIB
    if layout.version < (3, 11) or layout.executable_directory != layout.extensions:
        yield layout.executable_directory, EntrySource.LIB_DYNLOAD


def _of_environment(layout: Layout, startup: Startup) -> Iterator[_Entry]:
    """PYTHONPATH; an empty item is the working directory."""
    variable = startup.variable("PYTHONPATH")
    for entry in (*startup.extra_pythonpath, *(variable.split(";" if layout.windows else ":") if variable else ())):
        yield entry, EntrySource.PYTHONPATH


def _as_written(path: PathUnderConstruction, layout: Layout, entry: str, source: EntrySource) -> PathEntry:
    """An entry that no `site` has made absolute: getpath.py does that itself, getpath.c did not."""
    where = path.absolute(entry)
    return PathEntry(where, source, written=entry if layout.version < (3, 11) and entry != where else None)
