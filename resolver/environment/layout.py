"""Where one interpreter's standard library lies, and what getpath and `site` make of it: plain values, no search."""

from __future__ import annotations

from dataclasses import dataclass

from resolver.environment.pyvenv_cfg import PyvenvCfg
from resolver.environment.underscore_pth import UnderscorePth


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one installation, and of the virtual environment in front of it, where there is one."""

    executable: str
    real_executable: str
    implementation: str
    """"python" for CPython, "pypy" for PyPy."""
    version: tuple[int, int]
    free_threaded: bool
    is_debug: bool
    windows: bool
    library_folder: str
    """`sys.platlibdir`: "lib" or "lib64"."""
    base_prefix: str
    base_exec_prefix: str
    stdlib: str
    extensions: str
    """The folder of the standard library's extension modules: `lib-dynload`, or `DLLs` on Windows."""
    zip: str | None
    """The archive that always stands on `sys.path` and rarely exists; PyPy has none."""
    executable_directory: str
    """Where the base interpreter lies."""
    venv: PyvenvCfg | None
    """The `pyvenv.cfg` that `site` reads."""
    venv_prefix: str | None
    """What becomes `sys.prefix` in a virtual environment."""
    only_path: UnderscorePth | None = None
    build_directory: str | None = None
    """Where the interpreter was compiled, if it is started from there."""
    architecture: str = ""
    """On Windows the machine that the interpreter is for: "amd64", "win32" or "arm64"."""

    @property
    def prefix(self) -> str:
        """`sys.prefix` once `site` has run."""
        return self.base_prefix if self.venv_prefix is None else self.venv_prefix

    @property
    def exec_prefix(self) -> str:
        """`sys.exec_prefix` once `site` has run."""
        return self.base_exec_prefix if self.venv_prefix is None else self.venv_prefix

    @property
    def abi_thread(self) -> str:
        """The `t` in the folder names of free-threaded builds."""
        return "t" if self.free_threaded else ""

    @property
    def library_name(self) -> str:
        """The folder of the standard library in `lib`, and of site-packages: "python3.13t", "pypy3.10"."""
        return f"{self.implementation}{self.version[0]}.{self.version[1]}{self.abi_thread}"

    @property
    def is_framework(self) -> bool:
        """Whether it is a framework build of macOS (`sys._framework`)."""
        return "/Python.framework/" in self.base_prefix or "/Python3.framework/" in self.base_prefix
