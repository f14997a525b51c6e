"""Modules that CPython's own code puts into `sys.modules` under a second name. It looks nothing up.

Third-party modules that do so (`six.moves`, `requests.packages.urllib3`) need no table: what they do is read from their
source (see `imported_modules`).
"""

from __future__ import annotations

_ALIASES = {
    "importlib._bootstrap": "_frozen_importlib",
    "importlib._bootstrap_external": "_frozen_importlib_external",
}
REEXPORTS = {"requests.compat.chardet": ("chardet", "charset_normalizer")}
"""Names that a module takes from another one: the first of these that exists."""
_AT_RUN_TIME = frozenset({"pyexpat.errors", "pyexpat.model", "math.integer"})


def alias_of(name: str, platform: str) -> str | None:
    """The module that a fresh interpreter has under this name, None for every ordinary name.

    `os` enters `os.path`, `importlib` its two bootstrap modules: all are imported at startup.
    """
    if name == "os.path":
        return "ntpath" if platform == "win32" else "posixpath"
    return _ALIASES.get(name)


def aliases() -> tuple[str, ...]:
    """Every name for which `alias_of` has an answer."""
    return ("os.path", *_ALIASES)


def appears_at_run_time(name: str) -> bool:
    """Whether an extension module of the standard library puts this name into `sys.modules` when it is imported."""
    return name in _AT_RUN_TIME
