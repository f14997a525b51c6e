"""Finds what a command works on: the file system, the configuration that applies, and the target environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importls.cli.failure import Failure
from importls.configuration import Configuration, ConfigurationError, find_configuration_file, load
from importls.discovery import find_files
from importls.host import Candidate, Host, candidates, read_host
from importls.paths import parent
from importls.project import Project, assemble_project
from importls.report import shown_path
from importls.rules import all_rules
from resolver.environment.environment_at import environment_at, environment_from_entries
from resolver.environment.startup import Startup
from resolver.file_system import FileSystem, Kind
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from resolver.file_system.overlay import Overlay
from resolver.paths import absolute
from resolver.stdlib import LAST_VERSION

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.cli.options import TargetOptions
    from resolver.environment import Environment


@dataclass(frozen=True, slots=True)
class Target:
    """What a command works on; `roots` are the first-party roots that the user named, absolute."""

    file_system: FileSystem
    configuration: Configuration
    environment: Environment
    roots: tuple[str, ...]


def this_host() -> Host:
    """The values of this process. Raises Failure where its working directory was deleted."""
    try:
        return read_host()
    except OSError as error:
        raise Failure(f"the working directory cannot be read: {error.strerror}") from None


def find_target(host: Host, path: str, options: TargetOptions, console: Console) -> Target:
    """The target for code at this absolute path.

    Raises Failure where the configuration is wrong or there is no Python environment.
    """
    return _Search(host, options, console, CachedListings(Disk())).target((path,))


def find_targets(
    host: Host, paths: Sequence[str], options: TargetOptions, console: Console, buffers: Mapping[str, bytes]
) -> list[tuple[Target, tuple[str, ...]]]:
    """The targets for code at these absolute paths, each with its paths; `buffers` are laid over the disk.

    Paths with the same configuration and the same environment belong together. Raises Failure as `find_target` does.
    """
    search = _Search(host, options, console, CachedListings(Overlay(Disk(), buffers) if buffers else Disk()))
    groups: dict[object, list[str]] = {}
    for path in paths:
        groups.setdefault(search.key(path), []).append(path)
    return [(search.target(tuple(group)), tuple(group)) for group in groups.values()]


def find_project(target: Target, paths: Sequence[str]) -> Project:
    """The files at and below the absolute paths, with the first-party roots named or found."""
    return assemble_project(
        target.file_system,
        find_files(target.file_system, paths, target.configuration.exclude),
        checked=paths,
        search_path=[entry.path for entry in target.environment.sys_path],
        configured_roots=target.roots,
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """What is known when the search for a target begins."""

    host: Host
    options: TargetOptions
    console: Console
    file_system: FileSystem
    loaded: dict[str, Configuration] = field(default_factory=dict)

    def key(self, path: str) -> object:
        """Equal for paths that have the same target."""
        configuration = self.configuration(self.folder(path))
        return configuration.file, tuple(self.places((self.folder(path),), configuration))

    def target(self, paths: tuple[str, ...]) -> Target:
        folders = tuple(map(self.folder, paths))
        configuration = self.configuration(folders[0])
        environment = self.environment(self.places(folders, configuration), configuration)
        roots = tuple(map(self.absolute, self.options.roots))
        named = environment.with_roots(roots)
        return Target(self.file_system, configuration, named, roots or configuration.roots)

    def folder(self, path: str) -> str:
        return path if self.file_system.kind(path) is Kind.DIRECTORY else parent(path)

    def absolute(self, path: str) -> str:
        return absolute(self.file_system.separator, self.host.working_directory, path)

    def configuration(self, folder: str) -> Configuration:
        if self.options.config is not None:
            return self.load(self.absolute(self.options.config))
        file = None if self.options.isolated else find_configuration_file(self.file_system, folder)
        return Configuration(folder=folder) if file is None else self.load(file)

    def load(self, file: str) -> Configuration:
        if file not in self.loaded:
            configuration = load(self.file_system, file, tuple(all_rules()))
            if not isinstance(configuration, Configuration):
                raise Failure("\nimportls: error: ".join(_mistakes(configuration, self.host)))
            self.loaded[file] = configuration
        return self.loaded[file]

    def places(self, folders: tuple[str, ...], configuration: Configuration) -> Iterator[Candidate]:
        named, configured = self.options.python, configuration.python
        return candidates(self.host, self.file_system, folders, option=named, configured=configured)

    def environment(self, places: Iterator[Candidate], configuration: Configuration) -> Environment:
        """The first candidate that is an environment; with `--sys-path`, its search path replaced."""
        startup = self.startup(configuration)
        chosen = self.first_environment(places, startup)
        if self.options.sys_path is not None:
            return _with_sys_path(chosen, self.options.sys_path, startup, self.host)
        if chosen is None:
            raise Failure(
                "no Python environment found: no venv, conda environment or python3 on PATH",
                "name one with --python PATH, or give the search path with --sys-path DIR",
            )
        return chosen

    def startup(self, configuration: Configuration) -> Startup:
        return Startup(
            flags=self.options.flags,
            script_directory=self.options.script_directory,
            variables=self.host.variables,
            working_directory=self.host.working_directory,
            home=self.host.home,
            extra_pythonpath=self.options.pythonpath,
            version=self.options.version or configuration.python_version,
            platform=self.options.platform or configuration.python_platform,
        )

    def first_environment(self, places: Iterator[Candidate], startup: Startup) -> Environment | None:
        for place in places:
            environment = environment_at(self.file_system, place.location, startup)
            if not isinstance(environment, str):
                return replace(environment, chosen_because=place.because)
            if place.demanded:
                raise Failure(environment, f"{place.location} was {place.because}")
            self.console.note(f"importls: note: {place.location} is passed over ({place.because}): {environment}")
        return None


def _with_sys_path(chosen: Environment | None, entries: tuple[str, ...], startup: Startup, host: Host) -> Environment:
    """Exactly these entries, for the chosen interpreter or, where there is none, for the newest known version."""
    if chosen is None:
        version = startup.version or LAST_VERSION
        bare = environment_from_entries(entries, version, startup.platform or host.platform, startup)
        return replace(bare, chosen_because="no interpreter, only --sys-path")
    bare = environment_from_entries(entries, chosen.version, chosen.platform, startup)
    return replace(chosen, sys_path=bare.sys_path, editable_finders=())


def _mistakes(errors: Sequence[ConfigurationError], host: Host) -> Iterator[str]:
    for error in sorted(errors, key=lambda error: error.line):
        hint = f" ({error.hint})" if error.hint else ""
        yield f"{shown_path(error.file, host.working_directory)}:{error.line}: {error.message}{hint}"
