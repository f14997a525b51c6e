"""Keeps modules of the analysed project out of the interpreter that runs importls; it knows nothing of importls' work.

A project may hold files named like the standard library or like importls' own dependencies. Python puts the working
directory (`python -m`) and the entries of PYTHONPATH in front of `sys.path`, so such a file would be executed instead
of the real module. Nothing but `sys` and `os` is imported here, not even `__future__`, which is a file like any other:
`sys` is built in, and `os` is frozen and loaded before any path entry counts.
"""

import os
import sys


def protect() -> None:
    """Take what working directory and PYTHONPATH put on `sys.path` off it, with the modules loaded from there.

    The variable itself stays as it is: the analysed interpreter will see it.
    """
    kept = _own_entries()
    foreign = {entry for entry in map(_normal, _foreign_entries()) if entry not in kept}
    sys.path[:] = [entry for entry in sys.path if _normal(entry) not in foreign]
    for name in [name for name in list(sys.modules) if _came_from(name.partition(".")[0], foreign)]:
        del sys.modules[name]


def _foreign_entries() -> list[str]:
    """The entries of PYTHONPATH (an empty one is the working directory), and the first entry under `python -m`."""
    variable = None if sys.flags.ignore_environment else os.environ.get("PYTHONPATH")
    entries = variable.split(os.pathsep) if variable else []
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None and spec.parent == "importls" and sys.path and not sys.flags.safe_path:
        entries.append(sys.path[0])
    return entries


def _own_entries() -> set[str]:
    """Entries that importls lives on: its own folder (a source checkout), the standard library, site-packages."""
    own = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))), os.path.dirname(os.__file__)]
    own.append(os.path.join(os.path.dirname(os.__file__), "lib-dynload"))
    site = sys.modules.get("site")
    if site is not None:
        own.extend(filter(None, (*site.getsitepackages(), site.USER_SITE)))
    return {_normal(entry) for entry in own}


def _normal(entry: str) -> str:
    return os.path.normcase(os.path.realpath(entry))


def _came_from(name: str, folders: set[str]) -> bool:
    """Whether a top-level module was loaded from one of the folders: `folder/name.py` or `folder/name/__init__.py`."""
    file = getattr(sys.modules.get(name), "__file__", None)
    if not isinstance(file, str) or name == "__main__":
        return False
    folder = os.path.dirname(file)
    return _normal(folder) in folders or (
        os.path.basename(folder) == name and _normal(os.path.dirname(folder)) in folders
    )
