"""What the host says about where the target interpreter may be: places to look at, best first, with reasons.

Whether there is an interpreter at a place, and what it is like, is the business of `resolver.environment`. Nothing is
started.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importls.host import Host
from importls.paths import ancestors, base_name, parent
from resolver.file_system import FileSystem, Kind
from resolver.paths import absolute, join


@dataclass(frozen=True, slots=True)
class Candidate:
    """A venv, prefix or interpreter that may be the target. A `demanded` one is taken or nothing is.

    A `problem` says why this one is none at all: then `location` is the file that asks for it.
    """

    location: str
    because: str
    demanded: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the host and a checked folder are looked at for an interpreter; `scripts` remembers what was read."""

    host: Host
    file_system: FileSystem
    scripts: dict[str, bool] = field(default_factory=dict, repr=False)

    def candidates(self, folder: str, *, option: str | None, configured: str | None) -> Iterator[Candidate]:
        """Every place in order of preference for code in a folder, which is absolute."""
        if option is not None:
            yield Candidate(self.path(option), "named by --python", demanded=True)
        elif configured is not None:
            yield Candidate(configured, "named by `python` in the configuration", demanded=True)
        else:
            yield from self.around(folder)
            yield from self.activated()
            yield from self.beside(folder)
            yield from self.pinned(folder)
            yield from self.on_search_path(folder)

    def path(self, *names: str) -> str:
        """The names joined, counted from the working directory."""
        path = names[0]
        for name in names[1:]:
            path = join(self.file_system.separator, path, name)
        return absolute(self.file_system.separator, self.host.working_directory, path)

    def is_file(self, *names: str) -> bool:
        """Whether there is a regular file at the joined names."""
        return self.file_system.kind(self.path(*names)) is Kind.FILE

    def around(self, folder: str) -> Iterator[Candidate]:
        """Checked code that is installed belongs to what it is installed in."""
        for above in (folder, *ancestors(folder)):
            names = self.file_system.list_directory(above) or {}
            if "pyvenv.cfg" in names or "conda-meta" in names:
                yield Candidate(above, "the checked code lies in it")
            elif prefix := self._prefix_of_library(above):
                yield Candidate(prefix, "the checked code lies in its library")

    def _prefix_of_library(self, folder: str) -> str | None:
        """The prefix whose standard library or site-packages this folder holds."""
        if re.fullmatch(r"(?:python|pypy)3(\.\d+)?t?", base_name(folder)) and self._is_library(parent(folder)):
            return parent(parent(folder))
        is_windows_library = base_name(folder).lower() == "lib" and self.is_file(folder, "os.py")
        return parent(folder) if is_windows_library else None

    def _is_library(self, folder: str) -> bool:
        names = self.file_system.list_directory(folder) or {}
        return any(name.startswith(("python3", "pypy3")) and self.is_file(folder, name, "os.py") for name in names)

    def activated(self) -> Iterator[Candidate]:
        """What the variables of the process name."""
        for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
            if location := self.host.variables.get(variable):
                yield Candidate(self.path(location), f"{variable} is set")

    def beside(self, folder: str) -> Iterator[Candidate]:
        """A virtual environment in the folder or above it."""
        for above in (folder, *ancestors(folder)):
            names = self.file_system.list_directory(above) or {}
            for name in (".venv", "venv"):
                if name in names and self.is_file(above, name, "pyvenv.cfg"):
                    yield Candidate(self.path(above, name), f"the project has a {name} folder")

    def pinned(self, folder: str) -> Iterator[Candidate]:
        """What `.python-version` asks for, from pyenv or uv."""
        file = self._version_file(folder)
        for version in self._versions_in(file) if file else ():
            installed = list(self._installed(version, f"{file} asks for {version}"))
            yield from installed
            if not installed and version != "system":
                problem = "neither pyenv nor uv has that version"
                yield Candidate(file or "", f"it asks for {version}", problem=problem)

    def on_search_path(self, folder: str) -> Iterator[Candidate]:
        """The interpreters on PATH; what would run in the folder where it is a launcher of pyenv."""
        suffix = ".exe" if self.host.platform == "win32" else ""
        separator = ";" if self.host.platform == "win32" else ":"
        entries = [entry for entry in self.host.variables.get("PATH", "").split(separator) if entry]
        for name in ("python3", "python"):
            for entry in entries:
                if not self.is_file(entry, name + suffix):
                    continue
                if base_name(entry.rstrip("/\\")) == "shims":
                    yield from self._behind_shim(folder)
                elif not self._is_script(self.path(entry, name + suffix)):
                    yield Candidate(self.path(entry, name + suffix), f"it is the first {name} on PATH")

    def _is_script(self, path: str) -> bool:
        """Launchers of version managers are scripts, and what they would choose cannot be read."""
        if path not in self.scripts:
            try:
                self.scripts[path] = self.file_system.read_bytes(path).startswith(b"#!")
            except OSError:
                self.scripts[path] = False
        return self.scripts[path]

    def _behind_shim(self, folder: str) -> Iterator[Candidate]:
        """What pyenv's shim would start: PYENV_VERSION, else the nearest `.python-version`, else the global version."""
        if chosen := self.host.variables.get("PYENV_VERSION"):
            versions, source = chosen.split(":"), "PYENV_VERSION"
        else:
            source = self._version_file(folder) or self.path(self._pyenv_root(), "version")
            versions = self._versions_in(source)
        for version in versions:
            yield from self._installed(version, f"python3 on PATH is pyenv's, and {source} says {version}")

    def _pyenv_root(self) -> str:
        return self.host.variables.get("PYENV_ROOT") or self.path(self.host.home, ".pyenv")

    def _version_file(self, folder: str) -> str | None:
        files = (self.path(above, ".python-version") for above in (folder, *ancestors(folder)))
        return next(filter(self.is_file, files), None)

    def _versions_in(self, file: str) -> list[str]:
        try:
            lines = self.file_system.read_bytes(file).decode("utf-8", "replace").splitlines()
        except OSError:
            return []
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def _installed(self, version: str, because: str) -> Iterator[Candidate]:
        """The folders of pyenv and uv that hold the version, or the newest one that it is the beginning of."""
        number = version.removeprefix("cpython-").removeprefix("cpython@").removeprefix("python-")
        data = self.host.variables.get("XDG_DATA_HOME") or self.path(self.host.home, ".local", "share")
        uv = self.host.variables.get("UV_PYTHON_INSTALL_DIR") or self.path(data, "uv", "python")
        for folder, pattern in (
            (self.path(self._pyenv_root(), "versions"), r"{}(?:\.\d+)*"),
            (self.path(uv), r"cpython-{}(?:\.\d+)*[+-].*"),
        ):
            names = self.file_system.list_directory(folder) or {}
            fitting = [name for name in names if re.fullmatch(pattern.format(re.escape(number)), name)]
            for name in sorted(fitting, key=_by_number, reverse=True)[:1]:
                yield Candidate(self.path(folder, name), because)


def _by_number(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]
