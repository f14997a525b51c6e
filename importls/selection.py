"""Which rules are on, how severe and where silent: defaults, configuration and command line made one value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from importls.configuration import ALL, Configuration, IgnoredImport
from importls.diagnostic import Diagnostic, Severity
from importls.paths import is_below, relative_parts

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class RuleDefaults(Protocol):
    """What the selection needs to know of a rule."""

    @property
    def severity(self) -> Severity:
        """The severity unless a user says otherwise."""
        ...

    @property
    def default_on(self) -> bool:
        """Whether the rule runs when a user says nothing."""
        ...


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """The four lists of rule names that configuration and command line share; `select` None means: as before."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    error: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules that are on with their severities, and the exceptions by file and by import.

    `forced` are the severities that the user set; without one, a rule chooses by the case.
    """

    severities: Mapping[str, Severity]
    forced: Mapping[str, Severity] = field(default_factory=dict)
    per_file: tuple[_FileIgnores, ...] = ()
    imports: tuple[_ImportIgnore, ...] = ()

    def severity_of(self, diagnostic: Diagnostic) -> Severity:
        """What the user wants of the rule, or else what the rule gave this finding."""
        return self.forced.get(diagnostic.rule, diagnostic.severity)

    def ignores(self, diagnostic: Diagnostic) -> bool:
        """Whether a per-file ignore or an ignored import silences the finding."""
        return any(ignores.covers(diagnostic.path, diagnostic.rule) for ignores in self.per_file) or (
            diagnostic.target is not None and self.ignores_import(diagnostic.module, diagnostic.target)
        )

    def ignores_import(self, importer: str, imported: str) -> bool:
        """Whether the configuration asks to overlook the import of one module by another."""
        return any(ignore.covers(importer, imported) for ignore in self.imports)


def select_rules(
    rules: Mapping[str, RuleDefaults], configuration: Configuration, command_line: RuleOptions
) -> Selection:
    """The selection that results: configuration is laid over the defaults, the command line over both.

    `select` replaces the set of rules that are on, `ignore` removes from it, `error` and `warn` add to it.
    """
    severities = {name: rule.severity for name, rule in rules.items() if rule.default_on}
    configured = RuleOptions(configuration.select, configuration.ignore, configuration.error, configuration.warn)
    overrides: dict[str, Severity] = {}
    for options in (configured, command_line):
        _apply(options, rules, severities, overrides)
    return Selection(
        severities,
        overrides,
        tuple(_file_ignores(configuration)),
        tuple(_import_ignore(item) for item in configuration.ignore_imports),
    )


def _apply(
    options: RuleOptions,
    rules: Mapping[str, RuleDefaults],
    severities: dict[str, Severity],
    overrides: dict[str, Severity],
) -> None:
    """Lay one layer over the severities; `overrides` remembers what users set, also for rules that are off."""
    for names, severity in ((options.warn, Severity.WARNING), (options.error, Severity.ERROR)):
        overrides.update(dict.fromkeys(_expand(names, rules), severity))
    if options.select is not None:
        severities.clear()
        severities.update((name, rules[name].severity) for name in _expand(options.select, rules))
    for name in _expand(options.ignore, rules):
        severities.pop(name, None)
    for name in _expand((*options.warn, *options.error), rules):
        severities[name] = overrides[name]
    severities.update((name, overrides[name]) for name in severities if name in overrides)


def _expand(names: Iterable[str], rules: Mapping[str, RuleDefaults]) -> Iterator[str]:
    for name in names:
        yield from rules if name == ALL else (name,)


@dataclass(frozen=True, slots=True)
class _FileIgnores:
    """Rules that are silent in the files below `folder` that match a glob, in the words of `.gitignore`."""

    folder: str
    glob: GitIgnoreSpec
    rules: frozenset[str]

    def covers(self, path: str, rule: str) -> bool:
        if rule not in self.rules and ALL not in self.rules:
            return False
        return is_below(path, self.folder) and self.glob.match_file("/".join(relative_parts(path, self.folder)))


def _file_ignores(configuration: Configuration) -> Iterator[_FileIgnores]:
    if not configuration.per_file_ignores:
        return
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 # reason: needed only where there are globs

    for glob, rules in configuration.per_file_ignores:
        yield _FileIgnores(configuration.folder, GitIgnoreSpec.from_lines([glob]), frozenset(rules))


@dataclass(frozen=True, slots=True)
class _ImportIgnore:
    importer: re.Pattern[str]
    imported: re.Pattern[str]

    def covers(self, importer: str, imported: str) -> bool:
        return bool(self.importer.fullmatch(importer) and self.imported.fullmatch(imported))


def _import_ignore(ignored: IgnoredImport) -> _ImportIgnore:
    return _ImportIgnore(_module_glob(ignored.importer), _module_glob(ignored.imported))


def _module_glob(glob: str) -> re.Pattern[str]:
    """The pattern of a dotted name in which `*` stands for one part and `**` for one or more, as in import-linter."""
    parts = {"*": r"[^.]+", "**": r"[^.]+(?:\.[^.]+)*"}
    return re.compile(r"\.".join(parts.get(part, re.escape(part)) for part in glob.split(".")))
