"""The folders that `site` adds to `sys.path`, in its order; it reads no `.pth` file in them."""

from __future__ import annotations

import re

from resolver.environment.layout import Layout
from resolver.environment.startup import Startup
from resolver.machinery import EntrySource
from resolver.paths import flavour, join

_STORE_PACKAGE = re.compile(r"\\WindowsApps\\(PythonSoftwareFoundation\.Python\.[\d.]+)_[^\\]*__(\w+)(?:\\|$)")


def site_folders(layout: Layout, startup: Startup, site: bytes) -> list[tuple[str, EntrySource]]:
    """Every folder that `site.main` looks for, whether it exists or not.

    Those of a virtual environment come twice, as `site` has them: once before those of the user, and once as the
    first of its prefixes. `site` is the source of the installation's `site.py`.
    """
    if layout.venv is None or layout.venv_prefix is None:
        prefixes = [layout.base_prefix, layout.base_exec_prefix]
        return [*_of_user(layout, startup), *_of_prefixes(layout, prefixes, site)]
    in_venv = _of_prefixes(layout, [layout.venv_prefix], site)
    if not layout.venv.system_site_packages:
        return [*in_venv, *in_venv]
    prefixes = [layout.venv_prefix, layout.base_prefix, layout.base_exec_prefix]
    return [*in_venv, *_of_user(layout, startup), *_of_prefixes(layout, prefixes, site)]


def _of_prefixes(layout: Layout, prefixes: list[str], site: bytes) -> list[tuple[str, EntrySource]]:
    return [
        (folder, EntrySource.VENV if prefix == layout.venv_prefix else EntrySource.SITE)
        for prefix in dict.fromkeys(prefixes)
        for folder in _of_prefix(layout, prefix, site)
    ]


def _of_prefix(layout: Layout, prefix: str, site: bytes) -> list[str]:
    """`site.getsitepackages` for one prefix, and what Debian's `site.py` makes of it."""
    if layout.windows:
        library = "Lib" if layout.version >= (3, 11) else "lib"
        return [prefix, join("\\", join("\\", prefix, library), "site-packages")]
    prefix = prefix.rstrip("/")
    python = layout.library_name
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


def _of_user(layout: Layout, startup: Startup) -> list[tuple[str, EntrySource]]:
    """`site.getusersitepackages`, empty where user site-packages are switched off.

    A `._pth` file comes too late to do that: the switches have been read before it is.
    """
    flags = startup.flags
    if flags.no_user_site or flags.isolated or startup.variable("PYTHONNOUSERSITE") is not None:
        return []
    # site reads PYTHONUSERBASE from os.environ: -E does not hide it.
    base = startup.variables.get("PYTHONUSERBASE") or None
    folder = _windows_user_site(layout, startup, base) if layout.windows else _posix_user_site(layout, startup, base)
    return [] if folder is None else [(folder, EntrySource.USER_SITE)]


def _posix_user_site(layout: Layout, startup: Startup, base: str | None) -> str | None:
    home = startup.variables.get("HOME", startup.home)
    if base is None and home is None:
        return None
    home = (home or "").rstrip("/")
    if layout.is_framework:
        major, minor = layout.version
        return f"{base or f'{home}/Library/Python/{major}.{minor}'}/lib/python/site-packages"
    return f"{base or f'{home}/.local'}/lib/{layout.library_name}/site-packages"


def _windows_user_site(layout: Layout, startup: Startup, base: str | None) -> str:
    if base is None:
        base = _store_user_base(layout, startup)
    if base is None:
        folder = startup.variables.get("APPDATA") or startup.home or "~"
        base = join("\\", folder, "Python")
    # Until 3.9 the folder did not carry the rest of sys.winver.
    mark = layout.abi_thread
    if layout.version >= (3, 10):
        mark += {"win32": "-32", "arm64": "-arm64", "arm32": "-arm32"}.get(layout.architecture, "")
    return f"{base}\\Python{layout.version[0]}{layout.version[1]}{mark}\\site-packages"


def _store_user_base(layout: Layout, startup: Startup) -> str | None:
    """PYTHONUSERBASE as the interpreters of the Microsoft Store set it (PC/python_uwp.cpp)."""
    found = _STORE_PACKAGE.search(layout.base_prefix)
    data = startup.variables.get("LOCALAPPDATA")
    if found is None or data is None:
        return None
    joined: str = flavour("\\").join(data, "Packages", f"{found[1]}_{found[2]}", "LocalCache", "local-packages")
    return joined
