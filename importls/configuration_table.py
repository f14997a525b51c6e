"""The table `[tool.importls]`: its keys with their types and what they mean; the values are not looked at.

The descriptions are those of the JSON Schema of the configuration and of the settings of editors.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

Python: TypeAlias = Annotated[
    str | None,
    Meta(
        description="The environment to look at: a folder of a virtual environment, an interpreter or a prefix. "
        "It is read, never started. Without it the environment beside the project is found."
    ),
]
PythonVersion: TypeAlias = Annotated[
    str | None, Meta(description="The version to take the environment for, such as `3.12`.")
]
PythonPlatform: TypeAlias = Annotated[
    str | None, Meta(description="The platform to take the environment for: `linux`, `darwin` or `win32`.")
]
Roots: TypeAlias = Annotated[
    tuple[str, ...], Meta(description="The folders where first-party modules start. Without it they are found.")
]
Exclude: TypeAlias = Annotated[
    tuple[str, ...], Meta(description="Files and folders that are not checked: patterns as in `.gitignore`.")
]
Select: TypeAlias = Annotated[
    tuple[str, ...] | None,
    Meta(description="The rules to apply, `ALL` for every one, instead of those that are on by default."),
]
Ignore: TypeAlias = Annotated[tuple[str, ...], Meta(description="Rules that are not applied.")]
Error: TypeAlias = Annotated[
    tuple[str, ...], Meta(description="Rules that are applied, and whose findings are errors.")
]
Warn: TypeAlias = Annotated[
    tuple[str, ...], Meta(description="Rules that are applied, and whose findings are warnings.")
]
FailOn: TypeAlias = Annotated[
    str, Meta(description="The least severity with which a check fails: `error`, `warning` or `info`.")
]
PerFileIgnores: TypeAlias = Annotated[
    dict[str, tuple[str, ...]], Meta(description="Rules that are not applied to the files that a pattern matches.")
]


class ImportTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An ignored import with a reason."""

    import_: Annotated[str, Meta(description="`importer -> imported`; `*` is any one part, `**` any parts.")] = (
        msgspec.field(name="import")
    )
    reason: Annotated[str | None, Meta(description="Why nothing is reported about it.")] = None


IgnoreImports: TypeAlias = Annotated[
    tuple[str | ImportTable, ...],
    Meta(description='Imports about which nothing is reported: `"importer -> imported"`, with `*` and `**` in names.'),
]


class ConfigurationTable(msgspec.Struct, frozen=True, rename="kebab"):
    """The table as TOML gives it: right types, unchecked values."""

    python: Python = None
    python_version: PythonVersion = None
    python_platform: PythonPlatform = None
    roots: Roots = ()
    exclude: Exclude = ()
    select: Select = None
    ignore: Ignore = ()
    error: Error = ()
    warn: Warn = ()
    fail_on: FailOn = "error"
    per_file_ignores: PerFileIgnores = {}
    ignore_imports: IgnoreImports = ()
