"""What a project says about itself in `[tool.importls]` or `importls.toml`, parsed once into values that are valid.

This module does not know the rules, their names are handed in, nor what the command line adds (see `selection`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from importls.configuration_table import ConfigurationTable, ImportTable
from importls.diagnostic import SEVERITIES, Severity
from importls.did_you_mean import hint
from importls.paths import ancestors, base_name, parent
from importls.toml_document import TomlProblem, toml_document
from importls.toml_lines import line_of_key, line_of_string
from resolver.file_system import FileSystem, Kind
from resolver.paths import absolute, join
from resolver.stdlib import FIRST_VERSION, LAST_VERSION

ALL = "ALL"
"""Stands for every rule wherever rule names are listed."""

PLATFORMS = ("linux", "darwin", "win32")
KNOWN_VERSIONS = "a version such as 3.12, from {}.{} to {}.{}".format(*FIRST_VERSION, *LAST_VERSION)


class IgnoredImport(msgspec.Struct, frozen=True):
    """An import of the graph about which nothing is reported; names may hold `*` (one part) and `**` (any parts)."""

    importer: str
    imported: str
    reason: str | None = None


class Configuration(msgspec.Struct, frozen=True):
    """The settings of one project; every path in it is absolute.

    `folder` is what the globs of `exclude` and `per_file_ignores` count from, `file` None where there is no
    configuration. Rule names are those of existing rules, or `ALL`. `select` is None where the defaults apply.
    """

    folder: str
    file: str | None = None
    python: str | None = None
    python_version: tuple[int, int] | None = None
    python_platform: str | None = None
    roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    error: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignore_imports: tuple[IgnoredImport, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfigurationError:
    """One mistake in a configuration file, at a line that counts from 1."""

    file: str
    line: int
    message: str
    hint: str | None = None


def find_configuration_file(
    file_system: FileSystem, folder: str, known: MutableMapping[str, str | None] | None = None
) -> str | None:
    """The configuration that applies to the folder: its own or the nearest above.

    In one folder `importls.toml` wins over a `pyproject.toml` that has the table. `known` remembers what single folders
    have from one call to the next.
    """
    known = {} if known is None else known
    for candidate in (folder, *ancestors(folder)):
        if candidate not in known:
            known[candidate] = _configuration_file_in(file_system, candidate)
        if file := known[candidate]:
            return file
    return None


def _configuration_file_in(file_system: FileSystem, folder: str) -> str | None:
    names = file_system.list_directory(folder) or {}
    for name in ("importls.toml", "pyproject.toml"):
        file = join(file_system.separator, folder, name)
        if names.get(name) is Kind.FILE and (name == "importls.toml" or _has_table(file_system, file)):
            return file
    return None


def load(
    file_system: FileSystem, file: str, rule_names: Collection[str]
) -> Configuration | tuple[ConfigurationError, ...]:
    """The configuration in the file, or everything that is wrong with it."""
    if file_system.kind(file) is Kind.OTHER:
        return (ConfigurationError(file, 1, "cannot be read: it is no regular file"),)
    try:
        data = file_system.read_bytes(file)
    except OSError as error:
        return (ConfigurationError(file, 1, f"cannot be read: {error.strerror or error}"),)
    document = toml_document(data)
    if isinstance(document, TomlProblem):
        return (ConfigurationError(file, document.line, document.message),)
    keys = ("tool", "importls") if base_name(file) == "pyproject.toml" else ()
    table: Any = document
    for key in keys:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    reader = _Reader(file, file_system, text, keys, rule_names)
    configuration = reader.read(table)
    return tuple(reader.errors) or configuration


def _has_table(file_system: FileSystem, file: str) -> bool:
    """Whether a `pyproject.toml` is meant for importls; one that cannot be parsed counts if it speaks of importls."""
    try:
        data = file_system.read_bytes(file)
    except OSError:
        return False
    if b"importls" not in data:
        return False
    document = toml_document(data)
    if isinstance(document, TomlProblem):
        return b"[tool.importls" in data
    tool = document.get("tool")
    return isinstance(tool, dict) and "importls" in tool


_TYPES = {field.encode_name: field.type for field in msgspec.structs.fields(ConfigurationTable)}
_IN_WORDS = {
    "per-file-ignores": "a table of arrays of rule names",
    "ignore-imports": 'an array of strings "importer -> imported", or of tables with the keys `import` and `reason`',
    **dict.fromkeys(("python", "python-version", "python-platform", "fail-on"), "a string"),
}


@dataclass(slots=True)
class _Reader:
    """Turns a parsed table into a `Configuration` and collects everything that is wrong on the way."""

    file: str
    file_system: FileSystem
    text: str
    keys: tuple[str, ...]
    rule_names: Collection[str]
    errors: list[ConfigurationError] = field(default_factory=list)

    def read(self, raw: object) -> Configuration:
        table = self.table(raw)
        folder = parent(self.file)
        return Configuration(
            folder=folder,
            file=self.file,
            python=None if table.python is None else self.absolute(table.python),
            python_version=self.version(table.python_version),
            python_platform=self.one_of("python-platform", table.python_platform, PLATFORMS),
            roots=tuple(map(self.root, table.roots)),
            exclude=tuple(self.glob("exclude", near=glob) for glob in table.exclude),
            select=None if table.select is None else self.rules("select", names=table.select),
            ignore=self.rules("ignore", names=table.ignore),
            error=self.rules("error", names=table.error),
            warn=self.rules("warn", names=table.warn),
            fail_on=SEVERITIES.get(self.one_of("fail-on", table.fail_on, SEVERITIES) or "", Severity.ERROR),
            per_file_ignores=tuple(
                (self.glob("per-file-ignores", glob), self.rules("per-file-ignores", glob, names=names))
                for glob, names in table.per_file_ignores.items()
            ),
            ignore_imports=tuple(self.ignored_imports(table.ignore_imports)),
        )

    def table(self, raw: object) -> ConfigurationTable:
        """Those settings of the table that exist and have the right type."""
        if not isinstance(raw, dict):
            self.complain((), "`tool.importls` must be a table")
            return ConfigurationTable()
        return msgspec.convert(
            {key: value for key, value in raw.items() if self.is_usable(key, value)}, ConfigurationTable
        )

    def is_usable(self, key: str, value: object) -> bool:
        if key not in _TYPES:
            self.complain((key,), f"unknown setting `{key}`", hint=self.hint_for_setting(key, value))
            return False
        try:
            msgspec.convert(value, _TYPES[key])
        except msgspec.ValidationError:
            self.complain((key,), f"`{key}` must be {_IN_WORDS.get(key, 'an array of strings')}")
            return False
        return True

    def hint_for_setting(self, key: str, value: object) -> str | None:
        if not self.keys and key in {"tool", "importls", "tool.importls"} and isinstance(value, dict):
            return f"in {base_name(self.file)} settings stand at the top: drop the table's header"
        return hint(key, _TYPES)

    def complain(
        self, keys: tuple[str, ...], message: str, *, near: str | None = None, hint: str | None = None
    ) -> None:
        """Record a mistake at the line of the key, or of the string `near` inside its value."""
        path = (*self.keys, *keys)
        line = line_of_key(self.text, path) if near is None else line_of_string(self.text, path, near)
        self.errors.append(ConfigurationError(self.file, line, message, hint))

    def absolute(self, path: str) -> str:
        """The path as counted from the folder of the file."""
        return absolute(self.file_system.separator, parent(self.file), path)

    def root(self, written: str) -> str:
        root = self.absolute(written)
        if self.file_system.kind(root) is not Kind.DIRECTORY:
            self.complain(("roots",), f"there is no folder `{written}`", near=written)
        return root

    def version(self, value: str | None) -> tuple[int, int] | None:
        version = None if value is None else parse_version(value)
        if value is not None and version is None:
            self.complain(("python-version",), f'`python-version` must be {KNOWN_VERSIONS}, not "{value}"')
        return version

    def one_of(self, key: str, value: str | None, known: Collection[str]) -> str | None:
        if value is not None and value not in known:
            words = ", ".join(f'"{word}"' for word in known)
            self.complain((key,), f'`{key}` must be one of {words}, not "{value}"', hint=hint(value, known))
        return value

    def rules(self, *keys: str, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name != ALL and name not in self.rule_names:
                self.complain(keys, f"unknown rule `{name}`", near=name, hint=hint(name, self.rule_names))
        return names

    def glob(self, *keys: str, near: str | None = None) -> str:
        """The glob `near`, else the last key, which is complained about where nothing can be matched with it."""
        glob = keys[-1] if near is None else near
        if not is_glob(glob):
            self.complain(keys, f"`{glob}` is no glob of `.gitignore`", near=near)
        return glob

    def ignored_imports(self, items: tuple[str | ImportTable, ...]) -> Iterator[IgnoredImport]:
        for item in items:
            table = ImportTable(item) if isinstance(item, str) else item
            importer, _, imported = (part.strip() for part in table.import_.partition("->"))
            if importer and imported:
                yield IgnoredImport(importer, imported, table.reason)
            else:
                message = f'"{table.import_}" is no import: write "importer -> imported"'
                self.complain(("ignore-imports",), message, near=table.import_)


def is_glob(text: str) -> bool:
    """Whether `pathspec` can make something of a pattern in the words of `.gitignore`."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  # needed only where there are globs; start-up stays lean

    try:
        GitIgnoreSpec.from_lines([text])
    except (ValueError, re.error):
        return False
    return True


def parse_version(text: str) -> tuple[int, int] | None:
    """The version in "3.12"; None for anything else, also for a version that nothing is known of."""
    match = re.fullmatch(r"([0-9])\.([0-9]{1,2})", text)
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    return version if FIRST_VERSION <= version <= LAST_VERSION else None
