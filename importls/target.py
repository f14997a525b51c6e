"""Finds what is worked on: the file system, the configuration that applies, and the target environment.

It knows neither the command line nor an editor: what they ask for comes as `TargetOptions`, what there is to tell goes
to `Notes`, and what is mistaken is raised as `WrongTarget`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importls.configuration import Configuration, ConfigurationError, find_configuration_file, load
from importls.discovery import find_files
from importls.host import Host
from importls.paths import ancestors, parent
from importls.places import Candidate, Places
from importls.project import Project, SourceFile, assemble_project
from importls.report import relative_prose, shown_path
from importls.rules import all_rules
from importls.target_options import TargetOptions
from resolver.environment.environment_at import environment_at, environment_from_entries
from resolver.environment.startup import Startup
from resolver.file_system import FileSystem, Kind
from resolver.file_system.cached import CachedListings
from resolver.paths import absolute
from resolver.stdlib import LAST_VERSION

if TYPE_CHECKING:
    from resolver.environment import Environment


Notes = Callable[[str], None]
"""Takes a sentence about what was chosen or passed over, for whoever wants to know."""


class WrongTarget(Exception):  # noqa: N818 # reason: no bug of importls, but wrong configuration or input
    """There is nothing to work on, for reasons that the user can mend.

    Each of the `messages` says what is wrong, `hint` what to do about it. `mistakes` are those of configuration files.
    """

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        *,
        further: Iterable[str] = (),
        mistakes: Iterable[ConfigurationError] = (),
    ) -> None:
        super().__init__(message)
        self.messages = (message, *further)
        self.hint = hint
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Target:
    """What is worked on; `roots` are the first-party roots that the user named, absolute."""

    file_system: FileSystem
    configuration: Configuration
    environment: Environment
    roots: tuple[str, ...]


def find_targets(
    host: Host, paths: Sequence[str], options: TargetOptions, note: Notes, disk: FileSystem
) -> list[tuple[Target, tuple[str, ...]]]:
    """The targets for code at these absolute paths, each with its paths.

    Paths with the same configuration and the same environment belong together. Raises WrongTarget where the
    configuration is wrong or there is no Python environment.
    """
    return _Search(Places(host, CachedListings(disk)), options, note).targets(paths)


def find_target(host: Host, path: str, options: TargetOptions, note: Notes, disk: FileSystem) -> Target:
    """The target for code at this absolute path. Raises WrongTarget as `find_targets` does."""
    return _Search(Places(host, CachedListings(disk)), options, note).target(path)


def find_project(target: Target, paths: Sequence[str]) -> Project:
    """The files at and below the absolute paths, with the first-party roots named or found."""
    return assemble_project(
        target.file_system,
        find_files(target.file_system, paths, target.configuration.exclude, target.configuration.folder),
        checked=paths,
        search_path=[entry.path for entry in target.environment.sys_path],
        configured_roots=target.roots,
        mapped=target.environment.mapped_modules,
    )


def find_projects(targets: Sequence[tuple[Target, tuple[str, ...]]]) -> list[tuple[Target, Project]]:
    """Each target with its project; a file below paths of several targets is part of one, by the innermost path.

    A target that is left without files by that is left out.
    """
    projects = [(target, find_project(target, paths)) for target, paths in targets]
    if len(projects) == 1:
        return projects
    owners = {path: target for target, paths in targets for path in paths}
    owned = [(target, project, _files_of(target, project, owners)) for target, project in projects]
    return [(target, replace(project, files=files)) for target, project, files in owned if files or not project.files]


def _files_of(target: Target, project: Project, owners: Mapping[str, Target]) -> tuple[SourceFile, ...]:
    """The files of the project that no path of another target holds more closely."""

    def owner(path: str) -> Target:
        return next(owners[above] for above in (path, *ancestors(path)) if above in owners)

    return tuple(file for file in project.files if owner(file.path) is target)


_Key = tuple[str | None, str | None]
"""The configuration file, None where there is none, and the location of the environment."""


@dataclass(frozen=True, slots=True)
class _Search:
    """What is known when the search for targets begins, and what was found out for one path that others ask again."""

    places: Places
    options: TargetOptions
    note: Notes
    loaded: dict[str, Configuration | tuple[ConfigurationError, ...]] = field(default_factory=dict)
    configured: dict[str, str | None] = field(default_factory=dict)
    environments: dict[_Key, Environment | str] = field(default_factory=dict)

    @property
    def host(self) -> Host:
        """The process that the places are looked for from."""
        return self.places.host

    @property
    def file_system(self) -> FileSystem:
        """The one that the places are looked for in."""
        return self.places.file_system

    def targets(self, paths: Sequence[str]) -> list[tuple[Target, tuple[str, ...]]]:
        """A target for all paths with the same configuration and environment, with these paths."""
        self.refuse_mistakes(paths)
        keys: dict[str, _Key] = {}
        groups: dict[_Key, list[str]] = {}
        for path in paths:
            folder = self.folder(path)
            if folder not in keys:
                keys[folder] = self.key(folder)
            groups.setdefault(keys[folder], []).append(path)
        return [(self.target(group[0]), tuple(group)) for group in groups.values()]

    def key(self, folder: str) -> _Key:
        """Equal for folders that have the same target."""
        configuration = self.configuration(folder)
        chosen = self.chosen(folder, configuration)
        return configuration.file, None if chosen is None else chosen[0].location

    def target(self, path: str) -> Target:
        """The target for the code at this path."""
        folder = self.folder(path)
        configuration = self.configuration(folder)
        environment = self.environment(folder, configuration)
        roots = tuple(map(self.root, self.options.roots))
        named = environment.with_roots(roots)
        return Target(self.file_system, configuration, named, roots or configuration.roots)

    def folder(self, path: str) -> str:
        """The path where it is a folder, else the folder that it lies in."""
        return path if self.file_system.kind(path) is Kind.DIRECTORY else parent(path)

    def absolute(self, path: str) -> str:
        return absolute(self.file_system.separator, self.host.working_directory, path)

    def root(self, written: str) -> str:
        """The folder that `--root` names. Raises WrongTarget where there is none."""
        root = self.absolute(written)
        if self.file_system.kind(root) is not Kind.DIRECTORY:
            raise WrongTarget(f"--root {written}: there is no such folder")
        return root

    def configuration_file(self, folder: str) -> str | None:
        if self.options.config is not None:
            return self.absolute(self.options.config)
        return None if self.options.isolated else find_configuration_file(self.file_system, folder, self.configured)

    def configuration(self, folder: str) -> Configuration:
        """The one that applies to the folder. Raises WrongTarget where it is mistaken."""
        file = self.configuration_file(folder)
        loaded = Configuration(folder=folder) if file is None else self.load(file)
        if not isinstance(loaded, Configuration):
            raise _mistaken(loaded, self.host)
        return loaded

    def load(self, file: str) -> Configuration | tuple[ConfigurationError, ...]:
        if file not in self.loaded:
            self.loaded[file] = load(self.file_system, file, tuple(all_rules()))
        return self.loaded[file]

    def refuse_mistakes(self, paths: Iterable[str]) -> None:
        """Raise WrongTarget with everything that is wrong in the configurations of all the paths."""
        folders = dict.fromkeys(map(self.folder, paths))
        files = dict.fromkeys(file for folder in folders if (file := self.configuration_file(folder)) is not None)
        loaded = map(self.load, files)
        errors = [error for item in loaded if not isinstance(item, Configuration) for error in item]
        if errors:
            raise _mistaken(errors, self.host)

    def environment(self, folder: str, configuration: Configuration) -> Environment:
        """That of the chosen place; with `--sys-path`, its search path replaced."""
        startup = self.startup(configuration)
        chosen = self.chosen(folder, configuration)
        environment = None if chosen is None else replace(chosen[1], chosen_because=chosen[0].because)
        if self.options.sys_path is not None:
            return _with_sys_path(environment, self.options.sys_path, startup, self.host)
        if environment is None:
            raise WrongTarget(
                "no Python environment found: no venv, conda environment or python3 on PATH",
                "name one with --python PATH, or give the search path with --sys-path DIR",
            )
        return environment

    def chosen(self, folder: str, configuration: Configuration) -> tuple[Candidate, Environment] | None:
        """The first candidate that is an environment; those passed over are told once."""
        named, configured = self.options.python, configuration.python
        for place in self.places.candidates(folder, option=named, configured=configured):
            key = configuration.file, place.location
            is_new = key not in self.environments
            if is_new:
                startup = self.startup(configuration)
                self.environments[key] = place.problem or environment_at(self.file_system, place.location, startup)
            environment = self.environments[key]
            if not isinstance(environment, str):
                return place, environment
            if place.demanded:
                raise WrongTarget(self.shown(environment), f"{self.shown(place.location)} was {place.because}")
            if is_new:
                text = f"{place.location} is passed over ({place.because}): {environment}"
                self.note(f"importls: note: {self.shown(text)}")
        return None

    def shown(self, text: str) -> str:
        """A sentence for people, with paths as they would write them here."""
        return relative_prose(text, self.host.working_directory)

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


def _with_sys_path(chosen: Environment | None, entries: tuple[str, ...], startup: Startup, host: Host) -> Environment:
    """Exactly these entries, for the chosen interpreter or, where there is none, for the newest known version."""
    if chosen is None:
        version = startup.version or LAST_VERSION
        bare = environment_from_entries(entries, version, startup.platform or host.platform, startup)
        return replace(bare, chosen_because="no interpreter, only --sys-path")
    bare = environment_from_entries(entries, chosen.version, chosen.platform, startup)
    # What the interpreter loads before it looks at any of them stays (`loaded_at_start`).
    return replace(chosen, sys_path=bare.sys_path, editable_finders=(), startup_hooks=(), startup_namespaces={})


def _mistaken(errors: Iterable[ConfigurationError], host: Host) -> WrongTarget:
    errors = sorted(errors, key=lambda error: (error.file, error.line))
    first, *further = _mistakes(errors, host)
    return WrongTarget(first, further=further, mistakes=errors)


def _mistakes(errors: Iterable[ConfigurationError], host: Host) -> Iterator[str]:
    for error in errors:
        hint = f" ({error.hint})" if error.hint else ""
        yield f"{shown_path(error.file, host.working_directory)}:{error.line}: {error.message}{hint}"
